"""The axis of a chart: logarithmic where numbers allow it, with ticks that a reader can read."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator, NullLocator

from simulate.publishing.charts import style
from simulate.publishing.wording import digits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes

_MOST_TICKS = 8
_FEWEST_TICKS, _WIDE = 3, 30.0
_MARGIN = 0.05
_TICK_GAP = 0.12
_USUAL = 6.0
"""Inches of an axis on its own page, about."""
# First digits of the ticks in each decade, from sparse to dense.
_STEPS = ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 5, 7))


@dataclass(frozen=True, slots=True)
class Scale:
    """Which numbers an axis shows, and whether equal steps are equal factors."""

    low: float
    high: float
    log: bool

    @classmethod
    def of(cls, values: Iterable[float], scale: str = "auto") -> Scale:
        """The scale that holds all finite values with a margin; `scale` is auto, log or linear.

        Logarithmic unless a value is not positive: a factor of zero means nothing, so asking for it changes nothing.
        """
        finite = [value for value in values if math.isfinite(value)] or [1.0]
        low, high = min(finite), max(finite)
        if scale != "linear" and low > 0:
            ends = math.log10(low), math.log10(high)
            # At least a factor of two is shown: a point needs an axis around it.
            margin = max(_MARGIN * (ends[1] - ends[0]), (math.log10(2) - (ends[1] - ends[0])) / 2)
            return cls(10 ** max(ends[0] - margin, -307), 10 ** min(ends[1] + margin, 308), log=True)
        margin = _MARGIN * (high - low) or abs(high) / 2 or 1.0
        return cls(low - margin, high + margin, log=False)

    @classmethod
    def from_zero(cls, values: Iterable[float]) -> Scale:
        """The linear scale that begins at zero, or ends there where all values are negative."""
        finite = [value for value in values if math.isfinite(value)] or [1.0]
        low, high = min(*finite, 0.0), max(*finite, 0.0)
        margin = _MARGIN * (high - low) or 1.0
        return cls(low - margin if low else 0.0, high + margin if high or not low else 0.0, log=False)

    def ticks(self, inches: float = _USUAL) -> list[float]:
        """Three to eight round numbers, denser where the axis is short; on so many inches their texts do not touch."""
        if not self.log:
            return self._even(inches)
        decades = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        sparse = [self._inside((1,), decades[::stride]) for stride in range(1, len(decades) + 1)]
        choices = sparse + [self._inside(steps, decades) for steps in _STEPS]
        fitting = (ticks for ticks in choices if len(ticks) <= _MOST_TICKS and self._fit(ticks, inches))
        best = max(fitting, key=len, default=[])
        # Even steps crowd at the upper end of an axis that holds many decades.
        few = 2 if self.high / self.low > _WIDE else _FEWEST_TICKS
        return best if len(best) >= few else self._even(inches)

    def _fit(self, ticks: Sequence[float], inches: float) -> bool:
        """Whether texts at these ticks leave a gap between them."""
        ends = [self._place(end) for end in (self.low, self.high)]
        places = [(self._place(tick) - ends[0]) / (ends[1] - ends[0]) * inches for tick in ticks]
        widths = [style.width(tick_text(tick), style.SMALL) for tick in ticks]
        return all(
            right - left >= (wide + wider) / 2 + _TICK_GAP
            for (left, right), (wide, wider) in zip(pairwise(places), pairwise(widths), strict=True)
        )

    def _inside(self, steps: Iterable[float], decades: Iterable[int]) -> list[float]:
        ticks = [step * 10.0**decade for decade in decades for step in steps if decade <= 307]
        return [tick for tick in ticks if self.low <= tick <= self.high]

    def _place(self, value: float) -> float:
        return math.log10(value) if self.log else value

    def _even(self, inches: float) -> list[float]:
        """Ticks at equal steps, fewer where their texts would touch."""
        for number in (5, 4, 3, 2, 1):
            even = MaxNLocator(number, steps=[1, 2, 2.5, 5, 10]).tick_values(self.low, self.high)
            ticks = [float(tick) for tick in even if self.low <= tick <= self.high]
            if self._fit(ticks, inches):
                break
        return ticks

    def apply(self, axes: Axes) -> None:
        """Limits, ticks and their texts on the horizontal axis, by its size on the page."""
        axes.set_xscale("log" if self.log else "linear")
        axes.set_xlim(self.low, self.high)
        ticks = self.ticks(axes.bbox.width / axes.figure.dpi)
        axes.xaxis.set_major_locator(FixedLocator(ticks))
        axes.xaxis.set_major_formatter(FixedFormatter([tick_text(tick) for tick in ticks]))
        axes.xaxis.set_minor_locator(NullLocator())


def tick_text(tick: float) -> str:
    """A tick's number as it is written under the axis: a power of ten where it would be long."""
    if tick and not 1e-4 <= abs(tick) < 1e7:
        mantissa, power = f"{tick:.3e}".split("e")
        return f"{mantissa.rstrip('0').rstrip('.')}e{int(power)}"
    return digits.point(tick)
