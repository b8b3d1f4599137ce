# ruff: noqa: ARG001 -- all operations take the same arguments
"""The operations of programs on rows of a block."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from simulate.engine.blocks import BLOCK
from simulate.engine.machine.bits import as_bits, as_float
from simulate.engine.machine.work import Row, State

ADD, SUB, MUL, DIV, ADD_TO, SUB_FROM, TIMES, OVER, UNDER = range(9)
LT, LE, EQ, NE, MIN, MAX, ABS, SQRT, WHERE, CASE = range(9, 19)
EXP, LOG, LOG10, POW, SIN, COS, TAN, FILL = range(19, 27)

_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_ROUND = 1.5 * 2.0**52
_ROUND_BITS = np.int64(0x4338000000000000)
_BIAS = np.int64(1023)
_FRACTION, _ONE = np.int64(2**52 - 1), np.int64(1023 << 52)
_TWO_TO_52 = np.int64(0x4330000000000000)
_TAYLOR = tuple(1.0 / math.factorial(n) for n in range(13, -1, -1))
# Coefficients of log in FreeBSD's msun, e_log.c.
_L1, _L2, _L3, _L4 = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
)
_L5, _L6, _L7 = 1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01
_NORMAL, _SUBNORMAL = 2.0**-1022, 2.0**54
_ROOT_2 = math.sqrt(2.0)


def exponentials(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Exponentials within two units in the last place: 2^k times a Taylor polynomial of degree 13."""
    for lane in range(BLOCK):
        x = a[lane]
        x = min(x, 710.0)
        x = max(x, -746.0)
        rounded = x * _LOG2_E + _ROUND
        k = as_bits(rounded) - _ROUND_BITS
        whole = rounded - _ROUND
        r = (x - whole * _LN2_HIGH) - whole * _LN2_LOW
        value = _TAYLOR[0]
        for power in range(1, 14):
            value = value * r + _TAYLOR[power]
        # In two factors, so that neither overflows where the result does not. The sum keeps the shift logical.
        half = np.int64(np.uint64(k + 4096) >> np.uint64(1)) - 2048
        value = value * as_float((half + _BIAS) << 52) * as_float((k - half + _BIAS) << 52)
        out[lane] = value
    return 0


def logarithms(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Natural logarithms within one unit in the last place."""
    for lane in range(BLOCK):
        x = a[lane]
        small = x < _NORMAL
        bits = as_bits(x * _SUBNORMAL if small else x)
        mantissa = as_float(bits & _FRACTION | _ONE)
        exponent = as_float(np.int64(np.uint64(bits) >> np.uint64(52)) | _TWO_TO_52) - (2.0**52 + 1023.0)
        upper = mantissa > _ROOT_2
        mantissa = 0.5 * mantissa if upper else mantissa
        k = exponent + (1.0 if upper else 0.0) - (54.0 if small else 0.0)
        f = mantissa - 1.0
        s = f / (2.0 + f)
        z = s * s
        rest = z * (_L1 + z * (_L2 + z * (_L3 + z * (_L4 + z * (_L5 + z * (_L6 + z * _L7))))))
        square = 0.5 * f * f
        value = k * _LN2_HIGH - ((square - (s * (square + rest) + k * _LN2_LOW)) - f)
        value = value if x < np.inf else x
        value = value if x > 0.0 else np.nan
        out[lane] = -np.inf if x == 0.0 else value
    return 0


def sums_and_products(  # noqa: C901 -- a list of loops
    out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State
) -> int:
    """Arithmetic on two rows, or on a row and a number."""
    number = numbers[0]
    if m == ADD:
        for lane in range(BLOCK):
            out[lane] = a[lane] + b[lane]
    elif m == SUB:
        for lane in range(BLOCK):
            out[lane] = a[lane] - b[lane]
    elif m == MUL:
        for lane in range(BLOCK):
            out[lane] = a[lane] * b[lane]
    elif m == DIV:
        for lane in range(BLOCK):
            out[lane] = a[lane] / b[lane]
    elif m == ADD_TO:
        for lane in range(BLOCK):
            out[lane] = a[lane] + number
    elif m == SUB_FROM:
        for lane in range(BLOCK):
            out[lane] = number - a[lane]
    elif m == TIMES:
        for lane in range(BLOCK):
            out[lane] = a[lane] * number
    elif m == OVER:
        for lane in range(BLOCK):
            out[lane] = a[lane] / number
    elif m == UNDER:
        for lane in range(BLOCK):
            out[lane] = number / a[lane]
    return 0


def choices(  # noqa: C901 -- a list of loops
    out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State
) -> int:
    """Comparisons, and what depends on them."""
    number = numbers[0]
    if m == LT:
        for lane in range(BLOCK):
            out[lane] = 1.0 if a[lane] < b[lane] else 0.0
    elif m == LE:
        for lane in range(BLOCK):
            out[lane] = 1.0 if a[lane] <= b[lane] else 0.0
    elif m == EQ:
        for lane in range(BLOCK):
            out[lane] = 1.0 if a[lane] == b[lane] else 0.0
    elif m == NE:
        for lane in range(BLOCK):
            out[lane] = 1.0 if a[lane] != b[lane] else 0.0
    elif m == MIN:
        for lane in range(BLOCK):
            x, y = a[lane], b[lane]
            out[lane] = x if (x < y) | (x != x) else y
    elif m == MAX:
        for lane in range(BLOCK):
            x, y = a[lane], b[lane]
            out[lane] = x if (x > y) | (x != x) else y
    elif m == WHERE:
        for lane in range(BLOCK):
            x, y = b[lane], c[lane]
            out[lane] = x if a[lane] != 0.0 else y
    elif m == CASE:
        for lane in range(BLOCK):
            x, y = b[lane], c[lane]
            out[lane] = x if a[lane] == number else y
    return 0


def functions(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Functions of one row or two; only the first few vectorise."""
    number = numbers[0]
    if m == ABS:
        for lane in range(BLOCK):
            out[lane] = abs(a[lane])
    elif m == SQRT:
        for lane in range(BLOCK):
            out[lane] = math.sqrt(a[lane])
    elif m == FILL:
        for lane in range(BLOCK):
            out[lane] = number
    else:
        for lane in range(BLOCK):
            out[lane] = _by_the_library(m, a[lane], b[lane])
    return 0


def _by_the_library(op: int, a: float, b: float) -> float:
    if op == POW:
        return float(math.pow(a, b))
    if op == LOG10:
        return math.log10(a)
    if op == SIN:
        return math.sin(a)
    if op == COS:
        return math.cos(a)
    return math.tan(a)


def operation_of(op: int) -> Callable[..., int]:
    """The kernel that carries out an operation, which it is told as `m`."""
    if op <= UNDER:
        return sums_and_products
    if op in (ABS, SQRT) or op > LOG:
        return functions
    return {EXP: exponentials, LOG: logarithms}.get(op, choices)
