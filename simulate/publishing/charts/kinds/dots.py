"""Quantile dots above the range of each row: so many dots, each as likely as the others.

Kay, Kola, Hullman and Munson 2016, "When (ish) is my bus?", CHI 2016: readers count dots better than they judge areas.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from simulate.publishing.charts.kinds import interval
from simulate.publishing.charts.kinds.kind import Kind, Place, Seen
from simulate.publishing.charts.kinds.shapes import Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulate.publishing.ranges.records import Row

_FEW_ROWS = 3
_MANY, _FEW = 50, 20
"""Dots where there is room for them, and where there is not."""
_OUTSIDE_INK = 0.35
_GAP = 0.94
"""Diameter of a dot as a share of its room."""


def number(n_rows: int) -> int:
    """How many dots each row has."""
    return _MANY if n_rows <= _FEW_ROWS else _FEW


def quantiles(levels: Sequence[float], values: Sequence[float], n: int) -> list[float]:
    """The values of n dots: quantiles at (k - 1/2) / n; none where the distribution has no end there."""
    shape = Shape.of(levels, values)
    reached = shape.levels.size and shape.levels[0] <= 0.5 / n and shape.levels[-1] >= 1 - 0.5 / n
    return [shape.at((k - 0.5) / n) for k in range(1, n + 1)] if reached else []


def stacks(places: Sequence[float], width: float) -> list[list[int]]:
    """Numbers of the dots in each column: all within a width of the first (Wilkinson 1999, "Dot plots").

    `places` rise, in inches along the axis.
    """
    columns: list[list[int]] = []
    for k, place in enumerate(places):
        if columns and place - places[columns[-1][0]] < width:
            columns[-1].append(k)
        else:
            columns.append([k])
    return columns


def draw(place: Place, row: Row) -> None:
    """Dots as large as the height of the row allows; those outside of the range are paler."""
    interval.draw(place, row)
    values = quantiles(place.levels, row.levels, number(place.n_rows))
    if not values or values[0] == values[-1]:
        return
    low, high = place.axes.get_xlim()
    along = np.log10(np.array([low, high, *values])) if place.log else np.array([low, high, *values])
    inches = (along[2:] - along[0]) / (along[1] - along[0]) * place.width
    width, columns = _fitting(inches.tolist(), place.height * place.line)
    colour, theme = place.theme.colour(row.model.id), place.theme
    for column in columns:
        middle = (inches[column[0]] + inches[column[-1]]) / 2 / place.width * (along[1] - along[0]) + along[0]
        for level, k in enumerate(column):
            inside = row.lower.value <= values[k] <= row.upper.value
            place.axes.plot(
                10**middle if place.log else middle,
                place.base - (level + 0.5) * width / place.line,
                "o",
                ms=_GAP * width * 72,
                mfc=colour if inside else theme.mixed(colour, _OUTSIDE_INK),
                mew=0,
                zorder=3,
            )


def _fitting(places: list[float], height: float) -> tuple[float, list[list[int]]]:
    """The largest dots whose tallest column is no higher than that, and their columns."""
    widths = (height * 0.97**k / 2 for k in itertools.count())
    for width in widths:
        columns = stacks(places, width)
        if width * max(map(len, columns)) <= height:
            return width, columns
    raise AssertionError("the count never ends")


def reading(seen: Seen) -> str:
    """How much a dot is."""
    n = number(seen.n_rows)
    dots = f"Each of the {n} dots of a row: a chance of 1 in {n}, faint outside the range"
    return f"{dots}. Below them, the range. {interval.reading(seen)}"


DOTS = Kind(draw, reading, "Quantile dots", shape=True)
