"""Labels are free text that others wrote: made harmless once, then escaped for each target."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Joiners that some scripts need to be spelled right; every other format character only misleads a reader.
_JOINERS = "\u200c\u200d"
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_BREAKS = {"Zl", "Zp", "Zs"}
_FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
_MARKDOWN_MARKS = re.compile(r"([\\`*\[\]<>|~$&#])")
_MARKDOWN_LONE_UNDERSCORE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_MARKDOWN_BEGINNING = re.compile(r"^(\d*)([-+=.)])")
_LATEX = {
    **{character: f"\\{character}" for character in "{}$&#%_"},
    **{character: f"{{{character}}}" for character in "[]*"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\textasciigrave{}",
    '"': "''",
}
_LATEX_DASHES = re.compile(r"-(?=-)")
# Names that Windows keeps for devices, whatever their extension.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
_SLUG_LENGTH = 64


def clean(text: str, otherwise: str = "") -> str:
    """One line of visible text: no control, escape or bidirectional characters; `otherwise` where nothing is left."""
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if category in _BREAKS or character in "\t\n\r\v\f\x85":
            kept.append(" ")
        elif category not in _INVISIBLE or character in _JOINERS:
            kept.append(character)
    return " ".join("".join(kept).split()) or otherwise


def visible(text: str) -> str:
    """Lines as they are, with escapes for what a terminal would obey or not show: file names may hold anything."""
    return "".join(
        character
        if character == "\n" or character in _JOINERS or unicodedata.category(character) not in _INVISIBLE
        else ascii(character)[1:-1]
        for character in text
    )


def slug(text: str) -> str:
    """A file name without extension of [a-z0-9_-], 1 to 64 characters, safe on every system."""
    name = re.sub(r"[^a-z0-9_]+", "-", clean(text).lower()).strip("-")[:_SLUG_LENGTH].strip("-")
    return f"{name}-" if name in _DEVICES else name or "unnamed"


def slugs(texts: Iterable[str]) -> dict[str, str]:
    """A slug for each text, no two alike: `y` and `Y` would be one file where case does not count."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for text in texts:
        name, n = slug(text), 1
        while name in taken:
            n += 1
            name = f"{slug(text)[: _SLUG_LENGTH - 5]}-{n}"
        taken.add(name)
        names[text] = name
    return names


def cell(text: str) -> str:
    """Text for a CSV cell: an apostrophe before what a spreadsheet would run as a formula.

    Numbers never come here: -0.5 is a number, "-2+3" is somebody's label.
    """
    return f"'{text}" if text.startswith(tuple(_FORMULA_STARTS)) else text


def markdown(text: str) -> str:
    """Text that Markdown shows as it is: no emphasis, links, tables, HTML, entities or mathematics.

    For the inside of a line; at its start a number or a dash would still begin a list.
    """
    return _MARKDOWN_LONE_UNDERSCORE.sub(r"\\_", _MARKDOWN_MARKS.sub(r"\\\1", clean(text)))


def markdown_paragraph(text: str) -> str:
    """Text that Markdown shows as a paragraph, although it may begin like a list, a rule or an underlined heading."""
    return _MARKDOWN_BEGINNING.sub(r"\1\\\2", markdown(text))


def latex(text: str) -> str:
    """Text that LaTeX prints as it is, in a cell or a sentence: no command, group, formula, comment or ligature.

    Brackets and stars stand in braces, or a row's end before them would take them for its argument.
    """
    return _LATEX_DASHES.sub("-{}", "".join(_LATEX.get(character, character) for character in clean(text)))


def shortened(text: str, length: int) -> str:
    """At most `length` characters, the last an ellipsis where something was cut."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
