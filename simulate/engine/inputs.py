"""Inputs of all models of a run: every quantile function of a belief is one row, whoever uses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from simulate.beliefs.families.points import Point
from simulate.engine.correlation import Correlation
from simulate.engine.model import Input, Model
from simulate.engine.quantiles import Function, Quantile

SHARED = -1
"""In place of a row: this member of a group draws what any other input of its belief draws."""


@dataclass(frozen=True, slots=True)
class Group:
    """Correlated inputs of one model in the order of their factor: belief, function and row of each."""

    correlation: Correlation
    beliefs: tuple[int, ...]
    functions: tuple[Function, ...]
    rows: tuple[int, ...]


@dataclass(slots=True, eq=False)
class Inputs:
    """Rows of values that models share.

    `rows_of` says which rows are a model's inputs, in its order; for a point it has the number instead. `functions` has
    belief and function of the rows that stand alone, by row.
    """

    n_rows: int = 0
    rows_of: list[tuple[int | float, ...]] = field(default_factory=list)
    shared: dict[tuple[int, Quantile], int] = field(default_factory=dict)
    functions: dict[int, tuple[int, Function]] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)

    @classmethod
    def of(cls, models: Sequence[Model]) -> Inputs:
        """The inputs of these models."""
        inputs = cls()
        for model in models:
            own = inputs._own_rows(model)
            inputs.rows_of.append(
                tuple(
                    own[position] if position in own else inputs._shared_row(item)
                    for position, item in enumerate(model.inputs)
                )
            )
        return inputs

    def _own_rows(self, model: Model) -> dict[int, int]:
        """Rows of the inputs that depend on others, by position."""
        own: dict[int, int] = {}
        for correlation in model.correlations:
            members = [model.inputs[position] for position in correlation.positions]
            rows = [self._new_row() if changed else SHARED for changed in correlation.changed]
            own |= {p: row for p, row in zip(correlation.positions, rows, strict=True) if row != SHARED}
            beliefs = tuple(item.belief for item in members)
            self.groups.append(Group(correlation, beliefs, tuple(i.quantile.function for i in members), tuple(rows)))
        return own

    def _shared_row(self, item: Input) -> int | float:
        if isinstance(item.quantile.distribution, Point):
            return float(item.quantile.distribution.value)
        key = item.belief, item.quantile
        if key not in self.shared:
            self.shared[key] = self._new_row()
            self.functions[self.shared[key]] = item.belief, item.quantile.function
        return self.shared[key]

    def _new_row(self) -> int:
        self.n_rows += 1
        return self.n_rows - 1
