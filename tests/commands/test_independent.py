"""`wattif run --json` held against computations that share no code with it: closed forms, SciPy, plain NumPy draws.

A reference is a frozen SciPy distribution, or a function that makes draws from a generator. Numbers agree where they
lie within five errors, those stated and those of the reference together.
"""

import math

import numpy as np
import pytest
from scipy import stats

DRAWS = 131_072
Z95 = stats.norm.ppf(0.95)
COUNT = {"accelerators": "1000", "availability": "1"}
RUN = {**COUNT, "accelerator_hours": ("9e5 to 1.1e6", "h")}
SERVER = {
    "server_rated_power": ("10 to 11", "kW"),
    "accelerators_per_server": "8",
    "server_power_fraction": "pert(0.6, 0.74, 0.84)",
    "network_storage_share": "pert(0.03, 0.08, 0.15)",
    "pue": "1 + (0.10 to 0.25)",
}


def ninety(low, high):
    """The lognormal that has these as its 5th and 95th percentiles."""
    return stats.lognorm(math.log(high / low) / 2 / Z95, scale=math.sqrt(low * high))


def pert(low, mode, high):
    return stats.beta(1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low), low, high - low)


def metalog(probabilities, values, rng, low=-math.inf, high=math.inf):
    """Keelin 2016, equations 7, 13 and 14, with three terms solved from three quantiles."""
    into, back = (lambda x: x), (lambda m: m)
    if low > -math.inf and high < math.inf:
        into, back = (
            (lambda x: math.log((x - low) / (high - x))),
            (lambda m: (low + high * np.exp(m)) / (1 + np.exp(m))),
        )
    elif low > -math.inf:
        into, back = (lambda x: math.log(x - low)), (lambda m: low + np.exp(m))
    elif high < math.inf:
        into, back = (lambda x: -math.log(high - x)), (lambda m: high - np.exp(-m))

    def basis(p):
        logit = np.log(p / (1 - p))
        return np.array([np.ones_like(p), logit, (p - 0.5) * logit])

    terms = np.linalg.solve(basis(np.array(probabilities)).T, [into(value) for value in values])
    return back(terms @ basis(rng.random(DRAWS)))


def together(correlation, rng):
    """Uniforms of a Gaussian copula."""
    return stats.norm.cdf(rng.multivariate_normal(np.zeros(len(correlation)), correlation, size=DRAWS).T)


def pearson_of(spearman):
    return 2 * np.sin(np.pi / 6 * np.asarray(spearman))


def own(formula, more="", **priors):
    tables = "".join(f"{name} = {{ prior = '''{text}''' }}\n" for name, text in priors.items())
    return f'method = "own"\noutputs = ["y"]\n[priors]\n{tables}[quantities.y]\nequals = "{formula}"\n{more}'


def truncated(distribution, low, high):
    below, above = distribution.cdf([low, high])
    return lambda rng: distribution.ppf(below + (above - below) * rng.random(DRAWS))


def two_lognormals(spearman):
    a, b = math.log(4) / 2 / Z95, math.log(3) / 2 / Z95
    return stats.lognorm(math.sqrt(a * a + b * b + 2 * a * b * pearson_of(spearman)), scale=2 * math.sqrt(3))


def three_correlated(rng):
    matrix = np.array([[1, 0.5, -0.3], [0.5, 1, 0.4], [-0.3, 0.4, 1]])
    a, b, c = together(np.where(matrix == 1, 1, pearson_of(matrix)), rng)
    return stats.gamma(4).ppf(a) * stats.weibull_min(1.5).ppf(b) * stats.beta(2, 3).ppf(c)


def rows_together(rng):
    row = rng.choice(4, p=np.array([1, 2, 1, 4]) / 8, size=DRAWS)
    return np.array([1, 2, 3, 7.5])[row] * np.array([10, 30, 20, 5])[row]


def weighed_and_shared(rng):
    a, which = rng.normal(0, 1, DRAWS), rng.random(DRAWS)
    return np.where(which < 0.2, a + 1, np.where(which < 0.5, 10 * a, rng.normal(7, 0.1, DRAWS)))


def correlations(*pairs):
    return "".join(f'[[correlations]]\nbetween = ["{a}", "{b}"]\n{kind} = {value}\n' for a, b, kind, value in pairs)


