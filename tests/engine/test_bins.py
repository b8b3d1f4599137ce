"""Bins of any output: every draw counted once, quantiles within what a bin leaves open, points and atoms exact."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from simulate.engine.blocks import BLOCK
from simulate.engine.statistics.bins import Bins, Layout
from simulate.engine.statistics.estimates import shortest_interval
from simulate.engine.statistics.grid import Grid
from simulate.engine.statistics.tails import heaviness
from tests.engine.twin.fed import fed

RNG = np.random.default_rng(7)
N = 64 * BLOCK
PROBABILITIES = [0.001, 0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975, 0.999]


def quantiles(values, **options):
    worker = fed(values, **options)
    return worker.bins.quantiles(PROBABILITIES, values.size)[0][0]


def shapes():
    uniform = RNG.random(N)
    return {
        "lognormal": np.exp(RNG.normal(0.0, 2.0, N)),
        "normal": RNG.normal(3.0, 2.0, N),
        "hardly varies": 1e9 + RNG.normal(0.0, 1e-3, N),
        "all negative": -np.exp(RNG.normal(0.0, 1.0, N)),
        "near zero": uniform**8,
        "thirty decades": 10.0 ** (30 * uniform - 15),
        "cauchy": RNG.standard_cauchy(N),
        "two narrow modes": np.where(uniform < 0.3, 1.0, 100.0) * (1 + 1e-7 * RNG.normal(0.0, 1.0, N)),
        "half of it zero": np.where(uniform < 0.5, 0.0, RNG.normal(0.0, 1.0, N)),
        "a kink": np.maximum(RNG.normal(0.0, 1.0, N), 0.3),
    }


@pytest.mark.parametrize(("name", "values"), shapes().items(), ids=list(shapes()))
def test_quantiles_lie_next_to_those_of_all_values(name, values):
    """Within a third of their standard error, or 1e-6 of a standard deviation."""
    ordered = np.sort(values)
    wanted = np.quantile(ordered, PROBABILITIES, method="hazen")
    spread = np.sqrt(np.array(PROBABILITIES) * (1 - np.array(PROBABILITIES)) / N)
    low, high = (np.quantile(ordered, np.clip(PROBABILITIES + sign * spread, 0, 1), method="hazen") for sign in (-1, 1))
    assert (np.abs(quantiles(values) - wanted) <= 0.16 * (high - low) + 1e-6 * min(values.std(), 1e6)).all()


SCALES = {
    "ones beside millions": (0.6, 0.0),
    "few ones between millions": (0.2, 0.0),
    "ones below millions": (0.3, 4e6),
}


@pytest.mark.parametrize(("share", "centre"), SCALES.values(), ids=SCALES.keys())
def test_quantiles_of_ones_among_millions_are_as_fine_as_the_ones(share, centre):
    rng = np.random.default_rng(11)
    values = np.where(rng.random(N) < share, np.exp(rng.normal(0.0, 1.0, N)), rng.normal(centre, 1e6, N))
    ordered = np.sort(values)
    wanted = np.quantile(ordered, PROBABILITIES, method="hazen")
    spread = 5 * np.sqrt(np.array(PROBABILITIES) * (1 - np.array(PROBABILITIES)) / N)
    low, high = (np.quantile(ordered, np.clip(PROBABILITIES + sign * spread, 0, 1), method="hazen") for sign in (-1, 1))
    found = quantiles(values)
    assert (low <= found).all()
    assert (found <= high).all()
    assert found == pytest.approx(wanted, rel=0.02)


@pytest.mark.parametrize("width", [1.0, 1e-7])
def test_quantiles_of_evenly_spread_values_are_not_shifted_by_half_a_draw(width):
    """Hazen's rule, the k-th of n values is the quantile at (k - 1/2) / n, in bins that keep their ends."""
    ramp, levels = (np.arange(N // 2) + 0.5) / (N // 2), np.linspace(0.013, 0.487, 197)
    bins = fed(RNG.permutation(np.append(1 + width * ramp, 100 + width * ramp))).bins
    assert bins.layout.keeps_ends(0)
    found = bins.quantiles(levels, N)[0][0]
    assert abs(((found - 1) / width - 2 * levels).mean()) * N / 2 < 0.1


def test_every_draw_is_in_the_bin_that_the_grid_says():
    for values in shapes().values():
        worker = fed(values)
        grid = Grid.of(np.sort(values[: 4 * BLOCK]))
        others = values[~np.isin(values, grid.recurring)]
        wanted = np.bincount(grid.cells(others), minlength=2 * grid.half)
        assert np.array_equal(worker.bins.counts, wanted)
        assert worker.bins.times.sum() == values.size - others.size


def test_pieces_are_in_order_and_hold_every_draw_once():
    for values in shapes().values():
        pieces = fed(values).bins.pieces(0)
        assert pieces[:, 0].sum() == values.size
        assert (pieces[:, 1] <= pieces[:, 2]).all()
        assert (np.diff(pieces[:, 1:].ravel()) >= 0.0).all()
        assert (pieces[0, 1], pieces[-1, 2]) == (values.min(), values.max())


@pytest.mark.parametrize("value", [0.0, -0.0, 0.1, -3e-300, 1e300, 5e-324])
def test_every_quantile_of_a_point_is_the_point(value):
    assert quantiles(np.full(BLOCK, value)).tolist() == [value] * len(PROBABILITIES)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=60), st.integers(0, 10))
