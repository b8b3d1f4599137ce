"""The three-term metalog through three percentiles, and which triples have one."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from simulate.beliefs.families import standard_normal
from simulate.beliefs.families.parameters import SMALLEST, check_numbers, listed, refusal, written

if TYPE_CHECKING:
    from collections.abc import Mapping

STEEPEST = 0.5998393201288668
"""Greatest slope of (y - 1/2) L over L = log(y / (1 - y)), at L = 2.39936: a2 must exceed it times |a3|.

Its inverse is the 1.66711 of Keelin (2016).
"""


def through(points: Mapping[int, float], low: float, high: float) -> tuple[float, float, float]:
    """Coefficients a1, a2, a3 of the metalog through {5: 1.0, 50: 2.0, 95: 4.0}; low and high may be infinite."""
    named = standard_normal.names("metalog", points, 3)
    _check_order(named, low, high)
    z1, z2, z3 = (unbounded(value, low, high) for value in named.values())
    odds = [math.log(percent / (100 - percent)) for percent in sorted(points)]
    curved = [(percent / 100 - 0.5) * odd for percent, odd in zip(sorted(points), odds, strict=True)]
    l2, l3, c2, c3 = odds[1] - odds[0], odds[2] - odds[0], curved[1] - curved[0], curved[2] - curved[0]
    ends = [z1 + (z3 - z1) * ((c2 + g * l2) / (c3 + g * l3)) for g in (STEEPEST, -STEEPEST)]
    if not min(ends) < z2 < max(ends):
        raise _infeasible(named, *(value(end, low, high) for end in sorted(ends)))
    determinant = l2 * c3 - l3 * c2
    a2 = ((z2 - z1) * c3 - (z3 - z1) * c2) / determinant
    a3 = ((z3 - z1) * l2 - (z2 - z1) * l3) / determinant
    if abs(a3) < SMALLEST:
        a3 = 0.0
    return z1 - a2 * odds[0] - a3 * curved[0], a2, a3


def _check_order(named: dict[str, float], low: float, high: float) -> None:
    bottom = {"low": low} if low != -math.inf else {}
    top = {"high": high} if high != math.inf else {}
    everything = {**bottom, **named, **top}
    check_numbers("metalog", **everything)
    values = list(everything.values())
    if any(x >= y for x, y in itertools.pairwise(values)):
        raise refusal("metalog", " < ".join(everything), everything)


def _infeasible(named: dict[str, float], least: float, most: float) -> Exception:
    """The refusal of a middle value, with the span that it could have, rounded inwards."""
    first, middle, last = named
    digits = 3 - math.floor(math.log10(most - least))
    inner = round(least, digits), round(most, digits)
    inner = (
        inner[0] if inner[0] > least else round(inner[0] + 10.0**-digits, digits),
        inner[1] if inner[1] < most else round(inner[1] - 10.0**-digits, digits),
    )
    outer = listed({first: named[first], last: named[last]})
    wanted = f"{middle} between {written(inner[0])} and {written(inner[1])} where {outer}"
    return refusal("metalog", wanted, {middle: named[middle]})


def unbounded(x: float, low: float, high: float) -> float:
    """What the metalog is linear in: x itself, or its logarithm or log odds between the bounds."""
    if math.isinf(low) and math.isinf(high):
        return x
    return (math.log(x - low) if low > -math.inf else 0.0) - (math.log(high - x) if high < math.inf else 0.0)


def value(z: float, low: float, high: float) -> float:
    """The x that belongs to `unbounded` = z."""
    if math.isinf(low) and math.isinf(high):
        return z
    if math.isinf(high):
        return low + math.exp(z)
    return high - math.exp(-z) if math.isinf(low) else low + (high - low) * share(z)


def share(log_odds: float) -> float:
    """1 / (1 + exp(-log_odds)), relatively exact in the lower tail."""
    if log_odds < 0:
        return math.exp(log_odds) / (1 + math.exp(log_odds))
    return 1 / (1 + math.exp(-log_odds))
