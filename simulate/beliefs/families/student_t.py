# ruff: noqa: D102 -- Distribution says what the methods are
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.parameters import check_numbers, refusal, written
from simulate.beliefs.families.quantiles import DEEPEST, kept
from simulate.beliefs.families.tails import tail
from simulate.foundation.lazy import np, special

if TYPE_CHECKING:
    import numpy.typing as npt

    from simulate.beliefs.families.distribution import FloatArray

_FEWEST = 0.1
"""Below it quantiles pass 1e120 at 1e-12, and SciPy's inverse gives up."""


@dataclass(frozen=True, slots=True)
class StudentT(Distribution):
    """Student's t with `df` degrees of freedom, shifted to `location` and stretched by `scale`."""

    df: float
    location: float
    scale: float

    def __post_init__(self) -> None:
        got = {"df": self.df, "location": self.location, "scale": self.scale}
        check_numbers("student_t", **got)
        if self.df < _FEWEST or self.scale <= 0:
            fits = f"for a single number write value = {written(self.location)}" if self.scale == 0 else ""
            raise refusal("student_t", f"df >= {_FEWEST:g} and scale > 0", got, fits)
        if not math.isfinite(abs(self.location) + 1e3 * 10 ** (12 / self.df) * self.scale):
            raise refusal("student_t", "quantiles below 1.8e308 from 1e-12 to 1 - 1e-12", got)

    @property
    def support(self) -> tuple[float, float]:
        return -math.inf, math.inf

    @property
    def mean(self) -> float:
        """The location; nan up to one degree of freedom."""
        return self.location if self.df > 1 else math.nan

    @property
    def sd(self) -> float:
        """`scale * sqrt(df / (df - 2))`; inf up to two degrees of freedom, nan up to one."""
        if self.df <= 1:
            return math.nan
        return self.scale / math.sqrt(1 - 2 / self.df) if self.df > 2 else math.inf

    def cdf(self, x: float) -> float:
        return float(tail(self, np.asarray(x, dtype=np.float64), upper=False))

    def sf(self, x: float) -> float:
        return float(tail(self, np.asarray(x, dtype=np.float64), upper=True))

    def tail(self, x: FloatArray, upper: bool) -> FloatArray:
        """`sf` (upper) or `cdf` of an array."""
        t = (x - self.location) / (-self.scale if upper else self.scale)
        square = np.minimum(np.abs(t), 1.0) ** 2
        # SciPy 1.17 misses by 2e-9 next to the median with one degree of freedom.
        central = 0.5 + np.copysign(0.5 * special.betainc(0.5, 0.5 * self.df, square / (self.df + square)), t)
        return np.where(square < 0.25, central, special.stdtr(self.df, t))

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        p = np.asarray(p, dtype=np.float64)
        return kept(self.location + self.scale * self._standard(p), p, -math.inf, math.inf)

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        q = np.asarray(q, dtype=np.float64)
        return kept(self.location - self.scale * self._standard(q), q, math.inf, -math.inf)

    def _standard(self, p: FloatArray) -> FloatArray:
        smaller = np.clip(np.minimum(p, 1 - p), DEEPEST, 0.5)
        # SciPy 1.17 misses by 3e-8 next to the median with four or six degrees of freedom.
        share = special.betaincinv(0.5, 0.5 * self.df, 1 - 2 * np.maximum(smaller, 0.4))
        central = np.sqrt(self.df * share / (1 - share))
        t = np.where(smaller > 0.4, central, -special.stdtrit(self.df, smaller))
        return np.where(p < 0.5, -t, t)
