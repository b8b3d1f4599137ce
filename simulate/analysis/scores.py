"""How good a prediction was, once the truth is known: proper scores, coverage and its bounds.

Scores are negatively oriented: less is better (Gneiting and Raftery 2007, Strictly Proper Scoring Rules, Prediction,
and Estimation, JASA 102). A forecast is an array of equally probable values, shape (draw,).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import special

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = npt.NDArray[np.float64]


def crps(forecast: Floats, truth: float) -> float:
    """Continuous ranked probability score of a forecast: E|X - y| - E|X - X'| / 2 (Gneiting and Raftery 2007, eq. 21).

    The second term is a weighted sum of the sorted draws, so the cost is that of sorting; a point's score is its
    distance from the truth.
    """
    ordered = np.sort(forecast)
    n = len(ordered)
    # Deviations from the median: without it the difference of two large sums would keep few digits.
    centred = ordered - ordered[n // 2]
    weights = 2.0 * np.arange(n) - n + 1.0
    return float(np.abs(ordered - truth).mean() - (weights @ centred) / n**2)


def interval_score(lower: float, upper: float, truth: float, probability: float) -> float:
    """Width of a central interval, and 2 / alpha times what it misses by (Gneiting and Raftery 2007, eq. 43)."""
    missed = max(lower - truth, 0.0) + max(truth - upper, 0.0)
    return upper - lower + 2 / (1 - probability) * missed


def clopper_pearson(covered: float, n: float, confidence: float = 0.95) -> tuple[float, float]:
    """Bounds of a probability after `covered` successes of `n` (Clopper and Pearson 1934, by beta quantiles).

    Successes need not be whole: a group of which half is covered is half a success.
    """
    tail = (1 - confidence) / 2
    low = float(special.betaincinv(covered, n - covered + 1, tail)) if covered > 0 else 0.0
    high = float(special.betaincinv(covered + 1, n - covered, 1 - tail)) if covered < n else 1.0
    return low, high


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of `n` truths a range of this probability covered, with the 95 % bounds of the rate."""

    probability: float
    covered: float
    n: int

    @property
    def rate(self) -> float:
        """Share that was covered."""
        return self.covered / self.n

    @property
    def bounds(self) -> tuple[float, float]:
        """Clopper-Pearson bounds."""
        return clopper_pearson(self.covered, self.n)

    @property
    def verdict(self) -> str:
        """What the bounds allow to say: consistent with the probability, or not and on which side."""
        low, high = self.bounds
        percent = f"{100 * self.probability:g} %"
        if low <= self.probability <= high:
            return f"consistent with {percent}"
        return f"less often than {percent}" if high < self.probability else f"more often than {percent}"


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over groups and its standard error; None where one group has no spread to tell it from."""

    value: float
    error: float | None

    @classmethod
    def of(cls, values: Sequence[float]) -> Mean:
        """The mean of one number per group."""
        array = np.asarray(values, dtype=np.float64)
        error = float(array.std(ddof=1) / np.sqrt(len(array))) if len(array) > 1 else None
        return cls(float(array.mean()), error)
