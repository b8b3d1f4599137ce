"""Bars with error bars, the classic form, for those who must have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.charts.kinds.interval import is_hollow
from simulate.publishing.charts.kinds.kind import Kind, Place, Seen

if TYPE_CHECKING:
    from simulate.publishing.ranges.records import Row

_HALF = 0.36
"""Half the width of a bar in lines."""
_CAP = 0.18


def draw(place: Place, row: Row) -> None:
    """A bar from zero to the median, hollow for grade c, and the interval as an error bar with caps."""
    theme, colour = place.theme, place.theme.colour(row.model.id)
    face = theme.paper if is_hollow(row) else colour
    place.axes.fill_betweenx(
        [place.y - _HALF, place.y + _HALF], 0.0, row.median.value, facecolor=face, edgecolor=colour, lw=1.2, zorder=3
    )
    place.axes.plot([row.lower.value, row.upper.value], [place.y] * 2, color=theme.ink, lw=1.4, zorder=4)
    for end in (row.lower.value, row.upper.value):
        place.axes.plot([end] * 2, [place.y - _CAP, place.y + _CAP], color=theme.ink, lw=1.4, zorder=4)


def reading(seen: Seen) -> str:
    """What bar and error bar are, and how they mislead."""
    return (
        f"Bar: {seen.median}. Error bar: {seen.interval}. Values inside a bar look likelier than those just above its "
        "end (Correll and Gleicher 2014), and they are not: a chart of ranges has no such fault."
    )


BARS = Kind(draw, reading, "Bars with error bars", from_zero=True)
