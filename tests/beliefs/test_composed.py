"""Distributions made of distributions: mixtures, truncations, shifts and scales."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from simulate.beliefs import text
from simulate.beliefs.families.affine import Affine, affine
from simulate.beliefs.families.empirical import Empirical
from simulate.beliefs.families.mixture import Mixture
from simulate.beliefs.families.normal import Normal
from simulate.beliefs.families.points import Choice, Point
from simulate.beliefs.families.truncated import Truncated, shares, truncate
from simulate.beliefs.families.uniform import Uniform
from simulate.foundation.errors import PriorError

CONTINUOUS = (
    "normal(3, 2)",
    "1 to 5",
    "uniform(-1, 4)",
    "triangular(0, 1, 4)",
    "pert(-1, 0, 6)",
    "gamma(2, 1)",
    "student_t(3, 1, 1)",
    "metalog(p10=-1, p50=1, p90=5)",
    "4 - weibull(2, 3)",
    "arcsine(0, 3)",
)
P = np.array([1e-9, 1e-4, 0.03, 0.2, 0.5])
hundredths = st.integers(1, 99).map(lambda n: n / 100)
scales = st.integers(1, 5000).flatmap(lambda n: st.sampled_from([n / 100, -n / 100]))


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(CONTINUOUS), scales, st.integers(-10_000, 10_000).map(lambda hundredths: hundredths / 100))
def test_a_shift_and_a_scale_move_every_quantile(written, scale, shift):
    inner = text.read(written)
    moved = affine(inner, scale, shift)
    low, high = (inner.ppf, inner.isf) if scale > 0 else (inner.isf, inner.ppf)
    assert moved.ppf(P) == pytest.approx(scale * low(P) + shift, rel=1e-12, abs=1e-12)
    assert moved.isf(P) == pytest.approx(scale * high(P) + shift, rel=1e-12, abs=1e-12)
    assert moved.mean == pytest.approx(scale * inner.mean + shift, rel=1e-12, abs=1e-12)
    assert moved.sd == pytest.approx(abs(scale) * inner.sd, rel=1e-12)
    assert moved.cdf(float(moved.ppf(0.2))) == pytest.approx(0.2, rel=1e-6)
    assert moved.sf(float(moved.isf(0.03))) == pytest.approx(0.03, rel=1e-6)
    back = affine(moved, 1 / scale, -shift / scale)
    assert back.ppf(P) == pytest.approx(inner.ppf(P), rel=1e-9, abs=1e-9)


def test_a_shift_keeps_what_is_simple_simple():
    assert affine(Point(3.0), 2.0, 1.0) == Point(7.0)
    assert affine(Choice((1.0, 2.0), (0.25, 0.75)), -1.0) == Choice((-2.0, -1.0), (0.75, 0.25))
    assert affine(Normal(1.0, 2.0), -3.0, 1.0) == Normal(-2.0, 6.0)
    assert affine(Empirical((1.0, 2.0), (0.5, 0.5), "f.csv", "a"), 2.0) == Empirical(
        (2.0, 4.0), (0.5, 0.5), "f.csv", "a"
    )
    assert affine(affine(Uniform(0.0, 1.0), 2.0, 1.0), 3.0, 1.0) == Affine(Uniform(0.0, 1.0), 6.0, 4.0)
    assert affine(Mixture((Point(1.0), Normal(0.0, 1.0)), (0.5, 0.5)), 2.0) == Mixture(
        (Point(2.0), Normal(0.0, 2.0)), (0.5, 0.5)
    )
    assert affine(Uniform(0.0, 1.0)) == Uniform(0.0, 1.0)


def test_a_turned_choice_counts_its_own_value_in():
    turned = Affine(Choice((1.0, 2.0), (0.25, 0.75)), -1.0, 0.0)
    assert [turned.cdf(x) for x in (-2.5, -2, -1.5, -1)] == [0, 0.75, 0.75, 1]
    assert [turned.sf(x) for x in (-2.5, -2, -1.5, -1)] == [1, 0.25, 0.25, 0]


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(CONTINUOUS), hundredths, hundredths)
def test_a_truncation_is_the_conditional_distribution(written, start, part):
    inner = text.read(written)
    low, high = float(inner.ppf(start)), float(inner.ppf(start + part * (1 - start)))
    assume(high - low > 1e-6 * inner.median + 1e-6)
    cut = truncate(inner, low, high)
    low, high = max(low, inner.support[0]), min(high, inner.support[1])
    assert cut.support == (low, high)
    p = np.linspace(0, 1, 101)
    quantiles = cut.ppf(p)
    assert ((quantiles >= low) & (quantiles <= high)).all()
    assert (np.diff(quantiles) >= 0).all()
    mass = inner.cdf(high) - inner.cdf(low)
    for x in quantiles[10:91:20].tolist():
        assert cut.cdf(x) == pytest.approx((inner.cdf(x) - inner.cdf(low)) / mass, rel=1e-7, abs=1e-9)
        assert cut.sf(x) == pytest.approx((inner.sf(x) - inner.sf(high)) / mass, rel=1e-7, abs=1e-9)
    assert low <= cut.mean <= high
    assert cut.sd <= (high - low) / 2 + 1e-12


def test_a_truncation_is_no_clipping():
    cut = truncate(Normal(0.0, 1.0), low=0.0)
    # The half-normal: mean sqrt(2 / pi). Clipping would put half of all draws at 0 and give 0.399.
    assert cut.mean == pytest.approx(math.sqrt(2 / math.pi), rel=1e-9)
    assert cut.sd == pytest.approx(math.sqrt(1 - 2 / math.pi), rel=1e-9)
    assert cut.median == pytest.approx(stats.halfnorm.median(), rel=1e-12)
    assert cut.cdf(0.0) == 0


@pytest.mark.parametrize(("low", "high"), [(-1, 2), (4, 4.5), (4.5, math.inf), (-math.inf, -4.2), (0, 1e-5), (-3, 30)])
def test_moments_of_a_truncated_normal_are_those_of_its_formula(low, high):
    a, b = stats.norm.pdf(low), stats.norm.pdf(high)
    mass = stats.norm.cdf(high) - stats.norm.cdf(low) if low < 0 else stats.norm.sf(low) - stats.norm.sf(high)
    cut = truncate(Normal(0.0, 1.0), low, high)
    # The formulas cancel in a narrow window; there they are those of a uniform.
    if high - low < 1e-3:
        assert cut.mean == pytest.approx((low + high) / 2, rel=1e-9)
        assert cut.sd == pytest.approx((high - low) / math.sqrt(12), rel=1e-6)
    else:
        assert cut.mean == pytest.approx((a - b) / mass, rel=1e-8)
        edges = (low * a if a else 0.0) - (high * b if b else 0.0)
        assert cut.sd == pytest.approx(math.sqrt(1 + edges / mass - ((a - b) / mass) ** 2), rel=1e-8)


def test_a_truncation_that_cuts_nothing_off_changes_nothing():
    assert truncate(Uniform(0.0, 1.0), -1.0, 1.0) == Uniform(0.0, 1.0)
    assert truncate(Point(1.0), 1.0, 2.0) == Point(1.0)


def test_a_truncation_of_a_truncation_is_one():
    assert truncate(truncate(Normal(0.0, 1.0), low=0.0), high=2.0) == Truncated(Normal(0.0, 1.0), 0.0, 2.0)


def test_a_truncation_keeps_the_values_inside_with_their_odds():
    cut = truncate(Choice((1.0, 2.0, 3.0, 4.0), (0.1, 0.2, 0.3, 0.4)), 2.0, 3.0)
    assert cut.values == (2, 3)
    assert cut.weights == pytest.approx((0.4, 0.6))
    rows = truncate(Empirical((5.0, -1.0, 7.0), (0.25, 0.5, 0.25), "f.csv", "a"), low=0.0)
    assert (rows.rows, rows.weights) == ((5, -1, 7), (0.5, 0, 0.5))
    assert (rows.cumulative, rows.file) == ((0.5, 0.5, 1.0), "f.csv")
    assert rows.support == (5, 7)
    assert rows.ppf([0, 0.5, 0.6, 1]).tolist() == [5, 5, 7, 7]
    assert rows.isf([1, 0.5, 0.4, 0]).tolist() == [5, 5, 7, 7]


def test_a_truncated_mixture_is_the_mixture_of_its_truncated_components():
    mixture = text.read("mixture([normal(0, 1), 3, normal(10, 1)], [0.5, 0.3, 0.2])")
    cut = truncate(mixture, low=2.5)
    masses = np.array([0.5 * stats.norm.sf(2.5), 0.3, 0.2])
    assert cut.weights == pytest.approx(masses / masses.sum(), rel=1e-12)
    assert cut.components == (Truncated(Normal(0.0, 1.0), 2.5), Point(3.0), Truncated(Normal(10.0, 1.0), 2.5))
    for x in (2.6, 3.0, 9.0, 11.0):
        assert cut.sf(x) == pytest.approx(mixture.sf(x) / mixture.sf(2.5), rel=1e-12)


def test_a_component_far_outside_the_window_is_left_out():
    cut = truncate(text.read("mixture([normal(0, 1), uniform(50, 60)], [0.5, 0.5])"), low=51)
    assert (cut.components, cut.weights) == ((Truncated(Uniform(50.0, 60.0), 51.0),), (1.0,))
    assert cut.support == (51, 60)


def test_a_physically_impossible_window_is_refused_with_what_it_keeps():
    with pytest.raises(PriorError, match=r"this one keeps 0\), got low = 0\.5 and high = 0\.9"):
        truncate(text.read("1 + (0.10 to 0.25)"), 0.5, 0.9)
    assert truncate(Normal(0.0, 1.0), low=4.7).support == (4.7, math.inf)
    with pytest.raises(PriorError, match=r"this one keeps 7\.9e-07"):
        truncate(Normal(0.0, 1.0), low=4.8)


def test_shares_of_a_window_count_its_ends_in():
    choice = Choice((1.0, 2.0, 3.0), (0.2, 0.3, 0.5))
    assert shares(choice, 1, 3) == pytest.approx((0, 1, 0))
    assert shares(choice, 1.5, 2) == pytest.approx((0.2, 0.3, 0.5))
    below, inside, above = shares(Normal(0.0, 1.0), 8.0, 9.0)
    assert inside == pytest.approx(stats.norm.sf(8) - stats.norm.sf(9), rel=1e-12)
    assert (below, above) == (pytest.approx(1), pytest.approx(stats.norm.sf(9), rel=1e-12))


def test_a_mixture_has_the_moments_of_its_components():
    mixture = text.read("mixture([1 to 2, normal(10, 1), 4], [0.2, 0.5, 0.3])")
    means = [component.mean for component in mixture.components]
    squares = [component.sd**2 + component.mean**2 for component in mixture.components]
    mean = np.dot(mixture.weights, means)
    assert mixture.mean == pytest.approx(mean, rel=1e-14)
    assert mixture.sd == pytest.approx(math.sqrt(np.dot(mixture.weights, squares) - mean**2), rel=1e-12)


def test_mixtures_in_mixtures_are_one_and_components_without_weight_are_none():
    inner = Mixture((Normal(0.0, 1.0), Point(3.0)), (0.25, 0.75))
    mixture = Mixture((inner, Uniform(0.0, 1.0), Point(9.0)), (0.4, 0.6, 0.0))
    assert mixture.components == (Normal(0.0, 1.0), Point(3.0), Uniform(0.0, 1.0))
    assert mixture.weights == pytest.approx((0.1, 0.3, 0.6))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(CONTINUOUS), min_size=1, max_size=4),
    st.floats(1e-9, 1 - 1e-6),
    st.randoms(use_true_random=False),
)
def test_quantiles_of_a_mixture_solve_its_distribution_function(written, p, random):
    weights = [random.uniform(0.05, 1) for _ in written]
    mixture = Mixture.of([text.read(item) for item in written], [weight / math.fsum(weights) for weight in weights])
    x = float(mixture.ppf(p))
    low, high = (float(f(float(c.ppf(p)) for c in mixture.components)) for f in (min, max))
    assert low - 1e-9 * abs(low) - 1e-12 <= x <= high + 1e-9 * abs(high) + 1e-12
    if high - low > 1e-9:
        root = optimize.brentq(lambda y: mixture.cdf(y) - p, low - 1e-12, high + 1e-12, xtol=1e-300, rtol=1e-14)
        slack = abs(mixture.cdf(x * (1 + 1e-12) + 1e-300) - mixture.cdf(x * (1 - 1e-12)))
        assert mixture.cdf(x) == pytest.approx(p, rel=1e-9, abs=2 * slack)
        assert x == pytest.approx(root, rel=1e-6, abs=1e-6)


def test_quantiles_of_a_mixture_are_exact_at_atoms_and_across_gaps():
    mixture = text.read("mixture([0, uniform(1, 2), 5, uniform(7, 8)], [0.25, 0.25, 0.25, 0.25])")
    p = [0, 1e-300, 0.1, 0.25, 0.25 + 1e-9, 0.375, 0.5, 0.5 + 1e-12, 0.6, 0.75, 0.75 + 1e-12, 0.875, 1]
    expected = [0, 0, 0, 0, 1 + 4e-9, 1.5, 2, 5, 5, 5, 7, 7.5, 8]
    assert mixture.ppf(p) == pytest.approx(expected, rel=1e-11)
    assert float(mixture.ppf(0.5)) == 2
    assert float(mixture.ppf(0.6)) == 5
    assert mixture.isf([0.75, 0.5, 0.4, 0.25, 0.1]) == pytest.approx([0, 2, 5, 5, 7.6], rel=1e-14)
    assert [mixture.cdf(x) for x in (-1, 0, 0.5, 1.5, 5, 6)] == [0, 0.25, 0.25, 0.375, 0.75, 0.75]


def test_quantiles_of_a_mixture_keep_their_digits_in_both_tails():
    mixture = text.read("mixture([normal(0, 1), 1e-6 to 1e-5], [0.5, 0.5])")
    for tail in (1e-12, 1e-9, 1e-4):
        lower = stats.norm.ppf(2 * tail)
        assert float(mixture.ppf(tail)) == pytest.approx(lower, rel=1e-13)
        assert float(mixture.isf(tail)) == pytest.approx(-lower, rel=1e-13)
    assert float(mixture.median) == pytest.approx(text.read("1e-6 to 1e-5").ppf(0.5), rel=1e-5)


def test_a_mixture_of_one_has_its_quantiles():
    single = text.read("3 to 9")
    assert Mixture((single,), (1.0,)).ppf(P) == pytest.approx(single.ppf(P), rel=1e-13)
    assert Mixture((single,), (1.0,)).isf(P) == pytest.approx(single.isf(P), rel=1e-13)


def test_quantiles_do_not_depend_on_what_else_is_asked_for():
    mixture = text.read("mixture([1 to 2, pert(0, 1, 9), 4], [0.2, 0.5, 0.3])")
    p = np.linspace(0.001, 0.999, 13)
    together = mixture.ppf(p)
    assert together.tolist() == [float(mixture.ppf(value)) for value in p.tolist()]
    assert together.tolist() == mixture.ppf(p[::-1])[::-1].tolist()
