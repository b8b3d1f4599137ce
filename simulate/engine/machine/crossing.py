# ruff: noqa: ARG001 -- all operations take the same arguments
"""Products of an output at points that share some of their inputs, summed over a block."""

from __future__ import annotations

from simulate.engine.blocks import BLOCK
from simulate.engine.machine.bits import floats_at
from simulate.engine.machine.work import Row, State

CROSSED, PAIRED = 3, 4
"""How many sums each of the operations makes."""
_LANES = 128


def crossed(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Add to `out` the products of Azzini, Mara and Rosati (2021): first order, twice the variance, total order.

    `a` and `b` are an output at two independent sets of points, `c` is that at the first with some inputs from the
    second, `numbers` that at the second with them from the first; at `m` is room for what runs, 128 sums of each.
    """
    running = floats_at(m)
    for lane in range(CROSSED * _LANES):
        running[lane] = 0.0
    for row in range(BLOCK // _LANES):
        for lane in range(_LANES):
            at = _LANES * row + lane
            moved_a, moved_b = a[at] - c[at], numbers[at] - b[at]
            apart, apart_moved = a[at] - b[at], numbers[at] - c[at]
            running[lane] += moved_b * moved_a
            running[_LANES + lane] += apart * apart + apart_moved * apart_moved
            running[2 * _LANES + lane] += moved_b * moved_b + moved_a * moved_a
    for number in range(CROSSED):
        out[number] += _total(running, number)
    return 0


def paired(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Add to `out` sums over both sets: deviations of `a` and of `b` from a number, their products, half the squares
    of their differences.
    """
    running, centre = floats_at(m), numbers[0]
    for lane in range(PAIRED * _LANES):
        running[lane] = 0.0
    for row in range(BLOCK // _LANES):
        for lane in range(_LANES):
            at = _LANES * row + lane
            of_a, of_b, apart = a[at] - centre, b[at] - centre, a[at] - b[at]
            running[lane] += of_a
            running[_LANES + lane] += of_b
            running[2 * _LANES + lane] += of_a * of_b
            running[3 * _LANES + lane] += 0.5 * apart * apart
    for number in range(PAIRED):
        out[number] += _total(running, number)
    return 0


def _total(running: Row, number: int) -> float:
    """The sum of what runs in the lanes of one number, in pairs."""
    start, size = number * _LANES, _LANES
    while size > 1:
        size >>= 1
        for lane in range(size):
            running[start + lane] = running[start + 2 * lane] + running[start + 2 * lane + 1]
    return float(running[start])
