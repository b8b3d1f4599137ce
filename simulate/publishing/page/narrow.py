"""The chart of ranges for narrow screens: names and numbers above each line, texts as texts, one SVG of 360 units."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.publishing.charts.axis import Scale, tick_text
from simulate.publishing.charts.theme import LIGHT
from simulate.publishing.ranges import prefixes, words
from simulate.publishing.wording.labels import shortened

if TYPE_CHECKING:
    from simulate.publishing.ranges.records import Block, Row

WIDTH = 360
_INSET = 8
"""Room beside the axis for half a dot or a tick's text."""
ROW, FOOT = 48, 24
_LINE = 34
"""Where the line of a row lies below its top; its texts stand above."""
_NAME = 26
_INCHES = WIDTH / 100


@dataclass(frozen=True, slots=True)
class Line:
    """One row: texts, and places from the left; no places where there is no range."""

    name: str
    told: str
    y: int
    colour: str
    bounds: tuple[float, float] | None
    quartiles: tuple[float, float] | None
    median: float | None
    judged: bool
    """Whether half of the variance or more rests on judgement: its dot is hollow, as in the wide chart."""
    marks: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Narrow:
    """All rows of a quantity and its axis."""

    height: int
    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, str], ...]
    axis: int


def narrow(block: Block) -> Narrow:
    """The chart of one quantity of all models."""
    shown = prefixes.readable(block)
    numbers = [n.value for row in shown.rows for n in (row.lower, row.median, row.upper)]
    scale = Scale.of([*numbers, *(estimate.value for row in shown.rows for estimate in row.estimates)])
    lines = tuple(_line(row, k, shown.unit, scale) for k, row in enumerate(shown.rows))
    axis = len(lines) * ROW
    ticks = tuple((_place(tick, scale), tick_text(tick)) for tick in scale.ticks(_INCHES))
    return Narrow(axis + FOOT, lines, ticks, axis)


def _line(row: Row, number: int, unit: str, scale: Scale) -> Line:
    told = words.of(row, unit)
    marks = tuple(_place(e.value, scale) for e in row.estimates if math.isfinite(e.value))
    name, y, colour = shortened(told.name, _NAME), number * ROW, LIGHT.colour(row.model.id)
    if not row.computed:
        return Line(name, "not computable", y, colour, None, None, None, False, marks)
    low, q25, median, q75, high = (_place(n.value, scale) for n in (row.lower, row.q25, row.median, row.q75, row.upper))
    range_ = told.median if told.range == words.POINT else f"{told.median} ({told.range})"
    return Line(name, range_, y, colour, (low, high), (q25, q75), median, row.grade == "c", marks)


def _place(value: float, scale: Scale) -> float:
    share = (
        math.log(value / scale.low) / math.log(scale.high / scale.low)
        if scale.log
        else (value - scale.low) / (scale.high - scale.low)
    )
    return round(_INSET + share * (WIDTH - 2 * _INSET), 1)
