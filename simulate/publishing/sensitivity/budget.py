"""An uncertainty budget as metrologists write it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simulate.publishing.ranges.words import percent
from simulate.publishing.wording import digits, plain_tables
from simulate.publishing.wording.labels import clean
from simulate.publishing.wording.wrapping import hanging

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulate.analysis.budget import Budget

NOTE = (
    "Uncertainty budget: x median, u standard uncertainty, c slope of the output there, c u contribution, share of the "
    "variance by the law of propagation (GUM, eq. 13), correlations included. Where sd of the draws and u differ, the "
    "output is not linear within its range, and the draws are right (GUM Supplement 1)."
)
_DIGITS = 3


def lines(budget: Budget, probability: float, width: int) -> Iterator[str]:
    """The table, and below it propagation beside the draws."""
    yield f"Uncertainty budget of {clean(budget.quantity)}"
    heads = ("", "x", "u", "c", "c u", "share")
    rows = [
        (clean(i.name), *(_number(v) for v in (i.x, i.u, i.c, i.contribution)), f"{100 * i.share:.1f} %")
        for i in budget.lines
    ]
    yield from plain_tables.aligned(heads, rows, indent="  ", width=width).splitlines()
    yield from hanging("  ", f"by propagation: {_number(budget.value)}, u = {_number(budget.combined)}", width)
    ranges = (f"{_range(*bounds)} ({kind})" for bounds, kind in _kinds(budget))
    told = (
        f"by {budget.draws:,} draws: mean {_number(budget.mean)}, sd {_number(budget.sd)}, "
        f"{percent(probability)} range {', '.join(ranges)}"
    )
    yield from hanging("  ", told, width)


def _kinds(budget: Budget) -> tuple[tuple[tuple[float, float], str], ...]:
    return (budget.equal_tailed, "equal tails"), (budget.shortest, "shortest")


def _number(value: float) -> str:
    return digits.significant(value, _DIGITS) if math.isfinite(value) else "undefined"


def _range(low: float, high: float) -> str:
    return f"{_number(low)} to {_number(high)}"
