"""The contents of the site: what docs/index.md lists under a heading stands under that heading at the side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

MADE = "Reference"
"""The heading under which pages that are made from the program stand."""
PROJECT = "Project"
"""The heading for pages that are reached from others alone."""


def sections(index: str) -> dict[str, list[str]]:
    """Heading -> pages that it links to, in order, each page once."""
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    for part in re.split(r"^## ", index, flags=re.MULTILINE)[1:]:
        heading, _, text = part.partition("\n")
        pages = [page for page in re.findall(r"\]\(([^()#:\s]+\.md)(?:#[^()]*)?\)", text) if page not in seen]
        pages = list(dict.fromkeys(pages))
        seen |= set(pages)
        if pages:
            found[heading.strip()] = pages
    return found


def tables(index: str, folder: Path, made: Sequence[str]) -> str:
    """Hidden tables of contents, to stand at the end of the index; every page of the folder is in one."""
    listed = sections(index)
    listed.setdefault(MADE, []).extend(page for page in made if page not in listed.get(MADE, []))
    every = {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")} - {"index.md"}
    rest = sorted(every - {page for pages in listed.values() for page in pages})
    listed.setdefault(PROJECT, []).extend(rest)
    return "".join(
        "\n```{{toctree}}\n:hidden:\n:caption: {}\n\n{}\n```\n".format(heading, "\n".join(pages))
        for heading, pages in listed.items()
        if pages
    )
