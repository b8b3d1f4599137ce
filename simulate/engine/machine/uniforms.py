# ruff: noqa: ARG001 -- all operations take the same arguments
"""Signed tails of a belief, one block at a time: the samplers of `simulate.engine.samplers`, bit for bit.

`numbers` holds what a belief's sampler needs in one replicate, as words: the two of the key; for Latin hypercubes those
of the permutation's key as well; for Sobol' points what the lower five bits of a lane contribute (32), the upper five
(32), the bits of the block's number (22), and the shift.
"""

from __future__ import annotations

import numpy as np

from simulate.engine.blocks import BLOCK, REPLICATES
from simulate.engine.machine.bits import as_float, as_word, high_product
from simulate.engine.machine.work import AT_BLOCK, REPLICATE, Row, State

HALF = 32
BLOCK_BITS = 22

_COUNTERS = BLOCK // 4
_M0, _M1 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)  # Salmon and others 2011
_W0, _W1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
_X0, _X1 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)  # as in simulate.engine.permutation
_FLIP = np.uint64(1 << 63)
_LOW = np.uint64((1 << 26) - 1)
_TWO_TO_52 = np.uint64(0x4330000000000000)


def _signed(flipped: np.uint64) -> float:
    """The signed tail of a word whose sign bit is flipped.

    In two halves, each an integer in the digits of 2^52 and more: vectors of AVX2 know no conversion from 64 bits.
    """
    shifted = flipped >> np.uint64(11)
    high = as_float(np.int64(shifted >> np.uint64(26) | _TWO_TO_52)) - (2.0**52 + 2.0**26)
    low = as_float(np.int64(shifted & _LOW | _TWO_TO_52)) - (2.0**52 - 0.5)
    return float(high * 2.0**-27 + low * 2.0**-53)


def philox(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Raw words of a block of a replicate, in row `out`: Philox4x64-10 for 256 counters."""
    first = np.uint64((REPLICATES * state[AT_BLOCK] + state[REPLICATE]) * _COUNTERS)
    for number in range(_COUNTERS):
        k0, k1 = as_word(numbers[0]), as_word(numbers[1])
        x, y, z, w = first + np.uint64(number), np.uint64(0), np.uint64(0), np.uint64(0)
        for _ in range(10):
            x, y, z, w = high_product(_M1, z) ^ y ^ k0, _M1 * z, high_product(_M0, x) ^ w ^ k1, _M0 * x
            k0 += _W0
            k1 += _W1
        out[4 * number] = as_float(np.int64(x))
        out[4 * number + 1] = as_float(np.int64(y))
        out[4 * number + 2] = as_float(np.int64(z))
        out[4 * number + 3] = as_float(np.int64(w))
    return 0


def tails(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Signed tails of words: `simulate.engine.streams.signed_tails`."""
    for lane in range(BLOCK):
        out[lane] = _signed(as_word(a[lane]) ^ _FLIP)
    return 0


def sobol(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Signed tails of scrambled Sobol' points, which are the upper 53 bits of words."""
    start = as_word(numbers[2 * HALF + BLOCK_BITS]) ^ _FLIP
    for bit in range(BLOCK_BITS):
        if state[AT_BLOCK] >> bit & 1:
            start ^= as_word(numbers[2 * HALF + bit])
    for row in range(HALF):
        base = start ^ as_word(numbers[HALF + row])
        for lane in range(HALF):
            out[HALF * row + lane] = _signed(base ^ as_word(numbers[lane]))
    return 0


def latin(out: Row, a: Row, b: Row, c: Row, numbers: Row, m: int, n: int, state: State) -> int:
    """Signed tails of a Latin hypercube of n points, given the words of the block."""
    bits = np.uint64(0)
    while np.uint64(n - 1) >> bits:
        bits += np.uint64(1)
    fine = 2.0 ** (np.int64(bits) - 52)
    for lane in range(BLOCK):
        fraction = (np.float64(as_word(a[lane]) >> (np.uint64(12) + bits)) + 0.5) * fine
        image = np.uint64(state[AT_BLOCK] * BLOCK + lane)
        image = _network(image, bits, as_word(numbers[2]), as_word(numbers[3]))
        while image >= np.uint64(n):
            image = _network(image, bits, as_word(numbers[2]), as_word(numbers[3]))
        point = np.float64(image) + fraction
        out[lane] = (point if point < n / 2 else point - n) / n
    return 0


def _network(index: np.uint64, bits: np.uint64, even: np.uint64, odd: np.uint64) -> np.uint64:
    """`simulate.engine.permutation`: eight Feistel rounds."""
    high = bits >> np.uint64(1)
    low = bits - high
    left, right = index >> low, index & ((np.uint64(1) << low) - np.uint64(1))
    odd += _W0
    for _ in range(4):
        word = (right ^ even) * _X0
        left ^= ((word ^ word >> np.uint64(32)) * _X1) >> (np.uint64(64) - high)
        word = (left ^ odd) * _X0
        right ^= ((word ^ word >> np.uint64(32)) * _X1) >> (np.uint64(64) - low)
        even += _W0 + _W0
        odd += _W0 + _W0
    return left << low | right
