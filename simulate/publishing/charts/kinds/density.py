"""The density above the range of each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.charts.kinds import interval
from simulate.publishing.charts.kinds.kind import Kind, Place, Seen
from simulate.publishing.charts.kinds.shapes import Shape

if TYPE_CHECKING:
    from simulate.publishing.charts.density import Curve
    from simulate.publishing.ranges.records import Row

_TAIL_INK, _RANGE_INK = 0.16, 0.42
"""How much of the colour is in the tails and inside the range; the rest is paper, so nothing is transparent."""


def draw(place: Place, row: Row) -> None:
    """A curve to the full height of the row, sticks for values that recur by their share, and the range below."""
    interval.draw(place, row)
    shape = Shape.of(place.levels, row.levels)
    curve, atoms = shape.density(log=place.log), shape.atoms
    if curve is not None:
        _draw_curve(place, row, curve)
    for value, share in atoms.items():
        top = place.base - place.height * share / max(atoms.values())
        colour = place.theme.colour(row.model.id)
        place.axes.plot([value] * 2, [place.base, top], color=colour, lw=2.4, solid_capstyle="butt", zorder=3)


def _draw_curve(place: Place, row: Row, curve: Curve) -> None:
    colour, theme = place.theme.colour(row.model.id), place.theme
    scale = place.height / max(curve.height)
    tops = place.base - scale * curve.height
    place.axes.fill_between(curve.x, place.base, tops, color=theme.mixed(colour, _TAIL_INK), lw=0, zorder=2.1)
    low, high = row.lower.value, row.upper.value
    inside = (curve.x > low) & (curve.x < high)
    x = [low, *curve.x[inside].tolist(), high]
    y = [place.base - scale * curve.at(at) for at in x]
    place.axes.fill_between(x, place.base, y, color=theme.mixed(colour, _RANGE_INK), lw=0, zorder=2.2)
    place.axes.plot(curve.x, tops, color=colour, lw=1.2, zorder=3)
    place.axes.plot(
        [row.median.value] * 2,
        [place.base, place.base - scale * curve.at(row.median.value)],
        color=theme.strong(colour),
        lw=1.4,
        solid_capstyle="butt",
        zorder=3,
    )


def reading(seen: Seen) -> str:
    """What the curve is, and that heights of different rows say nothing."""
    sticks = " Sticks: values that recur, by their share." if seen.recurring else ""
    curve = "Curve: density along the axis, each to its own height, in full colour inside the range."
    return f"{curve}{sticks} {interval.reading(seen)}"


DENSITY = Kind(draw, reading, "Densities", shape=True)
