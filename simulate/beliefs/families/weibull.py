# ruff: noqa: D102 -- Distribution says what the methods are
"""The Weibull distribution, and the exponential as its special case."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.parameters import check_numbers, refusal
from simulate.foundation.lazy import np

if TYPE_CHECKING:
    import numpy.typing as npt

    from simulate.beliefs.families.distribution import FloatArray

_ZETA = (math.pi**2 / 6, 1.2020569031595942, math.pi**4 / 90, 1.03692775514337, math.pi**6 / 945, 1.008349277381923)
"""Riemann's zeta function at 2 to 7."""


@dataclass(frozen=True, slots=True)
class Weibull(Distribution):
    """Weibull with a shape and a scale (its percentile 63.2)."""

    shape: float
    scale: float

    def __post_init__(self) -> None:
        got = {"shape": self.shape, "scale": self.scale}
        check_numbers("weibull", **got)
        if self.shape <= 0 or self.scale <= 0:
            raise refusal("weibull", "shape > 0 and scale > 0", got)
        # 27.63 = -log(1e-12).
        if math.log(self.scale) + math.log(27.63) / self.shape > 709:
            raise refusal("weibull", "quantiles below 1.8e308 up to 1 - 1e-12", got)

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf

    @property
    def mean(self) -> float:
        """`scale * Γ(1 + 1 / shape)`."""
        return self.scale * _factorial(1 / self.shape)

    @property
    def sd(self) -> float:
        """`scale * sqrt(Γ(1 + 2 / shape) - Γ(1 + 1 / shape)²)`."""
        # (sd / mean)² = E[X²] / E[X]² - 1; for steep shapes its series, because the difference would cancel.
        e = 1 / self.shape
        if e < 0.02:
            excess = math.expm1(sum(zeta * (-e) ** n * (2**n - 2) / n for n, zeta in enumerate(_ZETA, 2)))
        else:
            excess = _factorial(2 * e) / _factorial(e) ** 2 - 1 if e < 80 else math.inf
        return self.mean * math.sqrt(excess)

    def cdf(self, x: float) -> float:
        return -math.expm1(-self._hazard(x))

    def sf(self, x: float) -> float:
        return math.exp(-self._hazard(x))

    def _hazard(self, x: float) -> float:
        """(x / scale)^shape, inf where that overflows."""
        if x <= 0:
            return 0.0
        logarithm = self.shape * (math.log(x) - math.log(self.scale))
        return math.pow(x / self.scale, self.shape) if abs(logarithm) < 700 else (math.inf if logarithm > 0 else 0.0)

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        with np.errstate(divide="ignore"):
            return np.asarray(self.scale * (-np.log1p(-np.asarray(p))) ** (1 / self.shape))

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        with np.errstate(divide="ignore"):
            return np.asarray(self.scale * (-np.log(np.asarray(q))) ** (1 / self.shape))


def _factorial(x: float) -> float:
    """Gamma function of 1 + x, inf where it overflows."""
    return math.gamma(1 + x) if x < 170 else math.inf


def exponential(mean: float) -> Weibull:
    """The exponential distribution: a Weibull of shape 1."""
    check_numbers("exponential", mean=mean)
    if mean <= 0:
        raise refusal("exponential", "mean > 0", {"mean": mean})
    return Weibull(1.0, mean)
