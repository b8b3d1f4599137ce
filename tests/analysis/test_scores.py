"""Scores against closed forms, slow twins and other programs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import special, stats

from simulate.analysis import scores
from simulate.analysis.scores import Coverage, Mean


def _normal(mean: float, sd: float, n: int = 20_000) -> np.ndarray:
    return mean + sd * special.ndtri((np.arange(n) + 0.5) / n)


@pytest.mark.parametrize("truth", [-2.5, 0.0, 0.3, 4.0])
def test_crps_of_a_normal_is_its_closed_form(truth: float) -> None:
    mean, sd = 0.4, 1.3
    z = (truth - mean) / sd
    # Gneiting and Raftery 2007, equation 5, with the sign that makes less better.
    expected = sd * (z * (2 * special.ndtr(z) - 1) + 2 * stats.norm.pdf(z) - 1 / math.sqrt(math.pi))
    assert scores.crps(_normal(mean, sd), truth) == pytest.approx(expected, abs=2e-4)


@pytest.mark.parametrize("n", [1, 2, 3, 50])
def test_crps_of_draws_is_the_double_sum_that_defines_it(n: int) -> None:
    draws = np.random.default_rng(3).normal(size=n)
    expected = np.abs(draws - 0.7).mean() - 0.5 * np.abs(draws[:, None] - draws).mean()
    assert scores.crps(draws, 0.7) == pytest.approx(expected, abs=1e-14)


def test_crps_of_a_point_is_its_distance() -> None:
    assert scores.crps(np.full(100, 3.0), 1.25) == pytest.approx(1.75)


def test_crps_keeps_its_digits_far_from_zero() -> None:
    draws = np.random.default_rng(3).normal(size=500)
    assert scores.crps(draws + 1e9, 1e9 + 0.7) == pytest.approx(scores.crps(draws, 0.7), abs=1e-5)


def test_the_right_spread_has_the_least_expected_crps() -> None:
    truths = _normal(0, 1, 400)
    means = {sd: np.mean([scores.crps(_normal(0, sd, 2_000), y) for y in truths]) for sd in (0.5, 0.8, 1.0, 1.25, 2.0)}
    assert min(means, key=means.get) == 1.0


def test_interval_score_is_the_width_and_twenty_times_what_is_missed() -> None:
    assert scores.interval_score(1.0, 3.0, 2.0, 0.9) == 2.0
    assert scores.interval_score(1.0, 3.0, 3.5, 0.9) == pytest.approx(2.0 + 20 * 0.5)
    assert scores.interval_score(1.0, 3.0, 0.0, 0.9) == pytest.approx(2.0 + 20 * 1.0)


@pytest.mark.parametrize(("covered", "n"), [(0, 1), (1, 1), (0, 12), (12, 12), (5, 12), (27, 30)])
def test_clopper_pearson_bounds_are_those_of_scipy(covered: int, n: int) -> None:
    interval = stats.binomtest(covered, n).proportion_ci(0.95, method="exact")
    assert scores.clopper_pearson(covered, n) == pytest.approx((interval.low, interval.high), abs=1e-12)


def test_half_a_success_lies_between_none_and_one() -> None:
    low, high = scores.clopper_pearson(4.5, 9)
    assert scores.clopper_pearson(4, 9)[0] < low < scores.clopper_pearson(5, 9)[0]
    assert scores.clopper_pearson(4, 9)[1] < high < scores.clopper_pearson(5, 9)[1]


@pytest.mark.parametrize(
    ("covered", "n", "verdict"),
    [
        (9, 10, "consistent with 90 %"),
        (10, 10, "consistent with 90 %"),
        (5, 10, "less often than 90 %"),
        (60, 60, "more often than 90 %"),
    ],
)
def test_a_verdict_claims_no_more_than_its_bounds(covered: int, n: int, verdict: str) -> None:
    assert Coverage(0.9, covered, n).verdict == verdict


def test_the_mean_over_one_group_has_no_error() -> None:
    assert Mean.of([2.0]) == Mean(2.0, None)
    assert Mean.of([1.0, 3.0]).error == pytest.approx(1.0)
