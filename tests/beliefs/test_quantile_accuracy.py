"""Quantiles against known answers to twenty digits, closed forms, and SciPy where SciPy is exact."""

import json
import math
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from scipy import special, stats

from simulate.beliefs import text
from simulate.beliefs.families.affine import Affine
from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.logitnormal import Logitnormal
from simulate.beliefs.families.lognormal import Lognormal
from simulate.beliefs.families.normal import Normal
from simulate.beliefs.families.standard_normal import percentile
from simulate.beliefs.families.table import FORMS
from simulate.beliefs.families.truncated import truncate

DATA = Path(__file__).parents[1] / "data"
AS_WRITTEN = {
    "normal(3,2)": "normal(3, 2)",
    "lognormal(mu=0,sigma=1)": "lognormal(1, exp(1))",
    "lognormal from p5=10,p95=1000": "10 to 1000",
    "uniform(2,5)": "uniform(2, 5)",
    "loguniform(1e-3,1e3)": "loguniform(1e-3, 1e3)",
    "triangular(0,1,4)": "triangular(0, 1, 4)",
    "pert(0,1,4) = 4*Beta(2,4)": "pert(0, 1, 4)",
    "beta(0.5,0.5)": "beta(0.5, 0.5)",
}
"""Names of the external cases, and how the text form writes them."""

P = np.array([1e-12, 1e-9, 1e-6, 1e-3, 0.025, 0.05, 0.25, 0.4, 0.499999, 0.5])


def known(name, key):
    return json.loads((DATA / name).read_text(encoding="utf-8"))[key]


EXTERNAL = known("quantiles.json", "dists")
SERIES = known("quantiles_of_families.json", "quantiles")


def allowed(distribution: Distribution, quantile: float, tail: float) -> float:
    """The error that the project promises, a thousand times smaller: what it keeps in fact, on one machine."""
    scale = abs(quantile) + float(distribution.ppf(0.75) - distribution.ppf(0.25))
    return scale * (1e-9 if tail < 1e-6 else 1e-12)


def test_every_external_case_is_tried():
    assert set(AS_WRITTEN) == set(EXTERNAL)


@pytest.mark.parametrize("name", AS_WRITTEN)
def test_quantiles_are_those_of_twenty_digits(name):
    distribution = text.read(AS_WRITTEN[name])
    for written, answer in EXTERNAL[name]["q"].items():
        lower, upper = float(written), float(1 - Decimal(written))
        tolerance = allowed(distribution, float(answer), min(lower, upper))
        if lower <= 0.5:
            assert float(distribution.ppf(lower)) == pytest.approx(float(answer), rel=0, abs=tolerance)
        else:
            assert float(distribution.isf(upper)) == pytest.approx(float(answer), rel=0, abs=tolerance)
        middle = 1e-6 <= lower <= 1 - 1e-6
        if middle:
            assert float(distribution.ppf(lower)) == pytest.approx(float(answer), rel=0, abs=1e3 * tolerance)
            assert float(distribution.isf(upper)) == pytest.approx(float(answer), rel=0, abs=1e3 * tolerance)


@pytest.mark.parametrize("written", SERIES)
def test_quantiles_are_those_of_power_series_in_fifty_digits(written):
    distribution = text.read(written)
    for side, quantiles in (("lower", distribution.ppf), ("upper", distribution.isf)):
        for tail, answer in SERIES[written].get(side, {}).items():
            tolerance = allowed(distribution, float(answer), float(tail))
            assert float(quantiles(float(tail))) == pytest.approx(float(answer), rel=0, abs=tolerance)
            probability = distribution.cdf if side == "lower" else distribution.sf
            assert probability(float(answer)) == pytest.approx(float(tail), rel=1e-9)


def triangular(low, mode, high):
    return stats.triang((mode - low) / (high - low), low, high - low)


def pert(low, mode, high):
    width = high - low
    return stats.beta(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, low, width)