def piecewise(rng):
    a = rng.normal(2, 1, DRAWS)
    return np.where(a >= 2, np.minimum(a, 3), np.maximum(a, 1) ** -1.5)


def functions(rng):
    a, b = rng.normal(2, 0.3, DRAWS), rng.random(DRAWS)
    return np.exp(-a) * np.log(a) + np.sqrt(b) + abs(a - 2) + np.log10(a) + np.sin(a) + np.sin(b)


OWN = {
    "normal by percentiles": (own("a", a="normal(p10=3, p90=7)"), stats.norm(5, 2 / stats.norm.ppf(0.9))),
    "lognormal by moments": (
        own("a", a="lognormal(mean=10, sd=5)"),
        stats.lognorm(math.sqrt(math.log(1.25)), scale=10 / math.sqrt(1.25)),
    ),
    "gamma by moments": (own("a", a="gamma(mean=4, sd=2)"), stats.gamma(4)),
    "beta by moments": (own("a", a="beta(mean=0.3, sd=0.1)"), stats.beta(0.3 * 20, 0.7 * 20)),
    "beta on an interval": (own("a", a="beta(2, 5, 10, 20)"), stats.beta(2, 5, 10, 10)),
    "logitnormal": (
        own("log(a / (1 - a))", a="logitnormal(p05=0.2, p95=0.7)"),
        stats.norm((math.log(0.25) + math.log(7 / 3)) / 2, math.log(28 / 3) / 2 / Z95),
    ),
    "arcsine": (own("a", a="arcsine(2, 6)"), stats.arcsine(2, 4)),
    "trapezoidal": (own("a", a="trapezoidal(1, 2, 4, 8)"), stats.trapezoid(1 / 7, 3 / 7, 1, 7)),
    "student": (own("a", a="student_t(5, 3, 2)"), stats.t(5, 3, 2)),
    "weibull": (own("a", a="weibull(1.7, 3)"), stats.weibull_min(1.7, scale=3)),
    "exponential": (own("a", a="exponential(4)"), stats.expon(scale=4)),
    "loguniform": (own("a", a="loguniform(1, 100)"), stats.loguniform(1, 100)),
    "triangular": (own("a", a="triangular(0, 1, 5)"), stats.triang(0.2, 0, 5)),
    "pert": (own("a", a="pert(1, 2, 7)"), pert(1, 2, 7)),
    "metalog": (own("a", a="metalog(p05=1, p50=3, p95=8)"), lambda rng: metalog([0.05, 0.5, 0.95], [1, 3, 8], rng)),
    "metalog from below": (
        own("a", a="metalog(p10=1, p50=3, p90=8, low=0)"),
        lambda rng: metalog([0.1, 0.5, 0.9], [1, 3, 8], rng, 0),
    ),
    "metalog from above": (
        own("a", a="metalog(p10=1, p50=3, p90=4, high=6)"),
        lambda rng: metalog([0.1, 0.5, 0.9], [1, 3, 4], rng, high=6),
    ),
    "metalog between": (
        own("a", a="metalog(p20=2, p50=3, p80=5, low=0.5, high=20)"),
        lambda rng: metalog([0.2, 0.5, 0.8], [2, 3, 5], rng, 0.5, 20),
    ),
    "mixture across a gap": (
        own("a", a="mixture([normal(0, 1), normal(10, 2)], [0.3, 0.7])"),
        lambda rng: np.where(rng.random(DRAWS) < 0.3, rng.normal(0, 1, DRAWS), rng.normal(10, 2, DRAWS)),
    ),
    "mixture with a point": (
        own("a", a="mixture([1 to 2, uniform(5, 6), 9], [0.28, 0.5, 0.22])"),
        lambda rng: np.choose(
            rng.choice(3, p=[0.28, 0.5, 0.22], size=DRAWS),
            [ninety(1, 2).rvs(DRAWS, random_state=rng), rng.uniform(5, 6, DRAWS), np.full(DRAWS, 9.0)],
        ),
    ),
    "choice": (
        own("a", a="choice([1, 2, 5], [0.3, 0.3, 0.4])"),
        lambda rng: rng.choice([1.0, 2, 5], p=[0.3, 0.3, 0.4], size=DRAWS),
    ),
    "truncated to a tail": (own("a", a="truncate(normal(0, 1), 4, 9)"), stats.truncnorm(4, 9)),
    "truncated lognormal": (own("a", a="truncate(1 to 4, 2, 100)"), truncated(ninety(1, 4), 2, 100)),
    "mirrored": (own("a", a="5 - (1 to 4)"), lambda rng: 5 - ninety(1, 4).rvs(DRAWS, random_state=rng)),
    "scaled by a negative number": (own("a", a="-3 * gamma(4, 1)"), lambda rng: -3 * rng.gamma(4, size=DRAWS)),
    "product of wide lognormals": (
        own("a * b", a="lognormal(1, 3)", b="lognormal(1, 3)"),
        stats.lognorm(math.sqrt(2) * math.log(3)),
    ),
    "sum of four uniforms": (
        own("a + b + c + d", **dict.fromkeys("abcd", "uniform(-1.7320508, 1.7320508)")),
        lambda rng: 1.7320508 * (2 * rng.random((4, DRAWS)) - 1).sum(0),
    ),
    "spearman between lognormals": (
        own("a * b", correlations(("a", "b", "spearman", 0.7)), a="1 to 4", b="1 to 3"),
        two_lognormals(0.7),
    ),
    "negative spearman": (
        own("a * b", correlations(("b", "a", "spearman", -0.7)), a="1 to 4", b="1 to 3"),
        two_lognormals(-0.7),
    ),
    "pearson between normals": (
        own("a + b", correlations(("a", "b", "pearson", -0.6)), a="normal(3, 1)", b="normal(5, 2)"),
        stats.norm(8, math.sqrt(1 + 4 - 2 * 0.6 * 2)),
    ),
    "three correlated": (
        own(
            "a * b * c",
            correlations(("a", "b", "spearman", 0.5), ("a", "c", "spearman", -0.3), ("b", "c", "spearman", 0.4)),
            a="gamma(4, 1)",
            b="weibull(1.5, 1)",
            c="beta(2, 3)",
        ),
        three_correlated,
    ),
    "rows of a file together": (
        own("a * b", a='empirical("data.csv", "x", "w")', b='empirical("data.csv", "y", "w")'),
        rows_together,
    ),
    "routes, one of them given": (
        own(
            "a + 1", a="normal(0, 1)", y="normal(7, 0.1)", more="[routes]\ny = { one = 0.2, ten = 0.3, given = 0.5 }\n"
        ).replace('equals = "a + 1"', 'routes = { one = "a + 1", ten = "10 * a" }'),
        weighed_and_shared,
    ),
    "piecewise": (
        own("where(a >= 2, min(a, 3), max(a, 1) ** -1.5)", a="normal(2, 1)"),
        piecewise,
    ),
    "signs and powers": (
        own("2 ** b - -a ** 2 / 4 / 2", a="normal(2, 0.3)", b="uniform(0, 1)"),
        lambda rng: 2 ** rng.random(DRAWS) + rng.normal(2, 0.3, DRAWS) ** 2 / 8,
    ),
    "functions": (
        own(
            "exp(-a) * log(a) + sqrt(b) + abs(a - 2) + log10(a) + sin(a) + cos(b) * tan(b)",
            a="normal(2, 0.3)",
            b="uniform(0, 1)",
        ),
        functions,
    ),
}


