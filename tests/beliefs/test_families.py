"""Every example of every form in the table, walked through what all distributions promise."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.beliefs import text
from simulate.beliefs.families.points import Choice, Point
from simulate.beliefs.families.table import FORMS
from simulate.beliefs.families.tails import tail

SITES = "site,intensity,capacity\nhydro,20.5,1\ncoal,4e2,2\nmix,100,5\nreturned,-3,0\nwind,20.5,2\n"
MORE = (
    "2.788e6",
    "394 to 430",
    "1 + (0.10 to 0.25)",
    "-3 * (1 to 2) + 7",
    "5 - exponential(2)",
    "0.001 * student_t(3, 5, 1) / 7",
    "truncate(1 - gamma(2, 1), low=-4)",
    "2 - truncate(weibull(2, 3), 1, 5)",
    "truncate(beta(0.5, 0.5), 0.2, 0.3)",
    "truncate(student_t(5, 0, 1), low=3)",
    "truncate(mixture([1 to 2, -1, normal(3, 1)], [0.5, 0.3, 0.2]), -0.5, 4)",
    "mixture([uniform(0, 1), uniform(10, 11)], [0.5, 0.5])",
    "mixture([triangular(0, 1, 2), 3 * (1 to 4), student_t(3, 0, 1)], [0.2, 0.3, 0.5])",
    "mixture([gamma(2, 1), arcsine(-1, 0), truncate(0 - (1 to 2), high=-1.1)], [0.2, 0.3, 0.5])",
    "beta(1e4, 2, -1, 0)",
    "gamma(3e5, 1e-5)",
    "weibull(1, 2)",
    "logitnormal(p05=0.9, p95=0.999)",
    "metalog(p05=-4, p50=-1, p95=8)",
    "metalog(p25=1, p50=1.5, p75=2.4, low=0.5)",
)
TEXTS = tuple(example for form in FORMS.values() for example in form.examples) + MORE
ATOMS = {written for written in TEXTS if written.startswith(("choice", "empirical", "2.788", "mixture([0,"))}
SMOOTH = tuple(written for written in TEXTS if written not in ATOMS and ", -1, normal" not in written)
PROBABILITIES = [1e-12, 1e-9, 1e-6, 1e-3, 0.02, 0.05, 0.25, 0.4, 0.5]


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bundle")
    (folder / "sites.csv").write_text(SITES, encoding="utf-8")
    return lambda written: text.read(written, folder)


def scale(distribution, quantiles):
    """|q| + q75 - q25, in which the error of quantiles is measured."""
    return np.abs(quantiles) + float(distribution.ppf(0.75) - distribution.ppf(0.25))


def test_every_form_has_examples_of_every_way_to_write_it():
    for form in FORMS.values():
        assert len(form.examples) >= len(form.ways)
        assert all(example.startswith(f"{form.name}(") for example in form.examples)
        assert form.about
        assert form.usage.startswith(f"{form.name}(")


@pytest.mark.parametrize("written", TEXTS)
def test_a_distribution_is_frozen_slotted_and_equal_to_itself_read_again(read, written):
    distribution = read(written)
    assert distribution == read(written)
    assert hash(distribution) == hash(read(written))
    assert not hasattr(distribution, "__dict__")
    first = dataclasses.fields(distribution)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(distribution, first, 1.0)


@pytest.mark.parametrize("written", TEXTS)
def test_quantiles_have_the_shape_that_was_asked_for(read, written):
    distribution = read(written)
    for quantiles in (distribution.ppf, distribution.isf):
        assert np.shape(quantiles(0.3)) == ()
        assert quantiles([[0.1, 0.2, 0.7]]).shape == (1, 3)
        assert quantiles(np.empty((0, 2))).shape == (0, 2)
        assert np.asarray(quantiles([0.1, 0.9])).dtype == np.float64
        assert float(quantiles([0.1, 0.9, 0.3])[2]) == float(quantiles(0.3))


@pytest.mark.parametrize("written", TEXTS)
def test_the_ends_of_the_quantile_function_are_the_ends_of_the_support(read, written):
    distribution = read(written)
    low, high = distribution.support
    assert float(distribution.ppf(0)) == float(distribution.isf(1)) == low
    assert float(distribution.ppf(1)) == float(distribution.isf(0)) == high
    assert distribution.cdf(high) == 1
    assert distribution.sf(high) == 0
    if math.isfinite(low):
        assert distribution.cdf(math.nextafter(low, -math.inf)) == 0
        assert distribution.sf(math.nextafter(low, -math.inf)) == 1


@pytest.mark.parametrize("written", TEXTS)
def test_quantiles_rise_and_stay_in_the_support(read, written):
    distribution = read(written)
    tails = 10.0 ** -np.arange(300, 0, -1)
    p = np.sort(np.concatenate([tails, np.linspace(0, 1, 1001), 1 - tails[-13:], 0.5 + np.arange(-40, 41) * 1e-12]))
    for quantiles in (distribution.ppf(p), distribution.isf(p)[::-1]):
        assert (np.diff(quantiles[np.isfinite(quantiles)]) >= 0).all()
        assert not np.isnan(quantiles).any()
        assert (quantiles >= distribution.support[0]).all()
        assert (quantiles <= distribution.support[1]).all()


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SMOOTH), st.floats(1e-300, 1), st.floats(1e-300, 1))
def test_a_greater_probability_never_has_a_smaller_quantile(written, p, q):
    distribution = text.read(written)
    p, q = sorted((p, q))
    q = min(max(q, p * (1 + 1e-12)), 1.0)
    assert float(distribution.ppf(p)) <= float(distribution.ppf(q))
    assert float(distribution.isf(p)) >= float(distribution.isf(q))


@pytest.mark.parametrize("written", TEXTS)
def test_upper_and_lower_quantiles_agree_in_the_middle(read, written):
    distribution = read(written)
    q = np.array([0.0137, 0.07, 0.26, 0.44, 0.51, 0.63, 0.88, 0.971])
    expected = distribution.ppf(1 - q)
    assert (np.abs(distribution.isf(q) - expected) <= 1e-11 * scale(distribution, expected)).all()


@pytest.mark.parametrize("written", SMOOTH)
def test_the_probability_below_a_quantile_is_the_one_asked_for(read, written):
    distribution = read(written)
    low, high = distribution.support
    for p in PROBABILITIES:
        for quantile, probability in ((distribution.ppf, distribution.cdf), (distribution.isf, distribution.sf)):
            x = float(quantile(p))
            # A quantile is a float: rounding it changes its probability by that of the gap to its neighbours.
            gap = abs(probability(math.nextafter(x, math.inf)) - probability(math.nextafter(x, -math.inf)))
            offset = 4 * abs(probability(x + 4e-16 * max(abs(low), abs(high), 1)) - probability(x)) if low > -9e9 else 0
            assert probability(x) == pytest.approx(p, rel=2e-9, abs=2 * gap + min(offset, 1e-9))


@pytest.mark.parametrize("written", TEXTS)
def test_both_tails_sum_to_one(read, written):
    distribution = read(written)
    for x in distribution.ppf([0.01, 0.3, 0.5, 0.8, 0.999]):
        assert distribution.cdf(float(x)) + distribution.sf(float(x)) == pytest.approx(1, abs=1e-13)


@pytest.mark.parametrize("written", TEXTS)
def test_quantiles_are_the_smallest_values_that_reach_their_probability(read, written):
    distribution = read(written)
    p = np.array([0.001, 0.19, 0.37, 0.61, 0.84, 0.993])
    for probability, x in zip(p.tolist(), distribution.ppf(p).tolist(), strict=True):
        assert distribution.cdf(x) >= probability - 1e-9
        lower = x - 1e-9 * float(scale(distribution, x)) - 1e-12
        assert distribution.cdf(lower) <= probability


@pytest.mark.parametrize("written", TEXTS)
def test_tails_of_arrays_are_those_of_their_values(read, written):
    distribution = read(written)
    x = np.concatenate(
        [distribution.ppf([1e-9, 0.01, 0.2, 0.5, 0.77, 0.99]), distribution.isf([1e-3, 1e-9]), [-9e99, 9e99, 0.0]]
    )
    lower, upper = tail(distribution, x, upper=False), tail(distribution, x, upper=True)
    # A window is a difference of probabilities, whose last bits two libraries round differently.
    slack = 1e-11 if "truncate" in written else 0
    assert lower == pytest.approx([distribution.cdf(value) for value in x.tolist()], rel=1e-11, abs=slack)
    assert upper == pytest.approx([distribution.sf(value) for value in x.tolist()], rel=1e-11, abs=slack)


def by_quadrature(distribution):
    """Mean and sd from the quantile function: 600 panels on the logarithm of the tail's probability, down to e^-200."""
    nodes, weights = np.polynomial.legendre.leggauss(10)
    edges = np.concatenate([np.linspace(0, 12, 401), np.linspace(12, 200, 201)[1:]])
    half, middle = np.diff(edges) / 2, (edges[1:] + edges[:-1]) / 2
    tails = 0.5 * np.exp(-(middle[:, None] + half[:, None] * nodes))
    measure = half[:, None] * weights * tails
    low, high = distribution.ppf(tails), distribution.isf(tails)
    centre = float(distribution.median)
    mean = centre + float((measure * (low - centre + high - centre)).sum())
    return mean, math.sqrt(float((measure * ((low - mean) ** 2 + (high - mean) ** 2)).sum()))


