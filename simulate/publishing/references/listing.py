"""The bibliography for readers: every source, and the priors of which models rest on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.wording.labels import markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulate.publishing.references.sources import Citation, Source


def markdown_text(sources: Sequence[Source]) -> str:
    """A Markdown document."""
    lines = [
        "# Sources",
        "",
        f"{len(sources)} sources in alphabetical order, each with what is cited for; the keys are",
    ]
    lines += ["those of [sources.bib](sources.bib).", ""]
    for source in sources:
        lines.append(f"- **{markdown(source.text)}** (`{source.key}`)")
        lines += [f"    - {markdown(said(item))}" for item in source.citations]
    return "\n".join(lines) + "\n"


def said(item: Citation) -> str:
    """`prior pue of sites/azure-iowa, for GPT-4`."""
    joined = {"prior": " of ", "estimate": " by "}.get(item.kind, ", ")
    place = f"{joined}{item.stated_in}" if item.stated_in else ""
    return f"{item.kind} {item.quantity}{place}, for {', '.join(item.models)}"
