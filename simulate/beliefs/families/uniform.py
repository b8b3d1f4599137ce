# ruff: noqa: D102 -- Distribution says what the methods are
"""Equal probability for equal widths, and for equal ratios."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.parameters import check_numbers, check_rising, refusal
from simulate.beliefs.families.quantiles import kept
from simulate.foundation.lazy import np

if TYPE_CHECKING:
    import numpy.typing as npt

    from simulate.beliefs.families.distribution import FloatArray


@dataclass(frozen=True, slots=True)
class Uniform(Distribution):
    """Every value between two bounds is equally likely."""

    low: float
    high: float

    def __post_init__(self) -> None:
        check_rising("uniform", "low < high", "uniform({}, {})", low=self.low, high=self.high)

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    @property
    def mean(self) -> float:
        return self.low + 0.5 * (self.high - self.low)

    @property
    def sd(self) -> float:
        return (self.high - self.low) / math.sqrt(12)

    def cdf(self, x: float) -> float:
        return min(max((x - self.low) / (self.high - self.low), 0.0), 1.0)

    def sf(self, x: float) -> float:
        return min(max((self.high - x) / (self.high - self.low), 0.0), 1.0)

    def tail(self, x: FloatArray, upper: bool) -> FloatArray:
        """`sf` (upper) or `cdf` of an array."""
        return np.clip((self.high - x if upper else x - self.low) / (self.high - self.low), 0, 1)

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        return kept(self.low + (self.high - self.low) * np.asarray(p), p, self.low, self.high)

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        return kept(self.high - (self.high - self.low) * np.asarray(q), q, self.high, self.low)


@dataclass(frozen=True, slots=True)
class Loguniform(Distribution):
    """Every ratio between two positive bounds is equally likely: the logarithm is uniform."""

    low: float
    high: float

    def __post_init__(self) -> None:
        values = {"low": self.low, "high": self.high}
        check_numbers("loguniform", **values)
        if min(values.values()) <= 0 and self.low < self.high:
            raise refusal("loguniform", "0 < low < high", values, "uniform(low, high) may be 0 or less")
        check_rising("loguniform", "0 < low < high", "loguniform({}, {})", **values)

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    @property
    def mean(self) -> float:
        return (self.high - self.low) / _log_ratio(self.low, self.high)

    @property
    def sd(self) -> float:
        # (sd / mean)² = h coth h - 1 with h = log(high / low) / 2; below 0.1 its series, to spare the cancellation.
        half = 0.5 * _log_ratio(self.low, self.high)
        square = half * half
        series = square / 3 * (1 - square / 15 * (1 - 2 * square / 21 * (1 - square / 10)))
        return self.mean * math.sqrt(series if half < 0.1 else half / math.tanh(half) - 1)

    def cdf(self, x: float) -> float:
        inside = min(max(x, self.low), self.high)
        return min(_log_ratio(self.low, inside) / _log_ratio(self.low, self.high), 1.0)

    def sf(self, x: float) -> float:
        inside = min(max(x, self.low), self.high)
        return min(_log_ratio(inside, self.high) / _log_ratio(self.low, self.high), 1.0)

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        step = _log_ratio(self.low, self.high)
        return kept(np.exp(math.log(self.low) + step * np.asarray(p)), p, self.low, self.high)

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        step = _log_ratio(self.low, self.high)
        return kept(np.exp(math.log(self.high) - step * np.asarray(q)), q, self.high, self.low)


def _log_ratio(low: float, high: float) -> float:
    """log(high / low), exact also where the two nearly agree and where their ratio overflows."""
    excess = (high - low) / low
    return math.log1p(excess) if excess < 1e300 else math.log(high) - math.log(low)
