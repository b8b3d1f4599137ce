"""The bibliography for BibTeX and biblatex: one `@misc` per source, nothing invented.

Sources are free text: who wrote what in which year is not told apart, so the text stands whole in `title`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from simulate.publishing.references.sources import Citation, Source

# BibTeX counts braces whether or not a backslash stands before them, so they must be named.
_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "$": r"\$", "&": r"\&",
    "#": r"\#", "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip
_TABLE = str.maketrans(_ESCAPES)
_IN_ADDRESSES = str.maketrans({"%": r"\%", "#": r"\#", "~": r"\~{}", "_": r"\_", "&": r"\&"})


def text(sources: Iterable[Source]) -> str:
    """All entries; it ends with a line break."""
    return "\n".join(_entry(source) for source in sources)


def escaped(value: str) -> str:
    """A text whose characters all stand for themselves."""
    return value.translate(_TABLE)


def _entry(source: Source) -> str:
    lines = [f"@misc{{{source.key},", f"  title = {{{{{escaped(source.text)}}}}},"]
    if source.address:
        lines.append(f"  howpublished = {{\\url{{{source.address.translate(_IN_ADDRESSES)}}}}},")
    lines.append(f"  note = {{{escaped('; '.join(_notes(source.citations)))}}}")
    return "\n".join([*lines, "}", ""])


def _notes(citations: Iterable[Citation]) -> Iterator[str]:
    for item in citations:
        place = f" ({item.stated_in})" if item.stated_in else ""
        yield f"{item.kind} {item.quantity}{place}"
