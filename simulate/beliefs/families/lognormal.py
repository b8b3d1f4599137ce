# ruff: noqa: D102 -- Distribution says what the methods are
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.beliefs.families import standard_normal
from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.parameters import SMALLEST, check_numbers, refusal, written
from simulate.foundation.lazy import np, special

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from simulate.beliefs.families.distribution import FloatArray

_LOWEST, _HIGHEST = math.log(SMALLEST), math.log(1.7e308)


@dataclass(frozen=True, slots=True)
class Lognormal(Distribution):
    """A positive quantity whose natural logarithm is normal with mean `mu` and standard deviation `sigma`."""

    mu: float
    sigma: float

    def __post_init__(self) -> None:
        check_numbers("lognormal", mu=self.mu, sigma=self.sigma)
        if self.sigma <= 0:
            raise refusal("lognormal", "sigma > 0", {"sigma": self.sigma})
        reach = standard_normal.EXTREME * self.sigma
        if self.mu - reach < _LOWEST or self.mu + reach > _HIGHEST:
            raise refusal(
                "lognormal",
                "quantiles between 2.2e-308 and 1.7e308 from 1e-12 to 1 - 1e-12",
                {"mean of the logarithm": float(f"{self.mu:.6g}"), "its sd": float(f"{self.sigma:.6g}")},
                "loguniform(low, high) bounds what spans so many powers of ten",
            )

    @classmethod
    def from_median(cls, median: float, gsd: float) -> Lognormal:
        """By the median and the geometric standard deviation, the factor from the median to percentile 84.1."""
        check_numbers("lognormal", median=median, gsd=gsd)
        if median <= 0 or gsd <= 1:
            fits = f"for a single number write value = {written(median)}" if gsd == 1 else ""
            raise refusal("lognormal", "median > 0 and gsd > 1", {"median": median, "gsd": gsd}, fits)
        return cls(math.log(median), math.log(gsd))

    @classmethod
    def from_moments(cls, mean: float, sd: float) -> Lognormal:
        """By its own mean and standard deviation, not those of the logarithm."""
        check_numbers("lognormal", mean=mean, sd=sd)
        if mean <= 0 or sd <= 0:
            fits = f"for a single number write value = {written(mean)}" if sd == 0 else ""
            fits = f"write normal(mean={written(mean)}, sd={written(sd)})" if mean <= 0 < sd else fits
            raise refusal("lognormal", "mean > 0 and sd > 0", {"mean": mean, "sd": sd}, fits)
        # Not log1p(ratio²): the square of 1e-160 is 0.
        ratio = sd / mean
        sigma = math.sqrt(2 * math.log(math.hypot(1, ratio))) if ratio > 0.1 else ratio * _root_log1p(ratio * ratio)
        return cls(math.log(mean) - 0.5 * sigma * sigma, sigma)

    @classmethod
    def from_percentiles(cls, points: Mapping[int, float]) -> Lognormal:
        """The lognormal with two given percentiles, {5: 394.0, 95: 430.0}."""
        named = standard_normal.names("lognormal", points)
        check_numbers("lognormal", **named)
        (low, x), (high, y) = named.items()
        if not 0 < x < y:
            raise refusal("lognormal", f"0 < {low} < {high}", named, _fitting(low, x, high, y))
        return cls(*standard_normal.through({percent: math.log(value) for percent, value in points.items()}))

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf

    @property
    def mean(self) -> float:
        """`exp(mu + sigma² / 2)`; inf where a float cannot hold it."""
        return _exp(self.mu + 0.5 * self.sigma**2)

    @property
    def sd(self) -> float:
        """The mean times `sqrt(exp(sigma²) - 1)`; inf where a float cannot hold it."""
        variance = self.sigma**2
        # Split, because the mean may be finite where exp(variance) is not and the other way round.
        return _exp(self.mu + variance) * math.sqrt(-math.expm1(-variance))

    def cdf(self, x: float) -> float:
        return standard_normal.below((math.log(x) - self.mu) / self.sigma) if x > 0 else 0.0

    def sf(self, x: float) -> float:
        return standard_normal.above((math.log(x) - self.mu) / self.sigma) if x > 0 else 1.0

    def tail(self, x: FloatArray, upper: bool) -> FloatArray:
        """`sf` (upper) or `cdf` of an array."""
        z = (np.log(np.maximum(x, 0)) - self.mu) / (self.sigma * math.sqrt(2))
        return np.asarray(0.5 * special.erfc(z if upper else -z))

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        return np.asarray(np.exp(self.mu + self.sigma * standard_normal.quantiles(p)))

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        return np.asarray(np.exp(self.mu - self.sigma * standard_normal.quantiles(q)))


def _exp(x: float) -> float:
    return math.exp(x) if x < _HIGHEST else math.inf


def _root_log1p(x: float) -> float:
    """sqrt(log(1 + x) / x), 1 at x = 0."""
    return math.sqrt(math.log1p(x) / x) if x > 0 else 1.0


def _fitting(low: str, x: float, high: str, y: float) -> str:
    if x == y:
        return f"for a single number write value = {written(x)}"
    x, y = min(x, y), max(x, y)
    return f"write {'lognormal' if x > 0 else 'normal'}({low}={written(x)}, {high}={written(y)})"
