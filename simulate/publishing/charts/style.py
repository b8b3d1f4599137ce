"""How charts look, and the same bytes on every run: type, widths of texts, settings of Matplotlib."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.style
from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from simulate.publishing.charts.theme import LIGHT

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

FONTS = ("DejaVu Wattif", "DejaVu Sans")
"""Type of labels, and where it lacks a letter the font that it is cut from: see `make_fonts`."""
INK, FAINT, PALE, RULE, PAPER = LIGHT.ink, LIGHT.faint, LIGHT.pale, LIGHT.rule, LIGHT.paper
TITLE, NAME, SMALL, TINY = 15.0, 10.5, 9.0, 8.0
"""Sizes of type in points."""

_STYLE: dict[str, Any] = {
    "font.family": list(FONTS),
    "text.color": INK,
    "text.parse_math": False,
    "text.usetex": False,
    "text.hinting": "none",
    "axes.edgecolor": FAINT,
    "figure.facecolor": PAPER,
    "savefig.facecolor": "auto",
    "svg.fonttype": "path",
    "svg.hashsalt": "wattif",
    "pdf.fonttype": 42,
}
# Pixels make letters up to 2 % wider than their outlines, by which they are measured.
_HINTING = 1.03


def context() -> AbstractContextManager[None]:
    """Matplotlib's defaults with this style, whatever the reader's own settings are; to create artists and to save."""
    _add_fonts()
    return mpl.style.context(["default", _STYLE])


@functools.cache
def _add_fonts() -> None:
    """Matplotlib finds fonts by their names only where it knows the files."""
    for path in sorted(Path(__file__).with_name("fonts").glob("*.ttf")):
        font_manager.fontManager.addfont(path)


@functools.lru_cache(maxsize=10_000)
def width(text: str, size: float, weight: str = "normal") -> float:
    """Width of a line of text in inches."""
    if not text:
        return 0.0
    _add_fonts()
    font = FontProperties(family=list(FONTS), size=size, weight=weight)
    return _HINTING * float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]) / 72


def wrapped(text: str, inches: float, size: float) -> list[str]:
    """Lines no wider than `inches`, broken at plain spaces; a word that is wider alone is cut with an ellipsis."""
    lines: list[str] = []
    for word in filter(None, text.split(" ")):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined, size) <= inches:
            lines[-1] = joined
        else:
            lines.append(cut(word, inches, size))
    return lines


def cut(text: str, inches: float, size: float, weight: str = "normal") -> str:
    """A text no wider than `inches`, the last character an ellipsis where something was cut."""
    if width(text, size, weight) <= inches:
        return text
    low, high = 0, len(text)
    while high - low > 1:
        middle = (low + high) // 2
        fits = width(f"{text[:middle]}…", size, weight) <= inches
        low, high = (middle, high) if fits else (low, middle)
    return f"{text[:low].rstrip()}…"


def drawable(text: str, otherwise: str) -> str:
    """The text if the font has all of its characters, else what stands in for it; boxes would tell nobody anything."""
    return text if all(ord(character) in _characters() for character in text) else otherwise


@functools.cache
def _characters() -> frozenset[int]:
    font = font_manager.get_font(font_manager.findfont(FontProperties(family=[FONTS[-1]])))
    return frozenset(font.get_charmap())
