# ruff: noqa: ARG001 -- all operations take the same arguments
"""Straight lines and bounds, over as many draws as there are."""

from __future__ import annotations

from simulate.engine.machine.work import EXACT, LANES, Row, State

MOVE, FLIP, CLIP, BETWEEN = range(4)


def line(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Row `a` moved (scale, shift), turned round, clipped (low, high), or as signed tails between two bounds."""
    first, second, lanes = numbers[0], numbers[1], state[LANES]
    if m == MOVE:
        for lane in range(lanes):
            out[lane] = a[lane] * first + second
    elif m == FLIP:
        for lane in range(lanes):
            out[lane] = -a[lane]
    elif m == CLIP:
        for lane in range(lanes):
            value = a[lane]
            value = max(value, first)
            out[lane] = min(value, second)
    else:
        width = second - first
        for lane in range(lanes):
            tail = a[lane]
            value = first + width * tail if tail > 0 else second - width * -tail
            value = max(value, first)
            out[lane] = min(value, second)
    return 0


def all_exact(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """No value: every draw wants an exact quantile."""
    for lane in range(state[LANES]):
        state[EXACT + lane] = lane
    return int(state[LANES])
