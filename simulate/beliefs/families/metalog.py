# ruff: noqa: D102 -- Distribution says what the methods are
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.beliefs.families import metalog_fit, moments
from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.parameters import check_numbers, refusal
from simulate.beliefs.families.quantiles import kept
from simulate.foundation.lazy import np, special

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from simulate.beliefs.families.distribution import FloatArray

_EXTREME = math.log(1e12)
"""Log odds at the farthest probability for which quantiles are promised."""
_STRAIGHT = 40.0
"""Log odds beyond which M is a straight line in them: 1 - tanh(20) is 0 in doubles."""


@dataclass(frozen=True, slots=True)
class Metalog(Distribution):
    """Keelin's metalog with three terms (2016), on the logarithm or the log odds where it is bounded.

    With L = log(y / (1 - y)) its quantile function is M(y) = a1 + (a2 + a3 (y - 1/2)) L; with `low` it is
    low + exp(M), with `high` high - exp(-M), with both low + (high - low) / (1 + exp(-M)).
    """

    a1: float
    a2: float
    a3: float
    low: float = -math.inf
    high: float = math.inf

    def __post_init__(self) -> None:
        got = {"a1": self.a1, "a2": self.a2, "a3": self.a3}
        check_numbers("metalog", **got)
        if not self.low < self.high:
            raise refusal("metalog", "low < high", {"low": self.low, "high": self.high})
        if not self.a2 > metalog_fit.STEEPEST * abs(self.a3):
            raise refusal("metalog", f"a2 > {metalog_fit.STEEPEST:.4f} |a3|", got)
        if not math.isfinite(self.reach(_EXTREME)):
            fits = "give both low and high, or percentiles further apart"
            raise refusal("metalog", "quantiles below 1.8e308 from 1e-12 to 1 - 1e-12", got, fits)

    @classmethod
    def from_percentiles(cls, points: Mapping[int, float], low: float = -math.inf, high: float = math.inf) -> Metalog:
        """The metalog through three given percentiles, {5: 1.0, 50: 2.0, 95: 4.0}."""
        return cls(*metalog_fit.through(points, low, high), low, high)

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    @property
    def mean(self) -> float:
        """Keelin (2016) without bounds, else by quadrature; inf where the tail is too heavy for one."""
        return self._moments()[0]

    @property
    def sd(self) -> float:
        """As the mean."""
        return self._moments()[1]

    def _moments(self) -> tuple[float, float]:
        if math.isfinite(self.low) and math.isfinite(self.high):
            return moments.integrated(self)
        if math.isfinite(self.low):
            mean, sd = _exponential_moments(self.a1, self.a2, self.a3)
            return self.low + mean, sd
        if math.isfinite(self.high):
            mean, sd = _exponential_moments(-self.a1, self.a2, -self.a3)
            return self.high - mean, sd
        # Keelin (2016): the integral of (y - 1/2) L is 1/2, that of its square 1/3 + pi² / 36.
        spread = math.hypot(self.a2 * math.pi / math.sqrt(3), self.a3 * math.sqrt(1 / 12 + math.pi**2 / 36))
        return self.a1 + 0.5 * self.a3, spread

    def cdf(self, x: float) -> float:
        return metalog_fit.share(self._log_odds(x))

    def sf(self, x: float) -> float:
        return metalog_fit.share(-self._log_odds(x))

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        p = np.asarray(p, dtype=np.float64)
        with np.errstate(divide="ignore"):
            return kept(self._at(np.log(p) - np.log1p(-p), p - 0.5), p, self.low, self.high)

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        q = np.asarray(q, dtype=np.float64)
        with np.errstate(divide="ignore"):
            return kept(self._at(np.log1p(-q) - np.log(q), 0.5 - q), q, self.high, self.low)

    def _at(self, log_odds: FloatArray, centred: FloatArray) -> FloatArray:
        m = self.a1 + log_odds * (self.a2 + self.a3 * centred)
        if math.isinf(self.low) and math.isinf(self.high):
            return m
        if math.isinf(self.high):
            return np.asarray(self.low + np.exp(m))
        if math.isinf(self.low):
            return np.asarray(self.high - np.exp(-m))
        return np.asarray(self.low + (self.high - self.low) * special.expit(m))

    def _unbounded(self, log_odds: float) -> float:
        """M where y has these log odds."""
        return self.a1 + log_odds * (self.a2 + 0.5 * self.a3 * math.tanh(0.5 * log_odds))

    def reach(self, log_odds: float) -> float:
        """Size of the largest quantile out to these log odds, inf where it overflows."""
        lowest, highest = self._unbounded(-log_odds), self._unbounded(log_odds)
        one_bound = math.isfinite(self.low) != math.isfinite(self.high)
        if one_bound and (highest if math.isinf(self.high) else -lowest) > 709:
            return math.inf
        return max(abs(metalog_fit.value(end, self.low, self.high)) for end in (lowest, highest))

    def _log_odds(self, x: float) -> float:
        """Log odds of the probability up to x, by bisection on M, which rises."""
        if x <= self.low or x >= self.high:
            return -math.inf if x <= self.low else math.inf
        target = metalog_fit.unbounded(x, self.low, self.high)
        below, above = -1.0, 1.0
        while self._unbounded(below) > target:
            below *= 2
        while self._unbounded(above) < target:
            above *= 2
        while below < (middle := 0.5 * (below + above)) < above:
            below, above = (middle, above) if self._unbounded(middle) < target else (below, middle)
        return above


def _exponential_moments(a1: float, a2: float, a3: float) -> tuple[float, float]:
    """Mean and sd of exp(M): inf where the upper tail, a power of the odds, is too heavy; else to 1e-12."""
    slope = a2 + 0.5 * a3
    if slope >= 1:
        return math.inf, math.inf

    def integrand(odds: FloatArray) -> FloatArray:
        growth = np.expm1(odds * (a2 + 0.5 * a3 * np.tanh(0.5 * odds))) / a2
        density = np.exp(-np.abs(odds)) / (1 + np.exp(-np.abs(odds))) ** 2
        return np.asarray(np.stack([growth, growth * growth]) * density)

    # In units of a2, by which exp(M) varies where it is small.
    first, second = moments.integral(integrand, np.linspace(-_STRAIGHT, _STRAIGHT, 33).tolist())
    beyond = math.exp((slope - 1) * _STRAIGHT) / (1 - slope)
    first = a2 * first + beyond
    scale = math.exp(a1) if a1 < 709 else math.inf
    if 2 * slope >= 1:
        return scale * (1 + first), math.inf
    second = a2 * a2 * second + math.exp((2 * slope - 1) * _STRAIGHT) / (1 - 2 * slope) - 2 * beyond
    return scale * (1 + first), scale * math.sqrt(second - first * first)