def a_run(rng):
    """Draws that the cases of the built-in method have in common."""
    draws = {
        "hours": ninety(9e5, 1.1e6),
        "rated": ninety(10, 11),
        "fraction": pert(0.6, 0.74, 0.84),
        "share": pert(0.03, 0.08, 0.15),
        "excess": ninety(0.1, 0.25),
    }
    drawn = {name: distribution.rvs(DRAWS, random_state=rng) for name, distribution in draws.items()}
    drawn["pue"] = 1 + drawn["excess"]
    drawn["watts"] = drawn["rated"] * 1000 / 8 * drawn["fraction"]
    drawn["gwh"] = drawn["hours"] * drawn["watts"] * (1 + drawn["share"]) * drawn["pue"] / 1e9
    return drawn


def tariff(rng):
    run = a_run(rng)
    excess = pert(0.1, 0.3, 0.5).rvs(DRAWS, random_state=rng)
    peak_kw = 1000 * run["watts"] / 1000 * (1 + (1 / run["fraction"] - 1) * excess) * (1 + run["share"]) * run["pue"]
    months = run["hours"] / 1000 / 24 / 30.4375
    return (
        run["gwh"] * 1000 * ninety(30, 40).rvs(DRAWS, random_state=rng)
        + peak_kw * ninety(10, 20).rvs(DRAWS, random_state=rng) * months
    )