ORACLES = {
    "normal(3, 2)": stats.norm(3, 2),
    "normal(mean=-1, sd=0.5)": stats.norm(-1, 0.5),
    "lognormal(1, 2)": stats.lognorm(math.log(2), 0, 1),
    "lognormal(mean=10, sd=3)": stats.lognorm(math.sqrt(math.log(1.09)), 0, 10 / math.sqrt(1.09)),
    "uniform(2, 5)": stats.uniform(2, 3),
    "loguniform(1e-3, 1e3)": stats.loguniform(1e-3, 1e3),
    "triangular(0, 1, 4)": triangular(0, 1, 4),
    "triangular(0, 0, 1)": triangular(0, 0, 1),
    "triangular(-2, 5, 5)": triangular(-2, 5, 5),
    "pert(0, 1, 4)": pert(0, 1, 4),
    "pert(1.3, 1.3, 1.65)": pert(1.3, 1.3, 1.65),
    "trapezoidal(0, 1, 3, 7)": stats.trapezoid(1 / 7, 3 / 7, 0, 7),
    "arcsine(-1, 1)": stats.arcsine(-1, 2),
    "arcsine(10, 12)": stats.arcsine(10, 2),
    "beta(0.5, 0.5)": stats.beta(0.5, 0.5),
    "beta(2, 5, 0.8, 1)": stats.beta(2, 5, 0.8, 0.2),
    "beta(mean=0.3, sd=0.1)": stats.beta(6, 14),
    "beta(mean=5, sd=1, low=2, high=9)": stats.beta(33 / 7, 44 / 7, 2, 7),
    "gamma(2, 3)": stats.gamma(2, scale=3),
    "gamma(0.05, 1)": stats.gamma(0.05),
    "gamma(mean=10, sd=2)": stats.gamma(25, scale=0.4),
    "exponential(5)": stats.expon(scale=5),
    "weibull(0.7, 3)": stats.weibull_min(0.7, scale=3),
    "weibull(200, 10)": stats.weibull_min(200, scale=10),
    "student_t(40, 0, 1)": stats.t(40),
    "student_t(2.5, -1, 0.3)": stats.t(2.5, -1, 0.3),
    "truncate(normal(0, 1), -1, 2)": stats.truncnorm(-1, 2),
    "truncate(normal(0, 1), 4, 4.5)": stats.truncnorm(4, 4.5),
    "truncate(normal(10, 2), high=3)": stats.truncnorm(-math.inf, -3.5, 10, 2),
    "truncate(exponential(2), 1, 3)": stats.truncexpon(1, 1, 2),
}
"""Texts and the same distribution in SciPy."""
WITHOUT_ORACLE = {"logitnormal", "metalog", "choice", "mixture", "empirical"}
"""Forms that SciPy lacks: their quantile functions are tested by what defines them."""


def test_every_form_has_an_oracle_or_a_test_of_its_own():
    assert {written.partition("(")[0] for written in ORACLES} == set(FORMS) - WITHOUT_ORACLE


@pytest.mark.parametrize("written", ORACLES)
def test_quantiles_are_those_of_scipy(written):
    distribution, oracle = text.read(written), ORACLES[written]
    for ours, theirs in ((distribution.ppf, oracle.ppf), (distribution.isf, oracle.isf)):
        expected = theirs(P)
        scale = np.abs(expected) + float(distribution.ppf(0.75) - distribution.ppf(0.25))
        assert (np.abs(ours(P) - expected) <= np.where(P < 1e-6, 1e-7, 1e-10) * scale).all()


@pytest.mark.parametrize("written", ORACLES)
def test_moments_are_those_of_scipy(written):
    distribution, oracle = text.read(written), ORACLES[written]
    # SciPy's own moments of steep shapes and of windows in a tail are differences that have lost digits.
    rel = 1e-6 if "200" in written or "4." in written else 1e-9
    assert distribution.mean == pytest.approx(oracle.mean(), rel=1e-9, abs=1e-12)
    assert distribution.sd == pytest.approx(oracle.std(), rel=rel)


