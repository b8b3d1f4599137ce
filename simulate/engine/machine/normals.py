# ruff: noqa: ARG001 -- all operations take the same arguments
"""Correlated beliefs: combinations of normals, and their signed tails."""

from __future__ import annotations

from simulate.engine.blocks import BLOCK
from simulate.engine.machine.work import Row, State
from simulate.engine.streams import LARGEST_TAIL, SMALLEST_TAIL

DEGREE = 24
MIDDLE = 4.0


TAIL = (
    -2.8983612258001205e-05,
    -0.00020658064618724842,
    -0.0006237788208243728,
    -0.0010033842609692453,
    -0.0008368045788704947,
    -0.0001617368126593903,
    0.0003388385001782128,
    0.0002903590346928796,
    2.8407437478499635e-05,
    -7.169515634384031e-05,
    -3.0000984039077596e-05,
    4.633806985533155e-06,
    1.6550600384632202e-06,
    4.982239358788232e-06,
    2.8090474014119518e-05,
    -4.564420584948909e-05,
    -0.00018715603867520443,
    0.0006388200581126072,
    0.0005075613021083679,
    -0.008492095675906884,
    0.030864804117246333,
    -0.07170740733521075,
    0.12437925533919209,
    -0.17039772154846464,
    0.09441064130196906,
)
"""Coefficients (highest power first) in (z - 4) / (z + 4) of exp(z^2 / 2) times the tail beyond z, z from 0 to 9.

Chebyshev interpolation of erfcx(z / sqrt 2) / 2 in 25 points; a test makes them anew. SciPy takes 0.25 s to import.
"""


def add_times(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Begin a row (m = 1) with a number times row `a`, or add that to it."""
    for lane in range(BLOCK):
        out[lane] = (0.0 if m else out[lane]) + numbers[0] * a[lane]
    return 0


def half_squares(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Minus half the squares."""
    for lane in range(BLOCK):
        out[lane] = -0.5 * a[lane] * a[lane]
    return 0


def normal_tails(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Signed tails of normal values `a`, given the exponentials `b` of minus half their squares."""
    for lane in range(BLOCK):
        size = abs(a[lane])
        place = (size - MIDDLE) / (size + MIDDLE)
        value = numbers[0]
        for power in range(1, DEGREE + 1):
            value = value * place + numbers[power]
        value *= b[lane]
        value = max(value, SMALLEST_TAIL)
        value = min(value, LARGEST_TAIL)
        out[lane] = -value if a[lane] > 0.0 else value
    return 0