def test_quantiles_of_a_few_values_are_values(values, seed):
    drawn = np.random.default_rng(seed).choice(values, 4 * BLOCK)
    wanted = np.sort(drawn)[[max(math.ceil(p * drawn.size), 1) - 1 for p in PROBABILITIES]]
    assert quantiles(drawn).tolist() == wanted.tolist()


def test_values_that_the_pilot_never_saw_come_out_exactly_if_they_fill_their_bins():
    values = np.concatenate([np.full(12 * BLOCK, -3.5), np.full(8 * BLOCK, 5.0), np.full(12 * BLOCK, 7.25)])
    found = quantiles(values, pilot_draws=np.full(4 * BLOCK, 5.0))
    assert found.tolist() == [*[-3.5] * 4, 5.0, *[7.25] * 4]


def test_infinite_draws_have_their_ranks_and_are_never_interpolated():
    values = np.where(np.arange(N) % 10 < 3, np.inf, RNG.random(N))
    found = quantiles(values, pilot_draws=RNG.random(4 * BLOCK))
    assert not np.isfinite(found[5:]).any()
    assert found[4] == pytest.approx(0.5 / 0.7, rel=0.02)


def test_bins_of_parts_add_up_to_those_of_the_whole_and_can_be_cleared():
    for values in shapes().values():
        pilot = values[: 4 * BLOCK]
        whole, first, second = (
            fed(part, pilot_draws=pilot).bins for part in (values, values[: N // 4], values[N // 4 :])
        )
        pool = Bins(whole.layout)
        pool.add(second)
        pool.add(first)
        for name in ("counts", "bounds", "times", "facts"):
            assert np.array_equal(getattr(pool, name), getattr(whole, name))
        first.clear()
        fresh = Bins(first.layout, narrow=True)
        for name in ("counts", "bounds", "times", "facts"):
            assert np.array_equal(getattr(first, name), getattr(fresh, name))


def test_nan_leave_nothing_behind_when_bins_are_cleared():
    values = np.where(np.arange(N) % 999 == 5, np.nan, RNG.normal(5.0, 1.0, N))
    bins = fed(values, pilot_draws=RNG.normal(5.0, 1.0, 4 * BLOCK)).bins
    assert bins.facts[0, 2] == np.isnan(values).sum()
    bins.clear()
    assert not bins.counts.any()


def test_no_draw_has_no_quantile():
    bins = Bins(Layout.of([Grid.of(np.array([1.0, 2.0]))]))
    assert np.isnan(bins.quantiles(PROBABILITIES, 0)[0]).all()


@pytest.mark.parametrize("probability", [0.5, 0.9, 0.99])
def test_no_interval_with_that_share_of_the_draws_is_much_shorter_than_the_shortest(probability):
    for values in (RNG.gamma(3.0, 1.0, N), RNG.exponential(1.0, N), RNG.normal(0.0, 1.0, N)):
        low, high = shortest_interval(fed(values).bins.pieces(0), probability)
        ordered = np.sort(values)
        inside = math.ceil(probability * N)
        assert np.count_nonzero((values >= low) & (values <= high)) == pytest.approx(inside, rel=2e-3)
        shortest = (ordered[inside - 1 :] - ordered[: N - inside + 1]).min()
        assert high - low == pytest.approx(shortest, rel=3e-3)


def test_the_shortest_interval_of_a_choice_has_exact_ends():
    values = RNG.permutation(np.repeat([1.0, 2.0, 9.0], [N // 4, N // 2, N // 4]))
    pieces = fed(values).bins.pieces(0)
    assert shortest_interval(pieces, 0.5) == (2.0, 2.0)
    assert shortest_interval(pieces, 0.7) == (1.0, 2.0)
    assert shortest_interval(pieces, 0.9) == (1.0, 9.0)


def test_the_shortest_interval_holds_at_least_its_share_where_that_is_no_whole_number_of_draws():
    pieces = np.array([[1.0, value, value] for value in range(10)])
    assert shortest_interval(pieces, 0.55) == (0.0, 5.0)
    assert shortest_interval(pieces, 0.5) == (0.0, 4.0)


def test_an_interval_that_must_reach_infinity_is_unknown():
    values = np.where(np.arange(N) % 4 == 0, np.inf, RNG.random(N))
    pieces = fed(values, pilot_draws=RNG.random(4 * BLOCK)).bins.pieces(0)
    assert np.isnan(shortest_interval(pieces, 0.9)).all()
    assert np.isfinite(shortest_interval(pieces, 0.5)).all()


def test_the_exponent_of_a_power_law_decides_whether_there_is_a_mean():
    for exponent, wanted in ((0.8, (True, True)), (1.6, (False, True)), (3.0, (False, False))):
        values = stats.pareto(exponent).rvs(2**18, random_state=1)
        pieces = fed(values).bins.pieces(0)
        assert heaviness(pieces, float(np.median(values)), 0.01) == wanted
    assert heaviness(np.empty((0, 3)), 0.0, 1.0) == (False, False)


def test_how_far_a_quantile_is_open_holds_what_interpolation_misses():
    """Evenly spread values: nothing but interpolation is left, in bins that hold two values or two thousand."""
    for n in (4 * BLOCK, 64 * BLOCK, 1024 * BLOCK):
        p = (np.arange(n) + 0.5) / n
        for family in (stats.norm(3.0, 1.0), stats.lognorm(0.8), stats.expon(), stats.uniform(2.0, 1.0)):
            values = np.random.default_rng(2).permutation(family.ppf(p))
            found, open_to = (row[0] for row in fed(values).bins.quantiles(PROBABILITIES, n))
            assert (np.abs(found - family.ppf(PROBABILITIES)) <= 1.5 * open_to + 1e-12).all()


def test_where_nobody_knows_how_draws_lie_in_a_wide_bin_quantiles_are_open_by_half_of_it():
    """exp(tan x) + 1 spans a thousand octaves, most of them next to 1: bins of an eighth hold a fourth of the draws."""
    n = 64 * BLOCK
    p = (np.arange(n) + 0.5) / n
    with np.errstate(over="ignore"):
        exact = np.exp(np.tan(np.pi * (p - 0.5))) + 1.0
        wanted = np.exp(np.tan(np.pi * (np.array(PROBABILITIES) - 0.5))) + 1.0
    values = np.random.default_rng(3).permutation(exact)
    found, open_to = (row[0] for row in fed(values).bins.quantiles(PROBABILITIES, n))
    assert (np.abs(found - wanted) <= 2.0 * open_to)[:-1].all()  # the last is one draw of 1e138
    middle = PROBABILITIES.index(0.5)
    assert open_to[middle] < 0.01 < np.abs(found - wanted)[:5].max()
