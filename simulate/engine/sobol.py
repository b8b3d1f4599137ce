"""Scrambled Sobol' points: dimensions are dealt out by rank, the scramble is a belief's own in each replicate.

A scramble is a random matrix and a random digital shift, x = L c + e over the field of two elements (Matousek, On the
L2-discrepancy for anchored boxes, J. Complexity 14, 527-556, 1998): c is the 32 digits of a Sobol' point, L is 53 x 32,
lower triangular with a unit diagonal in its first 32 rows and random throughout below, e is 53 random digits. So each
point by itself is uniform on the (k + 0.5) / 2^53, any two are independent in the digits after the first that differs,
and 2^m points in a row, from a multiple of 2^m on, stay as evenly spread as Sobol's.

The mean square error is that of nested scrambling. Over scrambles the error is close to normal for outputs of many
inputs; that of a smooth mean over one or two is nearly zero with rare exceptions, which make up the whole of it (Pan
and Owen, Super-polynomial accuracy of multidimensional randomized nets using the median-of-means, Math. Comp., 2024).
"""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

import numpy as np

from simulate.engine.streams import STREAM_VERSION, Stream, WordArray

JOE_KUO = Path(__file__).with_name("joe_kuo.txt")
DIMENSIONS = 1_024
DEALT = 16
INDEX_BITS = 32
MOST_POINTS = 1 << INDEX_BITS
"""Points of one replicate."""
DIGITS = 53
SCRAMBLE = DIGITS + 1
"""Random words of a scramble."""

_PLACE = np.arange(DIGITS - 1, -1, -1, dtype=np.uint64)[:, None]
"""Bit of the point that each row of the matrix makes; rows are 32-bit words, first column uppermost, as digits are."""
_DIAGONAL = np.array([1 << INDEX_BITS - 1 >> row for row in range(DIGITS)], dtype=np.uint64)
_LEFT_OF_IT = np.array([(1 << INDEX_BITS) - max(1 << INDEX_BITS >> row, 1) for row in range(DIGITS)], dtype=np.uint64)


def directions(rank: int, stream: Stream, replicate: int) -> tuple[WordArray, np.uint64]:
    """Scrambled direction numbers (32) of a replicate and its digital shift, whole numbers below 2^53.

    Point i is the exclusive or of the shift and of direction number k for every bit k of i; it stands for the uniform
    (point + 0.5) / 2^53. Nothing but the unscrambled direction numbers depends on the rank.
    """
    words = np.frombuffer(secrets(stream, replicate), dtype="<u8")
    matrix = words[:DIGITS] & _LEFT_OF_IT | _DIAGONAL
    digits = np.bitwise_count(matrix[:, None] & unscrambled(rank)) & np.uint64(1)
    return np.bitwise_or.reduce(digits << _PLACE, axis=0), words[DIGITS] >> np.uint64(64 - DIGITS)


def secrets(stream: Stream, replicate: int) -> bytes:
    """The random words of a scramble: a row of the matrix each, then the shift."""
    # 5 us so, 37 us from a new Philox, which first asks the system for entropy.
    return hashlib.shake_128(stream.secret("sobol", replicate)).digest(8 * SCRAMBLE)


def dimension(stream: Stream, replicate: int) -> int:
    """The dimension of a belief in a replicate: sixteen ranks in a row share out their sixteen dimensions at random.

    Some pairs of dimensions fill their plane worse than others at some numbers of points. Dealt out once and for all
    they made the error of one output of the reference problem 2.4 times as large at 2^18 draws as the average deal; so
    no pair of beliefs is unlucky in more than a few replicates.
    """
    first = stream.rank - stream.rank % DEALT
    return first + _deal(stream.seed, replicate, first)[stream.rank % DEALT]


@functools.lru_cache(maxsize=4_096)
def _deal(seed: int, replicate: int, first: int) -> tuple[int, ...]:
    """0 to 15 in random order."""
    what = f"wattif sobol deal {STREAM_VERSION} {seed} {replicate} {first}".encode()
    words = np.frombuffer(hashlib.shake_128(what).digest(8 * DEALT), dtype="<u8")
    return tuple(int(place) for place in np.argsort(words))


@functools.lru_cache(maxsize=DIMENSIONS)
def unscrambled(rank: int) -> WordArray:
    """Direction numbers (32) of a dimension, whole numbers below 2^32; read-only.

    The recurrence of Joe and Kuo 2008, carried out on the binary fractions m_k / 2^k instead of on the m_k.
    """
    words = [1 << INDEX_BITS - 1 - k for k in range(INDEX_BITS)]
    if rank:
        _, s, a, *m = map(int, _rows()[rank - 1].split())
        words[:s] = [number << INDEX_BITS - 1 - k for k, number in enumerate(m)]
        for k in range(s, INDEX_BITS):
            words[k] = words[k - s] ^ words[k - s] >> s
            for j in range(1, s):
                words[k] ^= (a >> s - 1 - j & 1) * words[k - j]
    array = np.array(words, dtype=np.uint64)
    array.setflags(write=False)
    return array


@functools.cache
def _rows() -> tuple[str, ...]:
    return tuple(line for line in JOE_KUO.read_text(encoding="ascii").splitlines() if not line.startswith("#"))
