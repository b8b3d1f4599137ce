# ruff: noqa: D102 -- Distribution says what the methods are
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.parameters import check_rising
from simulate.beliefs.families.quantiles import kept
from simulate.foundation.lazy import np

if TYPE_CHECKING:
    import numpy.typing as npt

    from simulate.beliefs.families.distribution import FloatArray


@dataclass(frozen=True, slots=True)
class Arcsine(Distribution):
    """What swings between two bounds like a sine: most probable at the turning points."""

    low: float
    high: float

    def __post_init__(self) -> None:
        check_rising("arcsine", "low < high", "arcsine({}, {})", low=self.low, high=self.high)

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    @property
    def mean(self) -> float:
        """`(low + high) / 2`."""
        return self.low + 0.5 * (self.high - self.low)

    @property
    def sd(self) -> float:
        """`(high - low) / sqrt(8)`."""
        return (self.high - self.low) / math.sqrt(8)

    def cdf(self, x: float) -> float:
        return self._share(x - self.low, self.high - x)

    def sf(self, x: float) -> float:
        return self._share(self.high - x, x - self.low)

    def _share(self, here: float, there: float) -> float:
        """Probability on one side of a point, by its distances from the bound on that side and from the other."""
        if here <= 0 or there <= 0:
            return 0.0 if here <= 0 else 1.0
        # From the nearer bound: the arcsine of nearly 1 has only half the digits.
        near = 2 / math.pi * math.asin(math.sqrt(min(here, there) / (self.high - self.low)))
        return near if here <= there else 1.0 - near

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        return kept(self.low + self._swing(p), p, self.low, self.high)

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        return kept(self.high - self._swing(q), q, self.high, self.low)

    def _swing(self, p: npt.ArrayLike) -> FloatArray:
        return np.asarray((self.high - self.low) * np.sin(0.5 * math.pi * np.asarray(p)) ** 2)
