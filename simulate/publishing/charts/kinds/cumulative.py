"""The share of the draws below each value, above the range of each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.publishing.charts.kinds import interval
from simulate.publishing.charts.kinds.kind import Kind, Place, Seen
from simulate.publishing.charts.kinds.shapes import Shape

if TYPE_CHECKING:
    from simulate.publishing.ranges.records import Row

_INK = 0.16
_SHARES = (0.25, 0.5, 0.75, 1.0)


def draw(place: Place, row: Row) -> None:
    """A curve from none of the draws to all of them, and faint lines at every quarter."""
    interval.draw(place, row)
    shape = Shape.of(place.levels, row.levels)
    if not shape.levels.size:
        return
    theme, colour = place.theme, place.theme.colour(row.model.id)
    low, high = place.axes.get_xlim()
    x = np.concatenate([shape.values[:1], shape.values, [shape.values[-1], max(high, shape.values[-1])]])
    below = np.concatenate([[0.0], shape.levels, [1.0, 1.0]])
    tops = place.base - place.height * below
    place.axes.fill_between(x, place.base, tops, color=theme.mixed(colour, _INK), lw=0, zorder=0.4)
    place.axes.plot(x, tops, color=colour, lw=1.6, zorder=3, solid_joinstyle="bevel")
    for share in _SHARES:
        y = place.base - place.height * share
        place.axes.plot([low, high], [y, y], color=theme.rule, lw=0.8, zorder=0.5)
    ink = theme.strong(colour)
    place.axes.plot(row.median.value, place.base - place.height / 2, "o", ms=4.5, mfc=ink, mew=0, zorder=4)


def reading(seen: Seen) -> str:
    """What the height of the curve is."""
    curve = "Curve: share of the draws below a value, faint lines at 25, 50, 75 and 100 %"
    return f"{curve}. Below it, the range. {interval.reading(seen)}"


CUMULATIVE = Kind(draw, reading, "Cumulative distributions", shape=True)
