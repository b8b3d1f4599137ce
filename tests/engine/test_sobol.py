"""Scrambled Sobol' points: Joe and Kuo's sequence, a net in every replicate, nothing shared by two scrambles."""

from __future__ import annotations

import itertools
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from simulate.engine import make_joe_kuo
from simulate.engine.blocks import BLOCK, REPLICATES, Blocks
from simulate.engine.sobol import DIMENSIONS, JOE_KUO, MOST_POINTS, directions, unscrambled
from simulate.engine.streams import Stream
from tests.engine.twin.points import SAMPLERS, net, random, sobol

LAST_BLOCK = MOST_POINTS // BLOCK - 1
T15 = stats.t.ppf(0.975, REPLICATES - 1)  # 2.13


def belief(rank, seed=0, name="belief"):
    return Stream(seed, f"{name} {rank}".encode(), rank)


def uniforms(stream, n_blocks, replicate=0, start=0):
    tails = net(stream, Blocks(replicate, start, start + n_blocks), stream.rank)
    return np.where(tails < 0, tails + 1, tails)


def words(stream, n_blocks, replicate=0, start=0):
    """Points as whole numbers below 2^53, exactly."""
    tails = net(stream, Blocks(replicate, start, start + n_blocks), stream.rank)
    return (np.ldexp(tails, 53) - 0.5).astype(np.int64).view(np.uint64) & np.uint64(2**53 - 1)


def point(columns, shift, index):
    """Point `index` by its definition, in Python's whole numbers."""
    word = int(shift)
    for bit, column in enumerate(columns):
        word ^= int(column) * (index >> bit & 1)
    return word


@pytest.fixture(scope="module")
def published():
    return stats.qmc.Sobol(DIMENSIONS, scramble=False, bits=32)


def test_the_direction_numbers_on_file_are_those_that_scipy_ships():
    assert JOE_KUO.read_text(encoding="utf-8") == make_joe_kuo.text()


def test_the_unscrambled_points_of_all_dimensions_are_scipys(published):
    # SciPy goes through the points in the order of Gray's code.
    gray = np.arange(2048) ^ np.arange(2048) >> 1
    theirs = published.random(2048) * 2.0**32
    ours = [[point(unscrambled(rank), 0, int(index)) for index in gray[-40:]] for rank in range(DIMENSIONS)]
    assert np.array_equal(np.transpose(ours), theirs[-40:])


def test_the_direction_numbers_of_all_dimensions_are_scipys_to_the_last(published):
    assert np.array_equal([unscrambled(rank) for rank in range(DIMENSIONS)], published._sv)


@given(st.integers(0, DIMENSIONS - 1), st.integers(0, 15), st.integers(0, MOST_POINTS - 1), st.integers(0, 2**128 - 1))
@settings(max_examples=50, deadline=None)
def test_a_point_is_the_exclusive_or_of_the_directions_of_its_numbers_bits(rank, replicate, index, seed):
    stream = belief(rank, seed)
    block, lane = divmod(index, BLOCK)
    assert words(stream, 1, replicate, block)[lane] == point(*directions(rank, stream, replicate), index)


def test_directions_and_shift_are_words_of_53_digits():
    columns, shift = directions(5, belief(5), 2)
    assert columns.shape == (32,)
    assert columns.dtype == np.uint64
    assert isinstance(shift, np.uint64)
    assert max(*columns, shift) < 2**53
    # Triangular with a unit diagonal: the first digit that a direction number has stays the last it can have.
    assert [int(unscrambled(0)[k]).bit_length() for k in range(32)] == list(range(32, 0, -1))
    assert [int(directions(0, belief(0), 0)[0][k]).bit_length() for k in range(32)] == list(range(53, 21, -1))


def test_the_points_of_stream_v1_stay_what_they_are():
    columns, shift = directions(3, Stream(0, b"wattif", 3), 1)
    assert [int(columns[k]) for k in (0, 1, 31)] == [7755876574341966, 5783651460497395, 3620790723298351]
    assert int(shift) == 2897075353100747


@given(st.lists(st.integers(1, 5), min_size=1, max_size=4), st.integers(0, 15), st.integers(0, 1500))
@settings(max_examples=25, deadline=None)
def test_points_depend_neither_on_the_blocks_asked_for_together_nor_on_the_length_of_the_run(sizes, replicate, rank):
    stream, total = belief(rank), sum(sizes)
    whole = sobol(stream, Blocks(replicate, 0, total), 10_000)
    bounds = itertools.pairwise([0, *itertools.accumulate(sizes)])
    parts = [sobol(stream, Blocks(replicate, *pair), total) for pair in reversed(list(bounds))]
    assert np.array_equal(np.concatenate(parts[::-1]), whole)


