"""The text form of a prior: what it means, and where it is wrong."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.beliefs import text
from simulate.beliefs.families.affine import Affine
from simulate.beliefs.families.arcsine import Arcsine
from simulate.beliefs.families.beta import Beta, pert
from simulate.beliefs.families.gamma import Gamma
from simulate.beliefs.families.logitnormal import Logitnormal
from simulate.beliefs.families.lognormal import Lognormal
from simulate.beliefs.families.metalog import Metalog
from simulate.beliefs.families.mixture import Mixture
from simulate.beliefs.families.normal import Normal
from simulate.beliefs.families.points import Choice, Point
from simulate.beliefs.families.student_t import StudentT
from simulate.beliefs.families.table import FORMS
from simulate.beliefs.families.trapezoidal import Trapezoidal, triangular
from simulate.beliefs.families.truncated import Truncated
from simulate.beliefs.families.uniform import Loguniform, Uniform
from simulate.beliefs.families.weibull import Weibull, exponential
from simulate.foundation import grammar
from simulate.foundation.errors import TextError


def between(low, high):
    return Lognormal.from_percentiles({5: low, 95: high})


MEANING = {
    "2.788e6": Point(2.788e6),
    "-1.5": Point(-1.5),
    "1_000": Point(1000.0),
    "0.34/2": Point(0.17),
    "(1 + 2) * 3 - 4/8": Point(8.5),
    "2**3**2": Point(512.0),
    "-2**2": Point(-4.0),
    "2**-1": Point(0.5),
    "sqrt(3)": Point(math.sqrt(3)),
    "min(3, 1, 2) + max(1, 2) + abs(-4)": Point(7.0),
    "exp(1) + log(10) + log10(1000)": Point(math.e + math.log(10) + 3),
    "394 to 430": between(394.0, 430.0),
    "1e-3 to 2_000": between(1e-3, 2000.0),
    "0.34/2 to sqrt(3)": between(0.17, math.sqrt(3)),
    "(1 to 2)": between(1.0, 2.0),
    "+1 to +2": between(1.0, 2.0),
    "1 + 0.1 to 0.25 + 2": between(1.1, 2.25),
    "1 + (0.1 to 0.25)": Affine(between(0.1, 0.25), 1.0, 1.0),
    "(0.1 to 0.25) + 1": Affine(between(0.1, 0.25), 1.0, 1.0),
    "(1 to 2) - 1": Affine(between(1.0, 2.0), 1.0, -1.0),
    "10 - (1 to 2)": Affine(between(1.0, 2.0), -1.0, 10.0),
    "2 * (1 to 2)": Affine(between(1.0, 2.0), 2.0, 0.0),
    "(1 to 2) * 2": Affine(between(1.0, 2.0), 2.0, 0.0),
    "(1 to 2) / 4": Affine(between(1.0, 2.0), 0.25, 0.0),
    "-(1 to 2)": Affine(between(1.0, 2.0), -1.0, 0.0),
    "1 + 2 * (1 to 2) / 4 - 3": Affine(between(1.0, 2.0), 0.5, -2.0),
    "-2 * (3 - (1 to 2))": Affine(between(1.0, 2.0), 2.0, -6.0),
    "2 * normal(1, 3) - 1": Normal(1.0, 6.0),
    "normal(3, 2)": Normal(3.0, 2.0),
    "normal(3, sd=2)": Normal(3.0, 2.0),
    "normal(sd=2, mean=3)": Normal(3.0, 2.0),
    "normal(p05=1, p95=4)": Normal.from_percentiles({5: 1.0, 95: 4.0}),
    "normal(p99=4, p50=1)": Normal.from_percentiles({50: 1.0, 99: 4.0}),
    "lognormal(10, 2)": Lognormal.from_median(10.0, 2.0),
    "lognormal(mean=10, sd=2)": Lognormal.from_moments(10.0, 2.0),
    "lognormal(p10=1, p90=2)": Lognormal.from_percentiles({10: 1.0, 90: 2.0}),
    "logitnormal(p05=0.2, p50=0.3)": Logitnormal.from_percentiles({5: 0.2, 50: 0.3}),
    "uniform(-sqrt(3), sqrt(3))": Uniform(-math.sqrt(3), math.sqrt(3)),
    "uniform(high=2, low=1,)": Uniform(1.0, 2.0),
    "loguniform(1, 10)": Loguniform(1.0, 10.0),
    "triangular(0, 0, 1)": triangular(0.0, 0.0, 1.0),
    "triangular(low=0, mode=1, high=4)": triangular(0.0, 1.0, 4.0),
    "pert(1.3, 1.45, 1.65)": pert(1.3, 1.45, 1.65),
    "trapezoidal(0, 1, 2, 4)": Trapezoidal(0.0, 1.0, 2.0, 4.0),
    "arcsine(-1, 1)": Arcsine(-1.0, 1.0),
    "beta(2, 3)": Beta(2.0, 3.0),
    "beta(2, 3, 10, 20)": Beta(2.0, 3.0, 10.0, 20.0),
    "beta(2, 3, high=20)": Beta(2.0, 3.0, 0.0, 20.0),
    "beta(mean=0.2, sd=0.1)": Beta.from_moments(0.2, 0.1),
    "beta(mean=12, sd=1, low=10, high=20)": Beta.from_moments(12.0, 1.0, 10.0, 20.0),
    "gamma(2, 3)": Gamma(2.0, 3.0),
    "gamma(mean=10, sd=2)": Gamma.from_moments(10.0, 2.0),
    "exponential(3)": exponential(3.0),
    "weibull(2, 3)": Weibull(2.0, 3.0),
    "student_t(4, 10, 2)": StudentT(4.0, 10.0, 2.0),
    "student_t(df=4, location=10, scale=2)": StudentT(4.0, 10.0, 2.0),
    "metalog(p05=1, p50=2, p95=4)": Metalog.from_percentiles({5: 1.0, 50: 2.0, 95: 4.0}),
    "metalog(p20=1, p50=2, p80=4, low=0)": Metalog.from_percentiles({20: 1.0, 50: 2.0, 80: 4.0}, low=0.0),
    "metalog(high=9, low=0, p05=1, p50=2, p95=4)": Metalog.from_percentiles({5: 1.0, 50: 2.0, 95: 4.0}, 0.0, 9.0),
    "choice([1, -2, 3/2], [0.2, 0.3, 0.5])": Choice((1.0, -2.0, 1.5), (0.2, 0.3, 0.5)),
    "choice(weights=[1], values=[4])": Choice((4.0,), (1.0,)),
    "mixture([1 to 2, 3, normal(0, 1)], [0.5, 0.25, 0.25])": Mixture(
        (between(1.0, 2.0), Point(3.0), Normal(0.0, 1.0)), (0.5, 0.25, 0.25)
    ),
    "mixture(priors=[1 + (1 to 2)], weights=[1])": Mixture((Affine(between(1.0, 2.0), 1.0, 1.0),), (1.0,)),
    "truncate(normal(0, 1), -1, 2)": Truncated(Normal(0.0, 1.0), -1.0, 2.0),
    "truncate(normal(0, 1), -1)": Truncated(Normal(0.0, 1.0), low=-1.0),
    "truncate(normal(0, 1), high=2)": Truncated(Normal(0.0, 1.0), high=2.0),
    "truncate(prior=1 to 2, low=1)": Truncated(between(1.0, 2.0), low=1.0),
    "truncate(5, 0, 10)": Point(5.0),
    "1 + truncate(5, 0, 10)": Point(6.0),
    " normal( 3 ,\n\t2 ) ": Normal(3.0, 2.0),
}


@pytest.mark.parametrize("written", MEANING)
def test_a_text_means_its_distribution(written):
    assert text.read(written) == MEANING[written]


def test_every_form_is_given_a_meaning_here():
    tried = {form for form in FORMS if any(re.search(rf"\b{form}\(", written) for written in MEANING)}
    assert tried == set(FORMS) - {"empirical"}


WRONG = {
    # text: (offset, words of the message)
    "": (0, "expected a number or a name, found the end"),
    "   ": (3, "expected a number or a name, found the end"),
    "430 to 394": (
        0,
        "lognormal needs 0 < p05 < p95, got p05 = 430 and p95 = 394; "
        "write 394 to 430, normal(p05=394, p95=430) or uniform(394, 430)",
    ),
    "-5 to 5": (0, "got p05 = -5 and p95 = 5; write normal(p05=-5, p95=5) or uniform(-5, 5)"),
    "0 to 1e-5": (0, "got p05 = 0 and p95 = 1e-5; write normal(p05=0, p95=1e-5) or uniform(0, 1e-5)"),
    "-1 to -3_000": (0, "write normal(p05=-3_000, p95=-1) or uniform(-3_000, -1)"),
    "1 - 2 to 5/2": (0, "got p05 = -1 and p95 = 2.5; write normal(p05=-1, p95=2.5) or uniform(-1, 2.5)"),
    "2 to 2.0": (0, "for a single number write value = 2"),
    "1 + (430 to 394)": (5, "got p05 = 430 and p95 = 394"),
    "mixture([1 to 2, 4 to 3], [0.5, 0.5])": (17, "got p05 = 4 and p95 = 3"),
    "1e-200 to 1e200": (0, "lognormal needs quantiles between 2.2e-308 and 1.7e308"),
    "1 to 2 to 3": (7, "unexpected 'to'"),
    "1 to 2 GWh": (7, "unexpected 'GWh'"),
    "1 + (0.1 to 0.25": (16, "expected a ')', found the end"),
    "normal(3; 2)": (8, "';'"),
    "(1 to 2) to 3": (1, "the lower end of a range must be a number, found a prior"),
    "1 to (2 to 3)": (6, "the upper end of a range must be a number, found a prior"),
    "norml(1, 2)": (0, "no such form: norml; did you mean normal?"),
    "1 + norml(1, 2)": (4, "no such form: norml; did you mean normal?"),
    "xyzzy(1)": (0, "no such form: xyzzy; known are normal, lognormal"),
    "__import__('os')": (0, "'_'"),
    "eval('1')": (0, "no such form: eval"),
    "sin(1)": (0, "no such form: sin"),
    "normal": (0, "normal needs its arguments: normal(mean, sd) or normal(p05=..., p95=...)"),
    "normal(nan, 10)": (7, "finite numbers in digits, found the name nan"),
    "normal(mean=nan, sd=10)": (12, "finite numbers in digits, found the name nan"),
    "normal(700, inf)": (12, "finite numbers in digits, found the name inf"),
    "2 * pi": (4, "finite numbers in digits, found the name pi"),
    "-inf to 3": (1, "finite numbers in digits, found the name inf"),
    "True": (0, "finite numbers in digits, found the name True"),
    'normal("1_0", 1)': (7, "mean of normal must be a number, found a text in quotes"),
    "normal(mean=' 12 ', sd=1)": (12, "mean of normal must be a number, found a text in quotes"),
    'normal("infinity", 1)': (7, "found a text in quotes"),
    "١٢ to 20": (0, "'١'"),
    "１ to 2": (0, "'１'"),
    "'394 to 430'": (0, "expected a number or a prior, found a text in quotes"),
    "[1, 2]": (0, "expected a number or a prior, found a list"),
    "1e999": (0, "1e999 is larger than any number can be"),
    "normal(0, 1e-400)": (10, "1e-400 is smaller than a number can be"),
    "loguniform(1e-320, 1e-300)": (11, "1e-320 is smaller than a number can be"),
    "normal(1, 2, 3)": (13, "normal takes no more than 2 arguments"),
    "normal(1)": (0, "normal is written normal(mean, sd) or normal(p05=..., p95=...), got mean"),
    "normal()": (0, "got nothing"),
    "2 * normal(mean=1, p95=3)": (4, "got mean, p95"),
    "normal(p05=1, p50=2, p95=3)": (0, "got p05, p50, p95"),
    "normal(mena=1, sd=2)": (7, "normal has no argument mena; did you mean mean?"),
    "normal(sd=2, mena = (1))": (13, "normal has no argument mena; did you mean mean?"),
    "normal(p5=1, p95=2)": (7, "normal has no argument p5; did you mean p05?"),
    "normal(p00=1, p95=2)": (7, "normal has no argument p00"),
    "normal(p100=1, p95=2)": (7, "normal has no argument p100"),
    "uniform(p05=1, p95=2)": (8, "uniform has no argument p05; it is written uniform(low, high)"),
    "uniform(1, low=2)": (11, "low is given twice"),
    "uniform(low=1, low=2)": (15, "low is given twice"),
    "uniform(low=1, 2)": (15, "by position cannot follow one by name"),
    "logitnormal(0.2, 0.3)": (12, "logitnormal takes its arguments by name: logitnormal(p05=..., p95=...)"),
    "metalog(1, 2, 3)": (8, "metalog takes its arguments by name"),
    "metalog(p05=1, p50=2)": (
        0,
        "metalog is written metalog(p05=..., p50=..., p95=..., low=..., high=...), got p05, p50",
    ),
    "uniform(2, 2)": (0, "write value = 2"),
    "3 + uniform(5, 2)": (4, "write uniform(2, 5)"),
    "truncate(normal(0, 1), 40, 41)": (0, "this one keeps 0"),
    "truncate(1 + (0.10 to 0.25), 0.5, 0.9)": (0, "this one keeps 0"),
    "truncate(normal(0, 1), 4.8)": (0, "this one keeps 7.9e-07"),
    "truncate(normal(0, 1))": (0, "truncate needs low or high"),
    "truncate(normal(0, 1), low=-inf)": (28, "finite numbers in digits, found the name inf"),
    "truncate([1], 0)": (9, "prior of truncate must be a prior, found a list"),
    "truncate(low=0)": (0, "got low"),
    "mixture([1, 2], [0.5, 0.6])": (0, "mixture needs weights that sum to 1, got sum = 1.1"),
    "mixture([1, 2], [-0.1, 1.1])": (0, "mixture needs weights of 0 or more, got weight 1 = -0.1"),
    "mixture([], [])": (0, "mixture needs at least one of the priors, got none"),
    "mixture([1, 2], [0, 0])": (0, "mixture needs weights that sum to 1, got sum = 0"),
    "mixture([1, 2])": (0, "mixture is written mixture(priors, weights), got priors"),
    "mixture(1 to 2, [1])": (8, "priors of mixture must be a list of priors, found a single prior"),
    "mixture([normal(1, -2)], [1])": (9, "normal needs sd > 0, got sd = -2"),
    "mixture([1, 'a'], [0.5, 0.5])": (12, "expected a number or a prior, found a text in quotes"),
    "choice([1 to 2], [1])": (8, "each of the values of choice must be a number, found a prior"),
    "choice(3, [1])": (7, "values of choice must be a list of numbers, found a number"),
    "choice([3], 1)": (12, "weights of choice must be a list of numbers, found a number"),
    "empirical(sites, x)": (10, "file of empirical must be a text in quotes, found the name sites"),
    "empirical('sites.csv', 'x')": (0, "there is none here"),
    "(1 to 2) + (3 to 4)": (12, "a prior is one distribution, found two joined by +"),
    "(1 to 2) * 3 * normal(0, 1)": (15, "a prior is one distribution, found two joined by *"),
    "2 / (1 to 2)": (5, "a prior cannot stand on the right of /"),
    "normal(0, 1)**2": (0, "a prior cannot be raised to a power"),
    "2**normal(0, 1)": (3, "a prior cannot stand on the right of **"),
    "exp(normal(0, 1))": (4, "exp takes numbers, found a prior"),
    "max(0, normal(0, 1))": (7, "max takes numbers, found a prior"),
    "0 * (1 to 2)": (0, "write value = 0"),
    "(1 to 2) / 0": (11, "division by zero"),
    "1 / 0": (4, "division by zero"),
    "1 + 3 / (2 - 2)": (9, "division by zero"),
    "log(0)": (0, "log(0) is no real number"),
    "1 + sqrt(-1)": (4, "sqrt(-1) is no real number"),
    "(-8)**0.5": (6, "-8 ** 0.5 is no real number"),
    "0**-1": (3, "no real number"),
    "exp(1000)": (0, "exp(1000) is larger than any number can be"),
    "2**5000": (3, "larger than any number can be"),
    "1e300 * 1e300": (8, "1e+300 * 1e+300 is larger than any number can be"),
    "1e-300 / 1e300": (9, "smaller than a number can be"),
    "exp(-1000)": (0, "smaller than a number can be"),
    "sqrt()": (0, "sqrt takes one number"),
    "sqrt(1, 2)": (0, "sqrt takes one number"),
    "min()": (0, "min takes numbers"),
    "sqrt(x=4)": (5, "sqrt takes its numbers by position"),
    "(1 to 2) < 3": (9, "expected a number or a prior, found a comparison (<)"),
    "normal(1 < 2, 3)": (9, "found a comparison (<)"),
    "1e200 * (1e200 to 1e201)": (0, "a scaled prior needs quantiles below 1.8e308"),
    "lognormal(1, exp(700))": (0, "lognormal needs quantiles between"),
    "uniform(low=5, high=2)": (0, "uniform needs low < high, got low = 5 and high = 2"),
    "triangular(low=3, mode=1, high=4)": (0, "triangular needs low <= mode <= high"),
    "1 #": (2, "'#'"),
    "1\0": (1, ""),
}


@pytest.mark.parametrize("written", WRONG)
def test_a_fault_is_said_at_its_first_character(written):
    offset, words = WRONG[written]
    with pytest.raises(TextError) as fault:
        text.read(written)
    assert words in str(fault.value)
    assert fault.value.offset == offset
    assert "\n" not in str(fault.value)


def outcome(written):
    """A distribution, or the fault that there is instead."""
    try:
        return text.read(written)
    except TextError as fault:
        return fault


@pytest.mark.parametrize(
    ("opening", "closing"), [("(", ")"), ("-(", ")"), ("2 * (1 + ", ")"), ("truncate(", ", low=-9)")]
)
def test_deep_texts_are_read_to_a_depth_of_a_hundred_and_then_refused(opening, closing):
    assert text.read(opening * 40 + "normal(0, 1)" + closing * 40)
    for depth in (101, 1000, 5000):
        fault = outcome(opening * depth + "1" + closing * depth)
        assert "nested deeper than 100" in str(fault) or "longer than 10,000" in str(fault)


def test_long_chains_are_one_shift():
    assert text.read("1 + " * 2000 + "(1 to 2)") == Affine(between(1.0, 2.0), 1.0, 2000.0)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789.eE+-*/()[]=,<> '\"_abcdfghilmnoprtuwxy\n", max_size=40))
def test_whatever_is_written_is_a_distribution_or_one_line_with_an_offset(written):
    made = outcome(written)
    if isinstance(made, TextError):
        assert 0 <= made.offset <= len(written)
        assert "\n" not in str(made)
    else:
        low, high = made.support
        assert low <= high


names = st.sampled_from([*FORMS, "sqrt", "max"])
atoms = st.one_of(
    st.integers(-5, 20).map(str),
    st.sampled_from(
        ["0.5", "1e308", "1e-308", "1 to 2", "[0.5, 0.5]", "[1, 2]", "'x'", "p05=1", "p95=2", "low=0", "sd=1", "nan"]
    ),
)


@settings(max_examples=300, deadline=None)
@given(
    names, st.lists(atoms, max_size=4), st.sampled_from(["{}", "1 + {}", "-2 * {}", "truncate({}, low=1)", "{} / 0.1"])
)
def test_whatever_arguments_a_form_is_given_it_makes_a_distribution_or_says_why_not(name, arguments, frame):
    written = frame.format(f"{name}({', '.join(arguments)})")
    made = outcome(written)
    if isinstance(made, TextError):
        assert 0 <= made.offset <= len(written)
    else:
        assert math.isfinite(float(made.ppf(0.25)))
        assert float(made.ppf(0.25)) <= float(made.isf(0.25))


@pytest.mark.parametrize(
    ("written", "rest"),
    [
        ("50 to 90 USD_2024/MWh", "USD_2024/MWh"),
        ("50 to 90", ""),
        ("1 + (0.1 to 0.2)   %", "%"),
        ("normal(3, 2)h", "h"),
        ("2.5e3 gCO2e/kWh", "gCO2e/kWh"),
        ("1.5 m2", "m2"),
        ("choice([1, 2], [0.5, 0.5]) µW", "µW"),
    ],
)
def test_a_prior_may_be_followed_by_its_unit(written, rest):
    distribution, offset = text.read_start(written)
    assert written[offset:] == rest
    assert distribution == text.read(written[:offset])


def test_a_prior_with_a_fault_before_its_unit_is_refused():
    with pytest.raises(TextError) as fault:
        text.read_start("90 to 50 USD_2024/MWh")
    assert fault.value.offset == 0


def test_constants_are_numbers_only():
    assert text.constant(grammar.parse("0.1 + 0.2 * sqrt(4)")) == 0.5
    with pytest.raises(TextError, match="must be a number, found a prior"):
        text.constant(grammar.parse("1 to 2"))
    with pytest.raises(TextError, match="found the name x"):
        text.constant(grammar.parse("2 * x"))


numbers = st.integers(1, 50).map(str)
expressions = st.recursive(
    numbers,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map(" ".join),
        inner.map("({})".format),
        inner.map("-({})".format),
        st.tuples(inner, st.sampled_from(["2", "3"])).map(lambda pair: f"({pair[0]})**{pair[1]}"),
    ),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(expressions)
def test_constant_arithmetic_is_that_of_python(written):
    floats = re.sub(r"\d+", lambda number: number.group() + ".0", written)
    try:
        expected = eval(floats, {"__builtins__": {}})  # noqa: S307 -- the oracle; digits and operators made above
    except (ZeroDivisionError, OverflowError):
        with pytest.raises(TextError):
            text.read(written)
        return
    assert text.read(written) == Point(expected)
