"""Quantile functions of the engine against the exact quantiles of every family, in both tails."""

import math

import numpy as np
import pytest

from simulate.beliefs.families.affine import Affine
from simulate.beliefs.families.arcsine import Arcsine
from simulate.beliefs.families.beta import Beta, pert
from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.empirical import Empirical
from simulate.beliefs.families.gamma import Gamma
from simulate.beliefs.families.logitnormal import Logitnormal
from simulate.beliefs.families.lognormal import Lognormal
from simulate.beliefs.families.metalog import Metalog
from simulate.beliefs.families.mixture import Mixture
from simulate.beliefs.families.normal import Normal
from simulate.beliefs.families.points import Choice, Point
from simulate.beliefs.families.student_t import StudentT
from simulate.beliefs.families.trapezoidal import Trapezoidal, triangular
from simulate.beliefs.families.truncated import Truncated
from simulate.beliefs.families.uniform import Loguniform, Uniform
from simulate.beliefs.families.weibull import Weibull
from simulate.engine.pieces import exactly
from simulate.engine.quantiles import Quantile
from simulate.engine.streams import LARGEST_TAIL, SMALLEST_TAIL
from tests.engine.twin.points import tails_of

SMOOTH = [
    Normal(3.0, 2.0),
    Lognormal(0.0, 1.0),
    Uniform(-3.0, 1.5),
    Loguniform(1e-3, 1e3),
    triangular(0.0, 1.0, 3.0),
    Trapezoidal(0.0, 1.0, 2.0, 7.0),
    Arcsine(-1.0, 2.0),
    Weibull(1.7, 3.0),
    Logitnormal(-0.3, 0.8),
    Metalog.from_percentiles({5: 1.0, 50: 2.0, 95: 4.0}, low=0.0),
    pert(1.3, 1.45, 1.65),
    Beta(0.6, 0.7),
    Beta(400.0, 3.0, 0.0, 0.75),
    Gamma(2.5, 3.0),
    Gamma(0.4, 1.0),
    StudentT(3.0, 10.0, 0.1),
    Truncated(Normal(0.0, 1.0), 1.0, math.inf),
    Truncated(Normal(0.0, 1.0), -0.5, 4.0),
    Truncated(Normal(0.0, 1.0), 4.5, 6.0),
    Truncated(Gamma(2.5, 3.0), 1.0, 9.0),
    Affine(pert(0.0, 1.0, 3.0), -2.0, 1.0),
    Affine(Gamma(2.5, 3.0), 3.0, -1.0),
]
MIXED = Mixture((Normal(0.0, 1.0), Normal(20.0, 0.5), Gamma(2.0, 1.0)), (0.3, 0.5, 0.2))
PROBABILITIES = [1e-15, 1e-12, 1e-9, 1e-6, 1e-4, 1e-3, 0.025, 0.2, 0.3, 0.45, 0.5]


def probes(n=3_000, seed=1):
    """Signed tails evenly over all octaves of both tails, and at round probabilities."""
    rng = np.random.default_rng(seed)
    tail = 2.0 ** rng.uniform(-54, -1, n)
    tail = np.clip(np.concatenate([tail, PROBABILITIES]), SMALLEST_TAIL, LARGEST_TAIL)
    return np.concatenate([tail, -tail])


def share_off(distribution, tails, values):
    """How far values are from exact quantiles, as a share of the tail's probability: 1 is 1e-7 of it."""
    off = 1e-7
    near = np.sort([exactly(distribution, tails * (1 + sign * off)) for sign in (-1, 0, 1)], axis=0)
    rounding = 1e-14 * np.abs(near[1]) + 1e-300
    reach = np.where(values > near[1], near[2] - near[1], near[1] - near[0]) + rounding
    return np.abs(values - near[1]) / reach


@pytest.mark.parametrize("distribution", SMOOTH, ids=str)
def test_draws_are_exact_quantiles_to_1e7_of_the_smaller_tail(distribution):
    tails = probes()
    values = Quantile(distribution).function(tails)
    assert share_off(distribution, tails, values).max() <= 1.05


@pytest.mark.parametrize("distribution", SMOOTH, ids=str)
def test_values_stay_within_the_support_and_rise_with_the_probability(distribution):
    tails = probes(seed=2)
    low, high = distribution.support
    values = Quantile(distribution).function(tails)
    assert low <= values.min()
    assert values.max() <= high
    rising = values[np.lexsort((tails, tails < 0))]
    assert (-np.diff(rising) <= 1e-14 * np.abs(rising[1:])).all()


@pytest.mark.parametrize("distribution", [*SMOOTH, MIXED], ids=str)
def test_values_do_not_depend_on_their_neighbours(distribution):
    function = Quantile(distribution).function
    tails = probes(n=500)
    whole = function(tails)
    assert (np.concatenate([function(tails[start : start + 7]) for start in range(0, tails.size, 7)]) == whole).all()


class Kinked(Distribution):
    """A family that nobody registered: level densities around a gap, with probability 0.3 below it."""

    __slots__ = ("calls",)
    support = (0.0, 11.0)
    mean = sd = math.nan

    def __init__(self):
        self.calls = 0

    def cdf(self, x):
        raise NotImplementedError

    sf = cdf

    def ppf(self, p):
        p = np.asarray(p)
        self.calls += p.size
        return np.where(p < 0.3, p / 0.3, 10.0 + (p - 0.3) / 0.7)

    def isf(self, q):
        q = np.asarray(q)
        self.calls += q.size
        return np.where(q < 0.7, 11.0 - q / 0.7, (1.0 - q) / 0.3)


