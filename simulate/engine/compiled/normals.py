# ruff: noqa: ARG001 -- all operations take the same arguments
"""Correlated beliefs: combinations of normals, and their signed tails."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from simulate.engine.blocks import BLOCK
from simulate.engine.compiled.jit import operation
from simulate.engine.compiled.machine import Row, State
from simulate.engine.streams import LARGEST_TAIL, SMALLEST_TAIL, FloatArray

DEGREE = 24
_MIDDLE = 4.0
_FURTHEST = 9.0


def tail_coefficients() -> FloatArray:
    """Polynomial (highest power first) in (z - 4) / (z + 4) for exp(z^2 / 2) times the tail beyond z, z from 0 to 9."""
    chebyshev = np.polynomial.Chebyshev.interpolate(_scaled_tail, DEGREE, [-1.0, _place(_FURTHEST)])
    return np.ascontiguousarray(chebyshev.convert(kind=np.polynomial.Polynomial).coef[::-1])


def _place(z: float) -> float:
    return (z - _MIDDLE) / (z + _MIDDLE)


def _scaled_tail(place: FloatArray) -> FloatArray:
    z = _MIDDLE * (1.0 + place) / (1.0 - place)
    return np.asarray(0.5 * special.erfcx(z / math.sqrt(2.0)))


@operation
def add_times(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Begin a row (m = 1) with a number times row `a`, or add that to it."""
    for lane in range(BLOCK):
        out[lane] = (0.0 if m else out[lane]) + numbers[0] * a[lane]
    return 0


@operation
def half_squares(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Minus half the squares."""
    for lane in range(BLOCK):
        out[lane] = -0.5 * a[lane] * a[lane]
    return 0


@operation
def normal_tails(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Signed tails of normal values `a`, given the exponentials `b` of minus half their squares."""
    for lane in range(BLOCK):
        size = abs(a[lane])
        place = (size - _MIDDLE) / (size + _MIDDLE)
        value = numbers[0]
        for power in range(1, DEGREE + 1):
            value = value * place + numbers[power]
        value *= b[lane]
        value = max(value, SMALLEST_TAIL)
        value = min(value, LARGEST_TAIL)
        out[lane] = -value if a[lane] > 0.0 else value
    return 0
