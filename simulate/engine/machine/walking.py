# ruff: noqa: ARG001 -- all operations take the same arguments
"""From one set of points to another, one factor after another: orders, points on the way, shares of every factor.

Eight points in a row go in the same order, so that loops vectorise. Since every other order is turned round, errors are
those of an order for every point; without that they were up to one and a half times as large.
"""

from __future__ import annotations

import numpy as np

from simulate.engine.blocks import BLOCK
from simulate.engine.machine.bits import as_word, floats_at, integers_at
from simulate.engine.machine.work import ROW, Row, State

SHARING = 8
ORDERS = BLOCK // SHARING
"""Orders of a block. A row of orders says which factor is taken over at one step, by order."""
_LOW, _HALF = np.uint64(2**32 - 1), np.uint64(32)


def shuffled(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Rows of orders (step, order) of n factors, from halves of the words in rows `a`: Fisher and Yates' shuffle.

    Every second order is the one before it, backwards: of any two factors each comes first as often as the other.
    """
    for order in range(0, ORDERS, 2):
        for step in range(n):
            out[step * ORDERS + order] = float(step)
        for step in range(n - 1, 0, -1):
            half = ((step - 1) * ORDERS + order) // 2
            word = as_word(a[(half // (2 * BLOCK)) * ROW + half // 2 % BLOCK])
            chance = word >> _HALF if half % 2 else word & _LOW
            other = np.int64(chance * np.uint64(step + 1) >> _HALF)
            here, there = step * ORDERS + order, other * ORDERS + order
            out[here], out[there] = out[there], out[here]
        for step in range(n):
            out[step * ORDERS + order + 1] = out[(n - 1 - step) * ORDERS + order]
    return 0


def conditioned(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Normals of correlated inputs on the way, in rows `out` (step within the group but the last, member).

    Rows `a` and `b` are the normals of both sets; of those taken over they are a's, and the others are b's, moved by
    the regression on the difference (Matheron's rule), which is carried out one input after another. Numbers are how
    many members, how many factors take over any, the correlation matrix, and for each of n factors where its members
    stand among those that follow. At `m` are the orders; `c` is room for a matrix and for the normals of eight points.
    """
    size, steps = np.int64(numbers[0]), np.int64(numbers[1])
    matrix, starts = 2, 2 + size * size
    normals = size * size
    for order in range(ORDERS):
        first, done = order * SHARING, 0
        for k in range(size * size):
            c[k] = numbers[matrix + k]
        for i in range(size):
            for lane in range(SHARING):
                c[normals + i * SHARING + lane] = b[i * ROW + first + lane]
        for step in range(n):
            factor = np.int64(floats_at(m)[step * ORDERS + order])
            begin, end = np.int64(numbers[starts + factor]), np.int64(numbers[starts + factor + 1])
            if begin == end:
                continue
            done += 1
            if done == steps:
                break
            for place in range(begin, end):
                _known(np.int64(numbers[starts + n + 1 + place]), size, a, first, c)
            for i in range(size):
                for lane in range(SHARING):
                    out[((done - 1) * size + i) * ROW + first + lane] = c[normals + i * SHARING + lane]
    return 0


def _known(k: np.int64, size: np.int64, a: Row, first: int, c: Row) -> None:
    """One input more is as in rows `a`: the others move by their regression on it, and vary less."""
    normals, pivot = size * size, c[k * size + k]
    for i in range(size):
        if i != k:
            slope = c[i * size + k] / pivot
            for lane in range(SHARING):
                apart = a[k * ROW + first + lane] - c[normals + k * SHARING + lane]
                c[normals + i * SHARING + lane] += slope * apart
            for j in range(size):
                if j != k:
                    c[i * size + j] -= slope * c[k * size + j]
    for lane in range(SHARING):
        c[normals + k * SHARING + lane] = a[k * ROW + first + lane]
    for i in range(size):
        c[i * size + k] = c[k * size + i] = 0.0


def taken(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Every factor in a row of orders `a` comes from the other set.

    At `m` is, for each of n factors, where its pairs of addresses begin (of a row on the way, of one of the other set).
    """
    table = integers_at(m)
    for order in range(ORDERS):
        factor, first = np.int64(a[order]), order * SHARING
        for place in range(table[factor], table[factor + 1]):
            to, source = floats_at(table[2 * place]), floats_at(table[2 * place + 1])
            for lane in range(SHARING):
                to[first + lane] = source[first + lane]
    return 0


def followed(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Correlated inputs go on to where they are with one factor more, if that in a row of orders `a` is among them.

    `out` counts how many there are so far, numbers say which factors count. At `m` are the addresses of n rows on the
    way, and of the rows that they are copied from after one factor, after two, and so on.
    """
    table = integers_at(m)
    for order in range(ORDERS):
        first = order * SHARING
        if numbers[np.int64(a[order])] == 0.0:
            continue
        out[order] += 1.0
        for member in range(n):
            to, source = floats_at(table[member]), floats_at(table[np.int64(out[order]) * n + member])
            for lane in range(SHARING):
                to[first + lane] = source[first + lane]
    return 0


def credited(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Add to `out` what the factors in a row of orders `numbers` bring in (Goda 2021).

    `a` is an output at the set that factors come from, `b` and `c` are it before and after the step; at `m` is a row of
    room.
    """
    share = floats_at(m)
    for lane in range(BLOCK):
        share[lane] = (a[lane] - 0.5 * (c[lane] + b[lane])) * (c[lane] - b[lane])
    for order in range(ORDERS):
        at = order * SHARING
        half = (share[at] + share[at + 1]) + (share[at + 2] + share[at + 3])
        other = (share[at + 4] + share[at + 5]) + (share[at + 6] + share[at + 7])
        out[np.int64(numbers[order])] += half + other
    return 0
