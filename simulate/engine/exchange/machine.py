"""What one thread works with: both sets, every exchange, the walk between them, and sums of a replicate's products."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from simulate.engine.blocks import BLOCK, Blocks
from simulate.engine.exchange.crossing import Crossing, Mask
from simulate.engine.exchange.sets import FIRST, SECOND, A, B, Sets
from simulate.engine.exchange.walk import Walk
from simulate.engine.loaded import Line, Loaded, Template, line, lines
from simulate.engine.machine import arithmetic, crossing, walking
from simulate.engine.machine.loading import at
from simulate.engine.machine.work import IntArray
from simulate.engine.streams import WordArray
from simulate.engine.writing.code import SUMS, Instruction
from simulate.engine.writing.inputs import WORDS

_SIDES = (FIRST, SECOND)
_TAILS = (0.05, 0.95)


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """What all threads work on: sets, exchanges and the walk, if there is one; rows (set, column) of the columns."""

    sets: Sets
    crossings: tuple[Crossing, ...]
    walk: Walk | None
    columns: IntArray
    n_rows: int

    @property
    def n_outputs(self) -> int:
        """Half the columns: the others are logarithms."""
        return len(self.sets.outputs)

    @property
    def n_words(self) -> int:
        """Words of all beliefs of both sets and of the orders of the walk."""
        return WORDS * (2 * len(self.sets.beliefs) + (len(self.walk.words) if self.walk else 0))


class Machine(Loaded):
    """Works through blocks of a replicate.

    Sums of the last blocks are in `crossed` (pair, 3), `paired` (column, 4) and `shares` (column, factor of the walk);
    `pairs` are the crossing and the column of each pair. `positive` says which outputs have a logarithm in the first
    block of the replicate that `words` are of; others have none anywhere.
    """

    def __init__(self, task: Task, words: WordArray) -> None:
        super().__init__(task.n_rows, task.n_words)
        self.task = task
        self.steps: list[Instruction | None] = []
        self.code: list[IntArray] = []
        constants = Template.of(task.sets.code.before)
        self.carry_out(self.linked(constants), constants.instructions, Blocks(0, 0, 1))
        self.program = _Program(task.sets, self)
        self._sets()
        self._look(words)
        self._exchanges()
        self.without_walk = sum(map(len, self.code))
        self._walk()
        self.every = np.concatenate(self.code)

    def add(self, words: WordArray, blocks: Blocks, *, walk: bool) -> None:
        """Sums over some blocks of the replicate that these words are of; without the walk pairs only."""
        self.words[: words.size] = words
        for sums in (self.crossed, self.paired, self.shares):
            sums[:] = 0.0
        self.carry_out(self.every if walk else self.every[: self.without_walk], self.steps, blocks)

    def _append(self, found: IntArray | Iterable[Line]) -> None:
        part = found if isinstance(found, np.ndarray) else lines([*found])
        self.code.append(part)
        self.steps += [None] * len(part)

    def _carry(self, *instructions: Instruction) -> None:
        self.code.append(self.linked(Template.of(instructions)))
        self.steps += instructions

    def _sets(self) -> None:
        sets = self.task.sets
        for which in (A, B):
            self._carry(*sets.draws_of(which, which * WORDS * len(sets.beliefs)))
            self._append(self.program.lines(which * sets.moved))

    def _look(self, words: WordArray) -> None:
        """Where outputs lie, and which have logarithms."""
        n = self.task.n_outputs
        self.words[: words.size] = words
        self.carry_out(np.concatenate(self.code), self.steps, Blocks(0, 0, 1))
        values = self.rows[self.task.columns[[A, B], :n], :BLOCK]
        self.positive: Mask = np.asarray((values > 0).all(axis=(0, 2)))
        with np.errstate(all="ignore"):
            centres = np.concatenate([values[A].mean(axis=1), np.log(values[A]).mean(axis=1)])
            lower, upper = np.quantile(values[A], _TAILS, axis=1)
            self.spans = upper / lower
        self.centres = np.where(np.isfinite(centres), centres, 0.0)
        self.there = [column for column in range(2 * n) if column < n or self.positive[column - n]]

    def _log(self, outputs: Iterable[int], *sets: int) -> None:
        n, columns = self.task.n_outputs, self.task.columns
        self._append(
            line(arithmetic.logarithms, self.row(columns[which, n + output]), self.row(columns[which, output]))
            for output in outputs
            if self.positive[output]
            for which in sets
        )

    def _exchanges(self) -> None:
        n, columns = self.task.n_outputs, self.task.columns
        self._log(range(n), A, B)
        self.pairs = [
            (number, column)
            for number, item in enumerate(self.task.crossings)
            for column in self.there
            if column % n in item.outputs
        ]
        self.crossed = np.zeros((len(self.pairs), crossing.CROSSED))
        place = 0
        for item in self.task.crossings:
            self._carry(*item.before)
            for distances in item.distances:
                self._append(self.program.lines(distances, item.again))
            self._log(item.outputs, *_SIDES)
            while place < len(self.pairs) and self.task.crossings[self.pairs[place][0]] is item:
                a, b, ab, ba = (self.row(row) for row in columns[:, self.pairs[place][1]])
                self._append([line(crossing.crossed, at(self.crossed[place]), a, b, ab, ba, self.row(SUMS))])
                place += 1

    def _walk(self) -> None:
        n, columns, walk = self.task.n_outputs, self.task.columns, self.task.walk
        self.paired = np.zeros((2 * n, crossing.PAIRED))
        for column in self.there:
            out, a, b = at(self.paired[column]), self.row(columns[A, column]), self.row(columns[B, column])
            self._append([line(crossing.paired, out, a, b, 0, at(self.centres[column:]), self.row(SUMS))])
        self.shares = np.zeros((2 * n, len(walk.factors) if walk else 0))
        if walk is None:
            return
        self._carry(*walk.begun(2 * WORDS * len(self.task.sets.beliefs)))
        self._append(walk.ordered(self))
        self._carry(*walk.converting)
        self.tables = walk.tables(self)
        before = B
        for step in range(len(walk.factors)):
            after = A if step == len(walk.factors) - 1 else _SIDES[step % 2]
            if after != A:
                self._append(walk.step(self, step, self.tables))
                self._append(self.program.lines(walk.distances(after)))
                self._log(range(n), after)
            for column in self.there:
                out, (a, b, c) = at(self.shares[column]), (self.row(columns[s, column]) for s in (A, before, after))
                self._append([line(walking.credited, out, a, b, c, at(walk.orders[step]), self.row(SUMS))])
            before = after


class _Program:
    """Lines of a program, for rows that are found at some distances from those of the first set."""

    def __init__(self, sets: Sets, machine: Loaded) -> None:
        program = sets.program
        self.machine = machine
        self.code = machine.linked(Template.of(program))
        self.rows = np.array([(one.out, one.a, one.b, one.c) for one in program], dtype=np.int64).reshape(-1, 4)

    def lines(self, distances: IntArray, chosen: np.ndarray | slice = slice(None)) -> IntArray:
        """The lines of some instructions, or of all."""
        code, rows = self.code[chosen].copy(), self.rows[chosen]
        code[:, 1:5] = self.machine.row(0) + (rows + distances[rows]) * self.machine.rows.strides[0]
        return code
