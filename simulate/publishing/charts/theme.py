"""Colours of charts on white and on dark paper, each far enough from its ground and from the others."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass

import matplotlib as mpl

# Graphics need three times the luminance of their ground, or its third (WCAG 2.2, criterion 1.4.11).
CONTRAST = 3.0
# The first number under which the five models of the seed benchmark all differ.
_SALT = 11


@dataclass(frozen=True, slots=True)
class Theme:
    """Paper, ink and its weaker grades; `beyond` is what lies behind the ink, black or white."""

    name: str
    paper: str
    ink: str
    faint: str
    pale: str
    rule: str
    beyond: str

    @property
    def palette(self) -> tuple[str, ...]:
        """Colours that colour-blind readers tell apart and that stand out from this paper; the same hues in each theme.

        Petroff 2021, arXiv:2107.02270, those that stand out from white; lighter where they would sink into the paper.
        """
        return _palette(self)

    def colour(self, model: str) -> str:
        """The colour of a model, the same hue in every chart, whatever models stand beside it."""
        number = int.from_bytes(hashlib.sha256(f"{_SALT}{model}".encode()).digest()[:8], "big")
        return self.palette[number % len(self.palette)]

    def strong(self, colour: str) -> str:
        """The same hue halfway to black or white, to lie on itself."""
        return mixed(self.beyond, colour, 0.5)

    def mixed(self, colour: str, share: float) -> str:
        """So much of a colour on paper, without transparency."""
        return mixed(colour, self.paper, share)


LIGHT = Theme("light", "#ffffff", "#1a1a1a", "#666666", "#8c8c8c", "#dddddd", beyond="#000000")
DARK = Theme("dark", "#14171c", "#e8eaed", "#a8adb5", "#6f7680", "#343a44", beyond="#ffffff")
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


@functools.cache
def _palette(theme: Theme) -> tuple[str, ...]:
    colours = (mpl.colors.to_hex(colour) for colour in mpl.color_sequences["petroff10"])
    hues = [colour for colour in colours if contrast(colour, LIGHT.paper) >= CONTRAST]
    return tuple(_standing_out(hue, theme) for hue in hues)


def _standing_out(colour: str, theme: Theme) -> str:
    lighter = (mixed(theme.beyond, colour, k / 20) for k in range(21))
    return next(found for found in lighter if contrast(found, theme.paper) >= CONTRAST)


def mixed(colour: str, ground: str, share: float) -> str:
    """So much of one colour, the rest of another."""
    pairs = zip(mpl.colors.to_rgb(colour), mpl.colors.to_rgb(ground), strict=True)
    red, green, blue = (share * ink + (1 - share) * paper for ink, paper in pairs)
    return mpl.colors.to_hex((red, green, blue))


def contrast(colour: str, other: str) -> float:
    """How many times lighter one of two colours is, from 1 to 21 (WCAG 2.2, definitions)."""
    dark, light = sorted((_luminance(colour), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour (WCAG 2.2, definitions)."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in mpl.colors.to_rgb(colour)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))
