"""Signed tails of a belief, one block at a time: the samplers of `simulate.engine.samplers`, bit for bit.

`words` holds what a belief's sampler needs in one replicate: the two words of the key; for Latin hypercubes those of
the permutation's key as well; for Sobol' points what the lower five bits of a lane contribute (32), the upper five
(32), the bits of the block's number (22), and the shift.
"""

from __future__ import annotations

import numpy as np

from simulate.engine.blocks import BLOCK, REPLICATES
from simulate.engine.compiled.jit import as_float, high_product, kernel
from simulate.engine.streams import FloatArray, WordArray

HALF = 32
BLOCK_BITS = 22

_COUNTERS = BLOCK // 4
_M0, _M1 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)  # Salmon and others 2011
_W0, _W1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
_X0, _X1 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)  # as in simulate.engine.permutation
_FLIP = np.uint64(1 << 63)
_LOW = np.uint64((1 << 26) - 1)
_TWO_TO_52 = np.uint64(0x4330000000000000)


@kernel
def philox(words: WordArray, replicate: int, block: int, out: WordArray) -> None:
    """Raw words of a block of a replicate: Philox4x64-10 for 256 counters."""
    first = np.uint64((REPLICATES * block + replicate) * _COUNTERS)
    for number in range(_COUNTERS):
        k0, k1 = words[0], words[1]
        a, b, c, d = first + np.uint64(number), np.uint64(0), np.uint64(0), np.uint64(0)
        for _ in range(10):
            a, b, c, d = high_product(_M1, c) ^ b ^ k0, _M1 * c, high_product(_M0, a) ^ d ^ k1, _M0 * a
            k0 += _W0
            k1 += _W1
        out[4 * number], out[4 * number + 1], out[4 * number + 2], out[4 * number + 3] = a, b, c, d


@kernel
def sobol(words: WordArray, block: int, out: WordArray) -> None:
    """Words of scrambled Sobol' points, whose digits are the upper 53 bits."""
    start = words[2 * HALF + BLOCK_BITS]
    for bit in range(BLOCK_BITS):
        if block >> bit & 1:
            start ^= words[2 * HALF + bit]
    for row in range(HALF):
        base = start ^ words[HALF + row]
        for lane in range(HALF):
            out[HALF * row + lane] = base ^ words[lane]


@kernel
def tails(raw: WordArray, out: FloatArray) -> None:
    """Signed tails of words: `simulate.engine.streams.signed_tails`.

    In two halves, each an integer in the digits of 2^52 and more: vectors of AVX2 know no conversion from 64 bits.
    """
    for lane in range(BLOCK):
        shifted = (raw[lane] ^ _FLIP) >> np.uint64(11)
        high = as_float(np.int64(shifted >> np.uint64(26) | _TWO_TO_52)) - (2.0**52 + 2.0**26)
        low = as_float(np.int64(shifted & _LOW | _TWO_TO_52)) - (2.0**52 - 0.5)
        out[lane] = high * 2.0**-27 + low * 2.0**-53


@kernel
def latin(words: WordArray, block: int, n: int, raw: WordArray, out: FloatArray) -> None:
    """Signed tails of a Latin hypercube of n points, given the words of the block."""
    bits = np.uint64(0)
    while np.uint64(n - 1) >> bits:
        bits += np.uint64(1)
    fine = 2.0 ** (np.int64(bits) - 52)
    for lane in range(BLOCK):
        fraction = (np.float64(raw[lane] >> (np.uint64(12) + bits)) + 0.5) * fine
        image = _network(np.uint64(block * BLOCK + lane), bits, words)
        while image >= np.uint64(n):
            image = _network(image, bits, words)
        point = np.float64(image) + fraction
        out[lane] = (point if point < n / 2 else point - n) / n


@kernel
def _network(index: np.uint64, bits: np.uint64, words: WordArray) -> np.uint64:
    """`simulate.engine.permutation`: eight Feistel rounds."""
    high = bits >> np.uint64(1)
    low = bits - high
    left, right = index >> low, index & ((np.uint64(1) << low) - np.uint64(1))
    even, odd = words[2], words[3] + _W0
    for _ in range(4):
        word = (right ^ even) * _X0
        left ^= ((word ^ word >> np.uint64(32)) * _X1) >> (np.uint64(64) - high)
        word = (left ^ odd) * _X0
        right ^= ((word ^ word >> np.uint64(32)) * _X1) >> (np.uint64(64) - low)
        even += _W0 + _W0
        odd += _W0 + _W0
    return left << low | right
