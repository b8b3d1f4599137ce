"""The samplers with NumPy: signed tails of a belief, some blocks at a time."""

import numpy as np
from scipy import special

from simulate.engine.blocks import BLOCK, REPLICATES
from simulate.engine.sobol import DIMENSIONS, MOST_POINTS, dimension, directions
from simulate.engine.streams import LARGEST_TAIL, SMALLEST_TAIL
from tests.engine.twin.permutation import permuted

COUNTERS = BLOCK // 4
LANES = np.arange(BLOCK, dtype=np.uint64)


def philox(key, counter):
    """NumPy increments the counter before it generates."""
    return np.random.Philox(key=key, counter=(counter - 1) % 2**256)


def words(stream, blocks):
    """Raw 64-bit words, one per draw of these blocks."""
    generator = philox(stream.key(), (REPLICATES * blocks.start + blocks.replicate) * COUNTERS)
    rows = np.empty((len(blocks), BLOCK), dtype=np.uint64)
    for row in rows:
        row[:] = generator.random_raw(BLOCK)
        # The other replicates' blocks lie between this one and the next.
        generator.advance((REPLICATES - 1) * COUNTERS)
    return rows.ravel()


def signed_tails(raw):
    """Signed tails of the uniforms (k + 0.5) / 2^53, k being the upper 53 bits of a word; exact."""
    return ((raw.view(np.int64) >> 11) + 0.5) * 2.0**-53


def tails_of(uniforms):
    """Signed tails of probabilities in [0, 1], which are moved off 0, 1/2 and 1 by 2^-54."""
    u = np.asarray(uniforms, dtype=np.float64)
    tail = np.clip(np.where(u > 0.5, 1.0 - u, u), SMALLEST_TAIL, LARGEST_TAIL)
    return np.where(u > 0.5, -tail, tail)


def normals(tails):
    """Standard normal quantiles for signed tails."""
    return np.copysign(special.ndtri(np.abs(tails)), -tails)


def tails_of_normals(values):
    tail = np.clip(special.ndtr(-np.abs(values)), SMALLEST_TAIL, LARGEST_TAIL)
    return np.where(values > 0, -tail, tail)


def random(stream, blocks, n_blocks):
    return signed_tails(words(stream, blocks))


def latin(stream, blocks, n_blocks):
    """Each of the n equal strata of a replicate holds one point, at random within it."""
    n = n_blocks * BLOCK
    bits = (n - 1).bit_length()
    # As many random bits as leave stratum + fraction exact, so that no point is rounded into its neighbour's stratum.
    fraction = ((words(stream, blocks) >> np.uint64(12 + bits)) + 0.5) * 2.0 ** (bits - 52)
    point = permuted(blocks.within, n, stream.key("latin", blocks.replicate)) + fraction
    return np.where(point < n / 2, point, point - n) / n


def sobol(stream, blocks, n_blocks):
    if stream.rank >= DIMENSIONS:
        return random(stream, blocks, n_blocks)
    if blocks.stop * BLOCK > MOST_POINTS:
        raise ValueError("beyond the end of the sequence")
    return net(stream, blocks, dimension(stream, blocks.replicate))


def net(stream, blocks, rank):
    """Scrambled points of one dimension."""
    columns, shift = directions(rank, stream, blocks.replicate)
    starts = shift ^ combined(columns[10:], np.arange(blocks.start, blocks.stop, dtype=np.uint64))
    return signed_tails((starts[:, None] ^ combined(columns[:10], LANES)).ravel() << np.uint64(11))


def combined(columns, numbers):
    """For each of these rising numbers, the exclusive or of the columns that its bits choose."""
    found = np.zeros_like(numbers)
    for bit in range(int(numbers[-1]).bit_length()):
        found ^= (numbers >> np.uint64(bit) & np.uint64(1)) * columns[bit]
    return found


SAMPLERS = {"sobol": sobol, "random": random, "latin": latin}
