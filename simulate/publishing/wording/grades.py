"""What a range rests on, as one letter: a, b or c."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MEANING = "a: disclosed or measured figures, b: third-party figures as well, c: judgement"
_SHORT = {"a": "disclosed or measured figures", "b": "third-party figures or better", "c": "judgement"}
_HALF = 0.5


def sentence(shares: Mapping[str, float]) -> str:
    """What a chart says of the range that it is about; nothing where nothing is known."""
    name = grade(shares)
    return f"The range is of grade {name}: half of its variance or more rests on {_SHORT[name]}." if name else ""


def grade(shares: Mapping[str, float]) -> str:
    """The grade at which half of the variance is reached, the best first; empty where nothing is known.

    `shares` are those of the variance by grade, summing to 1.
    """
    reached = 0.0
    for name in sorted(shares):
        reached += shares[name]
        if reached >= _HALF:
            return name
    return ""
