"""Quantile functions of finitely many values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.foundation.lazy import np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from simulate.beliefs.families.distribution import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Values in rising order, with the probability up to and including each and the probability above each."""

    values: FloatArray
    below: FloatArray
    above: FloatArray

    @classmethod
    def of(cls, values: Sequence[float], weights: Sequence[float]) -> Steps:
        """Steps of values in any order; equal values may repeat, weights sum to 1."""
        unordered = np.asarray(values, dtype=np.float64)
        order = np.argsort(unordered, kind="stable")
        rising = np.asarray(weights, dtype=np.longdouble)[order]
        n = len(rising)
        if (rising == rising[0]).all():
            below, above = np.arange(1, n + 1) / n, np.arange(n - 1, -1, -1) / n
        else:
            # Long doubles where there are: in doubles a million rows would add up to an error of 1e-11.
            below = np.cumsum(rising).astype(np.float64)
            above = (np.cumsum(rising[::-1])[::-1] - rising).astype(np.float64)
        # Whatever rounding left over, nothing lies above the last value that has any weight.
        last = np.flatnonzero(rising)[-1]
        below[last:], above[last:] = 1.0, 0.0
        return cls(unordered[order], below, np.maximum.accumulate(np.maximum(above, 0.0)[::-1])[::-1])

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        """The smallest value with at least p below or at it, among values that have weight."""
        first = np.searchsorted(self.below, 0.0, side="right")
        index = np.maximum(np.searchsorted(self.below, np.asarray(p, dtype=np.float64)), first)
        return np.asarray(self.values[np.minimum(index, len(self.values) - 1)])

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        """The smallest value with at most q above it, among values that have weight."""
        first = np.searchsorted(self.below, 0.0, side="right")
        not_above = np.searchsorted(self.above[::-1], np.asarray(q, dtype=np.float64), side="right")
        return np.asarray(self.values[np.maximum(len(self.values) - not_above, first)])

    def tail(self, x: FloatArray, upper: bool) -> FloatArray:
        """Probability above x (upper) or up to x."""
        reached = np.searchsorted(self.values, x, side="right")
        return np.asarray(np.concatenate([[1.0 if upper else 0.0], self.above if upper else self.below])[reached])
