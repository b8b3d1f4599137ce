"""Quantiles from tables of cubics and from steps, one row of signed tails at a time."""

from __future__ import annotations

import numpy as np

from simulate.engine.compiled.jit import as_float, kernel
from simulate.engine.streams import LARGEST_TAIL, SMALLEST_TAIL, FloatArray, WordArray
from simulate.engine.table import BITS, CELLS, FITS, OCTAVES, SMALLEST_EXPONENT, IntArray

_MANTISSA = 52
_FIRST = np.uint64((1023 + SMALLEST_EXPONENT) << BITS)
_SIDE = np.uint64(OCTAVES * CELLS)
_MAGNITUDE = np.uint64(2**63 - 1)
_FRACTION = np.uint64(2**52 - 1)
_ONE = np.uint64(1023 << _MANTISSA)
_SHIFT, _SIGN, _USED = np.uint64(_MANTISSA - BITS), np.uint64(63), np.uint64(BITS)


@kernel
def table(
    tails: WordArray, cubics: FloatArray, base: int, low: float, high: float, cells: WordArray, out: FloatArray
) -> None:
    """Cubics (cell, coefficient) at signed tails, given as bits; leaves the number of each draw's cell in `cells`.

    Two passes: index and place vectorise, the cubic does not.
    """
    first = np.uint64(base) - _FIRST
    for lane in range(cells.size):
        bits = tails[lane] & _MAGNITUDE
        cells[lane] = first + (bits >> _SHIFT) + (tails[lane] >> _SIGN) * _SIDE
        out[lane] = as_float(np.int64((bits << _USED) & _FRACTION | _ONE)) - 1.0
    for lane in range(cells.size):
        x, cell = out[lane], cells[lane]
        value = ((cubics[cell, 3] * x + cubics[cell, 2]) * x + cubics[cell, 1]) * x + cubics[cell, 0]
        value = low if value < low else value
        out[lane] = high if value > high else value


@kernel
def refined(
    tails: WordArray,
    cubics: FloatArray,
    refine: IntArray,
    low: float,
    high: float,
    cells: WordArray,
    out: FloatArray,
    exact: IntArray,
) -> int:
    """Replace values in cells that do not fit; gives how many draws need exact quantiles, and which in `exact`."""
    n_exact = 0
    for lane in range(cells.size):
        cell = np.int64(cells[lane])
        block = refine[cell]
        if block == FITS:
            continue
        bits = np.int64(tails[lane] & _MAGNITUDE)
        used = BITS
        while block >= 0:
            used += BITS
            cell = block + (bits >> (_MANTISSA - used) & (CELLS - 1))
            block = refine[cell]
        if block == FITS:
            x = as_float((bits << used) & np.int64(_FRACTION) | np.int64(_ONE)) - 1.0
            value = ((cubics[cell, 3] * x + cubics[cell, 2]) * x + cubics[cell, 1]) * x + cubics[cell, 0]
            out[lane] = min(max(value, low), high)
        else:
            exact[n_exact] = lane
            n_exact += 1
    return n_exact


@kernel
def window(tails: FloatArray, below: float, mass: float, above: float, out: FloatArray) -> None:
    """Signed tails of a distribution of which only a window is drawn: `simulate.engine.pieces.Window`."""
    for lane in range(out.size):
        tail = tails[lane]
        lower = below + (tail if tail > 0 else 1.0 + tail) * mass
        upper = above + (1.0 - tail if tail > 0 else -tail) * mass
        least = lower if lower < upper else upper
        least = SMALLEST_TAIL if least < SMALLEST_TAIL else least
        least = LARGEST_TAIL if least > LARGEST_TAIL else least
        out[lane] = -least if lower > upper else least


@kernel
def steps(tails: FloatArray, data: FloatArray, n: int, n_guides: int, first: int, out: FloatArray) -> None:
    """One of n values in rising order: `simulate.beliefs.families.steps.Steps` for signed tails.

    `data` holds values, probabilities up to each and above each, then where to begin to look, by uniform.
    """
    for lane in range(out.size):
        tail = tails[lane]
        index = np.int64(data[3 * n + np.int64((tail if tail > 0 else 1.0 + tail) * n_guides)])
        if tail > 0:
            while index < n - 1 and data[n + index] < tail:
                index += 1
        else:
            while index < n - 1 and data[2 * n + index] > -tail:
                index += 1
        out[lane] = data[max(index, first)]


@kernel
def rows(tails: FloatArray, data: FloatArray, n: int, n_guides: int, out: FloatArray) -> None:
    """One of n values in an order of their own: `simulate.engine.pieces.Rows`.

    `data` holds values, probabilities up to each, then where to begin to look, by uniform.
    """
    for lane in range(out.size):
        uniform = tails[lane] if tails[lane] > 0 else 1.0 + tails[lane]
        index = np.int64(data[2 * n + np.int64(uniform * n_guides)])
        while index < n - 1 and data[n + index] <= uniform:
            index += 1
        out[lane] = data[index]


@kernel
def picked(
    tails: FloatArray, chosen: FloatArray, number: float, share: FloatArray, places: IntArray, out: FloatArray
) -> int:
    """Signed tails within a component's interval, of the draws that chose it: how many, and which in `places`.

    `share` holds the probability below the interval, in it and above it: `simulate.engine.pieces.Components`.
    """
    below, weight, above = share[0], share[1], share[2]
    n = 0
    for lane in range(chosen.size):
        if chosen[lane] == number:
            tail = tails[lane]
            from_below = tail - below if tail > 0 else weight + above + tail
            from_above = below + weight - tail if tail > 0 else -tail - above
            least = min(max(min(from_below, from_above) / weight, SMALLEST_TAIL), LARGEST_TAIL)
            out[n] = -least if from_below > from_above else least
            places[n] = lane
            n += 1
    return n
