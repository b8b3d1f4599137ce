"""What a kind of chart is: how it draws one row, and what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

    from simulate.publishing.charts.theme import Theme
    from simulate.publishing.ranges.records import Row


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row is drawn: along the line at `y`, with `height` lines of the axes free above it.

    `y` grows downwards; `n_rows` is how many rows the chart has, `levels` the probabilities of the levels of a row.
    """

    axes: Axes
    y: float
    height: float
    log: bool
    theme: Theme
    n_rows: int
    levels: tuple[float, ...]

    @property
    def base(self) -> float:
        """Where what stands above the line begins."""
        return self.y - 0.5

    @property
    def line(self) -> float:
        """Height of one line in inches."""
        low, high = self.axes.get_ylim()
        return float(self.axes.bbox.height / self.axes.figure.dpi / abs(high - low))

    @property
    def width(self) -> float:
        """Width of the axes in inches."""
        return float(self.axes.bbox.width / self.axes.figure.dpi)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reading aid depends on: rows per quantity, the interval in words, hollow medians, values that recur."""

    n_rows: int
    interval: str
    hollow: bool
    recurring: bool = False

    @property
    def median(self) -> str:
        """What is said of the median."""
        judged = ", hollow where half of the variance or more rests on judgement (grade c)"
        return f"median{judged if self.hollow else ''}"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of chart.

    `reading` says what its marks mean. `shape` tells that the distribution
    stands above the line of a row, for which levels must be there; `from_zero` that lengths are read from zero, on a
    linear axis.
    """

    draw: Callable[[Place, Row], None]
    reading: Callable[[Seen], str]
    title: str
    shape: bool = False
    from_zero: bool = False

    def height(self, n_rows: int) -> float:
        """Lines above the line of a row: fewer where there are more rows."""
        heights = ((1, 9.0), (3, 6.0), (6, 3.6), (12, 2.6))
        return next((height for most, height in heights if n_rows <= most), 1.7) if self.shape else 0.0
