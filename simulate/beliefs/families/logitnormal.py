# ruff: noqa: D102 -- Distribution says what the methods are
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.beliefs.families import standard_normal
from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.moments import integrated
from simulate.beliefs.families.parameters import SMALLEST, check_numbers, refusal, written
from simulate.foundation.lazy import np, special

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from simulate.beliefs.families.distribution import FloatArray

_LOWEST = math.log(SMALLEST)


@dataclass(frozen=True, slots=True)
class Logitnormal(Distribution):
    """A share between 0 and 1 whose log odds are normal with mean `mu` and standard deviation `sigma`."""

    mu: float
    sigma: float

    def __post_init__(self) -> None:
        check_numbers("logitnormal", mu=self.mu, sigma=self.sigma)
        if self.sigma <= 0 or self.mu - standard_normal.EXTREME * self.sigma < _LOWEST:
            got = {"mean of the log odds": self.mu, "their sd": self.sigma}
            raise refusal("logitnormal", "sd > 0 and quantiles of at least 2.2e-308 from 1e-12 on", got)

    @classmethod
    def from_percentiles(cls, points: Mapping[int, float]) -> Logitnormal:
        """The logitnormal with two given percentiles, {5: 0.3, 95: 0.5}."""
        named = standard_normal.names("logitnormal", points)
        check_numbers("logitnormal", **named)
        (low, x), (high, y) = named.items()
        if not 0 < x < y < 1:
            raise refusal("logitnormal", f"0 < {low} < {high} < 1", named, _fitting(low, x, high, y))
        return cls(*standard_normal.through({percent: _logit(value) for percent, value in points.items()}))

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, 1.0

    @property
    def mean(self) -> float:
        """By quadrature: there is no closed form."""
        return integrated(self)[0]

    @property
    def sd(self) -> float:
        """By quadrature: there is no closed form."""
        return integrated(self)[1]

    def cdf(self, x: float) -> float:
        return standard_normal.below((_logit(x) - self.mu) / self.sigma) if 0 < x < 1 else float(x >= 1)

    def sf(self, x: float) -> float:
        return standard_normal.above((_logit(x) - self.mu) / self.sigma) if 0 < x < 1 else float(x <= 0)

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        return np.asarray(special.expit(self.mu + self.sigma * standard_normal.quantiles(p)))

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        return np.asarray(special.expit(self.mu - self.sigma * standard_normal.quantiles(q)))


def _logit(x: float) -> float:
    return math.log(x) - math.log1p(-x)


def _fitting(low: str, x: float, high: str, y: float) -> str:
    if x == y:
        return f"for a single number write value = {written(x)}"
    if 0 < y < x < 1:
        return f"write logitnormal({low}={written(y)}, {high}={written(x)})"
    return "shares are numbers between 0 and 1, not percent" if max(x, y) <= 100 and min(x, y) >= 0 else ""
