"""Random streams: draw i of a belief depends on (seed, identity, i) alone.

Philox4x64-10 (Salmon, Moraes, Dror and Shaw 2011), keyed by a hash of seed and identity; draw i is lane i mod 4 of the
output for counter i div 4. Nothing is shared between beliefs, so adding one, or another model, moves no other.

A probability u is carried as its **signed tail**: u below one half, u - 1 above. Both tails then reach to 2^-54 and no
uniform (k + 0.5) / 2^53 is rounded: as u itself the largest would become 1 and its quantile infinite.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
WordArray = npt.NDArray[np.uint64]

STREAM_VERSION = "v1"
SEEDS = 2**128
"""Seeds are whole numbers from 0 to below this; 0 is a seed like any other."""
SMALLEST_TAIL = 2.0**-54
LARGEST_TAIL = 0.5 - SMALLEST_TAIL


@dataclass(frozen=True, slots=True)
class Stream:
    """The stream of one belief in one run; `rank` is the belief's place among all beliefs of the run."""

    seed: int
    identity: bytes
    rank: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.seed < SEEDS:
            raise ValueError(f"a seed is a whole number from 0 to 2**128 - 1, got {self.seed}")

    def key(self, use: str = "stream", number: int = 0) -> WordArray:
        """128 bits that depend on seed, identity and what they are for, as two words."""
        return np.frombuffer(self.secret(use, number), dtype="<u8").astype(np.uint64)

    def secret(self, use: str, number: int) -> bytes:
        """The same as bytes."""
        content, salt = self.seed.to_bytes(16, "little") + self.identity, number.to_bytes(16, "little")
        return hashlib.blake2b(content, digest_size=16, person=_person(use), salt=salt).digest()


@cache
def _person(use: str) -> bytes:
    return f"wattif {use} {STREAM_VERSION}".encode()


def signed(tail: FloatArray, upper: npt.NDArray[np.bool_]) -> FloatArray:
    """Signed tails from the smaller of lower-tail and upper-tail probability, kept within what a stream can give."""
    kept = np.clip(tail, SMALLEST_TAIL, LARGEST_TAIL)
    return np.where(upper, -kept, kept)
