"""Streaming mean and standard deviation against NumPy, and bit for bit against themselves cut otherwise."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from simulate.engine.blocks import BLOCK
from simulate.engine.statistics.moments import Tree, mean_and_sd, standard_error
from tests.engine.twin.fed import fed

RNG = np.random.default_rng(0)
N = 37 * BLOCK
T_OVER_NORMAL = 2.131449546 / 1.959963985
WILD = {
    "normal": RNG.normal(3.0, 2.0, N),
    "far from zero": RNG.normal(1e9, 1e-3, N),
    "over decades": np.exp(RNG.normal(0.0, 4.0, N)),
    "tiny": RNG.normal(0.0, 1e-200, N),
    "subnormal": RNG.normal(0.0, 1e-310, N),
    "huge": RNG.normal(1e200, 1e199, N),
    "either sign": np.concatenate([-np.exp(RNG.normal(5.0, 1.0, N // 2)), RNG.random(N - N // 2)]),
    "first block unlike the rest": np.concatenate([np.full(BLOCK, 7.0), RNG.normal(0.0, 1.0, N - BLOCK)]),
    "first block zero": np.concatenate([np.zeros(BLOCK), RNG.normal(0.0, 1.0, N - BLOCK)]),
    "first draw far out": np.concatenate([[1e12], RNG.normal(0.0, 1.0, N - 1)]),
    "atoms": RNG.choice([0.1, 0.7, 5.0], N),
}


def moments(values):
    worker = fed(values)
    pilot = worker.job.pilot
    mean, sd = mean_and_sd(worker.tree.total(), values.size, pilot.centre, pilot.scale)
    return mean[0], sd[0]


@pytest.mark.parametrize("name", WILD)
def test_mean_and_sd_are_those_of_all_values(name):
    values = WILD[name]
    scale = 2.0 ** -max(math.frexp(np.abs(values).max())[1], -1_000)
    exact = values.astype(np.longdouble) * np.longdouble(scale)
    mean, sd = moments(values)
    smallest = 5e-324 * scale
    assert mean * scale == pytest.approx(float(exact.mean()), rel=1e-14, abs=1e-14 * float(exact.std()) + smallest)
    assert sd * scale == pytest.approx(float(exact.std()), rel=1e-11, abs=smallest)


@pytest.mark.parametrize("value", [0.0, 0.3, -1.1e-300, 7e300])
def test_a_constant_has_itself_as_mean_and_no_deviation(value):
    assert moments(np.full(5 * BLOCK, value)) == (value, 0.0)


def test_not_even_a_nan_or_infinity_warns():
    for odd in (math.nan, math.inf, -math.inf):
        values = np.where(np.arange(N) % 999 == 5, odd, 1.0)
        assert not math.isfinite(moments(values)[1])
    assert not math.isfinite(moments(np.full(BLOCK, math.nan))[0])


def in_order(row):
    """Sixty-four running sums, then in pairs: the order that is documented."""
    running = list(row[:64])
    for place in range(64, len(row), 64):
        running = [total + value for total, value in zip(running, row[place : place + 64], strict=True)]
    while len(running) > 1:
        running = [first + second for first, second in zip(running[::2], running[1::2], strict=True)]
    return running[0]


def test_a_block_is_summed_in_the_documented_order():
    values = RNG.normal(0.0, 1.0, BLOCK)
    worker = fed(values)
    deviations = (values * worker.pilot[0, 1] - worker.pilot[0, 0] * worker.pilot[0, 1]).tolist()
    first, second = worker.tree.total()[0]
    assert first == in_order(deviations)
    assert second == in_order([x * x for x in deviations])


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.randoms(use_true_random=False))
def test_a_sum_is_bit_for_bit_the_same_in_any_order_and_for_any_split(n, random):
    terms = [np.array([random.uniform(-1, 1) * 10.0 ** random.randint(-5, 5)]) for _ in range(n)]
    in_turn, parts = Tree(), [Tree() for _ in range(3)]
    for number, term in enumerate(terms):
        in_turn.add(number, term)
    for number in random.sample(range(n), n):
        random.choice(parts).add(number, terms[number])
    merged = Tree()
    for part in parts:
        merged.merge(part)
    assert merged.total().tobytes() == in_turn.total().tobytes()
    assert in_turn.total()[0] == pytest.approx(math.fsum(float(term[0]) for term in terms), abs=1e-9)


def test_the_error_is_the_standard_error_of_a_mean_of_replicates():
    replicates = RNG.normal(5.0, 1.0, (16, 3))
    assert standard_error(replicates) == pytest.approx(replicates.std(axis=0, ddof=1) / 4 * T_OVER_NORMAL)
    assert standard_error(np.full((16, 2), 0.1)).tolist() == [0.0, 0.0]
    assert np.isnan(standard_error([*[[1.0]] * 15, [math.nan]])).all()


def test_the_error_of_fewer_replicates_is_widened_by_students_t():
    for n in range(2, 17):
        replicates = RNG.normal(5.0, 1.0, (n, 3))
        wanted = stats.t(n - 1).ppf(0.975) / stats.norm.ppf(0.975) * stats.sem(replicates)
        assert standard_error(replicates) == pytest.approx(wanted, rel=1e-6)