@pytest.mark.parametrize("written", [written for written in SMOOTH if "mixture" not in written])
def test_mean_and_standard_deviation_are_those_of_the_quantile_function(read, written):
    distribution = read(written)
    if not math.isfinite(distribution.sd):
        assert written in {"student_t(1, 0, 1)", "metalog(p25=1, p50=1.5, p75=2.4, low=0.5)"}
        return
    mean, sd = by_quadrature(distribution)
    assert distribution.mean == pytest.approx(mean, rel=1e-12, abs=1e-7 * sd)
    assert distribution.sd == pytest.approx(sd, rel=1e-7)


def test_a_point_is_its_value_everywhere():
    point = Point(3.5)
    assert (point.mean, point.sd, point.support) == (3.5, 0, (3.5, 3.5))
    assert point.ppf([0, 0.3, 1]).tolist() == point.isf([0, 0.3, 1]).tolist() == [3.5] * 3
    assert [point.cdf(x) for x in (3.4, 3.5, 3.6)] == [0, 1, 1]
    assert [point.sf(x) for x in (3.4, 3.5, 3.6)] == [1, 0, 0]


def test_a_choice_steps_at_its_cumulative_weights():
    choice = Choice((3.0, -1.0, 2.0), (0.5, 0.2, 0.3))
    assert choice.values == (-1, 2, 3)
    assert choice.ppf([0, 0.1, 0.2, 0.2000001, 0.5, 0.50001, 1]).tolist() == [-1, -1, -1, 2, 2, 3, 3]
    assert choice.isf([1, 0.9, 0.8, 0.7999999, 0.5, 0.49999, 0]).tolist() == [-1, -1, -1, 2, 2, 3, 3]
    assert [choice.cdf(x) for x in (-1.1, -1, 0, 2, 3)] == pytest.approx([0, 0.2, 0.2, 0.5, 1])
    assert (choice.mean, choice.sd) == (pytest.approx(1.9), pytest.approx(math.sqrt(5.9 - 1.9**2)))


def test_equal_values_of_a_choice_are_one_and_values_without_weight_are_none():
    choice = Choice((2.0, 1.0, 2.0, 9.0), (0.25, 0.5, 0.25, 0.0))
    assert (choice.values, choice.weights) == ((1, 2), (0.5, 0.5))
    assert choice.support == (1, 2)


def test_student_t_has_a_mean_above_one_and_a_variance_above_two_degrees_of_freedom():
    told = {df: (text.read(f"student_t({df}, 3, 2)").mean, text.read(f"student_t({df}, 3, 2)").sd) for df in (1, 2, 4)}
    assert np.isnan(told[1]).all()
    assert told[2] == (3.0, math.inf)
    assert told[4] == (3.0, pytest.approx(2 * math.sqrt(2)))
