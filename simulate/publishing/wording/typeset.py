"""Numbers as they are printed: real signs for minus and times, powers raised, blanks as wide as a digit."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MINUS, TIMES = "\u2212", "×"
FIGURE, POINT = "\u2007", "\u2008"
"""Blanks as wide as a digit and as a point, where figures are tabular."""
_NUMBER = re.compile(r"(?P<times>x?)(?P<minus>-?)(?P<digits>\d[\d,]*(?:\.\d+)?)(?:e(?P<power>-?\d+))?")


def html(numbers: Sequence[str]) -> str:
    """One number or two for a cell of HTML that is aligned to the right.

    The last one keeps blanks that it was padded with at its end: so decimal points stand under each other.
    """
    told = [_html(number.strip()) for number in numbers if number]
    behind = len(numbers[-1]) - len(numbers[-1].rstrip()) if told else 0
    return " to ".join(told) + (f"{POINT}{FIGURE * (behind - 1)}" if behind else "")


def _html(number: str) -> str:
    found = _NUMBER.fullmatch(number)
    if found is None:
        return escape(number)
    power = f"{TIMES}10<sup>{found['power'].replace('-', MINUS)}</sup>" if found["power"] else ""
    return f"{TIMES if found['times'] else ''}{MINUS if found['minus'] else ''}{found['digits']}{power}"
