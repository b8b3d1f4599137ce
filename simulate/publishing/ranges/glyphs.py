"""Small pictures of ranges for the cells of a table: thin line, thick line and dot on an axis common to all rows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.publishing.wording import digits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulate.publishing.ranges.records import Row

WIDTH, HEIGHT = 180, 16
_MARGIN = 16.0
"""Room at the ends for the dot, and for half of a number above it."""
_TEXT = 'font-size="11" text-anchor="middle" fill="currentColor"'
_TICKS = 3
"""So many at most; where more powers of ten fit, some are left out."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A logarithmic axis from `low` to `high`, or a linear one where numbers are not all positive."""

    low: float
    high: float
    log: bool

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Axis | None:
        """The axis that all ranges fit on; None where there is no range."""
        ends = [number.value for row in rows if row.computed for number in (row.lower, row.median, row.upper)]
        if not ends or not all(map(math.isfinite, ends)):
            return None
        low, high = min(ends), max(ends)
        if low < high:
            return cls(low, high, low > 0)
        return cls(low / 2, high * 2, True) if low > 0 else cls(low - 1, high + 1, False)

    def x(self, value: float) -> float:
        """Where a value stands, in pixels from the left."""
        low, high, at = map(math.log, (self.low, self.high, value)) if self.log else (self.low, self.high, value)
        return _MARGIN + (WIDTH - 2 * _MARGIN) * (at - low) / (high - low)

    def ticks(self) -> list[float]:
        """Powers of ten between the ends, a few at most; without any, or on a linear axis, none."""
        if not self.log:
            return [0.0] if self.low < 0 < self.high else []
        powers = range(math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9) + 1)
        step = math.ceil(len(powers) / _TICKS)
        return [10.0**power for power in powers[:: max(step, 1)]]


def scale(axis: Axis) -> str:
    """The numbers of the axis, for the heading above the pictures; nothing where it has none."""
    told = [
        f'<text x="{axis.x(tick):.1f}" y="{HEIGHT - 3}" {_TEXT}>{digits.point(tick)}</text>' for tick in axis.ticks()
    ]
    return _svg(told) if told else ""


def glyph(row: Row, axis: Axis) -> str:
    """One range as inline SVG; without words, as its numbers stand beside it. Colours are those of the text."""
    bars = [_bar(axis.x(tick) - 0.5, 1, HEIGHT, 0.15) for tick in axis.ticks()]
    if row.computed:
        for low, high, height, opacity in ((row.lower, row.upper, 1.5, 1.0), (row.q25, row.q75, 5.0, 0.55)):
            bars.append(_bar(axis.x(low.value), axis.x(high.value) - axis.x(low.value), height, opacity))
        bars.append(f'<circle cx="{axis.x(row.median.value):.1f}" cy="{HEIGHT // 2}" r="3.5" fill="currentColor"/>')
    return _svg(bars)


def _svg(parts: Iterable[str]) -> str:
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg class="wattif-glyph" {size} aria-hidden="true" focusable="false">{"".join(parts)}</svg>'


def _bar(left: float, length: float, height: float, opacity: float) -> str:
    """A bar around the middle."""
    place = f'x="{left:.1f}" y="{(HEIGHT - height) / 2:g}" width="{length:.1f}" height="{height:g}"'
    return f'<rect {place} fill="currentColor" fill-opacity="{opacity:g}"/>'
