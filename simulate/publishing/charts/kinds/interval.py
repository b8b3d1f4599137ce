"""A range as a dot (median), a thick line (50 %) and a thin line (the interval)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.charts.kinds.kind import Kind, Place, Seen

if TYPE_CHECKING:
    from simulate.publishing.ranges.records import Row

_THIN, _THICK, _DOT = 1.6, 6.5, 6.5
_SLIM, _SMALL, _MANY = 4.5, 4.8, 12
"""Thick line and dot where there are many rows: their ranges are short on an axis that holds all of them."""


def draw(place: Place, row: Row) -> None:
    """The range of a row along its line; the dot is hollow where most of it rests on judgement (grade c)."""
    theme, colour = place.theme, place.theme.colour(row.model.id)
    thick, size = (_SLIM, _SMALL) if place.n_rows > _MANY else (_THICK, _DOT)
    for low, high, width in ((row.lower, row.upper, _THIN), (row.q25, row.q75, thick)):
        place.axes.plot([low.value, high.value], [place.y] * 2, color=colour, lw=width, solid_capstyle="butt", zorder=3)
    ink, ground = theme.strong(colour), theme.paper
    face, edge, width = (ground, ink, size / 4) if is_hollow(row) else (ink, ground, size / 8)
    place.axes.plot(row.median.value, place.y, "o", ms=size, mfc=face, mec=edge, mew=width, zorder=6)


def is_hollow(row: Row) -> bool:
    """Whether the median of a row is drawn hollow."""
    return row.grade == "c"


def reading(seen: Seen) -> str:
    """What dot and lines are."""
    return f"Dot: {seen.median}. Thick line: middle 50 %. Thin line: {seen.interval}."


INTERVAL = Kind(draw, reading, "Ranges")
