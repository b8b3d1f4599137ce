"""From the second set to the first, one factor after another, in random orders (Goda 2021).

What a factor adds to the covariance with the first set's output is its Shapley effect; all effects together are the
variance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simulate.engine.blocks import BLOCK
from simulate.engine.exchange.sets import FIRST, A, B, Group, Sets
from simulate.engine.loaded import Line, Loaded, line
from simulate.engine.machine import arithmetic, lines, uniforms, walking
from simulate.engine.machine.loading import at
from simulate.engine.machine.walking import ORDERS, SHARING
from simulate.engine.machine.work import IntArray
from simulate.engine.streams import FloatArray
from simulate.engine.writing.code import Code, Instruction
from simulate.engine.writing.inputs import WORDS, draw_normal

_ORDERS_AT_ONCE = 4 * BLOCK
"""Steps of orders that a row of words is enough for: two random numbers of 32 bits a word, and two orders a number."""


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A group of correlated inputs on the way: which factors touch it, and rows of normals and values after each step.

    `members` are those that have values, `count` is the row of how many factors there are so far.
    """

    group: Group
    touching: FloatArray
    members: tuple[int, ...]
    normals: range
    values: tuple[range, ...]
    count: int
    data: FloatArray
    room: FloatArray

    @classmethod
    def of(cls, group: Group, factors: Sequence[Sequence[int]], code: Code) -> Way:
        """Rows for a group, and what the kernels have to know of it."""
        size = len(group.positions)
        inside = [[k for k, position in enumerate(group.positions) if position in own] for own in factors]
        touching = np.array([float(bool(own)) for own in inside])
        steps = int(touching.sum())
        starts = np.cumsum([0, *map(len, inside)])
        data = np.concatenate([[size, steps], group.matrix.ravel(), starts, [k for own in inside for k in own]])
        members = tuple(k for k, row in enumerate(group.values) if row is not None)
        between = max(steps - 1, 0)
        values = tuple(code.rows(len(members)) for _ in range(between))
        normals, count = code.rows(between * size), code.rows(1)[0]
        return cls(group, touching, members, normals, values, count, data, np.zeros(size * (size + SHARING)))

    def converted(self, code: Code) -> None:
        """Write values for the normals after every step."""
        for step, row in enumerate(self.values):
            for to, member in zip(row, self.members, strict=True):
                normal = self.normals[step * len(self.group.positions) + member]
                draw_normal(self.group.functions[member], normal, to, code)


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """The factors that take part (by number, and positions of their inputs), and rows of random words."""

    sets: Sets
    numbers: tuple[int, ...]
    factors: tuple[tuple[int, ...], ...]
    ways: tuple[Way, ...]
    words: range
    orders: FloatArray
    converting: tuple[Instruction, ...]

    @classmethod
    def of(cls, sets: Sets, numbers: Sequence[int], factors: Sequence[Sequence[int]], code: Code) -> Walk:
        """A walk of these factors; `code` is where its rows are handed out."""
        own = tuple(tuple(factors[number]) for number in numbers)
        words = code.rows(-(-max(len(own) - 1, 0) * ORDERS // _ORDERS_AT_ONCE))
        ways = tuple(Way.of(group, own, code) for group in sets.groups)
        start = len(code.steps)
        for way in ways:
            way.converted(code)
        converting = tuple(step for step in code.steps[start:] if isinstance(step, Instruction))
        return cls(sets, tuple(numbers), own, ways, words, np.zeros((len(own), ORDERS)), converting)

    @property
    def inputs(self) -> list[int]:
        """Rows of inputs that change on the way, in the first set."""
        positions = [position for own in self.factors for position in own]
        alone = [self.sets.inputs[position] for position in positions if position in self.sets.inputs]
        grouped = [row for way in self.ways for row in way.group.values if row is not None]
        return list(dict.fromkeys([*alone, *grouped]))

    def distances(self, to: int) -> IntArray:
        """How far from the first set a row is found when outputs are written into set `to`."""
        distances = np.zeros(self.sets.size, dtype=np.int64)
        distances[self.inputs] = FIRST * self.sets.size
        distances[[one.out for one in self.sets.program]] = to * self.sets.size
        return distances

    def begun(self, words: int) -> Iterator[Instruction]:
        """Random words, which are had from a place on, and the second set as where to begin."""
        size, same, none = self.sets.size, np.array([1.0, 0.0]), np.zeros(1)
        for number, row in enumerate(self.words):
            yield Instruction(uniforms.philox, row, words=words + number * WORDS)
        for row in self.inputs:
            yield Instruction(lines.line, row + FIRST * size, row + B * size, numbers=same, m=lines.MOVE)
        for way in self.ways:
            yield Instruction(arithmetic.functions, way.count, numbers=none, m=arithmetic.FILL)

    def ordered(self, machine: Loaded) -> Iterator[Line]:
        """Orders, and where normals of correlated inputs will be."""
        first = machine.row(self.words.start) if self.words else 0
        yield line(walking.shuffled, at(self.orders), first, n=len(self.factors))
        for way in self.ways:
            yield self._conditioned(way, machine)

    def _conditioned(self, way: Way, machine: Loaded) -> Line:
        normals = way.group.normals.start
        of_a, of_b = (machine.row(normals + which * self.sets.size) for which in (A, B))
        out = machine.row(way.normals.start) if way.normals else 0
        return line(
            walking.conditioned, out, of_a, of_b, at(way.room), at(way.data), at(self.orders), len(self.factors)
        )

    def tables(self, machine: Loaded) -> tuple[IntArray, ...]:
        """What `walking.taken` has to know, and for every group `walking.followed`."""
        return self._taken(machine), *(self._followed(way, machine) for way in self.ways)

    def step(self, machine: Loaded, step: int, tables: Sequence[IntArray]) -> Iterator[Line]:
        """Every factor whose turn it is comes from the first set."""
        chosen = at(self.orders[step])
        yield line(walking.taken, 0, chosen, m=at(tables[0]))
        for way, table in zip(self.ways, tables[1:], strict=True):
            count, touching = machine.row(way.count), at(way.touching)
            yield line(walking.followed, count, chosen, numbers=touching, m=at(table), n=len(way.members))

    def _taken(self, machine: Loaded) -> IntArray:
        """For each factor where its pairs of addresses begin, and one more; then the pairs."""
        grouped = {position for way in self.ways for position in way.group.positions}
        rows = [
            list(dict.fromkeys(self.sets.inputs[p] for p in own if p in self.sets.inputs and p not in grouped))
            for own in self.factors
        ]
        begin = -(-(len(rows) + 1) // 2)
        starts = begin + np.cumsum([0, *map(len, rows)])
        pairs = [machine.row(row + which * self.sets.size) for own in rows for row in own for which in (FIRST, A)]
        spare = [0] * (2 * begin - len(starts))
        return np.array([*starts, *spare, *pairs], dtype=np.int64)

    def _followed(self, way: Way, machine: Loaded) -> IntArray:
        """Addresses of rows on the way, and of those that they are copied from."""
        own = [row for row in way.group.values if row is not None]
        targets = [row + FIRST * self.sets.size for row in own]
        sources = [row for values in way.values for row in values]
        return np.array([machine.row(row) for row in (*targets, *sources, *own)], dtype=np.int64)