@pytest.mark.parametrize("written", ORACLES)
def test_probabilities_are_those_of_scipy(written):
    distribution, oracle = text.read(written), ORACLES[written]
    for x in (*oracle.ppf([1e-6, 0.01, 0.3, 0.5, 0.8]).tolist(), *oracle.isf([0.01, 1e-6]).tolist()):
        assert distribution.cdf(x) == pytest.approx(oracle.cdf(x), rel=1e-8)
        assert distribution.sf(x) == pytest.approx(oracle.sf(x), rel=1e-8)


@pytest.mark.parametrize("low", [-3.0, 0.5, 4.5])
@pytest.mark.parametrize("high", [4.75, 6.0, math.inf])
def test_a_window_in_the_upper_tail_keeps_all_digits(low, high):
    # Counted from above by hand; SciPy's own truncated normal is off by 1e-6 there.
    distribution = truncate(Normal(0.0, 1.0), low, high)
    beyond, from_low = special.ndtr(-high), special.ndtr(-low)
    mass = from_low - beyond
    assert distribution.isf(P) == pytest.approx(-special.ndtri(beyond + P * mass), rel=1e-12)
    assert distribution.ppf(P) == pytest.approx(-special.ndtri(from_low - P * mass), rel=1e-9)
    assert distribution.sf(4.6) == pytest.approx((special.ndtr(-4.6) - beyond) / mass, rel=1e-10)
    assert distribution.cdf(4.6) == pytest.approx((from_low - special.ndtr(-4.6)) / mass, rel=1e-10)


def student_t_quantile(df, p):
    """Closed forms for one, two and four degrees of freedom, exact also next to the median (Shaw 2006)."""
    from_median = 0.5 - p
    if df == 1:
        return -math.tan(math.pi * from_median) if p > 0.25 else -1 / math.tan(math.pi * p)
    if df == 2:
        return -2 * from_median * math.sqrt(1 / (2 * p * (1 - p)))
    # cos(a / 3) / cos(a) - 1 with cos(a)² = 4 p (1 - p), by sines so that nothing cancels.
    a = math.asin(2 * from_median)
    return -2 * math.sqrt(2 * math.sin(2 * a / 3) * math.sin(a / 3) / math.cos(a))


@pytest.mark.parametrize("df", [1, 2, 4])
@pytest.mark.parametrize("p", [1e-6, 1e-3, 0.1, 0.3, 0.4, 0.45, 0.4999, 0.5 - 1e-6, 0.5 - 1e-8, 0.5 - 1e-12])
def test_students_quantiles_are_exact_also_next_to_the_median(df, p):
    distribution = text.read(f"student_t({df}, 0, 1)")
    answer = student_t_quantile(df, p)
    assert float(distribution.ppf(p)) == pytest.approx(answer, rel=1e-11, abs=1e-16)
    assert float(distribution.isf(p)) == pytest.approx(-answer, rel=1e-11, abs=1e-16)
    assert distribution.cdf(answer) == pytest.approx(p, rel=1e-12)


def test_students_quantiles_with_six_degrees_of_freedom_are_exact_next_to_the_median():
    distribution = text.read("student_t(6, 0, 1)")
    density = 15 / 16 / math.sqrt(6)
    for distance in (1e-5, 1e-8, 1e-12):
        assert float(distribution.isf(0.5 - distance)) == pytest.approx(distance / density, rel=1e-4)


@pytest.mark.parametrize("shape", [1.1e5, 1e8, 1e15])
def test_a_large_gamma_is_a_normal_with_the_skewness_of_a_gamma(shape):
    distribution = text.read(f"gamma({shape}, 1)")
    z = special.ndtri(P)
    for quantiles, score in ((distribution.ppf, z), (distribution.isf, -z)):
        expected = (
            shape + math.sqrt(shape) * score + (score**2 - 1) / 3 + (score**3 - 7 * score) / 36 / math.sqrt(shape)
        )
        assert quantiles(P) == pytest.approx(expected, rel=1e-9)
    for p, x in zip(P.tolist(), distribution.ppf(P).tolist(), strict=True):
        assert distribution.cdf(x) == pytest.approx(p, rel=1e-6)


