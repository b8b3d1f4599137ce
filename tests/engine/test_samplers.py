"""Points of each sampler: uniform, independent of how they are asked for, and as evenly spread as promised."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from simulate.engine.blocks import BLOCK, Blocks
from simulate.engine.streams import Stream
from tests.engine.twin.permutation import permuted
from tests.engine.twin.points import SAMPLERS

STREAM = Stream(0, b"belief")


def uniforms(tails):
    return np.where(tails > 0, tails, 1.0 + tails)


@pytest.mark.parametrize("name", SAMPLERS)
def test_points_do_not_depend_on_how_many_are_asked_for_at_once(name):
    whole = SAMPLERS[name](STREAM, Blocks(3, 0, 12), 12)
    pieces = [SAMPLERS[name](STREAM, piece, 12) for piece in Blocks(3, 0, 12).pieces(5)]
    assert (np.concatenate(pieces) == whole).all()


@pytest.mark.parametrize("name", ["random", "latin"])
def test_points_are_uniform_and_those_of_other_replicates_beliefs_and_seeds_are_others(name):
    n_blocks = 8
    streams = [(STREAM, 0), (STREAM, 1), (Stream(0, b"other", 1), 0), (Stream(1, b"belief"), 0)]
    points = [uniforms(SAMPLERS[name](stream, Blocks(r, 0, n_blocks), n_blocks)) for stream, r in streams]
    for row in points:
        assert stats.kstest(row, "uniform").pvalue > 1e-4
    off_diagonal = np.corrcoef(points)[np.triu_indices(len(points), 1)]
    assert np.abs(off_diagonal).max() < 5 / np.sqrt(n_blocks * BLOCK)


@pytest.mark.parametrize("n_blocks", [1, 3, 8])
def test_latin_points_hit_each_stratum_of_a_replicate_once(n_blocks):
    n = n_blocks * BLOCK
    tails = SAMPLERS["latin"](STREAM, Blocks(9, 0, n_blocks), n_blocks)
    assert (np.sort(np.floor(uniforms(tails) * n)) == np.arange(n)).all()
    assert np.abs(tails).min() >= 2.0**-54
    assert np.abs(tails).max() < 0.5


def test_latin_points_are_at_random_within_their_strata():
    points = uniforms(SAMPLERS["latin"](STREAM, Blocks(0, 0, 4), 4)) * 4 * BLOCK
    assert stats.kstest(points % 1.0, "uniform").pvalue > 1e-4


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5_000), st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_a_permutation_sends_every_number_to_another_one(n, first, second):
    image = permuted(np.arange(n, dtype=np.uint64), n, np.array([first, second], dtype=np.uint64))
    assert (np.sort(image) == np.arange(n)).all()


def test_permutations_of_other_keys_are_as_good_as_random():
    """Where 0 ... 63 go under 4,000 keys: 64 x 64 counts with 63 x 63 degrees of freedom."""
    n, n_keys = 64, 4_000
    counts = np.zeros((n, n))
    for number in range(n_keys):
        image = permuted(np.arange(n, dtype=np.uint64), n, Stream(number, b"key").key("latin"))
        counts[np.arange(n), image.astype(int)] += 1
    expected = n_keys / n
    statistic = ((counts - expected) ** 2 / expected).sum()
    assert stats.chi2((n - 1) ** 2).ppf(1e-4) < statistic < stats.chi2((n - 1) ** 2).isf(1e-4)
