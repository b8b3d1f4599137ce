"""Pages of the repository at their place in the site, with their links, and pages that are made from the program."""

from __future__ import annotations

import posixpath
import re
import shutil
from pathlib import Path

from docs.site import contents, reference
from docs.site.typesetting import typeset

ROOT = Path(__file__).resolve().parents[2]
# What a site shows better than a file of the repository.
INSTEAD = {
    "priors": "docs/reference/catalogue.md",
    "scenarios": "docs/reference/models.md",
    "results": "results/report.md",
}
LINK = re.compile(r"(?<=\])\(([^()\s]*)\)")
BLOCK = re.compile(r"^```.*?^```[ ]*$", re.MULTILINE | re.DOTALL)


def assemble(folder: Path) -> None:
    """All sources of the site in a folder: pages, the files that they link to, reference pages, and the contents."""
    made = reference.pages()
    for page, text in made.items():
        _write(folder / page, text)
    waiting = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "docs").rglob("*.md"))]
    known = set(waiting)
    while waiting:
        page = waiting.pop()
        targets = {_target(page, link) for link in links((ROOT / page).read_text(encoding="utf-8"))} - {""}
        waiting += sorted(target for target in targets - known if target.endswith(".md") and (ROOT / target).is_file())
        known |= targets
    for path in sorted(known):
        _place(path, folder)
    index = folder / "index.md"
    _write(
        index,
        index.read_text(encoding="utf-8") + contents.tables(index.read_text(encoding="utf-8"), folder, list(made)),
    )


def links(text: str) -> list[str]:
    """Targets of the links and images of a Markdown text that lie in the repository."""
    found = LINK.findall(BLOCK.sub("", text))
    return [link for link in found if link and not link.startswith(("#", "http:", "https:", "mailto:"))]


def place(path: str) -> str:
    """Where a file of the repository lies in the site: pages of `docs` at the top, others where they are."""
    shown = INSTEAD.get(path, path)
    return shown.removeprefix("docs/")


def relinked(page: str, text: str) -> str:
    """The text of a page with its links as they are in the site; a link to a folder that has no page becomes a text."""
    kept = dict(_blocks(text))
    for name, block in kept.items():
        text = text.replace(block, name, 1)
    here = posixpath.dirname(place(page))

    def moved(found: re.Match[str]) -> str:
        link = found[2]
        target = _target(page, link) if link in links(f"]({link})") else ""
        if not target:
            return found[0]
        if (ROOT / target).is_dir() and target not in INSTEAD:
            return found[1]
        section = link.partition("#")[2]
        return f"[{found[1]}]({posixpath.relpath(place(target), here)}{f'#{section}' if section else ''})"

    text = re.sub(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]*)\)", moved, text)
    for name, block in kept.items():
        text = text.replace(name, block, 1)
    return text


def _blocks(text: str) -> list[tuple[str, str]]:
    return [(f"\0{n}\0", found[0]) for n, found in enumerate(BLOCK.finditer(text))]


def _target(page: str, link: str) -> str:
    """The path in the repository that a link of a page leads to; empty for a section of the same page."""
    file = link.partition("#")[0]
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), file)) if file else ""


def _place(path: str, folder: Path) -> None:
    source, to = ROOT / path, folder / place(path)
    if path in INSTEAD or source.is_dir():
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    if path.endswith(".md"):
        text = relinked(path, source.read_text(encoding="utf-8"))
        _write(to, typeset(text, posixpath.dirname(place(path))))
    else:
        shutil.copyfile(source, to)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
