"""The value of disclosure against closed forms and against nested simulation."""

import math

import numpy as np
import pytest

from simulate.analysis import disclosure
from simulate.analysis.conditioning import IN_BIN, Known, Widths, widths
from simulate.analysis.disclosure import disclosures
from simulate.analysis.draws import joint
from simulate.analysis.factors import subject
from simulate.analysis.response import responses
from simulate.analysis.settling import settled

OWN = 'schema = 1\nname = "Case"\nmethod = "own"\noutputs = ["y"]\n'


def own(priors, equals, further="", correlations=()):
    text = OWN + "".join(f"[priors.{name}]\nprior = '{prior}'\n" for name, prior in priors.items())
    text += "".join(f'[[correlations]]\nbetween = ["{a}", "{b}"]\npearson = {r}\n' for a, b, r in correlations)
    return f'{text}{further}\n[quantities.y]\nlabel = "y"\nunit = "1"\nequals = "{equals}"\n'


@pytest.fixture
def worth(workshop):
    def of(text, probability=0.9, **options):
        workshop.write("case", text)
        found = disclosures(joint(subject(workshop.plans("case")[0]), **options), probability)[0]
        return {item.name: item for item in found}

    return of


def close(item, wanted, floor=5e-4):
    return abs(item.narrowing - wanted) < 3 * item.error + floor


def lognormals(*sds):
    return {f"x{k}": f"lognormal(1, {np.exp(sd):.17g})" for k, sd in enumerate(sds, 1)}


def test_knowing_a_factor_of_a_product_leaves_the_width_of_the_others(worth):
    found = worth(own(lognormals(0.1, 0.3, 0.5), "x1 * x2 * x3"))
    for name, sd in (("x1", 0.1), ("x2", 0.3), ("x3", 0.5)):
        left = np.sqrt(1 - sd**2 / 0.35)
        assert close(found[name], 1 - left)
        assert found[name].gain == pytest.approx(1 - left, abs=0.01)
        assert found[name].span_then == pytest.approx(np.exp(2 * 1.6448536 * left * np.sqrt(0.35)), rel=0.02)
    assert found["x3"].span_now == pytest.approx(np.exp(2 * 1.6448536 * np.sqrt(0.35)), rel=0.02)


def test_knowing_all_but_nothing_of_the_width_is_told_without_bias(worth):
    found = worth(own(lognormals(0.001, 1.0), "x1 * x2"))
    assert close(found["x2"], 0.999)


def test_a_computed_quantity_can_be_asked_for(worth):
    between = '[quantities.z]\nlabel = "z"\nunit = "1"\naskable = true\nequals = "x1 * x2"'
    found = worth(own(lognormals(0.4, 0.3, 0.2), "z * x3", between))
    assert close(found["z"], 1 - 0.2 / np.sqrt(0.29))
    assert next(iter(found)) == "z"


def test_what_is_correlated_moves_too(worth):
    text = own({"a": "normal(0, 1)", "b": "normal(0, 1)"}, "a + b", correlations=[("a", "b", 0.8)])
    found = worth(text)
    assert not found["a"].log
    assert close(found["a"], 1 - 0.6 / np.sqrt(3.6))


def test_an_output_that_can_be_negative_is_measured_by_its_width(worth):
    found = worth(own({"a": "normal(0, 1)", "b": "normal(0, 2)"}, "a + b"))
    assert found["b"].span_now == pytest.approx(2 * 1.6448536 * np.sqrt(5), rel=0.02)
    assert close(found["b"], 1 - 1 / np.sqrt(5))


def test_knowing_more_can_widen_a_range_and_is_then_printed_as_negative(worth):
    found = worth(own({"s": "choice([0.1, 20], [0.97, 0.03])", "z": "normal(0, 1)"}, "exp(s * z)"))
    assert found["s"].narrowing < -0.5
    assert found["s"].gain > 0


