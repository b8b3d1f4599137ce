# ruff: noqa: D102 -- Distribution says what the methods are
"""Distributions made of single values: a point, and a choice among several."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.parameters import check_numbers, checked_weights
from simulate.beliefs.families.steps import Steps
from simulate.foundation.lazy import np

if TYPE_CHECKING:
    import numpy.typing as npt

    from simulate.beliefs.families.distribution import FloatArray


@dataclass(frozen=True, slots=True)
class Point(Distribution):
    """A number without uncertainty."""

    value: float

    def __post_init__(self) -> None:
        check_numbers("a point", value=self.value)

    @property
    def support(self) -> tuple[float, float]:
        return self.value, self.value

    @property
    def mean(self) -> float:
        return self.value

    @property
    def sd(self) -> float:
        return 0.0

    def cdf(self, x: float) -> float:
        return 1.0 if x >= self.value else 0.0

    def sf(self, x: float) -> float:
        return 0.0 if x >= self.value else 1.0

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        return np.full(np.shape(p), self.value, dtype=np.float64)

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        return self.ppf(q)


@dataclass(frozen=True, slots=True)
class Choice(Distribution):
    """One of several values, kept in rising order: equal values are one, values of weight 0 are left out."""

    values: tuple[float, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        check_numbers("choice", **{f"value {position}": value for position, value in enumerate(self.values, 1)})
        weights = checked_weights("choice", self.weights, len(self.values), "values")
        together: dict[float, list[float]] = {}
        for value, weight in sorted(zip(self.values, weights, strict=True)):
            if weight:
                together.setdefault(value, []).append(weight)
        object.__setattr__(self, "values", tuple(together))
        object.__setattr__(self, "weights", tuple(map(math.fsum, together.values())))

    @property
    def support(self) -> tuple[float, float]:
        return self.values[0], self.values[-1]

    @property
    def mean(self) -> float:
        return weighted_mean(self.values, self.weights)

    @property
    def sd(self) -> float:
        return weighted_sd(self.values, self.weights)

    def cdf(self, x: float) -> float:
        return math.fsum(weight for value, weight in zip(self.values, self.weights, strict=True) if value <= x)

    def sf(self, x: float) -> float:
        return math.fsum(weight for value, weight in zip(self.values, self.weights, strict=True) if value > x)

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        return self.steps.ppf(p)

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        return self.steps.isf(q)

    @property
    def steps(self) -> Steps:
        """Values and cumulative probabilities as arrays."""
        return Steps.of(self.values, self.weights)


def _weighted_mean(values: Sequence[float], weights: Sequence[float]) -> float:
    """Mean of values whose weights sum to 1."""
    return math.fsum(value * weight for value, weight in zip(values, weights, strict=True))


def weighted_sd(values: Sequence[float], weights: Sequence[float]) -> float:
    """Standard deviation of values whose weights sum to 1; hypot keeps the squares of 1e200 from overflowing."""
    mean = weighted_mean(values, weights)
    return math.hypot(*(math.sqrt(weight) * (value - mean) for value, weight in zip(values, weights, strict=True)))