def test_next_to_an_upper_bound_quantiles_keep_the_digits_of_their_distance_from_it():
    mirrored = text.read("beta(2, 1e4)")
    distribution = text.read("beta(1e4, 2, -1, 0)")
    assert distribution.isf(P) == pytest.approx(-mirrored.ppf(P), rel=1e-12)
    assert distribution.ppf(P) == pytest.approx(-mirrored.isf(P), rel=1e-12)


@pytest.mark.parametrize("percent", range(1, 100))
def test_percentiles_of_the_standard_normal_are_exact(percent):
    # Next to the median 0.49 is a float with few digits of its distance from it; SciPy is no judge there.
    exact = (
        special.ndtri(percent / 100) if abs(percent - 50) > 5 else math.sqrt(2) * special.erfinv((percent - 50) / 50)
    )
    assert percentile(percent) == pytest.approx(exact, rel=1e-15)
    assert percentile(percent) == -percentile(100 - percent)


def test_a_logitnormal_is_the_logistic_function_of_a_normal():
    distribution = Logitnormal(-1.0, 0.5)
    z = special.ndtri(P)
    assert distribution.ppf(P) == pytest.approx(special.expit(-1 + 0.5 * z), rel=1e-14)
    assert distribution.isf(P) == pytest.approx(special.expit(-1 - 0.5 * z), rel=1e-14)


@pytest.mark.parametrize(("mu", "sigma"), [(0.0, 1.0), (2.0, 0.01), (-3.0, 30.0)])
def test_moments_of_a_logitnormal_are_those_of_its_integral(mu, sigma):
    # The trapezoidal rule over the normal variable converges faster than any power of the step.
    z = np.arange(-12, 12, 1 / 512)
    weights = np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi) / 512
    values = special.expit(mu + sigma * z)
    mean = float((weights * values).sum())
    distribution = Logitnormal(mu, sigma)
    assert distribution.mean == pytest.approx(mean, rel=1e-11)
    assert distribution.sd == pytest.approx(math.sqrt(float((weights * (values - mean) ** 2).sum())), rel=1e-9)


def test_a_symmetric_unbounded_metalog_is_a_logistic_distribution():
    distribution = text.read("metalog(p10=-1, p50=0, p90=1)")
    logistic = stats.logistic(0, 1 / math.log(9))
    assert distribution.ppf(P) == pytest.approx(logistic.ppf(P), rel=1e-12, abs=1e-15)
    assert distribution.isf(P) == pytest.approx(logistic.isf(P), rel=1e-12, abs=1e-15)
    assert distribution.sd == pytest.approx(logistic.std(), rel=1e-12)


def test_a_bounded_metalog_is_the_exponential_or_logistic_function_of_an_unbounded_one():
    inner = text.read("metalog(p05=-1, p50=0, p95=2)")
    p = P[2:]
    above = text.read("metalog(p05=3 + exp(-1), p50=4, p95=3 + exp(2), low=3)")
    below = text.read("metalog(p05=3 - exp(1), p50=2, p95=3 - exp(-2), high=3)")
    between = text.read("metalog(p05=10/(1 + exp(1)), p50=5, p95=10/(1 + exp(-2)), low=0, high=10)")
    for quantiles in ("ppf", "isf"):
        m = getattr(inner, quantiles)(p)
        assert getattr(above, quantiles)(p) == pytest.approx(3 + np.exp(m), rel=1e-11)
        assert getattr(below, quantiles)(p) == pytest.approx(3 - np.exp(-m), rel=1e-11)
        assert getattr(between, quantiles)(p) == pytest.approx(10 * special.expit(m), rel=1e-11)