def test_the_sampler_is_on_the_list_of_samplers():
    assert SAMPLERS["sobol"] is sobol


@pytest.mark.parametrize("rank", [DIMENSIONS, 5000])
def test_beliefs_beyond_the_last_dimension_get_independent_points(rank):
    blocks = Blocks(3, 1, 3)
    assert np.array_equal(sobol(belief(rank), blocks, 3), random(belief(rank), blocks, 3))


def test_the_last_point_of_the_sequence_exists_and_none_after_it():
    stream = belief(7)
    assert words(stream, 1, 0, LAST_BLOCK)[-1] == point(*directions(7, stream, 0), MOST_POINTS - 1)
    with pytest.raises(ValueError, match="beyond the end of the sequence"):
        sobol(stream, Blocks(0, LAST_BLOCK, LAST_BLOCK + 2), LAST_BLOCK + 2)


@pytest.mark.parametrize(
    ("rank", "start", "bits"), [(0, 0, 16), (1, 0, 16), (17, 64, 16), (400, 12, 12), (1023, 5, 10)]
)
def test_every_dyadic_interval_is_hit_as_often_as_every_other(rank, start, bits):
    n_blocks = 2**bits // BLOCK
    for replicate in (0, 9):
        found = words(belief(rank), n_blocks, replicate, start) >> np.uint64(53 - bits)
        assert np.array_equal(np.sort(found), np.arange(2**bits, dtype=np.uint64))
        for block in found.reshape(-1, BLOCK)[:3]:
            assert np.array_equal(np.sort(block >> np.uint64(bits - 10)), np.arange(1024, dtype=np.uint64))


def fills_boxes(x, y, bits):
    """For each split of so many bits between two coordinates: do the 2^bits points hit every box once?"""
    return [
        len({*zip(np.floor(x * 2**k).tolist(), np.floor(y * 2 ** (bits - k)).tolist(), strict=True)}) == 2**bits
        for k in range(bits + 1)
    ]


