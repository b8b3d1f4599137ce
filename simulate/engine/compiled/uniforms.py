"""Signed tails of a belief, one block at a time: the samplers of `simulate.engine.samplers`, bit for bit."""

from __future__ import annotations

import numpy as np

from simulate.engine.blocks import BLOCK, REPLICATES
from simulate.engine.compiled.jit import as_float, high_product, kernel
from simulate.engine.streams import FloatArray, WordArray

_COUNTERS = BLOCK // 4
_MULTIPLIERS = (np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157))  # Salmon and others 2011
_WEYL = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B))
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))  # as in simulate.engine.permutation
_M0, _M1 = _MULTIPLIERS
_W0, _W1 = _WEYL
_X0, _X1 = _MIX
_HALF = 32
"""Lanes of a block are 32 x 32: what the lower and the upper five bits of a lane contribute are tables of 32."""

_FLIP = np.uint64(1 << 63)
_LOW = np.uint64((1 << 26) - 1)
_MAGIC = np.uint64(0x4330000000000000)  # the bits of 2^52


@kernel
def words(key: WordArray, replicate: int, block: int, out: WordArray) -> None:
    """Raw words of a block of a replicate: Philox4x64-10 for 256 counters."""
    first = np.uint64((REPLICATES * block + replicate) * _COUNTERS)
    for number in range(_COUNTERS):
        k0, k1 = key[0], key[1]
        a, b, c, d = first + np.uint64(number), np.uint64(0), np.uint64(0), np.uint64(0)
        for _ in range(10):
            a, b, c, d = high_product(_M1, c) ^ b ^ k0, _M1 * c, high_product(_M0, a) ^ d ^ k1, _M0 * a
            k0 += _W0
            k1 += _W1
        out[4 * number], out[4 * number + 1], out[4 * number + 2], out[4 * number + 3] = a, b, c, d


@kernel
def tails(raw: WordArray, out: FloatArray) -> None:
    """Signed tails of words: `simulate.engine.streams.signed_tails`.

    In two halves, each an integer in the digits of 2^52 and more: vectors of AVX2 know no conversion from 64 bits.
    """
    for lane in range(BLOCK):
        shifted = (raw[lane] ^ _FLIP) >> np.uint64(11)
        high = as_float(np.int64(shifted >> np.uint64(26) | _MAGIC)) - (2.0**52 + 2.0**26)
        low = as_float(np.int64(shifted & _LOW | _MAGIC)) - (2.0**52 - 0.5)
        out[lane] = high * 2.0**-27 + low * 2.0**-53


@kernel
def sobol_words(columns: WordArray, shift: np.uint64, block: int, out: WordArray) -> None:
    """Words of scrambled Sobol' points, whose digits are the upper 53 bits; `columns` are the direction numbers."""
    start = shift
    for bit in range(22):
        if block >> bit & 1:
            start ^= columns[10 + bit]
    lower, upper = np.zeros(_HALF, np.uint64), np.zeros(_HALF, np.uint64)
    for bit in range(5):
        for number in range(1 << bit):
            lower[number + (1 << bit)] = lower[number] ^ columns[bit]
            upper[number + (1 << bit)] = upper[number] ^ columns[5 + bit]
    for row in range(_HALF):
        base = start ^ upper[row]
        for lane in range(_HALF):
            out[_HALF * row + lane] = (base ^ lower[lane]) << np.uint64(11)


@kernel
def latin_tails(raw: WordArray, key: WordArray, block: int, n: int, out: FloatArray) -> None:
    """Signed tails of a Latin hypercube of n points, given the words of the block."""
    bits = np.uint64(_bit_length(n - 1))
    size, fine = np.uint64(n), 2.0 ** (np.int64(bits) - 52)
    for lane in range(BLOCK):
        fraction = (np.float64(raw[lane] >> (np.uint64(12) + bits)) + 0.5) * fine
        image = _network(np.uint64(block * BLOCK + lane), bits, key)
        while image >= size:
            image = _network(image, bits, key)
        point = np.float64(image) + fraction
        out[lane] = (point if point < n / 2 else point - n) / n


@kernel
def _bit_length(number: int) -> int:
    bits = 0
    while number >> bits:
        bits += 1
    return bits


@kernel
def _network(index: np.uint64, bits: np.uint64, key: WordArray) -> np.uint64:
    high = bits // np.uint64(2)
    low = bits - high
    left, right = index >> low, index & ((np.uint64(1) << low) - np.uint64(1))
    for number in range(0, 8, 2):
        left ^= _scrambled(right, key[0] + np.uint64(number) * _W0, high)
        right ^= _scrambled(left, key[1] + np.uint64(number + 1) * _W0, low)
    return left << low | right


@kernel
def _scrambled(half: np.uint64, key: np.uint64, bits: np.uint64) -> np.uint64:
    word = (half ^ key) * _X0
    word = (word ^ word >> np.uint64(32)) * _X1
    return word >> (np.uint64(64) - bits)
