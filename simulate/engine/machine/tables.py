# ruff: noqa: ARG001 -- all operations take the same arguments
"""Quantiles from tables of cubics and from steps, one row of signed tails at a time."""

from __future__ import annotations

import numpy as np

from simulate.engine.machine.bits import as_float, as_word, four_cubics, integers_at
from simulate.engine.machine.work import EXACT, LANES, Row, State
from simulate.engine.streams import LARGEST_TAIL, SMALLEST_TAIL
from simulate.engine.table import BITS, CELLS, FITS, OCTAVES, SMALLEST_EXPONENT

_MANTISSA = 52
_FIRST = np.uint64((1023 + SMALLEST_EXPONENT) << BITS)
_SIDE = np.uint64(OCTAVES * CELLS)
_MAGNITUDE = np.uint64(2**63 - 1)
_FRACTION = np.uint64(2**52 - 1)
_ONE = np.uint64(1023 << _MANTISSA)
_FEW = 8
"""Up to so many steps it is faster to look at all than to guess wrong: 0.4 ns a draw against 1.2 for three."""
_SHIFT, _SIGN, _USED = np.uint64(_MANTISSA - BITS), np.uint64(63), np.uint64(BITS)


def table(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Cubics `c` (cell, 4) at signed tails `a`, kept within two numbers; puts the cell of each draw into row `b`."""
    for lane in range(state[LANES]):
        word = as_word(a[lane])
        bits = word & _MAGNITUDE
        b[lane] = as_float(np.int64(((bits >> _SHIFT) - _FIRST + (word >> _SIGN) * _SIDE) << np.uint64(2)))
        out[lane] = as_float(np.int64((bits << _USED) & _FRACTION | _ONE)) - 1.0
    low, high = numbers[0], numbers[1]
    in_fours = state[LANES] - state[LANES] % 4
    for lane in range(0, in_fours, 4):
        four_cubics(out, b, c, lane, low, high)
    for lane in range(in_fours, state[LANES]):
        x, at = out[lane], as_word(b[lane])
        value = ((c[at + np.uint64(3)] * x + c[at + np.uint64(2)]) * x + c[at + np.uint64(1)]) * x + c[at]
        value = max(value, low)
        out[lane] = min(value, high)
    return 0


def refined(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """After `table`: replace values in cells that do not fit, as the table at `m` says, cell by cell."""
    refine, n_exact = integers_at(m), 0
    for lane in range(state[LANES]):
        cell = np.int64(as_word(b[lane]) >> np.uint64(2))
        block = refine[cell]
        if block == FITS:
            continue
        bits, used = np.int64(as_word(a[lane]) & _MAGNITUDE), BITS
        while block >= 0:
            used += BITS
            cell = block + (bits >> (_MANTISSA - used) & (CELLS - 1))
            block = refine[cell]
        if block == FITS:
            x = as_float((bits << used) & np.int64(_FRACTION) | np.int64(_ONE)) - 1.0
            value = ((c[4 * cell + 3] * x + c[4 * cell + 2]) * x + c[4 * cell + 1]) * x + c[4 * cell]
            out[lane] = min(max(value, numbers[0]), numbers[1])
        else:
            state[EXACT + n_exact] = lane
            n_exact += 1
    return n_exact


def window(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Signed tails of a distribution of which only a window is drawn: `simulate.engine.pieces.Window`."""
    below, mass, above = numbers[0], numbers[1], numbers[2]
    for lane in range(state[LANES]):
        tail = a[lane]
        lower = below + (tail if tail > 0 else 1.0 + tail) * mass
        upper = above + (1.0 - tail if tail > 0 else -tail) * mass
        least = min(upper, lower)
        least = max(least, SMALLEST_TAIL)
        least = min(least, LARGEST_TAIL)
        out[lane] = -least if lower > upper else least
    return 0


def steps(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """One of m values in rising order: `simulate.beliefs.families.steps.Steps` for signed tails.

    The first number is that of the least value with any weight. Then come values, probabilities up to each and above
    each, and where to begin to look, for each of n equal parts of the unit interval.
    """
    first, size = np.int64(numbers[0]), m
    if size <= _FEW:
        for lane in range(state[LANES]):
            out[lane] = 0.0
        for step in range(size - 1):
            below, above = numbers[1 + size + step], numbers[1 + 2 * size + step]
            for lane in range(state[LANES]):
                tail = a[lane]
                out[lane] += 1.0 if (below < tail if tail > 0 else above > -tail) else 0.0
        for lane in range(state[LANES]):
            out[lane] = numbers[1 + max(np.int64(out[lane]), first)]
        return 0
    for lane in range(state[LANES]):
        tail = a[lane]
        index = np.int64(numbers[1 + 3 * size + np.int64((tail if tail > 0 else 1.0 + tail) * n)])
        if tail > 0:
            while index < size - 1 and numbers[1 + size + index] < tail:
                index += 1
        else:
            while index < size - 1 and numbers[1 + 2 * size + index] > -tail:
                index += 1
        out[lane] = numbers[1 + max(index, first)]
    return 0


def rows(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """One of m values in an order of their own: `simulate.engine.pieces.Rows`.

    Numbers are values, probabilities up to each, and where to begin to look, for each of n equal parts.
    """
    if m <= _FEW:
        for lane in range(state[LANES]):
            out[lane] = 0.0
        for step in range(m - 1):
            for lane in range(state[LANES]):
                out[lane] += 1.0 if numbers[m + step] <= (a[lane] if a[lane] > 0 else 1.0 + a[lane]) else 0.0
        for lane in range(state[LANES]):
            out[lane] = numbers[np.int64(out[lane])]
        return 0
    for lane in range(state[LANES]):
        uniform = a[lane] if a[lane] > 0 else 1.0 + a[lane]
        index = np.int64(numbers[2 * m + np.int64(uniform * n)])
        while index < m - 1 and numbers[m + index] <= uniform:
            index += 1
        out[lane] = numbers[index]
    return 0


def picked(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Signed tails within a component's interval, of the draws (in row `c`) that chose it in row `b`.

    Numbers are the probability below the interval, in it and above it, and the component's own: see
    `simulate.engine.pieces.Components`. From here to `spread` there are only so many draws.
    """
    below, weight, above = numbers[0], numbers[1], numbers[2]
    found = 0
    for lane in range(state[LANES]):
        if b[lane] == numbers[3]:
            tail = a[lane]
            from_below = tail - below if tail > 0 else weight + above + tail
            from_above = below + weight - tail if tail > 0 else -tail - above
            least = min(max(min(from_below, from_above) / weight, SMALLEST_TAIL), LARGEST_TAIL)
            out[found] = -least if from_below > from_above else least
            c[found] = lane
            found += 1
    state[LANES] = found
    return 0


def spread(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """After `picked`: put values back where their draws are, and go on with all m draws."""
    for lane in range(state[LANES]):
        out[np.int64(c[lane])] = a[lane]
    state[LANES] = m
    return 0