def three_routes_to_hours(rng):
    which = rng.random(DRAWS)
    calendar = (
        ninety(900, 1100).rvs(DRAWS, random_state=rng)
        * ninety(30, 60).rvs(DRAWS, random_state=rng)
        * 24
        * pert(0.8, 0.9, 1).rvs(DRAWS, random_state=rng)
    )
    compute = 6 * 7e9 * ninety(1e12, 2e12).rvs(DRAWS, random_state=rng) / (1e14 * rng.uniform(0.3, 0.5, DRAWS)) / 3600
    return np.where(which < 0.5, calendar, np.where(which < 0.7, compute, rng.normal(1e6, 1e4, DRAWS)))


def two_sites(rng):
    s = rng.uniform(0.5, 0.7, DRAWS)
    return (s * 1.1 * 100 + (1 - s) * 1.4 * 600) / (s * 1.1 + (1 - s) * 1.4)


def mean_power(rng):
    run = a_run(rng)
    return 1000 * run["watts"] * (1 + run["share"]) * run["pue"] / 1e6


def built_in(priors, more=""):
    tables = ""
    for name, stated in priors.items():
        text, unit = stated if isinstance(stated, tuple) else (stated, "1")
        tables += f'{name} = {{ prior = "{text}", unit = "{unit}" }}\n'
    return f"[priors]\n{tables}{more}"


CHIP = {
    "accelerator_rated_power": ("0.7", "kW"),
    "accelerator_power_fraction": "0.7 to 0.9",
    "server_overhead": "1.3 to 1.6",
}
TARIFF = {
    "energy_charge": ("30 to 40", "USD_2024/MWh"),
    "demand_charge": ("10 to 20", "USD_2024/(kW month)"),
    "peak_excess": "pert(0.1, 0.3, 0.5)",
}
METER = {"accelerators": "1e4", "mean_power": ("10 to 20", "MW"), "calendar_days": ("80 to 100", "day")}
RENTAL = {"compute_cost_rental": ("2 to 4", "USD_2024"), "rental_price": ("1.5e-6 to 3e-6", "USD_2024/h")}
REPORTED = {"reported_mfu": "uniform(0.35, 0.45)", "goodput": ("uniform(80, 95)", "%"), "accelerators": "8"}
THREE_ROUTES = {
    "accelerators": "900 to 1100",
    "calendar_days": ("30 to 60", "day"),
    "availability": "pert(0.8, 0.9, 1)",
    "active_parameters": "7e9",
    "tokens": "1e12 to 2e12",
    "peak_flops": ("1e14", "FLOP/s"),
    "effective_mfu": "uniform(0.3, 0.5)",
    "accelerator_hours": ("normal(1e6, 1e4)", "h"),
}
PHASES = """
[quantities.accelerator_hours]
equals = "4000 * first + 2000 * second"
[quantities.duration]
equals = "first + second"
[quantities.idle_hours]
equals = "0 * first"
"""
SITES = """
[quantities.pue]
equals = "s * p1 + (1 - s) * p2"
[quantities.grid_intensity]
equals = "(s * p1 * c1 + (1 - s) * p2 * c2) / pue"
"""
HOMES = """
[quantities.homes]
label = "Homes"
unit = "1"
equals = "facility_energy / use"
"""
BUILT_IN = {
    "rated route": (built_in(RUN | SERVER), "facility_energy", lambda rng: a_run(rng)["gwh"]),
    "mean power follows the hours": (built_in(RUN | SERVER), "mean_power", mean_power),
    "measured route": (
        built_in(RUN | {"system_power": ("250 to 320", "W")}),
        "server_energy",
        stats.lognorm(
            math.hypot(math.log(11 / 9), math.log(320 / 250)) / 2 / Z95, scale=math.sqrt(9.9e11) * math.sqrt(8e4) / 1e9
        ),
    ),
    "chip route": (
        built_in(RUN | CHIP),
        "server_power",
        lambda rng: 700 * truncated(ninety(0.7, 0.9), 0.1, 1.15)(rng) * truncated(ninety(1.3, 1.6), 1.05, 2)(rng),
    ),
    "tariff route": (
        built_in(RUN | SERVER | TARIFF, '[routes]\nelectricity_cost = "tariff"\n'),
        "electricity_cost",
        tariff,
    ),
    "metered route": (
        built_in(METER),
        "facility_energy",
        stats.lognorm(math.hypot(math.log(2), math.log(1.25)) / 2 / Z95, scale=math.sqrt(200 * 8000) * 0.024),
    ),
    "cost route": (
        built_in(COUNT | RENTAL),
        "accelerator_hours",
        stats.lognorm(math.sqrt(2) * math.log(2) / 2 / Z95, scale=math.sqrt(8 / 4.5e-12)),
    ),
    "reported utilisation": (
        built_in(REPORTED),
        "effective_mfu",
        lambda rng: rng.uniform(0.35, 0.45, DRAWS) * rng.uniform(0.8, 0.95, DRAWS),
    ),
    "three routes to the hours": (
        built_in(THREE_ROUTES, "[routes]\naccelerator_hours = { calendar = 0.5, compute = 0.2, given = 0.3 }\n"),
        "accelerator_hours",
        three_routes_to_hours,
    ),
    "two phases": (
        built_in(COUNT | {"first": ("450 to 550", "h"), "second": ("10 to 15", "day")}, PHASES),
        "accelerator_hours",
        lambda rng: (
            4000 * ninety(450, 550).rvs(DRAWS, random_state=rng) + 48_000 * ninety(10, 15).rvs(DRAWS, random_state=rng)
        ),
    ),
    "two sites": (
        built_in(
            COUNT
            | {"s": "uniform(0.5, 0.7)", "p1": "1.1", "p2": "1.4"}
            | {"c1": ("100", "gCO2e/kWh"), "c2": ("600", "kgCO2e/MWh")},
            SITES,
        ),
        "grid_intensity",
        two_sites,
    ),
    "cut at a bound": (
        built_in({"accelerators": "8", "pue": "normal(1.25, 0.1)"}),
        "pue",
        stats.truncnorm(-2.5, 17.5, 1.25, 0.1),
    ),
    "a quantity of ones own": (
        built_in(RUN | SERVER | {"use": ("10", "MWh")}, HOMES),
        "homes",
        lambda rng: a_run(rng)["gwh"] * 100,
    ),
}
CASES = {name: (text, "y", reference) for name, (text, reference) in OWN.items()} | BUILT_IN


