"""Values of all inputs of a run: every quantile function of a belief is evaluated once, whoever uses it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulate.engine.correlation import Correlation
from simulate.engine.model import Model
from simulate.engine.quantiles import Function, Quantile
from simulate.engine.streams import FloatArray, tails_of

_SHARED = -1
"""In place of a row: this member of a group draws what any other input of its belief draws."""


@dataclass(frozen=True, slots=True)
class Group:
    """Correlated inputs of one model in the order of their factor: belief, function and row of each."""

    correlation: Correlation
    beliefs: tuple[int, ...]
    functions: tuple[Function, ...]
    rows: tuple[int, ...]

    def fill(self, tails: Mapping[int, FloatArray], values: FloatArray) -> None:
        """Write the rows of those that depend on others."""
        applied = self.correlation.applied([tails[belief] for belief in self.beliefs])
        for row, function, tail in zip(self.rows, self.functions, applied, strict=True):
            if row != _SHARED:
                values[row] = function(tail)


@dataclass(slots=True, eq=False)
class Inputs:
    """Rows of values that models share; `rows_of` says which rows are a model's inputs, in its order."""

    n_rows: int = 0
    rows_of: list[tuple[int, ...]] = field(default_factory=list)
    shared: dict[tuple[int, Quantile], int] = field(default_factory=dict)
    functions: list[tuple[int, int, Function]] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    @classmethod
    def of(cls, models: Sequence[Model]) -> Inputs:
        """The inputs of these models."""
        inputs = cls()
        for model in models:
            own = inputs._own_rows(model)
            inputs.rows_of.append(
                tuple(
                    own[position] if position in own else inputs._shared_row(item.belief, item.quantile)
                    for position, item in enumerate(model.inputs)
                )
            )
        return inputs

    def _own_rows(self, model: Model) -> dict[int, int]:
        """Rows of the inputs that depend on others, by position."""
        own: dict[int, int] = {}
        for correlation in model.correlations:
            members = [model.inputs[position] for position in correlation.positions]
            rows = [self._new_row() if changed else _SHARED for changed in correlation.changed]
            own |= {p: row for p, row in zip(correlation.positions, rows, strict=True) if row != _SHARED}
            beliefs = tuple(item.belief for item in members)
            self.groups.append(Group(correlation, beliefs, tuple(i.quantile.function for i in members), tuple(rows)))
        return own

    def _shared_row(self, belief: int, quantile: Quantile) -> int:
        row = self.shared.get((belief, quantile))
        if row is None:
            row = self.shared[belief, quantile] = self._new_row()
            self.functions.append((row, belief, quantile.function))
        return row

    def _new_row(self) -> int:
        self.n_rows += 1
        return self.n_rows - 1

    @property
    def beliefs(self) -> tuple[int, ...]:
        """The beliefs that are used, in rising order."""
        used = {belief for _, belief, _ in self.functions}
        return tuple(sorted(used.union(*(group.beliefs for group in self.groups))))

    def fill(self, tails: Mapping[int, FloatArray], values: FloatArray) -> None:
        """Write values (row, draw) for the signed tails of all beliefs."""
        for row, belief, function in self.functions:
            values[row] = function(tails[belief])
        for group in self.groups:
            group.fill(tails, values)


def input_values(model: Model, uniforms: npt.ArrayLike) -> FloatArray:
    """Values (input, draw) of a model's inputs for uniforms (belief, draw) of the run's beliefs, each in (0, 1)."""
    tails = tails_of(uniforms)
    inputs = Inputs.of([model])
    values = np.empty((inputs.n_rows, tails.shape[1]))
    inputs.fill(dict(enumerate(tails)), values)
    return values[list(inputs.rows_of[0])]
