"""Distributions made from what people have, and everything that makes none, with what would fit."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simulate.beliefs import text
from simulate.beliefs.families.affine import Affine, affine
from simulate.beliefs.families.arcsine import Arcsine
from simulate.beliefs.families.beta import Beta, pert
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
from simulate.beliefs.families.truncated import Truncated, truncate
from simulate.beliefs.families.uniform import Loguniform, Uniform
from simulate.beliefs.families.weibull import Weibull, exponential
from simulate.foundation.errors import PriorError

NAN, INF, TINY = math.nan, math.inf, 1e-320
percents = st.integers(1, 99)


def pair(values):
    """Two different percents and two values, both rising."""
    return st.tuples(
        st.lists(percents, min_size=2, max_size=2, unique=True).map(sorted),
        st.lists(values, min_size=2, max_size=2, unique=True).map(sorted),
    )


def through(distribution, points):
    """Whether the distribution has the percentiles that it was made from."""
    for percent, value in points.items():
        spread = max(points.values()) - min(points.values())
        assert distribution.cdf(value) == pytest.approx(percent / 100, abs=1e-9)
        assert float(distribution.ppf(percent / 100)) == pytest.approx(value, rel=1e-12, abs=1e-10 * spread)


@settings(max_examples=60, deadline=None)
@given(pair(st.integers(-(10**9), 10**9).map(lambda n: n / 1000)))
def test_a_normal_has_the_percentiles_that_it_was_made_from(given_pair):
    (low, high), (x, y) = given_pair
    assume(y - x > 1e-6 * (abs(x) + abs(y)) + 1e-9)
    through(Normal.from_percentiles({low: x, high: y}), {low: x, high: y})


@settings(max_examples=60, deadline=None)
@given(pair(st.integers(-6000, 6000).map(lambda n: 10 ** (n / 1000))))
def test_a_lognormal_has_the_percentiles_that_it_was_made_from(given_pair):
    (low, high), (x, y) = given_pair
    assume(y > x * 1.0001)
    assume(math.log(y / x) < 15 * (high - low) / 100)
    through(Lognormal.from_percentiles({high: y, low: x}), {low: x, high: y})


@settings(max_examples=60, deadline=None)
@given(pair(st.integers(10, 990).map(lambda n: n / 1000)))
def test_a_logitnormal_has_the_percentiles_that_it_was_made_from(given_pair):
    (low, high), (x, y) = given_pair
    assume(y > x * 1.0001)
    assume(math.log(y / (1 - y)) - math.log(x / (1 - x)) < 30 * (high - low) / 100)
    through(Logitnormal.from_percentiles({low: x, high: y}), {low: x, high: y})


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 10**6).map(lambda n: n / 1000), st.integers(1, 3000).map(lambda n: n / 1000))
def test_mean_and_standard_deviation_come_back(mean, ratio):
    for family in (Normal, Lognormal, Gamma):
        distribution = family.from_moments(mean, ratio * mean)
        assert distribution.mean == pytest.approx(mean, rel=1e-12)
        assert distribution.sd == pytest.approx(ratio * mean, rel=1e-10)


@settings(max_examples=60, deadline=None)
@given(percents, percents, st.integers(-100, 100), st.integers(1, 1000))
def test_mean_and_standard_deviation_of_a_beta_come_back(share, part, low, width):
    share, width = share / 100, width / 10
    mean, sd = low + share * width, 0.9 * part / 100 * width * math.sqrt(share * (1 - share))
    distribution = Beta.from_moments(mean, sd, low, low + width)
    assert distribution.mean == pytest.approx(mean, rel=1e-9, abs=1e-12 * width)
    assert distribution.sd == pytest.approx(sd, rel=1e-9)
    assert distribution.support == (low, low + width)


def test_a_lognormal_by_median_and_geometric_standard_deviation():
    distribution = Lognormal.from_median(50.0, 1.5)
    assert distribution.median == pytest.approx(50)
    assert distribution.cdf(75) == pytest.approx(0.8413447460685429)


def test_a_pert_has_its_mode_and_the_mean_of_three_points():
    distribution = pert(2.0, 3.0, 8.0)
    assert distribution.mean == pytest.approx((2 + 4 * 3 + 8) / 6)
    x = np.linspace(2.5, 3.5, 1001)
    density = np.gradient([distribution.cdf(value) for value in x], x)
    assert x[np.argmax(density[5:-5]) + 5] == pytest.approx(3, abs=0.01)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([(1, 50, 99), (5, 50, 95), (10, 20, 90), (5, 60, 70), (25, 50, 75), (1, 5, 30), (40, 80, 99)]),
    st.integers(-100, 100).map(float),
    st.integers(1, 1000).map(lambda tenths: tenths / 10),
    st.floats(0.01, 0.99),
    st.sampled_from(["", "low", "high", "low high"]),
)
def test_a_metalog_goes_through_three_percentiles_or_says_which_middle_value_would_do(
    percent, first, width, part, bounds
):
    values = [first, first + part * width, first + width]
    limits = {name: first - 0.5 * width if name == "low" else first + 1.7 * width for name in bounds.split()}
    points = dict(zip(percent, values, strict=True))
    try:
        through(Metalog.from_percentiles(points, **limits), points)
    except PriorError as error:
        message = str(error)
        _, _, span = message.partition(" between ")
        least, most = (float(end) for end in span.partition(" where ")[0].split(" and "))
        assert not least < values[1] < most
        for middle in (least, 0.5 * (least + most), most):
            feasible = {**points, percent[1]: middle}
            p = np.linspace(0.0005, 0.9995, 1999)
            metalog = Metalog.from_percentiles(feasible, **limits)
            through(metalog, feasible)
            assert (np.diff(metalog.ppf(p)) >= -1e-12 * width).all()


def test_the_feasible_span_of_a_metalog_is_keelins():
    # Keelin (2016): the middle of symmetric percentiles lies at least this part of the way from either.
    for percent in (1, 5, 10, 25):
        k = 0.5 * (1 - 1.66711 * (0.5 - percent / 100))
        low, high = percent, 100 - percent
        assert Metalog.from_percentiles({low: 0.0, 50: k + 1e-4, high: 1.0})
        assert Metalog.from_percentiles({low: 0.0, 50: 1 - k - 1e-4, high: 1.0})
        for middle in (k - 1e-4, 1 - k + 1e-4):
            with pytest.raises(PriorError, match="needs p50 between"):
                Metalog.from_percentiles({low: 0.0, 50: middle, high: 1.0})


REFUSED = {
    "nan": lambda: Normal(NAN, 10.0),
    "nan, spread": lambda: Normal(1.0, NAN),
    "infinite": lambda: Normal(700.0, INF),
    "infinite, lognormal": lambda: Lognormal(INF, 1.0),
    "text": lambda: Normal("1_0", 1.0),
    "truth": lambda: Normal(True, 1.0),
    "larger than any float": lambda: Uniform(0, 10**400),
    "point nan": lambda: Point(NAN),
    "point inf": lambda: Point(-INF),
    "subnormal point": lambda: Point(TINY),
    "subnormal bound": lambda: Loguniform(TINY, 1e-300),
    "subnormal sd": lambda: Normal(0.0, TINY),
    "zero width": lambda: Uniform(2.0, 2.0),
    "reversed": lambda: Uniform(5.0, 2.0),
    "too wide": lambda: Uniform(-1e308, 1e308),
    "loguniform through zero": lambda: Loguniform(-1.0, 1.0),
    "loguniform from zero": lambda: Loguniform(0.0, 1.0),
    "loguniform reversed": lambda: Loguniform(2.0, 1.0),
    "mode below": lambda: triangular(3.0, 1.0, 4.0),
    "mode above": lambda: triangular(0.0, 5.0, 4.0),
    "triangle without width": lambda: triangular(1.0, 1.0, 1.0),
    "pert without width": lambda: pert(1.0, 1.0, 1.0),
    "pert, mode outside": lambda: pert(0.0, -1.0, 1.0),
    "trapezoid out of order": lambda: Trapezoidal(0.0, 2.0, 1.0, 3.0),
    "trapezoid without width": lambda: Trapezoidal(1.0, 1.0, 1.0, 1.0),
    "arcsine reversed": lambda: Arcsine(1.0, -1.0),
    "normal without spread": lambda: Normal(1.0, 0.0),
    "normal, negative spread": lambda: Normal(1.0, -1.0),
    "normal that overflows": lambda: Normal(1e308, 1e308),
    "normal, percentiles reversed": lambda: Normal.from_percentiles({5: 100.0, 95: 10.0}),
    "normal, percentiles equal": lambda: Normal.from_percentiles({5: 1.0, 95: 1.0}),
    "normal, one percentile": lambda: Normal.from_percentiles({5: 1.0}),
    "normal, no such percentile": lambda: Normal.from_percentiles({0: 1.0, 95: 2.0}),
    "lognormal that overflows": lambda: Lognormal(0.0, 1000.0),
    "lognormal that underflows": lambda: Lognormal(-700.0, 5.0),
    "lognormal without spread": lambda: Lognormal(0.0, 0.0),
    "lognormal, percentiles reversed": lambda: Lognormal.from_percentiles({5: 100.0, 95: 10.0}),
    "lognormal through zero": lambda: Lognormal.from_percentiles({5: -1.0, 95: 10.0}),
    "lognormal from zero": lambda: Lognormal.from_percentiles({5: 0.0, 95: 10.0}),
    "lognormal, gsd of 1": lambda: Lognormal.from_median(10.0, 1.0),
    "lognormal, gsd below 1": lambda: Lognormal.from_median(10.0, 0.5),
    "lognormal, median 0": lambda: Lognormal.from_median(0.0, 2.0),
    "lognormal, negative mean": lambda: Lognormal.from_moments(-1.0, 2.0),
    "lognormal, no sd": lambda: Lognormal.from_moments(1.0, 0.0),
    "logitnormal in percent": lambda: Logitnormal.from_percentiles({5: 20.0, 95: 40.0}),
    "logitnormal reversed": lambda: Logitnormal.from_percentiles({5: 0.4, 95: 0.2}),
    "logitnormal at 1": lambda: Logitnormal.from_percentiles({5: 0.4, 95: 1.0}),
    "logitnormal that underflows": lambda: Logitnormal(0.0, 200.0),
    "logitnormal without spread": lambda: Logitnormal(0.0, 0.0),
    "beta, a of 0": lambda: Beta(0.0, 1.0),
    "beta, negative b": lambda: Beta(1.0, -1.0),
    "beta, too steep": lambda: Beta(1e12, 1e12),
    "beta, too flat": lambda: Beta(1e-5, 1.0),
    "beta reversed": lambda: Beta(1.0, 2.0, 1.0, 0.0),
    "beta, sd too large": lambda: Beta.from_moments(0.3, 0.6),
    "beta, no sd": lambda: Beta.from_moments(0.3, 0.0),
    "beta, mean outside": lambda: Beta.from_moments(1.3, 0.1),
    "beta, mean at the bound": lambda: Beta.from_moments(1.0, 0.1),
    "gamma, no shape": lambda: Gamma(0.0, 1.0),
    "gamma, negative scale": lambda: Gamma(1.0, -1.0),
    "gamma, too flat": lambda: Gamma(1e-5, 1.0),
    "gamma that overflows": lambda: Gamma(1e10, 1e300),
    "gamma, negative mean": lambda: Gamma.from_moments(-1.0, 1.0),
    "gamma, no sd": lambda: Gamma.from_moments(1.0, 0.0),
    "gamma, sd far above the mean": lambda: Gamma.from_moments(1.0, 1e4),
    "exponential, mean 0": lambda: exponential(0.0),
    "weibull, no shape": lambda: Weibull(0.0, 1.0),
    "weibull, negative scale": lambda: Weibull(1.0, -1.0),
    "weibull that overflows": lambda: Weibull(1e-3, 1.0),
    "student, too few degrees": lambda: StudentT(0.01, 0.0, 1.0),
    "student, no scale": lambda: StudentT(3.0, 0.0, 0.0),
    "student that overflows": lambda: StudentT(0.1, 0.0, 1e300),
    "metalog, out of order": lambda: Metalog.from_percentiles({5: 1.0, 50: 4.0, 95: 3.0}),
    "metalog, outer reversed": lambda: Metalog.from_percentiles({5: 3.0, 50: 2.0, 95: 1.0}),
    "metalog, infeasible": lambda: Metalog.from_percentiles({5: 1.0, 50: 1.05, 95: 3.0}),
    "metalog, two percentiles": lambda: Metalog.from_percentiles({5: 1.0, 95: 3.0}),
    "metalog, low above p05": lambda: Metalog.from_percentiles({5: 1.0, 50: 2.0, 95: 3.0}, low=1.5),
    "metalog, high below p95": lambda: Metalog.from_percentiles({5: 1.0, 50: 2.0, 95: 3.0}, high=2.9),
    "metalog, nan": lambda: Metalog.from_percentiles({5: 1.0, 50: NAN, 95: 3.0}),
    "metalog, nan bound": lambda: Metalog.from_percentiles({5: 1.0, 50: 2.0, 95: 3.0}, low=NAN),
    "metalog that falls": lambda: Metalog(0.0, 1.0, 3.0),
    "metalog, reversed bounds": lambda: Metalog(0.0, 1.0, 0.0, 3.0, 2.0),
    "metalog that overflows": lambda: Metalog(0.0, 30.0, 0.0, low=0.0),
    "choice of nothing": lambda: Choice((), ()),
    "choice, weights of 1.1": lambda: Choice((1.0, 2.0), (0.5, 0.6)),
    "choice, negative weight": lambda: Choice((1.0, 2.0), (-0.1, 1.1)),
    "choice, weights of 0": lambda: Choice((1.0, 2.0), (0.0, 0.0)),
    "choice, nan weight": lambda: Choice((1.0, 2.0), (NAN, 1.0)),
    "choice, nan value": lambda: Choice((NAN, 2.0), (0.5, 0.5)),
    "choice, a weight too many": lambda: Choice((1.0,), (0.5, 0.5)),
    "mixture of nothing": lambda: Mixture((), ()),
    "mixture, weights of 1.1": lambda: Mixture((Point(1.0), Point(2.0)), (0.5, 0.6)),
    "mixture, almost 1": lambda: Mixture((Point(1.0), Point(2.0)), (0.5, 0.5 + 2e-9)),
    "mixture, negative weight": lambda: Mixture((Point(1.0), Point(2.0)), (-0.1, 1.1)),
    "empirical, no rows": lambda: Empirical((), ()),
    "empirical, nan": lambda: Empirical((NAN, 1.0), (0.5, 0.5)),
    "empirical, too wide": lambda: Empirical((-1e308, 1e308), (0.5, 0.5)),
    "empirical, weights": lambda: Empirical((1.0, 2.0), (0.5, 0.6)),
    "empirical, negative weight": lambda: Empirical((1.0, 2.0), (-0.5, 1.5)),
    "truncated to nothing": lambda: Truncated(Uniform(0.0, 1.0), 2.0, 3.0),
    "truncation, empty window": lambda: truncate(Normal(0.0, 1.0), 40.0, 41.0),
    "truncation, nearly empty": lambda: truncate(Normal(0.0, 1.0), low=4.8),
    "truncation reversed": lambda: truncate(Normal(0.0, 1.0), 2.0, 1.0),
    "truncation without window": lambda: truncate(Normal(0.0, 1.0)),
    "truncation, nan": lambda: truncate(Normal(0.0, 1.0), NAN, 1.0),
    "truncation of a point outside": lambda: truncate(Point(5.0), 0.0, 1.0),
    "truncation of a choice outside": lambda: truncate(Choice((5.0, 6.0), (0.5, 0.5)), high=1.0),
    "scaled by 0": lambda: affine(Normal(0.0, 1.0), 0.0),
    "scaled by nan": lambda: affine(Normal(0.0, 1.0), NAN),
    "shifted by inf": lambda: affine(Normal(0.0, 1.0), 1.0, INF),
    "scaled beyond all numbers": lambda: Affine(Lognormal(600.0, 1.0), 1e100),
    "scaled beyond all numbers, bounded": lambda: affine(Uniform(0.0, 1e10), -1e300),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_makes_no_distribution_is_refused_in_one_line(name):
    with pytest.raises(PriorError) as refusal:
        REFUSED[name]()
    message = str(refusal.value)
    assert "\n" not in message
    assert "need" in message


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            "lognormal(p05=430, p95=394)",
            "lognormal needs 0 < p05 < p95, got p05 = 430 and p95 = 394; write lognormal(p05=394, p95=430)",
        ),
        (
            "lognormal(p10=-1, p80=394)",
            "lognormal needs 0 < p10 < p80, got p10 = -1 and p80 = 394; write normal(p10=-1, p80=394)",
        ),
        (
            "normal(p95=10, p05=100)",
            "normal needs p05 < p95, got p05 = 100 and p95 = 10; write normal(p05=10, p95=100)",
        ),
        ("uniform(2, 2)", "uniform needs low < high, got low = 2 and high = 2; for a single number write value = 2"),
        ("uniform(5, 2)", "uniform needs low < high, got low = 5 and high = 2; write uniform(2, 5)"),
        (
            "triangular(3, 1, 4)",
            "triangular needs low <= mode <= high and low < high, got low = 3, mode = 1 and high = 4; "
            "write triangular(1, 3, 4)",
        ),
        (
            "loguniform(0, 5)",
            "loguniform needs 0 < low < high, got low = 0 and high = 5; uniform(low, high) may be 0 or less",
        ),
        ("normal(700, 0)", "normal needs sd > 0, got sd = 0; for a single number write value = 700"),
        (
            "lognormal(3, 1)",
            "lognormal needs median > 0 and gsd > 1, got median = 3 and gsd = 1; for a single number write value = 3",
        ),
        ("beta(mean=0.5, sd=0.6)", "beta needs 0 < sd < 0.5 (with that mean), got mean = 0.5 and sd = 0.6"),
        ("mixture([1, 2], [0.5, 0.75])", "mixture needs weights that sum to 1, got sum = 1.25; write 0.4, 0.6"),
        ("choice([1, 2], [-0.1, 1.1])", "choice needs weights of 0 or more, got weight 1 = -0.1"),
        (
            "metalog(p05=1, p50=1.05, p95=3)",
            "metalog needs p50 between 1.25 and 2.75 where p05 = 1 and p95 = 3, got p50 = 1.05",
        ),
        (
            "truncate(normal(0, 1), 40, 41)",
            "truncate needs a window that keeps at least 1e-06 of the probability (this one keeps 0), "
            "got low = 40 and high = 41; its 90 % range is -1.64485 to 1.64485",
        ),
    ],
)
def test_a_refusal_says_what_would_fit(written, message):
    with pytest.raises(Exception, match="needs") as refusal:
        text.read(written)
    assert str(refusal.value) == message


def test_weights_may_miss_1_by_a_rounding_and_are_made_to_sum_to_1():
    third = Choice((1.0, 2.0, 3.0), (0.3333333333, 0.3333333333, 0.3333333333))
    assert math.fsum(third.weights) == pytest.approx(1, abs=1e-15)
    assert float(third.ppf(1)) == 3


LIGHT = [
    "3",
    "394 to 430",
    "1 + (0.10 to 0.25)",
    "normal(3, 2)",
    "normal(p10=1, p90=4)",
    "lognormal(10, 2)",
    "logitnormal(p05=0.3, p95=0.5)",
    "-2 * uniform(2, 5) + 1",
    "loguniform(1, 2)",
    "triangular(0, 1, 4)",
    "pert(0, 1, 4)",
    "trapezoidal(0, 1, 3, 7)",
    "arcsine(-1, 1)",
    "beta(2, 3)",
    "beta(mean=0.3, sd=0.1)",
    "gamma(mean=10, sd=2)",
    "exponential(5)",
    "weibull(2, 3)",
    "student_t(4, 0, 1)",
    "2 * metalog(p05=1, p50=2, p95=4)",
    "2 * metalog(p05=1, p50=2, p95=4, low=0)",
    "metalog(p05=0.2, p50=0.5, p95=0.7, low=0, high=1)",
    "choice([1, 2], [0.5, 0.5])",
    "3 * mixture([0, 1 to 2, normal(3, 1)], [0.1, 0.4, 0.5])",
    "truncate(1 to 2, low=0.5)",
    "1 - truncate(triangular(0, 1, 4), 0.5, 3)",
    "truncate(1 + (0.1 to 0.3), 1, 3)",
    "truncate(metalog(p05=1, p50=2, p95=4), low=0)",
    "truncate(mixture([0, 1 to 2, weibull(3, 1)], [0.1, 0.4, 0.5]), 0.2, 9)",
]
"""Texts of all kinds whose reading needs no special function."""


def test_reading_a_prior_loads_neither_numpy_nor_scipy():
    special = ("beta", "pert", "gamma", "student")
    program = (
        "import sys\n"
        "from simulate.beliefs import text\n"
        f"for written in {LIGHT!r}:\n"
        "    distribution = text.read(written)\n"
        "    low, high = distribution.support\n"
        f"    if not any(name in written for name in {special!r}):\n"
        "        assert 0 <= distribution.cdf(1.5) <= 1 and 0 <= distribution.sf(1.5) <= 1\n"
        "    loaded = sorted({'numpy', 'scipy'} & set(sys.modules))\n"
        "    assert not loaded, (written, loaded)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