@pytest.mark.parametrize("pair", [(0, 1), (1, 2), (3, 8), (14, 15), (60, 61), (1022, 1023)])
@pytest.mark.parametrize("bits", [10, 12])
def test_two_beliefs_fill_the_plane_exactly_as_the_unscrambled_sequence_does(published, pair, bits):
    published.reset()
    theirs = published.random(2**bits)[:, pair].T
    scrambled = [uniforms(belief(rank), 2**bits // BLOCK, replicate=4) for rank in pair]
    assert fills_boxes(*scrambled, bits) == fills_boxes(*theirs, bits)


def over_scrambles(rank, lanes, n=2000):
    """Points (scramble, lane), whole numbers below 2^53, over so many scrambles."""
    made = (directions(rank, belief(rank, seed), replicate) for seed in range(n // 16) for replicate in range(16))
    return np.array([[point(columns, shift, lane) for lane in lanes] for columns, shift in made])


@pytest.mark.parametrize("rank", [0, 1, 12, 1000])
def test_each_point_is_uniform_to_its_last_digits(rank):
    found = over_scrambles(rank, [0, 1, 1000, 2**31 + 77])
    for column in found.T:
        for digits in (53, 40, 21, 8):
            low = (column & 2**digits - 1) + 0.5
            assert stats.kstest(low / 2.0**digits, "uniform").pvalue > 1e-4


@pytest.mark.parametrize("rank", [0, 1, 12, 1000])
@pytest.mark.parametrize("pair", [(0, 1), (3, 4), (17, 1041), (5, 2**31 + 5)])
def test_two_points_are_independent_after_the_first_digit_in_which_they_differ(rank, pair):
    # A digital shift alone, or with a scramble of fewer digits than these, keeps their difference in some digits fixed.
    first, second = over_scrambles(rank, pair).T
    difference = first ^ second
    length = {int(word).bit_length() for word in difference}
    assert len(length) == 1
    rest = length.pop() - 1
    for digits in (rest, 21, 8):
        low = (difference & 2**digits - 1) + 0.5
        assert stats.kstest(low / 2.0**digits, "uniform").pvalue > 1e-4


def test_scrambles_of_different_beliefs_replicates_and_seeds_share_nothing():
    made = [
        directions(5, Stream(seed, name, 5), replicate)
        for seed in (0, 1, 2**100)
        for name in (b"pue", b"pue 2", b"", b"mfu")
        for replicate in range(REPLICATES)
    ]
    # Below the diagonal, so all digits are random: the 21 lowest of each direction number, and the shift.
    rows = np.array([[*(columns & np.uint64(2**21 - 1)), shift] for columns, shift in made])
    digits = (rows[:, :, None] >> np.arange(21, dtype=np.uint64) & np.uint64(1)).reshape(len(rows), -1) * 2.0 - 1
    correlation = (digits @ digits.T)[np.triu_indices(len(rows), 1)] / np.sqrt(digits.shape[1])
    assert abs(correlation).max() < 5.2  # 18,336 pairs: beyond it once in 300 times
    assert abs(np.mean(correlation**2) - 1) < 0.05  # five standard errors


def test_the_scramble_goes_with_the_belief_and_the_dimension_with_its_rank():
    before, after = Stream(0, b"pue", 4), Stream(0, b"pue", 9)
    assert directions(4, before, 2)[1] == directions(9, after, 2)[1]
    assert not np.array_equal(words(before, 1), words(after, 1))


def test_beliefs_that_swap_ranks_stay_uncorrelated_and_a_net():
    for ranks in ((2, 6), (6, 2)):
        streams = [Stream(0, name, rank) for name, rank in zip((b"pue", b"mfu"), ranks, strict=True)]
        for replicate in range(REPLICATES):
            x, y = (uniforms(stream, 4, replicate) for stream in streams)
            assert abs(np.corrcoef(x, y)[0, 1]) < 1e-3  # independent points: 0.016
            # Two dimensions so low are a net of 256 boxes at the least.
            assert set(np.unique(np.histogram2d(x, y, bins=16, range=[[0, 1], [0, 1]])[0])) == {16.0}


def test_replicates_and_beliefs_err_independently():
    """Errors of one mean in two replicates, and from two beliefs: none tells anything of another."""
    errors = np.array(
        [[np.exp(uniforms(belief(rank, seed), 1, r)).mean() for r in (0, 1)] for seed in range(400) for rank in (3, 8)]
    ).reshape(400, 4)
    off_diagonal = np.corrcoef(errors.T)[np.triu_indices(4, 1)]
    assert abs(off_diagonal).max() < 0.2  # four standard errors


def smooth_product(u):
    """Mean 1 whatever the number of inputs (input, draw); Sobol' and Asotsky 2003 with falling weights."""
    weights = 1 / (1 + np.arange(len(u)))
    return np.prod(1 + weights[:, None] * (u - 0.5), axis=0)


def test_the_mean_of_a_smooth_product_of_16_inputs_is_unbiased_and_ten_times_closer_than_random():
    def errors(sampler, n_blocks):
        for seed in range(8):
            tails = [sampler(belief(rank, seed), Blocks(0, 0, n_blocks), n_blocks) for rank in range(16)]
            yield smooth_product(np.mod(tails, 1)).mean() - 1

    quasi, plain = np.array(list(errors(sobol, 64))), np.array(list(errors(random, 64)))
    assert np.sqrt(np.mean(quasi**2)) < 0.02 * np.sqrt(np.mean(plain**2))
    assert abs(stats.ttest_1samp(quasi, 0).statistic) < 4


def test_the_sixteen_replicates_tell_the_error():
    """95 % bands from the spread of the replicates; with four blocks each and 300 seeds they cover 94 to 96 %."""
    n_seeds, n_inputs = 100, 8
    weights = np.arange(1, n_inputs + 1) / np.sqrt(204)
    truth = np.array([special.ndtr(-1), np.exp(0.125), np.sqrt(0.5 / np.pi), 1])
    covered = np.zeros(4)
    for seed in range(n_seeds):
        found = []
        for replicate in range(REPLICATES):
            u = np.array([uniforms(belief(rank, seed), 1, replicate) for rank in range(n_inputs)])
            z = weights @ special.ndtri(u)
            found.append([np.mean(z > 1), np.exp(z / 2).mean(), np.maximum(z, 0).mean(), smooth_product(u).mean()])
        band = T15 * np.std(found, axis=0, ddof=1) / 4
        covered += abs(np.mean(found, axis=0) - truth) < band
    assert min(covered) >= 0.88 * n_seeds
    assert max(covered) <= 0.99 * n_seeds


def test_drawing_imports_no_statistics_of_scipy():
    code = (
        "import sys; from simulate.engine.sobol import *; directions(3, Stream(0, b'x', 3), 0); "
        "assert not [name for name in sys.modules if name.startswith('scipy')]"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
