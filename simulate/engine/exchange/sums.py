"""Sums of the products that indices are made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulate.engine.exchange.crossing import Mask
from simulate.engine.statistics.selection import Place, taken
from simulate.engine.streams import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Sums (factor, column, replicate); columns are the outputs, then their logarithms.

    `logged` says which outputs have a logarithm: they were positive wherever they were computed. `first` and `total`
    are over `first_scale` and `total_scale`, which are twice the variance of two sets; `shapley` and `dummy` (column,
    replicate) are over `shapley_scale`, and rest on fewer points where more were added only for the others. `mean`
    (column,) is of those points; `span` (output,) the ratio of the 95 % to the 5 % point of the first 1,024.
    """

    first: FloatArray
    first_scale: FloatArray
    total: FloatArray
    total_scale: FloatArray
    shapley: FloatArray
    shapley_scale: FloatArray
    dummy: FloatArray
    mean: FloatArray
    span: FloatArray
    logged: Mask

    @classmethod
    def zeros(cls, n_factors: int, n_outputs: int, n_replicates: int) -> Sums:
        """Nothing summed so far."""
        shape = (n_factors, 2 * n_outputs, n_replicates)
        first, first_scale, total, total_scale, shapley = (np.zeros(shape) for _ in range(5))
        scale, dummy = np.zeros(shape[1:]), np.zeros(shape[1:])
        mean, span = np.zeros(2 * n_outputs), np.ones(n_outputs)
        logged = np.ones(n_outputs, dtype=np.bool_)
        return cls(first, first_scale, total, total_scale, shapley, scale, dummy, mean, span, logged)

    def of_outputs(self, places: Sequence[Place], positive: Mask) -> Sums:
        """The same for outputs that are one of these, or a number; `positive` says which may have a logarithm."""
        n = len(positive)
        finite = np.ones(2 * n, dtype=np.bool_)
        for sums in (self.first_scale, self.total_scale, self.shapley, self.shapley_scale):
            finite &= np.isfinite(np.moveaxis(sums, -2, 0)).all(axis=tuple(range(1, sums.ndim)))
        logged = positive & finite[n:]
        columns = [place if isinstance(place, int) else -1 for place in places]
        chosen = [*columns, *(n + column if column >= 0 and logged[column] else -1 for column in columns)]
        known = [place > 0 if isinstance(place, float) else bool(logged[place]) for place in places]
        return Sums(
            _at(self.first, chosen),
            _at(self.first_scale, chosen),
            _at(self.total, chosen),
            _at(self.total_scale, chosen),
            _at(self.shapley, chosen),
            _at(self.shapley_scale, chosen),
            _at(self.dummy, chosen),
            taken(self.mean, [*places, *(_log(place) if isinstance(place, float) else n + place for place in places)]),
            taken(self.span, places, 1.0),
            np.array(known, dtype=np.bool_),
        )


def _log(number: float) -> float:
    return math.log(number) if number > 0.0 else math.nan


def _at(sums: FloatArray, columns: Sequence[int]) -> FloatArray:
    """Some columns; -1 is one of something that never varies."""
    constant = np.zeros((*sums.shape[:-2], 1, sums.shape[-1]))
    return np.concatenate([sums, constant], axis=-2)[..., columns, :]
