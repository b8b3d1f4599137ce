"""Correlated beliefs: combinations of normals, and their signed tails."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from simulate.engine.blocks import BLOCK
from simulate.engine.compiled.jit import kernel
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


@kernel
def add_times(a: FloatArray, weight: float, first: bool, out: FloatArray) -> None:
    """Begin a row with weight times another, or add that to it."""
    if first:
        for lane in range(BLOCK):
            out[lane] = weight * a[lane]
    else:
        for lane in range(BLOCK):
            out[lane] += weight * a[lane]


@kernel
def normal_tails(z: FloatArray, exponentials: FloatArray, coefficients: FloatArray, out: FloatArray) -> None:
    """Signed tails of normal values; `exponentials` are those of minus half their squares."""
    for lane in range(BLOCK):
        size = abs(z[lane])
        place = (size - _MIDDLE) / (size + _MIDDLE)
        value = coefficients[0]
        for power in range(1, DEGREE + 1):
            value = value * place + coefficients[power]
        value *= exponentials[lane]
        value = SMALLEST_TAIL if value < SMALLEST_TAIL else value
        value = LARGEST_TAIL if value > LARGEST_TAIL else value
        out[lane] = -value if z[lane] > 0.0 else value


@kernel
def half_squares(z: FloatArray, out: FloatArray) -> None:
    """Minus half the squares."""
    for lane in range(BLOCK):
        out[lane] = -0.5 * z[lane] * z[lane]
