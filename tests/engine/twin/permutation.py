"""Keyed pseudo-random permutations of 0 ... n - 1, one element at a time: no array of n is ever stored."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

WordArray = npt.NDArray[np.uint64]

_ROUNDS = 8
_STEPS = np.arange(_ROUNDS, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
"""Multiples of 2^64 over the golden ratio (mod 2^64): they make one key into one per round."""
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))  # SplitMix64 (Steele, Lea and Flood 2014)


def permuted(index: WordArray, n: int, key: WordArray) -> WordArray:
    """Where a permutation of 0 ... n - 1 sends each index; `key` is two words.

    A Feistel network permutes the smallest power of two that holds n; what falls outside is sent on until it falls
    inside (cycle walking, Black and Rogaway 2002).
    """
    bits = max(n - 1, 1).bit_length()
    image = _network(index, bits, key)
    outside = np.flatnonzero(image >= n)
    while outside.size:
        image[outside] = _network(image[outside], bits, key)
        outside = outside[image[outside] >= n]
    return image


def _network(index: WordArray, bits: int, key: WordArray) -> WordArray:
    """An unbalanced Feistel network on words of so many bits; eight rounds over both halves in turn."""
    low = bits - bits // 2
    left, right = index >> np.uint64(low), index & np.uint64((1 << low) - 1)
    round_keys = np.resize(key, _ROUNDS) + _STEPS
    for number, round_key in enumerate(round_keys):
        if number % 2:
            right = right ^ _scrambled(left, round_key, low)
        else:
            left = left ^ _scrambled(right, round_key, bits - low)
    return np.asarray(left << np.uint64(low) | right)


def _scrambled(half: WordArray, key: np.uint64, bits: int) -> WordArray:
    """So many bits that depend on all bits of a half and of a key."""
    if not bits:
        return np.zeros_like(half)
    word = (half ^ key) * _MIX[0]
    word = (word ^ word >> np.uint64(32)) * _MIX[1]
    return np.asarray(word >> np.uint64(64 - bits))