@pytest.mark.parametrize("interval", [0.5, 0.9, 0.95])
def test_a_curved_function_agrees_with_nested_simulation(worth, interval):
    rng = np.random.default_rng(5)
    found = worth(own({"a": "uniform(0, 1)", "b": "uniform(0, 1)"}, "1 + exp(3 * a) * b + 4 * a * a"), interval)
    tails = [(1 - interval) / 2, (1 + interval) / 2]

    def log_width(a, b):
        low, high = np.quantile(1 + np.exp(3 * a) * b + 4 * a * a, tails, axis=-1)
        return np.log(high / low)

    now = log_width(rng.random(2_000_000), rng.random(2_000_000))
    outer, inner = rng.random((1000, 1)), rng.random((1000, 4000))
    assert close(found["a"], 1 - log_width(outer, inner).mean() / now, 0.004)
    assert close(found["b"], 1 - log_width(inner, outer).mean() / now, 0.004)


def test_stated_errors_cover_what_another_seed_gives(worth):
    text = own(lognormals(0.3, 0.4), "x1 * x2")
    found = [worth(text, seed=seed)["x1"] for seed in range(8)]
    assert np.std([item.narrowing for item in found]) < 2 * np.mean([item.error for item in found])


def test_columns_of_one_table_are_known_together(worth, workshop):
    table = "a,b\n1,2\n1,3\n4,5\n"
    (workshop.folder / "t.csv").write_text(table)
    text = own({"a": 'empirical("t.csv", "a")', "b": 'empirical("t.csv", "b")'}, "a * b")
    found = worth(text)
    assert list(found) == ["t"]
    assert found["t"].narrowing == pytest.approx(1.0)


def test_swings_are_conditional_quantiles_in_the_unit_of_the_output(workshop):
    workshop.write("case", own({"a": "normal(10, 1)", "b": "normal(0, 1)"}, "2 * a + b"))
    moved = responses(joint(subject(workshop.plans("case")[0])), 0.9)[0]["a"]
    for swing, z in zip(moved.swings, (-1.645, -0.674, 0.0, 0.674, 1.645), strict=True):
        assert swing.median == pytest.approx(20 + 2 * z, abs=0.08)
        assert swing.upper - swing.lower == pytest.approx(2 * 1.645, abs=0.15)
    assert moved.rank == pytest.approx(6 / np.pi * np.arcsin(2 / np.sqrt(5) / 2), abs=4 * moved.rank_error)


def test_calendar_days_would_settle_the_hours_of_a_run_that_only_its_arithmetic_tells():
    from simulate.api import selection

    plan = selection.plans(selection.scenarios(["mistral-nemo-12b"], selection.library(None)))[0]
    found = {(item.name, item.route): item for item in settled(plan, ("facility_energy",), 0.9)}
    assert found["calendar_days", "calendar"].spans["facility_energy"] < 1.7
    assert 8 < found["calendar_days", "calendar"].value < 14


def test_the_error_of_a_narrowing_is_that_of_a_ratio():
    """Relative uncertainties of a quotient add in squares (GUM 5.1.6)."""
    now = Widths(np.array([2.0]), np.array([0.3]), np.array([5.0]))
    then = Widths(np.array([0.5]), np.array([0.04]), np.array([2.0]))
    told = disclosure._disclosure("x", now, 0, then, 0, log=False)
    assert told.narrowing == pytest.approx(1 - 0.25)
    assert told.error == pytest.approx(0.25 * math.hypot(0.3 / 2.0, 0.04 / 0.5))
    assert told.gain == pytest.approx(1 - 2 / 5)
    assert (told.span_now, told.span_then) == (2.0, 0.5)


def test_the_bias_of_bins_is_what_is_left_of_a_width_that_is_none():
    """A square is known from its root: what a straight line leaves in a bin is bias, four times in double ones."""
    n = 16 * IN_BIN
    root = (np.arange(n) + 0.5) / n
    left = widths(Known.of(root), root[None] ** 2, 0.9)
    assert left.error == pytest.approx(left.width, rel=0.05)


def test_the_error_of_a_width_is_what_it_varies_by_from_one_set_of_draws_to_the_next():
    found = []
    for seed in range(100):
        known, output = np.random.default_rng(seed).normal(size=(2, 16 * IN_BIN))
        found.append(widths(Known.of(known), output[None], 0.9))
    stated = np.sqrt(np.mean([each.error[0] ** 2 for each in found]))
    assert 0.9 < np.std([each.width[0] for each in found], ddof=1) / stated < 1.25