def test_a_lower_bounded_metalog_has_the_moments_of_a_loglogistic():
    # Symmetric log odds: exp(M) is log-logistic with shape 1 / a2, whose moments are of closed form.
    distribution = text.read("metalog(p10=9**-0.2, p50=1, p90=9**0.2, low=0)")
    angle = 0.2 * math.pi
    mean, square = angle / math.sin(angle), 2 * angle / math.sin(2 * angle)
    assert distribution.mean == pytest.approx(mean, rel=1e-11)
    assert distribution.sd == pytest.approx(math.sqrt(square - mean**2), rel=1e-10)
    mirrored = text.read("metalog(p10=5 - 9**0.2, p50=4, p90=5 - 9**-0.2, high=5)")
    assert mirrored.mean == pytest.approx(5 - mean, rel=1e-11)
    assert mirrored.sd == pytest.approx(distribution.sd, rel=1e-10)


def test_moments_that_do_not_exist_are_said_to():
    heavy = text.read("metalog(p10=9**-0.7, p50=1, p90=9**0.7, low=0)")
    assert math.isfinite(heavy.mean)
    assert heavy.sd == math.inf
    heavier = text.read("metalog(p10=1/9, p50=1, p90=9, low=0)")
    assert (heavier.mean, heavier.sd) == (math.inf, math.inf)
    assert text.read("metalog(p10=-9, p50=-1, p90=-1/9, high=0)").mean == -math.inf
    assert math.isnan(text.read("student_t(1, 0, 1)").mean)
    assert math.isnan(text.read("student_t(1, 0, 1)").sd)
    assert text.read("student_t(1.5, 3, 1)").mean == 3
    assert text.read("student_t(2, 3, 1)").sd == math.inf
    assert text.read("truncate(student_t(1, 0, 1), low=0)").mean == math.inf
    assert text.read("truncate(student_t(1, 0, 1), high=0)").mean == -math.inf
    assert math.isfinite(text.read("truncate(student_t(1, 0, 1), -5, 9)").sd)
    assert text.read("mixture([student_t(2, 3, 1), 1], [0.1, 0.9])").sd == math.inf
    assert math.isnan(text.read("mixture([student_t(1, 3, 1), 1], [0.1, 0.9])").mean)


def test_moments_of_a_narrow_distribution_far_from_zero_keep_their_digits():
    assert text.read("triangular(1e8, 1e8 + 1, 1e8 + 2)").sd == pytest.approx(1 / math.sqrt(6), rel=1e-12)
    assert text.read("loguniform(1, 1 + 1e-6)").sd == pytest.approx(1e-6 / math.sqrt(12), rel=1e-6)
    # A steep Weibull is a Gumbel turned round: sd = scale pi / (shape sqrt(6)) as the shape grows.
    assert text.read("weibull(1e6, 1)").sd == pytest.approx(1e-6 * math.pi / math.sqrt(6), rel=2e-6)
    assert text.read("gamma(mean=1e5, sd=1e-3)").sd == pytest.approx(1e-3, rel=1e-12)


def test_a_turned_distribution_has_its_tails_turned():
    inner = Lognormal(0.0, 1.0)
    turned = Affine(inner, -2.0, 3.0)
    assert turned.ppf(P) == pytest.approx(3 - 2 * inner.isf(P), rel=1e-15)
    assert turned.isf(P) == pytest.approx(3 - 2 * inner.ppf(P), rel=1e-15)
    assert turned.support == (-math.inf, 3)
    assert turned.cdf(1.0) == pytest.approx(0.5)
    assert turned.cdf(3.0 - 2e-9) == pytest.approx(1 - inner.cdf(1e-9))
    assert turned.sf(3.0 - 2e-9) == pytest.approx(inner.cdf(1e-9), rel=1e-6)


def test_values_stay_finite_as_long_as_the_promise_goes():
    for distribution in (Normal(1e307, 1e306), Lognormal(600.0, 14.0), Lognormal(-600.0, 14.0)):
        assert np.isfinite(distribution.ppf([1e-12, 0.5])).all()
        assert np.isfinite(distribution.isf([1e-12, 0.5])).all()
        assert (distribution.ppf([1e-12]) != 0).all()
