"""All families that a prior can name: one entry each, of which the text form, its messages and tests are made."""

from __future__ import annotations

from simulate.beliefs.families.arcsine import Arcsine
from simulate.beliefs.families.beta import Beta, pert
from simulate.beliefs.families.empirical import Empirical
from simulate.beliefs.families.form import Form, Kind, Parameter, Way
from simulate.beliefs.families.gamma import Gamma
from simulate.beliefs.families.logitnormal import Logitnormal
from simulate.beliefs.families.lognormal import Lognormal
from simulate.beliefs.families.metalog import Metalog
from simulate.beliefs.families.mixture import Mixture
from simulate.beliefs.families.normal import Normal
from simulate.beliefs.families.points import Choice
from simulate.beliefs.families.student_t import StudentT
from simulate.beliefs.families.trapezoidal import Trapezoidal, triangular
from simulate.beliefs.families.truncated import truncate
from simulate.beliefs.families.uniform import Loguniform, Uniform
from simulate.beliefs.families.weibull import Weibull, exponential


def _numbers(*names: str) -> tuple[Parameter, ...]:
    return tuple(map(Parameter, names))


def _optional(*names: str) -> tuple[Parameter, ...]:
    return tuple(Parameter(name, optional=True) for name in names)


_MEAN_AND_SD = _numbers("mean", "sd")
_ENDS = _optional("low", "high")
_WEIGHTS = Parameter("weights", Kind.NUMBERS)

_ALL = (
    Form(
        "normal",
        "symmetric around its mean",
        (Way(Normal.from_moments, _MEAN_AND_SD), Way(Normal.from_percentiles, percentiles=2)),
        ("normal(3, 2)", "normal(mean=-1, sd=0.5)", "normal(p10=1, p95=4)"),
    ),
    Form(
        "lognormal",
        "positive, symmetric in ratios; `a to b` is its 90 % interval",
        (
            Way(Lognormal.from_median, _numbers("median", "gsd")),
            Way(Lognormal.from_moments, _MEAN_AND_SD),
            Way(Lognormal.from_percentiles, percentiles=2),
        ),
        ("lognormal(1, 2)", "lognormal(mean=10, sd=3)", "lognormal(p05=10, p95=1000)"),
    ),
    Form(
        "logitnormal",
        "a share between 0 and 1, normal in its log odds",
        (Way(Logitnormal.from_percentiles, percentiles=2),),
        ("logitnormal(p05=0.3, p95=0.5)", "logitnormal(p25=0.01, p90=0.99)"),
    ),
    Form(
        "uniform",
        "every value between two bounds is equally likely",
        (Way(Uniform, _numbers("low", "high")),),
        ("uniform(2, 5)", "uniform(low=-1e6, high=-1)"),
    ),
    Form(
        "loguniform",
        "every ratio between two positive bounds is equally likely",
        (Way(Loguniform, _numbers("low", "high")),),
        ("loguniform(1e-3, 1e3)", "loguniform(1, 1.01)"),
    ),
    Form(
        "triangular",
        "a straight rise to the mode and a straight fall",
        (Way(triangular, _numbers("low", "mode", "high")),),
        ("triangular(0, 1, 4)", "triangular(0, 0, 1)", "triangular(-2, 5, 5)"),
    ),
    Form(
        "pert",
        "a smooth hill between two bounds with a most likely value",
        (Way(pert, _numbers("low", "mode", "high")),),
        ("pert(0, 1, 4)", "pert(1.3, 1.3, 1.65)"),
    ),
    Form(
        "trapezoidal",
        "a straight rise from a to b, level to c, a straight fall to d",
        (Way(Trapezoidal, _numbers("a", "b", "c", "d")),),
        ("trapezoidal(0, 1, 3, 7)", "trapezoidal(1, 1, 2, 2)"),
    ),
    Form(
        "arcsine",
        "what swings between two bounds like a sine",
        (Way(Arcsine, _numbers("low", "high")),),
        ("arcsine(-1, 1)", "arcsine(10, 12)"),
    ),
    Form(
        "beta",
        "a share, or a quantity between two bounds",
        (Way(Beta, (*_numbers("a", "b"), *_ENDS)), Way(Beta.from_moments, (*_MEAN_AND_SD, *_ENDS))),
        ("beta(0.5, 0.5)", "beta(2, 5, 0.8, 1)", "beta(mean=0.3, sd=0.1)", "beta(mean=5, sd=1, low=2, high=9)"),
    ),
    Form(
        "gamma",
        "positive, less skewed than a lognormal",
        (Way(Gamma, _numbers("shape", "scale")), Way(Gamma.from_moments, _MEAN_AND_SD)),
        ("gamma(2, 3)", "gamma(0.05, 1)", "gamma(mean=10, sd=2)", "gamma(mean=10, sd=0.001)"),
    ),
    Form(
        "exponential",
        "waiting times without memory",
        (Way(exponential, _numbers("mean")),),
        ("exponential(5)",),
    ),
    Form(
        "weibull",
        "lifetimes",
        (Way(Weibull, _numbers("shape", "scale")),),
        ("weibull(0.7, 3)", "weibull(200, 10)"),
    ),
    Form(
        "student_t",
        "a mean of few observations; heavy tails",
        (Way(StudentT, _numbers("df", "location", "scale")),),
        ("student_t(4, 10, 2)", "student_t(1, 0, 1)", "student_t(40, 0, 1)"),
    ),
    Form(
        "metalog",
        "three elicited percentiles, with bounds where there are any",
        (Way(Metalog.from_percentiles, _ENDS, percentiles=3),),
        (
            "metalog(p05=1, p50=2, p95=4)",
            "metalog(p10=2, p50=3, p90=7, low=0)",
            "metalog(p01=-9, p40=-3, p75=-1, high=0)",
            "metalog(p05=0.2, p50=0.5, p95=0.7, low=0, high=1)",
        ),
    ),
    Form(
        "choice",
        "one of several numbers",
        (Way(Choice.of, (Parameter("values", Kind.NUMBERS), _WEIGHTS)),),
        ("choice([3, -1, 2], [0.5, 0.2, 0.3])",),
    ),
    Form(
        "mixture",
        "one of several priors",
        (Way(Mixture.of, (Parameter("priors", Kind.PRIORS), _WEIGHTS)),),
        ("mixture([1 to 2, normal(10, 1)], [0.4, 0.6])", "mixture([0, uniform(1, 2), 5], [0.2, 0.7, 0.1])"),
    ),
    Form(
        "empirical",
        "a column of a CSV file, whose rows are drawn",
        (
            Way(
                Empirical.read,
                (
                    Parameter("file", Kind.TEXT),
                    Parameter("column", Kind.TEXT),
                    Parameter("weights", Kind.TEXT_OR_NUMBERS, optional=True),
                ),
                reads_file=True,
            ),
        ),
        ('empirical("sites.csv", "intensity")', 'empirical("sites.csv", "intensity", "capacity")'),
    ),
    Form(
        "truncate",
        "what lies between two values, rescaled",
        (Way(truncate, (Parameter("prior", Kind.PRIOR), *_ENDS)),),
        ("truncate(normal(0, 1), -1, 2)", "truncate(1 to 2, low=1.1)", "truncate(normal(0, 1), 4, 4.5)"),
    ),
)

FORMS: dict[str, Form] = {form.name: form for form in _ALL}
"""By name, in the order in which documentation shows them."""
