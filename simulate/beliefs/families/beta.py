# ruff: noqa: D102 -- Distribution says what the methods are
"""The beta distribution between any two bounds, and PERT as one of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.parameters import check_numbers, check_rising, refusal, written
from simulate.beliefs.families.quantiles import DEEPEST, kept
from simulate.beliefs.families.tails import tail
from simulate.foundation.lazy import np, special

if TYPE_CHECKING:
    import numpy.typing as npt

    from simulate.beliefs.families.distribution import FloatArray

_FLATTEST, _STEEPEST = 1e-3, 1e10
"""Shapes between which SciPy's inverse is exact to 1e-9; at 1e12 it is off by 1e-4 standard deviations."""


@dataclass(frozen=True, slots=True)
class Beta(Distribution):
    """Beta with shapes `a` and `b`, stretched from 0 and 1 to `low` and `high`."""

    a: float
    b: float
    low: float = 0.0
    high: float = 1.0

    def __post_init__(self) -> None:
        check_rising("beta", "low < high", "low={}, high={}", low=self.low, high=self.high)
        check_numbers("beta", a=self.a, b=self.b)
        if not (self.a > 0 and self.b > 0):
            raise refusal("beta", "a > 0 and b > 0", {"a": self.a, "b": self.b})
        if min(self.a, self.b) < _FLATTEST or max(self.a, self.b) > _STEEPEST:
            wanted = f"a and b between {written(_FLATTEST)} and {_STEEPEST:g}"
            fits = "where both are that large, normal(mean, sd) is the same to ten digits"
            raise refusal("beta", wanted, {"a": self.a, "b": self.b}, fits if min(self.a, self.b) > 1e6 else "")

    @classmethod
    def from_moments(cls, mean: float, sd: float, low: float = 0.0, high: float = 1.0) -> Beta:
        """By mean and standard deviation."""
        check_rising("beta", "low < high", "low={}, high={}", low=low, high=high)
        check_numbers("beta", mean=mean, sd=sd)
        if not low < mean < high:
            got = {"low": low, "mean": mean, "high": high}
            raise refusal("beta", "low < mean < high", got, "" if (low, high) != (0, 1) else "give low and high")
        width = high - low
        share, rest, spread = (mean - low) / width, (high - mean) / width, sd / width
        if not 0 < spread < math.sqrt(share * rest):
            most = width * math.sqrt(share * rest)
            fits = f"for a single number write value = {written(mean)}" if sd == 0 else ""
            raise refusal("beta", f"0 < sd < {most:.6g} (with that mean)", {"mean": mean, "sd": sd}, fits)
        size = share / spread * (rest / spread) - 1
        return cls(share * size, rest * size, low, high)

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    @property
    def mean(self) -> float:
        """`a / (a + b)`, stretched from 0 and 1 to low and high."""
        return self.low + (self.high - self.low) * (self.a / (self.a + self.b))

    @property
    def sd(self) -> float:
        """`sqrt(a b / (a + b + 1)) / (a + b)` times the width."""
        size = self.a + self.b
        return (self.high - self.low) * math.sqrt(self.a / size * (self.b / size) / (size + 1))

    def cdf(self, x: float) -> float:
        return float(tail(self, np.asarray(x, dtype=np.float64), upper=False))

    def sf(self, x: float) -> float:
        return float(tail(self, np.asarray(x, dtype=np.float64), upper=True))

    def tail(self, x: FloatArray, upper: bool) -> FloatArray:
        """`sf` (upper) or `cdf` of an array, from the distance to the nearer bound."""
        width = self.high - self.low
        up, down = np.clip((x - self.low) / width, 0, 1), np.clip((self.high - x) / width, 0, 1)
        here, there = (special.betaincc, special.betainc) if upper else (special.betainc, special.betaincc)
        return np.where(up <= down, here(self.a, self.b, up), there(self.b, self.a, down))

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        return kept(self._quantiles(p, special.betaincinv, special.betainccinv), p, self.low, self.high)

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        return kept(self._quantiles(q, special.betainccinv, special.betaincinv), q, self.high, self.low)

    def _quantiles(self, p: npt.ArrayLike, here: np.ufunc, mirrored: np.ufunc) -> FloatArray:
        """From the nearer bound: next to 1 a share has lost the digits of its distance."""
        p, width = np.clip(np.asarray(p, dtype=np.float64), DEEPEST, 1), self.high - self.low
        up = np.asarray(here(self.a, self.b, p))
        far = up > 0.5
        down = mirrored(self.b, self.a, p, where=far, out=np.zeros(p.shape))
        return np.where(far, self.high - width * down, self.low + width * up)


def pert(low: float, mode: float, high: float) -> Beta:
    """PERT: the beta with this mode and a mean of (low + 4 mode + high) / 6 (Malcolm et al. 1959)."""
    wanted, fits = "low <= mode <= high and low < high", "pert({}, {}, {})"
    check_rising("pert", wanted, fits, low=low, mode=mode, high=high)
    width = high - low
    return Beta(1 + 4 * ((mode - low) / width), 1 + 4 * ((high - mode) / width), low, high)
