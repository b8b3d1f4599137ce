"""Quantiles from bins against all values in order."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.engine.histogram import Histogram

RNG = np.random.default_rng(0)
N = 40_000
PROBABILITIES = np.array([0.0001, 0.01, 0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975, 0.99, 0.9999])
WILD = {
    "normal": RNG.normal(3.0, 2.0, N),
    "parts per million": RNG.normal(1e5, 0.05, N),
    "over forty decades": np.exp(RNG.normal(0.0, 20.0, N)),
    "tiny": RNG.normal(0.0, 1e-300, N),
    "subnormal": RNG.normal(0.0, 1e-318, N),
    "huge": RNG.uniform(-1.0, 1.0, N) * 1.7e308,
    "negative": -np.exp(RNG.normal(5.0, 1.0, N)),
    "two narrow modes": np.concatenate([RNG.normal(1e3, 1e-3, N // 2), RNG.normal(2e3, 1e-3, N // 2)]),
    "atoms and a density": np.where(RNG.random(N) < 0.3, 2.5, RNG.normal(0.0, 2.0, N)),
}
FLOATS = st.floats(allow_nan=False).map(lambda x: x + 0.0)


def histogram(values, centre=None):
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    return Histogram.of(ordered, float(ordered[ordered.size // 2]) if centre is None else centre)


def same(one, other):
    return all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in Histogram.__slots__)


@pytest.mark.parametrize("name", WILD)
def test_a_quantile_lies_in_the_bin_of_the_draw_with_that_rank(name):
    """A bin is 1/1024 of the value and 1/128 of its distance from the centre wide, or less."""
    values = np.sort(WILD[name])
    centre = float(values[N // 2 + 5])
    found = histogram(values, centre).quantiles(PROBABILITIES)
    wanted = values[np.ceil(PROBABILITIES * N).astype(int) - 1]
    with np.errstate(over="ignore"):
        width = np.minimum(np.abs(wanted) / 1024, np.abs(wanted - centre) / 128)
    assert (np.abs(found - wanted) <= np.maximum(width, 2.0**-1022 / 1024)).all()


def test_interpolation_in_a_bin_costs_less_than_1e_4_of_a_standard_deviation():
    """On a grid of exact quantiles, so that nothing but the bins is seen."""
    from scipy import special

    n = 2**18
    for mean, sd in ((0.0, 1.0), (1e5, 0.05), (10.0, 3.0)):
        values = mean + sd * special.ndtri((np.arange(n) + 0.5) / n)
        found = histogram(values, float(values[1000 + n // 2])).quantiles(PROBABILITIES[1:-1])
        assert np.abs(found - (mean + sd * special.ndtri(PROBABILITIES[1:-1]))).max() < 1e-4 * sd


@settings(max_examples=150, deadline=None)
@given(st.lists(FLOATS, min_size=1, max_size=200), st.floats(allow_nan=False, allow_infinity=False))
def test_bins_are_in_order_and_hold_every_value_once(values, centre):
    ordered = np.sort(values)
    found = histogram(values, centre)
    ends = np.cumsum(found.counts)
    assert ends[-1] == found.n == len(values)
    assert (np.diff(found.keys) > 0).all()
    assert (found.least == ordered[ends - found.counts]).all()
    assert (found.greatest == ordered[ends - 1]).all()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(FLOATS, st.sampled_from([0.0, 1.0, 1.0001])), min_size=1, max_size=100), st.data())
def test_any_split_merges_into_the_same_histogram(values, data):
    places = data.draw(st.lists(st.integers(0, 3), min_size=len(values), max_size=len(values)))
    parts = [
        histogram(part, 0.5) for n in range(4) if (part := [v for v, p in zip(values, places, strict=True) if p == n])
    ]
    assert same(Histogram.merged(parts), histogram(values, 0.5))


def test_large_histograms_merge_bit_for_bit_in_any_grouping():
    values = WILD["atoms and a density"]
    parts = [histogram(values[start::7], 1.0) for start in range(7)]
    pairs = [Histogram.merged(parts[:2]), Histogram.merged(parts[2:5]), *parts[5:]]
    assert same(Histogram.merged(pairs), Histogram.merged(parts[::-1]))
    assert same(Histogram.merged(parts), histogram(values, 1.0))


def test_scratch_memory_changes_nothing():
    ordered = np.sort(WILD["normal"])
    assert same(Histogram.of(ordered, 3.0, np.ones((3, N + 5), dtype=np.int64)), Histogram.of(ordered, 3.0))


@pytest.mark.parametrize("value", [0.0, 0.1, -7e300, 5e-324])
def test_every_quantile_of_a_point_is_the_point(value):
    assert set(histogram(np.full(1_000, value)).quantiles(PROBABILITIES).tolist()) == {value}


def test_quantiles_of_a_choice_are_its_values_by_the_inverse_distribution_function():
    found = histogram(np.repeat([0.1, 0.2, 0.7], [200, 300, 500]))
    assert found.quantiles([0.1, 0.2, 0.2001, 0.5, 0.5001, 0.999]).tolist() == [0.1, 0.1, 0.2, 0.2, 0.7, 0.7]


def test_every_rank_of_distinct_bins_is_its_value():
    values = np.array([-5.0, -1.0, 0.0, 0.5, 1.0, 2.0, 4.0])
    assert histogram(values).ranked(np.arange(1, 8)).tolist() == values.tolist()


def test_infinities_have_their_ranks_and_are_never_interpolated():
    found = histogram([-math.inf, 1.0, 2.0, math.inf], 1.0)
    assert found.quantiles([0.1, 0.4, 0.6, 0.9]).tolist() == [-math.inf, 1.0, 2.0, math.inf]


def test_a_histogram_of_nothing_knows_no_quantile():
    empty = Histogram.of(np.empty(0), 0.0)
    assert np.isnan(empty.quantiles([0.5])).all()
    assert np.isnan(empty.shortest(0.5)).all()
    assert Histogram.merged([empty, empty]).n == 0


def shortest_of_all(values, probability):
    ordered = np.sort(values)
    n_inside = math.ceil(probability * ordered.size)
    widths = ordered[n_inside - 1 :] - ordered[: ordered.size - n_inside + 1]
    return widths.min()


@pytest.mark.parametrize("probability", [0.5, 0.9, 0.95])
@pytest.mark.parametrize("name", ["normal", "negative", "parts per million", "atoms and a density"])
def test_no_interval_with_that_share_of_the_draws_is_much_shorter_than_the_shortest(name, probability):
    values = WILD[name]
    low, high = histogram(values).shortest(probability)
    assert high - low == pytest.approx(shortest_of_all(values, probability), rel=2e-3)
    assert ((low <= values) & (values <= high)).mean() == pytest.approx(probability, abs=2e-3)


def test_the_shortest_interval_of_a_skewed_density_starts_at_its_mode():
    p = (np.arange(200_000) + 0.5) / 200_000
    low, high = histogram(-np.log(p)).shortest(0.9)
    assert low == pytest.approx(0.0, abs=1e-4)
    assert high == pytest.approx(math.log(10), rel=1e-3)


def test_the_shortest_interval_of_a_choice_has_exact_ends():
    assert histogram(np.repeat([1.0, 2.0, 9.0], [100, 850, 50])).shortest(0.9) == (1.0, 2.0)
    assert histogram(np.full(9, 0.3)).shortest(0.9) == (0.3, 0.3)


def test_an_interval_that_must_reach_infinity_is_unknown():
    values = np.where(np.arange(100) < 20, math.inf, 1.0)
    assert np.isnan(histogram(values, 1.0).shortest(0.9)).all()
    assert histogram(values, 1.0).shortest(0.8) == (1.0, 1.0)


def test_an_atom_among_continuous_values_comes_out_exactly_whichever_pieces_hold_it():
    rng = np.random.default_rng(5)
    values = rng.uniform(4.0, 5.0, 40_000)
    values[:4_000] = 4.103
    values[4_000:4_100] = 4.1031  # a second atom of the same bin
    atoms = np.array([4.103, 4.1031])
    whole = Histogram.of(np.sort(values), 4.5, atoms=atoms)
    pieces = [Histogram.of(np.sort(piece), 4.5, atoms=atoms) for piece in np.split(values, [1_000, 5_000, 20_000])]
    assert same(whole, Histogram.merged(pieces))
    below = np.count_nonzero(values < 4.103) / values.size
    assert (whole.quantiles([below + 1e-4, below + 0.09]) == 4.103).all()
    assert abs(whole.quantiles(below - 0.01) - np.quantile(values, below - 0.01)) < 1e-4
    assert (whole.least[1:] >= whole.greatest[:-1]).all()
