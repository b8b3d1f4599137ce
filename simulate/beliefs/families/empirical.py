# ruff: noqa: D102 -- Distribution says what the methods are
from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from simulate.beliefs.families import csv_columns
from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.moments import mixed
from simulate.beliefs.families.parameters import WEIGHT_TOLERANCE, checked_weights, refusal
from simulate.beliefs.families.steps import Steps
from simulate.foundation.errors import PriorError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from simulate.beliefs.families.csv_columns import Tables
    from simulate.beliefs.families.distribution import FloatArray


@dataclass(frozen=True, slots=True)
class Empirical(Distribution):
    """A column of a table: `values` and `weights` by row, in the order of the file.

    All priors on one file share the row: which row is drawn is decided once for the file, by `cumulative`.
    """

    values: tuple[float, ...]
    weights: tuple[float, ...]
    file: str = ""
    column: str = ""
    _steps: list[Steps] = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.values or len(self.values) != len(self.weights):
            counts = {"rows": len(self.values), "weights": len(self.weights)}
            raise refusal("empirical", "at least one row, and a weight for each", counts)
        if not all(map(math.isfinite, self.values)) or not math.isfinite(max(self.values) - min(self.values)):
            raise PriorError("empirical needs finite numbers that lie less than 1.8e308 apart")
        total = math.fsum(self.weights)
        if min(self.weights) < 0 or not abs(total - 1) <= WEIGHT_TOLERANCE:
            got = {"least weight": min(self.weights), "sum": total}
            raise refusal("empirical", "weights of 0 or more that sum to 1", got)

    @classmethod
    def read(
        cls, folder: Tables | Path | None, file: str, column: str, weights: str | list[float] | None = None
    ) -> Empirical:
        """A column of a CSV file that lies in a folder or below it.

        Rows are equally likely, or weighted by another column (any numbers of 0 or more) or by a list that sums to 1.
        """
        names = [column, weights] if isinstance(weights, str) else [column]
        columns = csv_columns.read(folder, file, names)
        values = tuple(columns[0])
        if isinstance(weights, str):
            shares = _shares(file, weights, columns[1])
        elif weights is not None:
            shares = checked_weights("empirical", weights, len(values), "rows")
        else:
            shares = (1 / len(values),) * len(values)
        return cls(values, shares, file, column)

    def with_values(self, values: tuple[float, ...]) -> Empirical:
        """The same rows with other values."""
        return replace(self, values=values)

    def with_weights(self, weights: tuple[float, ...]) -> Empirical:
        """The same rows with other probabilities."""
        return replace(self, weights=weights)

    @property
    def rows(self) -> tuple[float, ...]:
        """The value of each row, in the order of the file."""
        return self.values

    @property
    def cumulative(self) -> tuple[float, ...]:
        """Probability of all rows up to and including each, in the order of the file; the last is exactly 1."""
        n = len(self.weights)
        if min(self.weights) == max(self.weights):
            return tuple((row + 1) / n for row in range(n))
        sums = [min(total, 1.0) for total in itertools.accumulate(self.weights)]
        last = max(row for row, weight in enumerate(self.weights) if weight)
        return (*sums[:last], *(1.0,) * (n - last))

    @property
    def support(self) -> tuple[float, float]:
        possible = [value for value, weight in zip(self.values, self.weights, strict=True) if weight]
        return min(possible), max(possible)

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
        """The smallest value of a row up to which there is that much probability, any shape."""
        return self.steps.ppf(p)

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        return self.steps.isf(q)

    @property
    def steps(self) -> Steps:
        """Values in rising order and cumulative probabilities, made once: a million rows sort in 0.1 s."""
        if not self._steps:
            self._steps.append(Steps.of(self.values, self.weights))
        return self._steps[0]


def _shares(file: str, column: str, weights: list[float]) -> tuple[float, ...]:
    """A column of weights made to sum to 1."""
    for row, weight in enumerate(weights, 1):
        if weight < 0:
            raise refusal("empirical", f"weights of 0 or more in column {column!r} of {file}", {f"row {row}": weight})
    total = math.fsum(weights)
    if not 0 < total < math.inf:
        raise refusal("empirical", f"weights in column {column!r} of {file} with a positive sum", {"sum": total})
    return tuple(weight / total for weight in weights)
