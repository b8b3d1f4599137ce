# ruff: noqa: D102 -- Distribution says what the methods are
"""Densities made of straight lines: trapezoids, and triangles as trapezoids without a roof."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.moments import mixed
from simulate.beliefs.families.parameters import check_rising
from simulate.beliefs.families.quantiles import kept
from simulate.foundation.lazy import np

if TYPE_CHECKING:
    import numpy.typing as npt

    from simulate.beliefs.families.distribution import FloatArray


@dataclass(frozen=True, slots=True)
class Trapezoidal(Distribution):
    """Density rising from `a` to `b`, level to `c`, falling to `d`; neighbours may coincide, but not all four."""

    a: float
    b: float
    c: float
    d: float

    def __post_init__(self) -> None:
        wanted, fits = "a <= b <= c <= d and a < d", "trapezoidal({}, {}, {}, {})"
        check_rising("trapezoidal", wanted, fits, a=self.a, b=self.b, c=self.c, d=self.d)

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """All four in rising order."""
        return self.a, self.b, self.c, self.d

    @property
    def _mirrored(self) -> tuple[float, float, float, float]:
        return -self.d, -self.c, -self.b, -self.a

    @property
    def support(self) -> tuple[float, float]:
        return self.a, self.d

    @property
    def mean(self) -> float:
        """Of its three pieces, each weighed by its area."""
        return self.a + self._moments[0]

    @property
    def sd(self) -> float:
        """Of its three pieces, with the spread of their means."""
        return self._moments[1]

    @property
    def _moments(self) -> tuple[float, float]:
        """Mean above `a` and standard deviation, as a mixture of the rising, the level and the falling piece."""
        rise, level, fall = self.b - self.a, self.c - self.b, self.d - self.c
        area = 0.5 * rise + level + 0.5 * fall
        return mixed(
            (0.5 * rise / area, level / area, 0.5 * fall / area),
            (rise * 2 / 3, rise + 0.5 * level, rise + level + fall / 3),
            (rise / math.sqrt(18), level / math.sqrt(12), fall / math.sqrt(18)),
        )

    def cdf(self, x: float) -> float:
        return _below(x, *self.corners)

    def sf(self, x: float) -> float:
        return _below(-x, *self._mirrored)

    def tail(self, x: FloatArray, upper: bool) -> FloatArray:
        """`sf` (upper) or `cdf` of an array."""
        a, b, c, d = self._mirrored if upper else self.corners
        x, area = (-x if upper else x), _area(a, b, c, d)
        rise, fall = np.clip(x, a, b) - a, d - np.clip(x, c, d)
        level = (0.5 * (b - a) + np.clip(x, b, c) - b) / area
        rising, falling = 0.5 * rise / area * (rise / (b - a)), 1 - 0.5 * fall / area * (fall / (d - c))
        return np.where(x <= a, 0.0, np.where(x < b, rising, np.where(x <= c, level, np.where(x < d, falling, 1.0))))

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        return _quantiles(p, *self.corners)

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        return -_quantiles(q, *self._mirrored)


def triangular(low: float, mode: float, high: float) -> Trapezoidal:
    """The triangular distribution; its mode may be one of the bounds."""
    wanted, fits = "low <= mode <= high and low < high", "triangular({}, {}, {})"
    check_rising("triangular", wanted, fits, low=low, mode=mode, high=high)
    return Trapezoidal(low, mode, mode, high)


def _area(a: float, b: float, c: float, d: float) -> float:
    """Area under a roof of height 1: the inverse of the highest density."""
    return 0.5 * (b - a) + (c - b) + 0.5 * (d - c)


def _below(x: float, a: float, b: float, c: float, d: float) -> float:
    area = _area(a, b, c, d)
    if x <= a:
        return 0.0
    if x < b:
        return 0.5 * (x - a) / area * ((x - a) / (b - a))
    if x <= c:
        return min((0.5 * (b - a) + (x - b)) / area, 1.0)
    return 1.0 - 0.5 * (d - x) / area * ((d - x) / (d - c)) if x < d else 1.0


def _quantiles(p: npt.ArrayLike, a: float, b: float, c: float, d: float) -> FloatArray:
    p, area = np.asarray(p, dtype=np.float64), _area(a, b, c, d)
    to_b, from_c = 0.5 * (b - a) / area, 0.5 * (d - c) / area
    rising = np.minimum(a + np.sqrt(2 * area * p) * math.sqrt(b - a), b)
    level = np.clip(b + (p - to_b) * area, b, c)
    falling = np.maximum(d - np.sqrt(2 * area * np.maximum(1 - p, 0)) * math.sqrt(d - c), c)
    return kept(np.where(p < to_b, rising, np.where(1 - p < from_c, falling, level)), p, a, d)
