"""Beliefs and inputs of a run written as instructions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from simulate.beliefs.families.normal import Normal
from simulate.engine.blocks import BLOCK
from simulate.engine.inputs import Group, Inputs
from simulate.engine.machine import arithmetic, normals, uniforms
from simulate.engine.machine.scrambling import scrambled
from simulate.engine.quantiles import Function
from simulate.engine.sobol import DIMENSIONS, INDEX_BITS, dimension, secrets, unscrambled
from simulate.engine.streams import Stream, WordArray
from simulate.engine.tables import table
from simulate.engine.writing.code import RAW, Code
from simulate.engine.writing.quantiles import draw

WORDS = 96
"""Words set aside for a belief."""
_STANDARD = Normal(0.0, 1.0)


@dataclass(slots=True, eq=False)
class Writer:
    """Writes the inputs of a run, each when it is first asked for.

    So few rows are alive at a time that they stay in the first level of the cache. `wanted` are the rows that somebody
    will ask for; `beliefs` those that are drawn, in the order of their words.
    """

    inputs: Inputs
    sampler: str
    n_blocks: int
    code: Code
    wanted: frozenset[int]
    written: dict[int, int] = field(default_factory=dict)
    beliefs: list[int] = field(default_factory=list)

    def row(self, row: int) -> int:
        """Which row of the machine holds a row of inputs; it is the caller's, to be freed by him."""
        if row not in self.written:
            if row in self.inputs.functions:
                self._alone(row)
            else:
                self._group(next(group for group in self.inputs.groups if row in group.rows))
        return self.written[row]

    def _alone(self, row: int) -> None:
        belief, function = self.inputs.functions[row]
        tails, out = self.code.row(), self.code.row()
        self.uniforms(belief, tails)
        draw(function, tails, out, self.code)
        self.code.free.append(tails)
        self.written[row] = out

    def uniforms(self, belief: int, tails: int) -> None:
        """Write the signed tails of a belief into a row."""
        if belief not in self.beliefs:
            self.beliefs.append(belief)
        words = self.beliefs.index(belief) * WORDS
        if self.sampler == "sobol" and belief < DIMENSIONS:
            self.code.emit(uniforms.sobol, tails, words=words)
            return
        self.code.emit(uniforms.philox, RAW, words=words)
        if self.sampler == "latin":
            self.code.emit(uniforms.latin, tails, RAW, words=words, n=self.n_blocks * BLOCK)
        else:
            self.code.emit(uniforms.tails, tails, RAW)

    def normals(self, beliefs: Sequence[int], rows: Sequence[int]) -> None:
        """Write the normals that beliefs become into rows."""
        tails = self.code.row()
        for belief, row in zip(beliefs, rows, strict=True):
            self.uniforms(belief, tails)
            draw(table(_STANDARD), tails, row, self.code)
        self.code.free.append(tails)

    def _group(self, group: Group) -> None:
        """Normals of beliefs, their combinations, and back to signed tails: `simulate.engine.correlation`."""
        own = [self.code.row() for _ in group.beliefs]
        combined = self.code.row()
        self.normals(group.beliefs, own)
        for number, row in enumerate(group.rows):
            if row not in self.wanted:
                continue
            combine(zip(own, group.correlation.factor[number, : number + 1], strict=False), combined, self.code)
            self.written[row] = self.code.row()
            draw_normal(group.functions[number], combined, self.written[row], self.code)
        self.code.free += [*own, combined]


def combine(terms: Iterable[tuple[int, float]], out: int, code: Code) -> None:
    """Write the sum of rows, each times a number, into another row."""
    for number, (row, weight) in enumerate(terms):
        code.emit(normals.add_times, out, row, numbers=(float(weight),), m=int(not number))


def draw_normal(function: Function, normal: int, out: int, code: Code) -> None:
    """Instructions that write a function of the signed tails of a row of normals into another row."""
    halves, exponentials, tails = (code.row() for _ in range(3))
    code.emit(normals.half_squares, halves, normal)
    code.emit(arithmetic.exponentials, exponentials, halves)
    code.emit(normals.normal_tails, tails, normal, exponentials, numbers=normals.TAIL)
    draw(function, tails, out, code)
    code.free += [halves, exponentials, tails]


def words(beliefs: Sequence[int], streams: Sequence[Stream], sampler: str, replicate: int) -> WordArray:
    """What the samplers of these beliefs need in a replicate, see `simulate.engine.machine.uniforms`."""
    table = np.zeros((len(beliefs), WORDS), dtype=np.uint64)
    spread = [row for row, belief in enumerate(beliefs) if sampler == "sobol" and streams[belief].rank < DIMENSIONS]
    if spread:
        table[spread] = _sobol([streams[beliefs[row]] for row in spread], replicate)
    for row in set(range(len(beliefs))).difference(spread):
        stream = streams[beliefs[row]]
        table[row, :2] = stream.key()
        if sampler == "latin":
            table[row, 2:4] = stream.key("latin", replicate)
    return table.ravel()


def _sobol(streams: Sequence[Stream], replicate: int) -> WordArray:
    words = np.frombuffer(b"".join([secrets(stream, replicate) for stream in streams]), dtype="<u8").astype(np.uint64)
    plain = np.array([unscrambled(dimension(stream, replicate)) for stream in streams])
    room, rows = np.empty(INDEX_BITS, dtype=np.uint64), np.zeros((len(streams), WORDS), dtype=np.uint64)
    scrambled(len(streams), words, plain, room, rows, WORDS)
    return rows
