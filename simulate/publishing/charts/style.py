"""How charts look, and the same bytes on every run: fonts, colours, widths of texts."""

from __future__ import annotations

import functools
import hashlib
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.style
from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

FONT = "DejaVu Sans"
INK, FAINT, PALE, RULE, PAPER = "#1a1a1a", "#666666", "#a0a0a0", "#dddddd", "#ffffff"
TITLE, NAME, SMALL, TINY = 15.0, 10.5, 9.0, 8.0
"""Sizes of type in points."""

_STYLE: dict[str, Any] = {
    "font.family": [FONT],
    "text.color": INK,
    "text.parse_math": False,
    "text.usetex": False,
    "axes.edgecolor": FAINT,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "svg.fonttype": "path",
    "svg.hashsalt": "wattif",
    "pdf.fonttype": 42,
}
# Graphics need three times the luminance of their ground, or its third (WCAG 2.2, criterion 1.4.11).
_CONTRAST = 3.0
# Pixels make letters up to 2 % wider than their outlines, by which they are measured.
_HINTING = 1.03
# The first number under which the five models of the seed benchmark all differ.
_SALT = 11


def context() -> AbstractContextManager[None]:
    """Matplotlib's defaults with this style, whatever the reader's own settings are; to create artists and to save."""
    return mpl.style.context(["default", _STYLE])


@functools.cache
def palette() -> tuple[str, ...]:
    """Colours that colour-blind readers tell apart (Petroff 2021, arXiv:2107.02270) and that stand out from paper."""
    colours = (mpl.colors.to_hex(colour) for colour in mpl.color_sequences["petroff10"])
    return tuple(colour for colour in colours if 1.05 / (_luminance(colour) + 0.05) >= _CONTRAST)


def colour(model: str) -> str:
    """The colour of a model, the same in every chart, whatever models stand beside it."""
    number = int.from_bytes(hashlib.sha256(f"{_SALT}{model}".encode()).digest()[:8], "big")
    return palette()[number % len(palette())]


def darker(colour: str) -> str:
    """The same hue at half the light, to lie on itself."""
    red, green, blue = mpl.colors.to_rgb(colour)
    return mpl.colors.to_hex((red / 2, green / 2, blue / 2))


def lighter(colour: str, share: float) -> str:
    """So much of a colour on paper, without transparency."""
    mixed = (
        share * ink + (1 - share) * paper
        for ink, paper in zip(mpl.colors.to_rgb(colour), mpl.colors.to_rgb(PAPER), strict=True)
    )
    red, green, blue = mixed
    return mpl.colors.to_hex((red, green, blue))


@functools.lru_cache(maxsize=10_000)
def width(text: str, size: float, weight: str = "normal") -> float:
    """Width of a line of text in inches."""
    if not text:
        return 0.0
    font = FontProperties(family=[FONT], size=size, weight=weight)
    return _HINTING * float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]) / 72


def wrapped(text: str, inches: float, size: float) -> list[str]:
    """Lines no wider than `inches`, broken at spaces; a word that is wider alone is cut with an ellipsis."""
    lines: list[str] = []
    for word in text.split():
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
    font = font_manager.get_font(font_manager.findfont(FontProperties(family=[FONT])))
    return frozenset(font.get_charmap())


def _luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour (WCAG 2.2, definitions)."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in mpl.colors.to_rgb(colour)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))
