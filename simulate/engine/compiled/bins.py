"""Statistics of one output, one block at a time: sums, and counts in the bins of `simulate.engine.histogram`.

Bins are kept in pages of 128 consecutive ones, taken from a common store when a draw first falls into them, so that
quantities over many decades and quantities that hardly vary need no more memory than the bins that they fill. `pages`
says where the page of each 128 keys lies in the store; 0 is none. A bin is a count, a least and a greatest value.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulate.engine.blocks import BLOCK
from simulate.engine.compiled.jit import as_bits, kernel
from simulate.engine.streams import FloatArray

IntArray = npt.NDArray[np.int64]
PageArray = npt.NDArray[np.uint16]
KeyArray = npt.NDArray[np.uint32]

PAGE_BITS = 7
PAGE = 1 << PAGE_BITS
OFFSET = 18_432 << PAGE_BITS
"""Added to keys to make them positive: that of minus infinity is -2,358,146."""
N_PAGES = 2 * 18_432

_VALUE_SHIFT, _DISTANCE_SHIFT = 52 - 10, 52 - 7
_MAGNITUDE = np.int64(2**63 - 1)
_SHIFT, _PLACE = np.uint32(PAGE_BITS), np.uint32(PAGE - 1)


@kernel
def block_sums(values: FloatArray, centre: float, scale: float, sums: FloatArray, out: FloatArray) -> None:
    """Sums of deviations and of their squares, added up in the order of `simulate.engine.moments.block_sums`.

    `sums` is room for 128: eight running sums of both for each 128 draws.
    """
    origin = centre * scale
    sums[:128] = 0.0
    for chunk in range(8):
        first, squares = sums[8 * chunk : 8 * chunk + 8], sums[64 + 8 * chunk : 72 + 8 * chunk]
        for row in range(16):
            for lane in range(8):
                deviation = values[128 * chunk + 8 * row + lane] * scale - origin
                first[lane] += deviation
                squares[lane] += deviation * deviation
    size = 128
    while size > 2:
        size >>= 1
        for k in range(size):
            sums[k] = sums[2 * k] + sums[2 * k + 1]
    out[0], out[1] = sums[0], sums[1]


@kernel
def keys(values: FloatArray, centre: float, out: KeyArray) -> None:
    """Number of the bin of each value, made positive; turns negative zeros into zeros."""
    for lane in range(BLOCK):
        value = values[lane] + 0.0
        values[lane] = value
        bits, distance = as_bits(value), as_bits(value - centre)
        bits ^= bits >> 63 & _MAGNITUDE
        distance ^= distance >> 63 & _MAGNITUDE
        out[lane] = np.uint32((bits >> _VALUE_SHIFT) + (distance >> _DISTANCE_SHIFT) + OFFSET)


@kernel
def count(values: FloatArray, numbers: KeyArray, pages: PageArray, store: FloatArray, used: int) -> int:
    """Put values that are not nan into their bins; takes and gives the number of pages in use."""
    for lane in range(BLOCK):
        value = values[lane]
        if value != value:
            continue
        page = pages[numbers[lane] >> _SHIFT]
        if page == 0:
            page = np.uint16(used)
            pages[numbers[lane] >> _SHIFT] = page
            _clear(store, used)
            used += 1
        place = np.uint32(page) << _SHIFT | numbers[lane] & _PLACE
        store[place, 0] += 1.0
        least, greatest = store[place, 1], store[place, 2]
        store[place, 1] = value if value < least else least
        store[place, 2] = value if value > greatest else greatest
    return used


@kernel
def _clear(store: FloatArray, page: int) -> None:
    for place in range(page * PAGE, page * PAGE + PAGE):
        store[place, 0] = 0.0
        store[place, 1] = np.inf
        store[place, 2] = -np.inf


@kernel
def pour(pages: PageArray, store: FloatArray, into: PageArray, pool: FloatArray, used: int) -> int:
    """Add the bins of one output to those of a pool, which takes and gives its number of pages in use."""
    for number in range(N_PAGES):
        if pages[number] == 0:
            continue
        if into[number] == 0:
            into[number] = used
            _clear(pool, used)
            used += 1
        source, target = np.int64(pages[number]) * PAGE, np.int64(into[number]) * PAGE
        for lane in range(PAGE):
            pool[target + lane, 0] += store[source + lane, 0]
            pool[target + lane, 1] = min(pool[target + lane, 1], store[source + lane, 1])
            pool[target + lane, 2] = max(pool[target + lane, 2], store[source + lane, 2])
    return used


@kernel
def gather(pages: PageArray, store: FloatArray, numbers: npt.NDArray[np.int32], filled: FloatArray) -> int:
    """Keys and contents of all bins that are not empty, in order; gives their number."""
    n = 0
    for number in range(N_PAGES):
        if pages[number]:
            start = np.int64(pages[number]) * PAGE
            for lane in range(PAGE):
                if store[start + lane, 0] > 0.0:
                    numbers[n] = number * PAGE + lane - OFFSET
                    filled[0, n], filled[1, n], filled[2, n] = (
                        store[start + lane, 0],
                        store[start + lane, 1],
                        store[start + lane, 2],
                    )
                    n += 1
    return n
