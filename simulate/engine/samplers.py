"""Points of the unit interval for a belief, as signed tails: one entry of `SAMPLERS` per way to choose them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from simulate.engine.blocks import BLOCK, Blocks
from simulate.engine.permutation import permuted
from simulate.engine.sobol import sobol
from simulate.engine.streams import FloatArray, Stream, signed_tails

Sampler = Callable[[Stream, Blocks, int], FloatArray]
"""(stream of a belief, blocks wanted, blocks per replicate in the whole run) -> signed tails, one per draw."""


def random(stream: Stream, blocks: Blocks, n_blocks: int) -> FloatArray:  # noqa: ARG001 -- knows no length of run
    """Independent points."""
    return signed_tails(stream.words(blocks))


def latin(stream: Stream, blocks: Blocks, n_blocks: int) -> FloatArray:
    """A Latin hypercube per replicate: each of its n equal strata holds one point, at random within it.

    McKay, Beckman and Conover 1979. The points depend on n, so more draws do not extend fewer.
    """
    n = n_blocks * BLOCK
    bits = (n - 1).bit_length()
    # As many random bits as leave stratum + fraction exact, so that no point is rounded into its neighbour's stratum.
    fraction = ((stream.words(blocks) >> np.uint64(12 + bits)) + 0.5) * 2.0 ** (bits - 52)
    key = stream.key("latin", blocks.replicate)
    point = permuted(blocks.within, n, key) + fraction
    return np.where(point < n / 2, point, point - n) / n


SAMPLERS: Mapping[str, Sampler] = MappingProxyType({"sobol": sobol, "random": random, "latin": latin})
