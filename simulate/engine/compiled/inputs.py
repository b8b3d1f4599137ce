"""Beliefs and inputs of a run written as instructions."""

from __future__ import annotations

from collections.abc import Sequence

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


def write(inputs: Inputs, sampler: str, n_blocks: int, code: Code) -> list[int]:
    """Instructions for all rows of inputs; says which row of the machine each is."""
    rows = [code.row() for _ in range(inputs.n_rows)]
    grouped = {belief for group in inputs.groups for belief in group.beliefs}
    tails_of: dict[int, int] = {}
    shared = code.row()
    for place, belief in enumerate(inputs.beliefs):
        tails = tails_of[belief] = code.row() if belief in grouped else shared
        _uniforms(place * WORDS, belief, sampler, n_blocks, tails, code)
        for row, of, function in inputs.functions:
            if of == belief:
                draw(function, tails, rows[row], code)
    for group in inputs.groups:
        _group(group, tails_of, rows, code)
    return rows


def _uniforms(place: int, belief: int, sampler: str, n_blocks: int, tails: int, code: Code) -> None:
    if sampler == "sobol" and belief < DIMENSIONS:
        code.emit(uniforms.sobol, tails, words=place)
        return
    code.emit(uniforms.philox, RAW, words=place)
    if sampler == "latin":
        code.emit(uniforms.latin, tails, RAW, words=place, n=n_blocks * BLOCK)
    else:
        code.emit(uniforms.tails, tails, RAW)


def _group(group: Group, tails_of: dict[int, int], rows: Sequence[int], code: Code) -> None:
    """Normals of the group's beliefs, their combinations, and back to signed tails: `simulate.engine.correlation`."""
    n = len(group.beliefs)
    own = [code.row() for _ in range(n)]
    combined, halves, tails = code.row(), code.row(), code.row()
    exponentials = code.row()
    for belief, normal in zip(group.beliefs, own, strict=True):
        draw(tabulated(_STANDARD), tails_of[belief], normal, code)
    coefficients = normals.tail_coefficients()
    for number, row in enumerate(group.rows):
        if row < 0:
            continue
        for other in range(number + 1):
            weight = float(group.correlation.factor[number, other])
            code.emit(normals.add_times, combined, own[other], numbers=(weight,), m=int(not other))
        code.emit(normals.half_squares, halves, combined)
        code.emit(arithmetic.exponentials, exponentials, halves)
        code.emit(normals.normal_tails, tails, combined, exponentials, numbers=coefficients)
        draw(group.functions[number], tails, rows[row], code)
    code.free += [*own, combined, halves, tails, exponentials]


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
    lanes = np.zeros((2, uniforms.HALF), dtype=np.uint64)
    for bit in range(5):
        for half, column in enumerate((columns[bit], columns[5 + bit])):
            lanes[half, 1 << bit : 2 << bit] = lanes[half, : 1 << bit] ^ column
    return np.concatenate([lanes.ravel(), columns[10:], [shift]]) << np.uint64(11)