@pytest.mark.parametrize("sampler", ["sobol", "random"])
@pytest.mark.parametrize(("text", "quantity", "reference"), CASES.values(), ids=CASES.keys())
def test_ranges_agree_with_a_computation_of_another_hand(wattif, write, text, quantity, reference, sampler):
    write("data.csv", "x,y,w\n1,10,1\n2,30,2\n3,20,1\n7.5,5,4\n")
    answer = wattif(
        *("run", "--json", write("case.toml", f'schema = 1\nname = "Case"\n{text}')),
        *("--draws", DRAWS, "--sampler", sampler, "--quiet"),
    )
    assert answer.status == 0, answer.err
    told = answer.model["quantities"][quantity]
    expected, spread = references(reference, told["quantiles"])
    for key, value in {"mean": told["mean"], "sd": told["sd"], **told["quantiles"]}.items():
        if value is None and sampler == "random":
            assert "far out" in " ".join(answer.model["warnings"])
            continue
        allowed = 5 * math.hypot(told["error"][key], spread[key]) + 1e-9 * abs(expected[key])
        assert value == pytest.approx(expected[key], abs=allowed), key
    if sampler == "random":
        assert told["error"]["mean"] == pytest.approx(expected["sd"] / math.sqrt(DRAWS), rel=0.75)


def references(reference, probabilities):
    """Mean, sd and quantiles of a reference, and the errors of those that are drawn."""
    if hasattr(reference, "ppf"):
        exact = {"mean": reference.mean(), "sd": reference.std(), **{p: reference.ppf(float(p)) for p in probabilities}}
        return exact, dict.fromkeys(exact, 0.0)
    parts = reference(np.random.default_rng(20260101)).reshape(16, -1)
    found = {
        "mean": parts.mean(axis=1),
        "sd": parts.std(axis=1),
        **{p: np.quantile(parts, float(p), axis=1) for p in probabilities},
    }
    whole = {"mean": parts.mean(), "sd": parts.std(), **{p: np.quantile(parts, float(p)) for p in probabilities}}
    return whole, {key: values.std(ddof=1) / 4 for key, values in found.items()}


