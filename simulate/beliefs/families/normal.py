# ruff: noqa: D102 -- Distribution says what the methods are
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.beliefs.families import standard_normal
from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.parameters import check_numbers, check_rising, refusal, written
from simulate.foundation.lazy import np, special

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from simulate.beliefs.families.distribution import FloatArray


@dataclass(frozen=True, slots=True)
class Normal(Distribution):
    """Gaussian with mean `mu` and standard deviation `sigma`."""

    mu: float
    sigma: float

    def __post_init__(self) -> None:
        check_numbers("normal", mean=self.mu, sd=self.sigma)
        if self.sigma <= 0:
            fits = f"for a single number write value = {written(self.mu)}" if self.sigma == 0 else ""
            raise refusal("normal", "sd > 0", {"sd": self.sigma}, fits)
        if not math.isfinite(abs(self.mu) + 10 * self.sigma):
            raise refusal("normal", "quantiles below 1.8e308", {"mean": self.mu, "sd": self.sigma})

    @classmethod
    def from_moments(cls, mean: float, sd: float) -> Normal:
        """By mean and standard deviation."""
        return cls(mean, sd)

    @classmethod
    def from_percentiles(cls, points: Mapping[int, float]) -> Normal:
        """The normal with two given percentiles, {5: 394.0, 95: 430.0}."""
        named = standard_normal.names("normal", points)
        low, high = named
        check_rising("normal", f"{low} < {high}", f"normal({low}={{}}, {high}={{}})", **named)
        return cls(*standard_normal.through(points))

    @property
    def support(self) -> tuple[float, float]:
        return -math.inf, math.inf

    @property
    def mean(self) -> float:
        return self.mu

    @property
    def sd(self) -> float:
        return self.sigma

    def cdf(self, x: float) -> float:
        return standard_normal.below((x - self.mu) / self.sigma)

    def sf(self, x: float) -> float:
        return standard_normal.above((x - self.mu) / self.sigma)

    def tail(self, x: FloatArray, upper: bool) -> FloatArray:
        """`sf` (upper) or `cdf` of an array."""
        z = (x - self.mu) / (self.sigma * math.sqrt(2))
        return np.asarray(0.5 * special.erfc(z if upper else -z))

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        return np.asarray(self.mu + self.sigma * standard_normal.quantiles(p))

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        return np.asarray(self.mu - self.sigma * standard_normal.quantiles(q))
