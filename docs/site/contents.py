"""The contents of the site: what docs/index.md lists under a heading stands under that heading at the side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

MADE = "Reference"
"""The heading under which pages that are made from the program stand."""
PROJECT = "Project"
"""The heading for pages that are reached from others alone."""


def sections(index: str) -> dict[str, dict[str, str]]:
    """Heading -> pages that it links to, in order, each once, with the text of the link."""
    found: dict[str, dict[str, str]] = {}
    for part in re.split(r"^## ", index, flags=re.MULTILINE)[1:]:
        heading, _, text = part.partition("\n")
        links = re.findall(r"\[([^\[\]]+)\]\(([^()#:\s]+\.md)(?:#[^()]*)?\)", text)
        pages = {page: title for title, page in reversed(links) if not any(page in others for others in found.values())}
        if pages:
            found[heading.strip()] = dict(reversed(pages.items()))
    return found


def tables(index: str, folder: Path, made: Sequence[str]) -> str:
    """Hidden tables of contents, to stand at the end of the index; every page of the folder is in one."""
    listed = {
        heading: [f"{title} <{page}>" for page, title in pages.items()] for heading, pages in sections(index).items()
    }
    known = {page for pages in sections(index).values() for page in pages} | set(made) | {"index.md"}
    listed.setdefault(MADE, []).extend(made)
    listed.setdefault(PROJECT, []).extend(
        sorted({p.relative_to(folder).as_posix() for p in folder.rglob("*.md")} - known)
    )
    return "".join(
        "\n```{{toctree}}\n:hidden:\n:caption: {}\n\n{}\n```\n".format(heading, "\n".join(pages))
        for heading, pages in listed.items()
        if pages
    )