SHARED = 'schema = 1\nname = "{name}"\nuses = ["mine/site"]\n[priors.it_energy]\nprior = "5 to 10"\nunit = "GWh"\n'


def test_models_that_name_one_bundle_share_its_draws_and_nothing_else(workshop):
    priors = (
        '[priors.pue]\nprior = "1 + (0.10 to 0.25)"\nsource = "x"\n'
        '[priors.wue]\nprior = "0.5 to 1.5"\nunit = "L/kWh"\nsource = "x"\n'
    )
    workshop.write(
        "bundles/mine/site",
        f'schema = 1\nname = "Site"\n{priors}{correlations(("pue", "wue", "spearman", -0.4))}',
    )
    for name in "ab":
        workshop.write(name, SHARED.format(name=name))
    draws = workshop.draws("a", "b")
    a, b = draws["a"], draws["b"]
    assert np.array_equal(a["pue"], b["pue"])
    assert np.array_equal(a["wue"], b["wue"])
    assert stats.spearmanr(a["pue"], a["wue"]).statistic == pytest.approx(-0.4, abs=0.03)
    assert stats.spearmanr(a["it_energy"], b["it_energy"]).statistic == pytest.approx(0, abs=0.03)
    assert stats.kstest(a["pue"] - 1, ninety(0.10, 0.25).cdf).pvalue > 1e-4
    assert stats.kstest(a["wue"], ninety(0.5, 1.5).cdf).pvalue > 1e-4


@pytest.mark.parametrize("sampler", ["random", "latin"])
def test_stated_errors_are_the_errors_that_are_made(wattif, write, sampler):
    """Over 24 seeds, (told - true) / error is a Student t with 15 degrees of freedom: its mean square is 15 / 13."""
    path = write("case.toml", f'schema = 1\nname = "Case"\n{own("a * b / c", a="1 to 4", b="1 to 3", c="2 to 5")}')
    sigma = math.sqrt(sum(math.log(high / low) ** 2 for low, high in ((1, 4), (1, 3), (2, 5)))) / 2 / Z95
    exact = stats.lognorm(sigma, scale=2 * math.sqrt(3) / math.sqrt(10))
    scores = []
    for seed in range(24):
        told = wattif("run", "--json", path, "--draws", 16_384, "--seed", seed, "--quiet", "--sampler", sampler).model[
            "quantities"
        ]["y"]
        truth = {"mean": exact.mean(), "sd": exact.std(), **{p: exact.ppf(float(p)) for p in told["quantiles"]}}
        found = {"mean": told["mean"], "sd": told["sd"], **told["quantiles"]}
        scores.append([(found[key] - truth[key]) / told["error"][key] for key in truth])
    mean_squares = np.mean(np.square(scores), axis=0)
    assert np.all(mean_squares > 0.35), mean_squares
    assert np.all(mean_squares < 2.6), mean_squares
    assert np.all(np.abs(np.mean(scores, axis=0)) < 4 * 1.1 / math.sqrt(24))


def test_a_point_among_draws_comes_out_exactly(wattif, write):
    path = write(
        "case.toml", f'schema = 1\nname = "Case"\n{own("where(c < 0.3, 5.003, 4.99 + c / 50)", c="uniform(0, 1)")}'
    )
    told = wattif("run", "--json", path, "--draws", DRAWS, "--quiet").model["quantities"]["y"]["quantiles"]
    # Of the rest, those with c below 0.65 lie below the point: 0.35, then 0.3 at the point, then the others.
    assert told["0.5"] == 5.003


def test_a_point_far_from_the_middle_comes_out_exactly(wattif, write):
    path = write("case.toml", f'schema = 1\nname = "Case"\n{own("where(c < 0.1, 4.103, 4 + c)", c="uniform(0, 1)")}')
    answer = wattif("run", "--json", path, "--draws", DRAWS, "--quiet")
    # Nothing lies below but 0.003 of the draws; the next 0.1 are the point.
    assert answer.model["quantities"]["y"]["quantiles"]["0.05"] == 4.103
