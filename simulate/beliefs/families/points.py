# ruff: noqa: D102 -- Distribution says what the methods are
"""Distributions made of single values: a point, and a choice among several."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.moments import mixed
from simulate.beliefs.families.parameters import check_numbers, checked_weights
from simulate.beliefs.families.steps import Steps
from simulate.foundation.lazy import np

if TYPE_CHECKING:
    from collections.abc import Sequence

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

    def tail(self, x: FloatArray, upper: bool) -> FloatArray:
        """`sf` (upper) or `cdf` of an array."""
        return np.asarray((x < self.value) if upper else (x >= self.value), dtype=np.float64)

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

    @classmethod
    def of(cls, values: Sequence[float], weights: Sequence[float]) -> Choice:
        """A choice from any two sequences of one length."""
        return cls(tuple(values), tuple(weights))

    @property
    def support(self) -> tuple[float, float]:
        return self.values[0], self.values[-1]

    @property
    def mean(self) -> float:
        return mixed(self.weights, self.values, (0.0,) * len(self.values))[0]

    @property
    def sd(self) -> float:
        return mixed(self.weights, self.values, (0.0,) * len(self.values))[1]

    def cdf(self, x: float) -> float:
        return math.fsum(weight for value, weight in zip(self.values, self.weights, strict=True) if value <= x)

    def sf(self, x: float) -> float:
        return math.fsum(weight for value, weight in zip(self.values, self.weights, strict=True) if value > x)

    def tail(self, x: FloatArray, upper: bool) -> FloatArray:
        """`sf` (upper) or `cdf` of an array."""
        return self.steps.tail(x, upper)

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        return self.steps.ppf(p)

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        return self.steps.isf(q)

    @property
    def steps(self) -> Steps:
        """Values and cumulative probabilities as arrays."""
        return Steps.of(self.values, self.weights)
