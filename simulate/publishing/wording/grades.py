"""What a range rests on, as one letter: a, b or c."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MEANING = "a: disclosed or measured figures, b: third-party figures as well, c: judgement"
_HALF = 0.5


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
