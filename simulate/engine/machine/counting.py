# ruff: noqa: ARG001 -- all operations take the same arguments
"""Statistics of one output, one block at a time: sums, and counts in the bins of `simulate.engine.statistics.grid`."""

from __future__ import annotations

import numpy as np

from simulate.engine.blocks import BLOCK, REPLICATES
from simulate.engine.machine.bits import as_bits, as_float, counts_at
from simulate.engine.machine.work import AT_BLOCK, KEPT_FROM, REPLICATE, START, Row, State

FACTS = 6
"""Numbers kept of each output: least and greatest draw, nans, infinities above and below, first draw that is neither.
"""
LEAST, GREATEST, NANS, ABOVE, BELOW, FIRST = range(FACTS)
GRID = 6
"""Numbers that say where bins lie: origin, nearest and furthest distance, and as bits first cell, shift, half."""
ORIGIN, NEAREST, FURTHEST, FIRST_CELL, SHIFT, HALF = range(GRID)

_LANES = 64
_ENDS = 2 * _LANES


def block_sums(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Sums of deviations and of their squares, as 64 running sums of either, then in pairs; least and greatest.

    Numbers are origin and scale of output `a`; `b` is room for what runs, `out` has a pair for each block of a call,
    `c` the facts.
    """
    centre, scale = numbers[0], numbers[1]
    origin = centre * scale
    for lane in range(_LANES):
        b[lane] = b[_LANES + lane] = 0.0
        b[_ENDS + lane], b[_ENDS + _LANES + lane] = np.inf, -np.inf
    for row in range(BLOCK // _LANES):
        for lane in range(_LANES):
            value = a[_LANES * row + lane]
            deviation = value * scale - origin
            b[lane] += deviation
            b[_LANES + lane] += deviation * deviation
            least, greatest = b[_ENDS + lane], b[_ENDS + _LANES + lane]
            b[_ENDS + lane] = min(least, value)
            b[_ENDS + _LANES + lane] = max(greatest, value)
    size = _LANES
    while size > 1:
        size >>= 1
        for k in range(size):
            b[k] = b[2 * k] + b[2 * k + 1]
            b[_LANES + k] = b[_LANES + 2 * k] + b[_LANES + 2 * k + 1]
    at = 2 * (state[AT_BLOCK] - state[START])
    out[at], out[at + 1] = b[0], b[_LANES]
    least, greatest = c[LEAST], c[GREATEST]
    for lane in range(_LANES):
        least, greatest = min(least, b[_ENDS + lane]), max(greatest, b[_ENDS + _LANES + lane])
    c[LEAST], c[GREATEST] = least, greatest
    if not np.isfinite(b[0] + b[_LANES]):
        draw = (REPLICATES * state[AT_BLOCK] + state[REPLICATE]) * BLOCK
        for lane in range(BLOCK):
            if not np.isfinite(a[lane]):
                c[NANS if np.isnan(a[lane]) else ABOVE if a[lane] > 0 else BELOW] += 1.0
                c[FIRST] = draw + lane if c[FIRST] < 0 else min(c[FIRST], draw + lane)
    return 0


def count(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Count the values `a` in their bins at `m`, by way of row `b`; numbers say where the bins lie.

    Two passes: the numbers of bins vectorise, counting does not. A nan is put anywhere.
    """
    origin, nearest, furthest = numbers[ORIGIN], numbers[NEAREST], numbers[FURTHEST]
    first, shift, half = np.int64(numbers[FIRST_CELL]), np.uint64(numbers[SHIFT]), np.int64(numbers[HALF])
    for lane in range(BLOCK):
        distance = a[lane] - origin
        size = abs(distance)
        size = max(nearest, size)
        size = min(furthest, size)
        cell = np.int64(np.uint64(as_bits(size)) >> shift) - first
        b[lane] = as_float(half + (cell if distance >= 0.0 else -1 - cell))
    counts = counts_at(m)
    for lane in range(BLOCK):
        counts[as_bits(b[lane])] += np.uint32(1)
    return 0


def count_recurring(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """As `count`, but values `b` in rising order are counted by themselves, in `out`.

    At `n` stands for every bin how many of these come before it, so that only those of the same bin are looked through:
    among 4,096 values a search takes 50 ns. Of other draws the least and greatest of every bin are kept in `c`.
    """
    origin, nearest, furthest = numbers[ORIGIN], numbers[NEAREST], numbers[FURTHEST]
    first, shift, half = np.int64(numbers[FIRST_CELL]), np.uint64(numbers[SHIFT]), np.int64(numbers[HALF])
    counts, before = counts_at(m), counts_at(n)
    for lane in range(BLOCK):
        value = a[lane] + 0.0
        distance = value - origin
        size = abs(distance)
        size = max(nearest, size)
        size = min(furthest, size)
        cell = np.int64(np.uint64(as_bits(size)) >> shift) - first
        place = half + (cell if distance >= 0.0 else -1 - cell)
        low, stop = np.int64(before[place]), np.int64(before[place + 1])
        high = stop
        while low < high:
            middle = (low + high) >> 1
            if b[middle] < value:
                low = middle + 1
            else:
                high = middle
        if low < stop and b[low] == value:
            out[low] += 1.0
            continue
        counts[place] += np.uint32(1)
        c[2 * place] = min(c[2 * place], value)
        c[2 * place + 1] = max(c[2 * place + 1], value)
    return 0


def happened(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Add to `out` how many values `a` lie below, at and above a threshold; numbers are this and which count."""
    below, at, above = 0, 0, 0
    for lane in range(BLOCK):
        below += a[lane] < numbers[0]
        at += a[lane] == numbers[0]
        above += a[lane] > numbers[0]
    out[0] += below * numbers[1] + at * numbers[2] + above * numbers[3]
    return 0


def keep(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Copy values, without negative zeros, to where draws of the run are kept, from number KEPT_FROM on."""
    draw = (REPLICATES * state[AT_BLOCK] + state[REPLICATE]) * BLOCK - state[KEPT_FROM]
    for lane in range(BLOCK):
        out[draw + lane] = a[lane] + 0.0
    return 0
