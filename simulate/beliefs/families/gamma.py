# ruff: noqa: D102 -- Distribution says what the methods are
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.beliefs.families import standard_normal
from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.parameters import check_numbers, refusal, written
from simulate.beliefs.families.quantiles import kept
from simulate.beliefs.families.tails import tail
from simulate.foundation.lazy import np, special

if TYPE_CHECKING:
    import numpy.typing as npt

    from simulate.beliefs.families.distribution import FloatArray

_SMALLEST_SHAPE = 1e-3
_LARGE_SHAPE = 1e5
"""Above it SciPy loses the lower tail (1e-9 at a shape of 1e6, 5e-6 at 1e8), while the expansion is exact to 5e-15."""
_FAR = 38.0
"""Normal quantiles end here: beyond it the probability is below 1e-315."""


@dataclass(frozen=True, slots=True)
class Gamma(Distribution):
    """Gamma with a shape and a scale: waiting times, and positive quantities with a mean and an sd."""

    shape: float
    scale: float

    def __post_init__(self) -> None:
        got = {"shape": self.shape, "scale": self.scale}
        check_numbers("gamma", **got)
        if self.shape < _SMALLEST_SHAPE or self.scale <= 0:
            wanted = "shape > 0 and scale > 0" if min(got.values()) <= 0 else f"shape >= {_SMALLEST_SHAPE:g}"
            raise refusal("gamma", wanted, got)
        if not math.isfinite((self.shape + 8 * math.sqrt(self.shape) + 60) * self.scale):
            raise refusal("gamma", "quantiles below 1.8e308", got)

    @classmethod
    def from_moments(cls, mean: float, sd: float) -> Gamma:
        """By mean and standard deviation."""
        check_numbers("gamma", mean=mean, sd=sd)
        if mean <= 0 or sd <= 0:
            fits = f"for a single number write value = {written(mean)}" if sd == 0 else ""
            fits = f"write normal(mean={written(mean)}, sd={written(sd)})" if mean <= 0 < sd else fits
            raise refusal("gamma", "mean > 0 and sd > 0", {"mean": mean, "sd": sd}, fits)
        ratio = mean / sd
        if not ratio * ratio >= _SMALLEST_SHAPE:
            raise refusal("gamma", f"sd <= {mean / math.sqrt(_SMALLEST_SHAPE):.6g}", {"mean": mean, "sd": sd})
        return cls(ratio * ratio, sd / ratio)

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf

    @property
    def mean(self) -> float:
        """`shape * scale`."""
        return self.shape * self.scale

    @property
    def sd(self) -> float:
        """`sqrt(shape) * scale`."""
        return math.sqrt(self.shape) * self.scale

    def cdf(self, x: float) -> float:
        return float(tail(self, np.asarray(x, dtype=np.float64), upper=False))

    def sf(self, x: float) -> float:
        return float(tail(self, np.asarray(x, dtype=np.float64), upper=True))

    def tail(self, x: FloatArray, upper: bool) -> FloatArray:
        """`sf` (upper) or `cdf` of an array."""
        if self.shape > _LARGE_SHAPE:
            z = self._scores(x) / math.sqrt(2)
            return np.asarray(0.5 * special.erfc(z if upper else -z))
        incomplete = special.gammaincc if upper else special.gammainc
        return np.asarray(incomplete(self.shape, np.maximum(x, 0) / self.scale))

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        if self.shape > _LARGE_SHAPE:
            return kept(self._at(np.clip(standard_normal.quantiles(p), -_FAR, _FAR)), p, *self.support)
        return np.asarray(self.scale * special.gammaincinv(self.shape, np.asarray(p, dtype=np.float64)))

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        if self.shape > _LARGE_SHAPE:
            return kept(self._at(-np.clip(standard_normal.quantiles(q), -_FAR, _FAR)), q, math.inf, 0.0)
        return np.asarray(self.scale * special.gammainccinv(self.shape, np.asarray(q, dtype=np.float64)))

    def _at(self, z: FloatArray) -> FloatArray:
        """Quantile where the standard normal has z, for a large shape: the expansion of Cornish and Fisher (1938)."""
        root = math.sqrt(self.shape)
        series = z + (z * z - 1) / (3 * root) + (z**3 - 7 * z) / (36 * self.shape)
        series -= (3 * z**4 + 7 * z * z - 16) / (810 * self.shape * root)
        series += (9 * z**5 + 256 * z**3 - 433 * z) / (38880 * self.shape**2)
        return self.mean + self.sd * series

    def _scores(self, x: FloatArray) -> FloatArray:
        """The z of values, for a large shape: each step shrinks the error at least tenfold."""
        exact = (x - self.mean) / self.sd
        z = start = np.clip(exact, -_FAR, _FAR)
        for _ in range(16):
            z = z + start - (self._at(z) - self.mean) / self.sd
        return np.where(np.abs(exact) < _FAR, z, np.copysign(np.inf, exact))
