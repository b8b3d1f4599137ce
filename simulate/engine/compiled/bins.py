# ruff: noqa: ARG001 -- all operations take the same arguments
"""Statistics of one output, one block at a time: sums, and counts in the bins of `simulate.engine.histogram`.

Bins are kept in pages of 128 consecutive ones, taken from a common store when a draw first falls into them, so that
quantities over many decades and quantities that hardly vary need no more memory than the bins that they fill. `pages`
says where the page of each 128 keys lies in the store; 0 is none. A bin is a count, a least and a greatest value.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulate.engine.blocks import BLOCK, REPLICATES
from simulate.engine.compiled.jit import as_bits, as_float, as_word, floats_at, kernel, operation, pages_at
from simulate.engine.compiled.machine import (
    AT_BLOCK,
    FULL,
    N_PAGES,
    PAGES_USED,
    REPLICATE,
    START,
    STORE,
    IntArray,
    Row,
    State,
)
from simulate.engine.streams import FloatArray, WordArray

PageArray = npt.NDArray[np.uint16]

PAGE_BITS = 7
PAGE = 1 << PAGE_BITS
OFFSET = (1 << 63 - 42) + (1 << 63 - 45)
"""Added to keys: the sign bits that make them positive."""
PAGES = 2 * OFFSET >> PAGE_BITS

_VALUE_SHIFT, _DISTANCE_SHIFT = np.uint64(52 - 10), np.uint64(52 - 7)
_SIGN = np.int64(-(2**63))
_SHIFT, _PLACE = np.uint64(PAGE_BITS), np.uint64(PAGE - 1)


@operation
def block_sums(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Sums of deviations and of their squares, as 64 running sums of either, then in pairs.

    Numbers are origin and scale of output `a`; `b` is room for the running sums, `out`
    has a pair for each block of a call, and `c` counts nans and infinities and has the first such draw, or -1.
    """
    centre, scale = numbers[0], numbers[1]
    origin = centre * scale
    for lane in range(128):
        b[lane] = 0.0
    for row in range(BLOCK // 64):
        for lane in range(64):
            deviation = a[64 * row + lane] * scale - origin
            b[lane] += deviation
            b[64 + lane] += deviation * deviation
    size = 128
    while size > 2:
        size >>= 1
        for k in range(size):
            b[k] = b[2 * k] + b[2 * k + 1]
    at = 2 * (state[AT_BLOCK] - state[START])
    out[at], out[at + 1] = b[0], b[1]
    if not np.isfinite(b[0] + b[1]):
        draw = (REPLICATES * state[AT_BLOCK] + state[REPLICATE]) * BLOCK
        for lane in range(BLOCK):
            if not np.isfinite(a[lane]):
                c[0 if np.isnan(a[lane]) else 1] += 1.0
                c[2] = draw + lane if c[2] < 0 else min(c[2], draw + lane)
    return 0


@operation
def count(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Put values that are not nan into their bins, by way of row `b`.

    `a` holds the values of all blocks of a call, without negative zeros; numbers are the centre, `m` is where the
    pages of the output are.
    """
    centre, start = numbers[0], BLOCK * (state[AT_BLOCK] - state[START])
    for lane in range(BLOCK):
        value = a[start + lane]
        bits, distance = as_bits(value), as_bits(value - centre)
        # Words that rise with the value; vectors of AVX2 shift words to the right, but not signed integers.
        rising = np.uint64(bits ^ (bits >> 63 | _SIGN)) >> _VALUE_SHIFT
        b[lane] = as_float(np.int64(rising + (np.uint64(distance ^ (distance >> 63 | _SIGN)) >> _DISTANCE_SHIFT)))
    pages, store, used = pages_at(m), floats_at(state[STORE]), state[PAGES_USED]
    if state[N_PAGES] - used < BLOCK:
        return FULL
    for lane in range(BLOCK):
        value, key = a[start + lane], as_word(b[lane])
        if value != value:
            continue
        if pages[key >> _SHIFT] == 0:
            pages[key >> _SHIFT] = used
            for place in range(used * PAGE, used * PAGE + PAGE):
                store[3 * place], store[3 * place + 1], store[3 * place + 2] = 0.0, np.inf, -np.inf
            used += 1
        place = np.uint64(3) * (np.uint64(pages[key >> _SHIFT]) << _SHIFT | key & _PLACE)
        store[place] += 1.0
        least, greatest = store[place + np.uint64(1)], store[place + np.uint64(2)]
        store[place + np.uint64(1)] = min(least, value)
        store[place + np.uint64(2)] = max(greatest, value)
    state[PAGES_USED] = used
    return 0


@operation
def happened(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Add to `out` how many values `a` lie below, at and above a threshold; numbers are this and which count."""
    below, at, above = 0, 0, 0
    for lane in range(BLOCK):
        below += a[lane] < numbers[0]
        at += a[lane] == numbers[0]
        above += a[lane] > numbers[0]
    out[0] += below * numbers[1] + at * numbers[2] + above * numbers[3]
    return 0


@operation
def wait(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Put values, without negative zeros, by for `count`."""
    start = BLOCK * (state[AT_BLOCK] - state[START])
    for lane in range(BLOCK):
        out[start + lane] = a[lane] + 0.0
    return 0


@operation
def keep(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Copy values, without negative zeros, to where all draws of the run are kept."""
    draw = (REPLICATES * state[AT_BLOCK] + state[REPLICATE]) * BLOCK
    for lane in range(BLOCK):
        out[draw + lane] = a[lane] + 0.0
    return 0


@kernel
def in_use(fours: WordArray, pages: PageArray, which: IntArray) -> int:
    """Which keys have a page, and how many; `fours` are the same pages, four to a word, as most are empty."""
    n = 0
    for four in range(PAGES // 4):
        if fours[four]:
            for number in range(4 * four, 4 * four + 4):
                if pages[number]:
                    which[n] = number
                    n += 1
    return n


@kernel
def pour(which: IntArray, pages: PageArray, store: FloatArray, into: PageArray, pool: FloatArray, used: int) -> int:
    """Add the bins of one output to those of a pool, which takes and gives its number of pages in use."""
    for number in which:
        if into[number] == 0:
            into[number] = used
            for place in range(used * PAGE, used * PAGE + PAGE):
                pool[place, 0], pool[place, 1], pool[place, 2] = 0.0, np.inf, -np.inf
            used += 1
        source, target = np.int64(pages[number]) * PAGE, np.int64(into[number]) * PAGE
        for lane in range(PAGE):
            pool[target + lane, 0] += store[source + lane, 0]
            pool[target + lane, 1] = min(pool[target + lane, 1], store[source + lane, 1])
            pool[target + lane, 2] = max(pool[target + lane, 2], store[source + lane, 2])
    return used


@kernel
def gather(
    which: IntArray,
    pages: PageArray,
    store: FloatArray,
    keys: npt.NDArray[np.int32],
    counts: IntArray,
    ends: FloatArray,
) -> int:
    """Keys, counts, least and greatest values (2, bin) of all bins that are not empty, in order; gives their number."""
    n = 0
    for number in which:
        start = np.int64(pages[number]) * PAGE
        for place in range(start, start + PAGE):
            if store[place, 0] > 0.0:
                keys[n] = number * PAGE + place - start - OFFSET
                counts[n] = np.int64(store[place, 0])
                ends[0, n], ends[1, n] = store[place, 1], store[place, 2]
                n += 1
    return n
