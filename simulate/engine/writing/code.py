"""A run written as instructions for the block machine, before anything has an address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from simulate.engine.machine import arithmetic, tables
from simulate.engine.streams import FloatArray
from simulate.engine.table import CELLS, Table

Operation = Callable[..., int]
Function = Callable[[FloatArray], FloatArray]

SUMS, RAW, CELL, BINS = range(4)
"""Rows that operations use among themselves."""


@dataclass(frozen=True, slots=True, eq=False)
class Instruction:
    """An operation, the rows `out`, a, b, c by number, and the rest as in `simulate.engine.machine.work`.

    `words` is where the words of a belief begin that stand in for numbers, `table` stands in for row c and m, `exactly`
    gives exact quantiles for signed tails in row a.
    """

    operation: Operation
    out: int
    a: int = 0
    b: int = 0
    c: int = 0
    numbers: FloatArray | None = None
    m: int = 0
    n: int = 0
    words: int | None = None
    table: Flat | None = None
    exactly: Function | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Flat:
    """All levels of a table in one: cubics (cell, coefficient), and the first of the 32 cells that replace a cell."""

    cubics: FloatArray
    refine: npt.NDArray[np.int64]

    @classmethod
    @lru_cache(maxsize=2_048)
    def of(cls, table: Table) -> Flat:
        """The same table; made once."""
        starts = np.cumsum([0, *(level.block.size for level in table.levels)])
        refine = [
            np.where(level.block >= 0, start + CELLS * level.block, level.block)
            for level, start in zip(table.levels, starts[1:], strict=True)
        ]
        cubics = np.concatenate([level.cubics.T for level in table.levels])
        return cls(np.ascontiguousarray(cubics), np.concatenate(refine).astype(np.int64))


@dataclass(frozen=True, slots=True)
class Output:
    """An output of the run is there: it stands in this row."""

    number: int
    row: int


@dataclass(slots=True, eq=False)
class Code:
    """What is done once, before the first block, and what for every block; rows handed out so far.

    Without `reuse` every result stays in a row of its own.
    """

    before: list[Instruction] = field(default_factory=list)
    steps: list[Instruction | Output] = field(default_factory=list)
    n_rows: int = BINS + 1
    free: list[int] = field(default_factory=list)
    constants: dict[str, int] = field(default_factory=dict)
    reuse: bool = True

    def row(self) -> int:
        """A row that is free."""
        return self.free.pop() if self.free and self.reuse else self.rows(1)[0]

    def rows(self, n: int) -> range:
        """So many new rows, one after another."""
        self.n_rows += n
        return range(self.n_rows - n, self.n_rows)

    def emit(
        self,
        operation: Operation,
        out: int,
        a: int = 0,
        b: int = 0,
        c: int = 0,
        *,
        numbers: Sequence[float] | FloatArray = (0.0,),
        m: int = 0,
        n: int = 0,
        words: int | None = None,
        exactly: Function | None = None,
    ) -> None:
        """Add an instruction."""
        data = np.array(numbers, dtype=np.float64)
        self.steps.append(Instruction(operation, out, a, b, c, data, m, n, words, exactly=exactly))

    def constant(self, value: float) -> int:
        """A row that holds this number in every lane."""
        key = value.hex()  # tells zeros apart, and not nans
        if key not in self.constants:
            row = self.constants[key] = self.rows(1)[0]
            fill = Instruction(arithmetic.functions, row, numbers=np.array([value]), m=arithmetic.FILL)
            self.before.append(fill)
        return self.constants[key]

    def look_up(self, table: Table, tails: int, out: int, exactly: Function) -> None:
        """Write quantiles of a table for a row of signed tails."""
        flat = Flat.of(table)
        support = np.array(table.distribution.support)
        self.steps.append(Instruction(tables.table, out, tails, CELL, numbers=support, table=flat))
        if not table.smooth:
            self.steps.append(
                Instruction(tables.refined, out, tails, CELL, numbers=support, table=flat, exactly=exactly)
            )
