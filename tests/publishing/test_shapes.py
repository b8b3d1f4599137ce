"""Distributions from quantiles: densities that integrate to one, values that recur, modes that are not invented."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from simulate.publishing.charts.kinds.shapes import Shape

LEVELS = [0.0005, 0.001, 0.0025, *(k / 200 for k in range(1, 200)), 0.9975, 0.999, 0.9995]


def shape(distribution):
    return Shape.of(LEVELS, distribution.ppf(LEVELS))


def peaks(curve):
    inner = curve.height[1:-1]
    return int(((inner[1:-1] > inner[:-2]) & (inner[1:-1] >= inner[2:])).sum())


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize(
    "distribution",
    [stats.lognorm(0.7, scale=3), stats.gamma(4.0), stats.uniform(1, 2)],
    ids=["lognormal", "gamma", "uniform"],
)
def test_a_density_is_that_of_the_distribution_along_the_axis(distribution, log):
    curve = shape(distribution).density(log=log)
    x, height = curve.x[2:-2], curve.height[2:-2]
    wanted = distribution.pdf(x) * (x * np.log(10) if log else 1.0)
    assert np.abs(height - wanted).max() < 0.08 * wanted.max()
    along = np.log10(curve.x) if log else curve.x
    assert np.trapezoid(curve.height, along) == pytest.approx(0.995, abs=0.005)


@settings(max_examples=30)
@given(st.floats(0.05, 3.0), st.floats(-3.0, 3.0))
def test_a_lognormal_has_one_peak_whatever_its_width(sigma, scale):
    curve = shape(stats.lognorm(sigma, scale=10**scale)).density(log=True)
    assert peaks(curve) == 1


def test_noise_of_a_million_draws_makes_no_further_peaks():
    draws = np.random.default_rng(5).lognormal(0.0, 0.8, 2**20)
    curve = Shape.of(LEVELS, np.quantile(draws, LEVELS)).density(log=True)
    wanted = stats.norm(0, 0.8).pdf(np.log(curve.x[2:-2])) * np.log(10)
    assert np.abs(curve.height[2:-2] - wanted).max() < 0.03 * wanted.max()


def test_two_modes_stay_two():
    mixed = np.sort(
        np.concatenate(
            [stats.norm(0, 1).ppf(np.arange(0.5, 4000) / 4000), stats.norm(8, 1).ppf(np.arange(0.5, 6000) / 6000)]
        )
    )
    curve = Shape.of(LEVELS, np.quantile(mixed, LEVELS)).density(log=False)
    assert peaks(curve) == 2
    assert curve.at(4.0) < 0.05 * max(curve.height)


def test_values_that_recur_have_their_share_and_no_density():
    values = np.where(np.array(LEVELS) <= 0.3, 2.0, 5.0)
    found = Shape.of(LEVELS, values)
    assert found.atoms == pytest.approx({2.0: 0.3, 5.0: 0.7}, abs=0.006)
    assert found.density(log=True) is None
    assert found.at(0.1) == 2.0


def test_what_is_left_beside_values_that_recur_has_a_density_of_its_own():
    values = np.where(np.array(LEVELS) <= 0.5, 0.0, stats.uniform(1, 1).ppf(2 * np.array(LEVELS) - 1))
    found = Shape.of(LEVELS, values)
    assert found.atoms == pytest.approx({0.0: 0.5}, abs=0.006)
    curve = found.density(log=False)
    assert curve.x.min() >= 1.0
    assert np.median(curve.height[2:-2]) == pytest.approx(1.0, rel=0.05)


def test_infinite_and_undefined_quantiles_are_left_out():
    found = Shape.of([0.1, 0.5, 0.9], [1.0, 2.0, float("inf")])
    assert found.values.tolist() == [1.0, 2.0]
    empty = Shape.of([0.1, 0.5], [float("nan")] * 2)
    assert empty.ends == ()
    assert empty.atoms == {}
    assert empty.density(log=True) is None
