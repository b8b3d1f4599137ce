"""Draws of all inputs of a run: every belief is drawn once, every quantile function of it evaluated once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from simulate.engine.blocks import Blocks
from simulate.engine.correlation import Correlation
from simulate.engine.model import Model
from simulate.engine.quantiles import Quantile
from simulate.engine.samplers import Sampler
from simulate.engine.streams import FloatArray, Stream

_AT_ONCE = 16
"""Blocks drawn at once: 128 KiB per array."""

Function = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True, slots=True)
class Group:
    """Correlated inputs of one model: their beliefs and functions, and the row that each draws into (-1: it has one)."""

    correlation: Correlation
    beliefs: tuple[int, ...]
    functions: tuple[Function, ...]
    rows: tuple[int, ...]


@dataclass(slots=True, eq=False)
class Inputs:
    """Rows of draws that the models of a run share; `rows_of` says which rows are a model's inputs, in its order."""

    streams: Sequence[Stream]
    sampler: Sampler
    n_blocks: int
    n_rows: int = 0
    rows_of: list[tuple[int, ...]] = field(default_factory=list)
    plain: dict[tuple[int, Quantile], int] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)

    def add(self, model: Model) -> None:
        """Give a model its rows."""
        rows = [-1] * len(model.inputs)
        for correlation in model.correlations:
            beliefs = tuple(model.inputs[position].belief for position in correlation.positions)
            for position, changed in zip(correlation.positions, correlation.changed, strict=True):
                if changed:
                    rows[position] = self._new()
            functions = tuple(model.inputs[position].quantile.function for position in correlation.positions)
            self.groups.append(Group(correlation, beliefs, functions, tuple(rows[p] for p in correlation.positions)))
        for position, item in enumerate(model.inputs):
            if rows[position] < 0:
                key = (item.belief, item.quantile)
                if key not in self.plain:
                    self.plain[key] = self._new()
                rows[position] = self.plain[key]
        self.rows_of.append(tuple(rows))

    def _new(self) -> int:
        self.n_rows += 1
        return self.n_rows - 1

    def draw(self, blocks: Blocks) -> FloatArray:
        """Values (row, draw) of some blocks."""
        values = np.empty((self.n_rows, blocks.draws))
        start = 0
        for piece in blocks.pieces(_AT_ONCE):
            self._fill(piece, values[:, start : start + piece.draws])
            start += piece.draws
        return values

    def _fill(self, blocks: Blocks, values: FloatArray) -> None:
        used = {belief for belief, _ in self.plain} | {belief for group in self.groups for belief in group.beliefs}
        tails = {belief: self.sampler(self.streams[belief], blocks, self.n_blocks) for belief in used}
        for (belief, quantile), row in self.plain.items():
            values[row] = quantile.function(tails[belief])
        for group in self.groups:
            applied = group.correlation.applied([tails[belief] for belief in group.beliefs])
            for row, function, tail in zip(group.rows, group.functions, applied, strict=True):
                if row >= 0:
                    values[row] = function(tail)
