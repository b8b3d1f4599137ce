"""Beliefs and inputs of a run written as instructions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from simulate.beliefs.families.normal import Normal
from simulate.engine.blocks import BLOCK
from simulate.engine.compiled import arithmetic, normals, uniforms
from simulate.engine.compiled.code import RAW, Code
from simulate.engine.compiled.quantiles import draw, tabulated
from simulate.engine.inputs import Group, Inputs
from simulate.engine.sobol import DIMENSIONS, directions
from simulate.engine.streams import Stream, WordArray

WORDS = 96
"""Words set aside for a belief."""
_STANDARD = Normal(0.0, 1.0)
_BITS = np.arange(uniforms.HALF, dtype=np.uint64)[:, None] >> np.arange(5, dtype=np.uint64) & np.uint64(1)
"""Bits (number, bit) of what the lower or the upper half of a lane's number may be."""


@dataclass(slots=True, eq=False)
class Writer:
    """Writes the inputs of a run, each when it is first asked for.

    So few rows are alive at a time that they stay in the first level of the cache. `left` says how many inputs of
    models are still to be read from a row; after the last of them it is free.
    """

    inputs: Inputs
    sampler: str
    n_blocks: int
    code: Code
    left: dict[int, int] = field(default_factory=dict)
    written: dict[int, int] = field(default_factory=dict)
    tails: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for rows in self.inputs.rows_of:
            for row in rows:
                self.left[row] = self.left.get(row, 0) + 1
        for belief in sorted({belief for group in self.inputs.groups for belief in group.beliefs}):
            self.tails[belief] = self.code.row()
            self._uniforms(belief, self.tails[belief])
        for group in self.inputs.groups:
            self._group(group)

    def row(self, row: int) -> int:
        """Which row of the machine holds a row of inputs."""
        if row not in self.written:
            belief, function = next((belief, function) for own, belief, function in self.inputs.functions if own == row)
            out = self.written[row] = self.code.row()
            if belief in self.tails:
                draw(function, self.tails[belief], out, self.code)
            else:
                tails = self.code.row()
                self._uniforms(belief, tails)
                draw(function, tails, out, self.code)
                self.code.free.append(tails)
        return self.written[row]

    def release(self, row: int) -> None:
        """One input that draws from this row is not needed any more."""
        self.left[row] -= 1
        if not self.left[row] and row in self.written:
            self.code.free.append(self.written[row])

    def _uniforms(self, belief: int, tails: int) -> None:
        words = self.inputs.beliefs.index(belief) * WORDS
        if self.sampler == "sobol" and belief < DIMENSIONS:
            self.code.emit(uniforms.sobol, tails, words=words)
            return
        self.code.emit(uniforms.philox, RAW, words=words)
        if self.sampler == "latin":
            self.code.emit(uniforms.latin, tails, RAW, words=words, n=self.n_blocks * BLOCK)
        else:
            self.code.emit(uniforms.tails, tails, RAW)

    def _group(self, group: Group) -> None:
        """Normals of beliefs, their combinations, and back to signed tails: `simulate.engine.correlation`."""
        own = [self.code.row() for _ in group.beliefs]
        combined, halves, exponentials, tails = (self.code.row() for _ in range(4))
        for belief, normal in zip(group.beliefs, own, strict=True):
            draw(tabulated(_STANDARD), self.tails[belief], normal, self.code)
        coefficients = normals.tail_coefficients()
        for number, row in enumerate(group.rows):
            if row < 0:
                continue
            for other in range(number + 1):
                weight = float(group.correlation.factor[number, other])
                self.code.emit(normals.add_times, combined, own[other], numbers=(weight,), m=int(not other))
            self.code.emit(normals.half_squares, halves, combined)
            self.code.emit(arithmetic.exponentials, exponentials, halves)
            self.code.emit(normals.normal_tails, tails, combined, exponentials, numbers=coefficients)
            self.written[row] = self.code.row()
            draw(group.functions[number], tails, self.written[row], self.code)
        self.code.free += [*own, combined, halves, exponentials, tails]


def words(inputs: Inputs, streams: Sequence[Stream], sampler: str, replicate: int) -> WordArray:
    """What the beliefs' samplers need in a replicate, see `simulate.engine.compiled.uniforms`."""
    table = np.zeros((len(inputs.beliefs), WORDS), dtype=np.uint64)
    for row, belief in zip(table, inputs.beliefs, strict=True):
        stream = streams[belief]
        if sampler == "sobol" and stream.rank < DIMENSIONS:
            row[: 2 * uniforms.HALF + uniforms.BLOCK_BITS + 1] = _sobol(stream, replicate)
        else:
            row[:2] = stream.key()
            row[2:4] = stream.key("latin", replicate)
    return table.ravel()


def _sobol(stream: Stream, replicate: int) -> WordArray:
    columns, shift = directions(stream.rank, stream, replicate)
    lanes = np.bitwise_xor.reduce(_BITS * columns[:10].reshape(2, 1, 5), axis=2)
    return np.concatenate([lanes.ravel(), columns[10:], [shift]]) << np.uint64(11)
