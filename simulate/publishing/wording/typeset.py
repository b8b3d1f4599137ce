"""Numbers and units as they are printed: real signs for minus and times, powers raised, blanks as wide as a digit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from simulate.publishing.wording import labels

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MINUS, TIMES = "\u2212", "×"
FIGURE, POINT = "\u2007", "\u2008"
"""Blanks as wide as a digit and as a point, where figures are tabular."""
_NUMBER = re.compile(r"(?P<times>x?)(?P<minus>-?)(?P<digits>\d[\d,]*(?:\.\d+)?)(?:e(?P<power>-?\d+))?")
_RAISED, _LOWERED = str.maketrans("23", "²³"), str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_UNIT = re.compile(r"(?P<base>\b[kMGt]?[gt]?CO|\bUSD_)(?P<low>2(?=e\b)|\d{4}\b)|(?P<length>\bk?m)(?P<high>[23])\b")


def units(text: str) -> str:
    """A title whose units are printed as they are read: CO₂e, m³, USD₂₀₂₄."""
    return _UNIT.sub(_printed, text)


def _printed(found: re.Match[str]) -> str:
    if found["high"]:
        return found["length"] + found["high"].translate(_RAISED)
    return found["base"].removesuffix("_") + found["low"].translate(_LOWERED)


@dataclass(frozen=True, slots=True)
class Markup:
    """How a language writes what is no digit; `blanks` are as wide as a text of digits, with or without a point."""

    times: str
    minus: str
    power: Callable[[str], str]
    blanks: Callable[[str], str]
    words: Callable[[str], str]

    def cell(self, numbers: Sequence[str]) -> str:
        """One number or two, for a column that is aligned to the right.

        The last one keeps the room that it was padded with at its end: so decimal points stand under each other.
        """
        last = numbers[-1] if numbers else ""
        missing = len(last) - len(last.rstrip())
        behind = "0" * missing if "." in last else f".{'0' * (missing - 1)}"
        told = " to ".join(self.number(number.strip()) for number in numbers if number)
        return told + (self.blanks(behind) if missing else "")

    def number(self, text: str) -> str:
        """A number, or words in its place."""
        found = _NUMBER.fullmatch(text)
        if found is None:
            return self.words(text)
        signs = (self.times if found["times"] else "") + (self.minus if found["minus"] else "")
        return f"{signs}{found['digits']}{self.power(found['power']) if found['power'] else ''}"


HTML = Markup(
    times=TIMES,
    minus=MINUS,
    power=lambda exponent: f"{TIMES}10<sup>{exponent.replace('-', MINUS)}</sup>",
    blanks=lambda digits: digits.replace("0", FIGURE).replace(".", POINT),
    words=escape,
)
LATEX = Markup(
    times=r"$\times$",
    minus="$-$",
    power=lambda exponent: rf"$\times10^{{{exponent}}}$",
    blanks=lambda digits: rf"\phantom{{{digits}}}",
    words=labels.latex,
)