def test_no_value_falls_into_a_gap_although_a_table_is_used_beside_it():
    kinked = Kinked()
    function = Quantile(kinked).function
    kinked.calls = 0
    uniforms = (np.arange(200_000) + 0.5) / 200_000
    values = function(tails_of(uniforms))
    assert not ((values > 1.0 + 1e-9) & (values < 10.0 - 1e-9)).any()
    assert (values < 5.0).mean() == pytest.approx(0.3, abs=1e-5)
    assert 0 < kinked.calls < 200


def test_a_correlated_mixture_is_drawn_by_its_exact_quantiles_and_rises():
    tails = probes(n=60)
    values = Quantile(MIXED, monotone=True).function(tails)
    assert share_off(MIXED, tails, values).max() <= 1.05
    rising = Quantile(MIXED, monotone=True).function(tails_of(np.linspace(0.001, 0.999, 999)))
    assert (np.diff(rising) >= 0).all()


def test_a_mixture_gives_each_component_its_share_of_the_uniforms_and_its_own_quantiles():
    mixture = Mixture((Normal(0.0, 1.0), Uniform(10.0, 11.0), Lognormal(4.0, 0.1)), (0.25, 0.5, 0.25))
    function = Quantile(mixture).function
    for place, (component, weight) in enumerate(zip(mixture.components, mixture.weights, strict=True)):
        below = sum(mixture.weights[:place])
        p = np.array([1e-9, 1e-3, 0.3, 0.5, 0.9])
        assert function(tails_of(below + weight * p)) == pytest.approx(component.ppf(p), rel=1e-6)
    upper = np.array([1e-12, 1e-9, 1e-3])
    assert function(-0.25 * upper) == pytest.approx(mixture.components[-1].isf(upper), rel=1e-9)


def test_a_truncated_mixture_keeps_mixing_components():
    function = Quantile(Truncated(MIXED, -1.0, 20.0)).function
    values = function(tails_of((np.arange(100_000) + 0.5) / 100_000))
    assert values.min() >= -1.0
    assert values.max() <= 20.0
    inside = MIXED.cdf(20.0) - MIXED.cdf(-1.0)
    for x in (-0.5, 0.5, 3.0, 19.5):
        assert (values <= x).mean() == pytest.approx((MIXED.cdf(x) - MIXED.cdf(-1.0)) / inside, abs=5e-5)


def test_choices_and_points_come_out_as_they_went_in():
    tails = tails_of((np.arange(10_000) + 0.5) / 10_000)
    values, counts = np.unique(Quantile(Choice((0.1, 0.7, 3.0), (0.2, 0.3, 0.5))).function(tails), return_counts=True)
    assert values.tolist() == [0.1, 0.7, 3.0]
    assert counts.tolist() == [2_000, 3_000, 5_000]
    assert set(Quantile(Point(0.3)).function(tails).tolist()) == {0.3}


def test_columns_of_one_table_share_the_row():
    prices, energies = (7.0, 5.0, 6.0, 5.0), (1.0, 4.0, 2.0, 3.0)
    weights = (0.4, 0.1, 0.0, 0.5)
    tails = probes(n=500)
    first, second = (Quantile(Empirical(values, weights)).function(tails) for values in (prices, energies))
    assert {*zip(first.tolist(), second.tolist(), strict=True)} == {(7.0, 1.0), (5.0, 4.0), (5.0, 3.0)}
    evenly = Quantile(Empirical(energies, weights)).function(tails_of((np.arange(1_000) + 0.5) / 1_000))
    assert [(evenly == value).mean() for value in energies] == pytest.approx([0.4, 0.1, 0.0, 0.5])


def test_a_scaled_table_still_shares_the_row():
    rows = (3.0, 1.0, 2.0)
    tails = probes(n=100)
    plain = Quantile(Empirical(rows, (1 / 3,) * 3)).function(tails)
    turned = Quantile(Affine(Empirical(rows, (1 / 3,) * 3), -2.0, 1.0)).function(tails)
    assert (turned == 1.0 - 2.0 * plain).all()


def test_a_truncated_table_still_shares_the_row():
    cut = Quantile(Truncated(Empirical((3.0, 1.0, 2.0), (1 / 3,) * 3), 1.5, math.inf)).function
    beside = Quantile(Empirical((30.0, 10.0, 20.0), (0.5, 0.0, 0.5))).function
    tails = probes(n=100)
    assert (10.0 * cut(tails) == beside(tails)).all()
    assert set(cut(tails).tolist()) == {2.0, 3.0}


def test_equal_distributions_are_made_into_a_function_once():
    assert Quantile(pert(0.0, 1.0, 5.0)) == Quantile(pert(0.0, 1.0, 5.0))
    assert Quantile(pert(0.0, 1.0, 5.0)).function is Quantile(pert(0.0, 1.0, 5.0)).function
    assert Quantile(MIXED) != Quantile(MIXED, monotone=True)
