"""What ranges rest on, against closed forms of Shapley effects."""

import numpy as np
import pytest

from simulate.analysis.factors import GRADES, subject
from simulate.analysis.grading import graded, rests_on
from simulate.analysis.indices import indices
from simulate.publishing.wording.grades import grade
from simulate.simulation.run import Request, simulate


def own(priors, equals, correlations=()):
    text = 'schema = 1\nname = "Case"\nmethod = "own"\noutputs = ["y"]\n'
    for name, (prior, quality) in priors.items():
        text += f"[priors.{name}]\nprior = '{prior}'\n" + (f"quality = '{quality}'\n" if quality else "")
    text += "".join(f'[[correlations]]\nbetween = ["{a}", "{b}"]\npearson = {r}\n' for a, b, r in correlations)
    return f'{text}\n[quantities.y]\nlabel = "y"\nunit = "1"\nequals = "{equals}"\n'


@pytest.fixture
def shares(workshop):
    def of(*arguments, **options):
        workshop.write("case", own(*arguments, **options))
        return rests_on(workshop.plans("case"))[0]["y"]

    return of


def test_a_sum_rests_on_the_variances_of_its_terms(shares):
    priors = {
        "x1": ("normal(0, 1)", "measured"),
        "x2": ("normal(0, 1)", "reported"),
        "x3": ("normal(0, 2)", "third-party"),
        "x4": ("normal(0, 2)", "judgement"),
    }
    assert shares(priors, "x1 + x2 + x3 + x4") == pytest.approx({"a": 0.2, "b": 0.4, "c": 0.4}, abs=0.03)


def test_a_wide_product_rests_on_the_variances_of_the_logarithms(shares):
    priors = {"x1": (f"lognormal(1, {np.exp(0.6)})", "measured"), "x2": (f"lognormal(1, {np.exp(1.2)})", "judgement")}
    assert shares(priors, "x1 * x2") == pytest.approx({"a": 0.2, "b": 0.0, "c": 0.8}, abs=0.03)


def test_what_two_grades_share_by_dependence_is_halved(shares):
    """Owen and Prieur (2017), section 4: two normals, their sum."""
    s1, s2, r = 1.0, 2.0, 0.7
    total = s1**2 + s2**2 + 2 * r * s1 * s2
    first = (s1**2 * (1 - r**2 / 2) + r * s1 * s2 + s2**2 * r**2 / 2) / total
    priors = {"x1": ("normal(10, 1)", "third-party"), "x2": ("normal(10, 2)", "judgement")}
    found = shares(priors, "x1 + x2", correlations=[("x1", "x2", r)])
    assert found == pytest.approx({"a": 0.0, "b": first, "c": 1 - first}, abs=0.03)


def test_two_priors_of_one_grade_in_a_dependent_group_of_three_count_together(shares):
    """Of three exchangeable normals two of one grade bring in what the third leaves, by symmetry of orders."""
    r = 0.5
    priors = {name: ("normal(20, 1)", q) for name, q in (("x1", "measured"), ("x2", "measured"), ("x3", "judgement"))}
    found = shares(priors, "x1 + x2 + x3", correlations=[("x1", "x2", r), ("x1", "x3", r), ("x2", "x3", r)])
    alone = (1 + 2 * r) ** 2  # of the sum explained by x3: slope 1 + 2r, variance 1
    together = (2 + 2 * r / (1 + r)) ** 2 * (1 + r) / 2  # by x1 + x2: its variance is 2 + 2r
    total = 3 + 6 * r
    third = (alone + total - together) / 2 / total
    assert found == pytest.approx({"a": 1 - third, "b": 0.0, "c": third}, abs=0.03)


def test_priors_of_one_grade_have_together_what_they_have_apart_where_nothing_interacts(workshop, shares):
    priors = {
        "x1": ("uniform(0, 1)", "judgement"),
        "x2": ("2 to 5", "judgement"),
        "x3": ("triangular(0, 1, 4)", "measured"),
        "x4": ("choice([0, 1], [0.5, 0.5])", "third-party"),
    }
    found = shares(priors, "x1 + x2 + 0.5 * x3 + x4")
    made = subject(workshop.plans("case")[0])
    effects = indices(made, points=16_384).shapley.value[:, 0]
    apart = dict.fromkeys("abc", 0.0)
    for factor, effect in zip(made.factors, effects, strict=True):
        apart[GRADES[factor.quality]] += effect
    assert found == pytest.approx(apart, abs=0.03)


def test_a_point_has_the_grade_of_its_weakest_prior_and_a_prior_that_says_nothing_is_a_judgement(shares):
    points = {"x1": ("2", "measured"), "x2": ("3", "third-party")}
    assert shares(points, "x1 * x2") == {"a": 0.0, "b": 1.0, "c": 0.0}
    assert shares({**points, "x3": ("4", "")}, "x1 * x2 + x3") == {"a": 0.0, "b": 0.0, "c": 1.0}


def test_what_is_no_number_in_some_draws_has_the_grade_of_its_weakest_prior(shares):
    assert shares({"x1": ("normal(0, 1)", "third-party")}, "log(x1)") == {"a": 0.0, "b": 1.0, "c": 0.0}


def test_ranges_carry_shares_that_add_up_to_one_where_there_is_a_range(workshop):
    workshop.write("case", own({"x1": ("1 to 2", "measured"), "x2": ("1 to 3", "judgement")}, "x1 * x2"))
    plans = workshop.plans("case")
    found = graded(simulate(plans, Request(draws=16_384)).ranges, plans)
    assert found["y.rests_on"].dims == ("model", "grade")
    assert list(found["grade"].values) == ["a", "b", "c"]
    assert found["y.rests_on"].sum("grade").values == pytest.approx([1.0])


def test_shares_depend_on_no_thread_and_no_other_plan(workshop):
    for number, spread in enumerate(("1", "2", "3")):
        priors = {"x1": (f"normal(0, {spread})", "measured"), "x2": ("uniform(0, 4)", "judgement")}
        workshop.write(f"case-{number}", own(priors, "x1 + x2"))
    plans = workshop.plans("case-0", "case-1", "case-2")
    told = []
    shares = rests_on(plans, 5, threads=2, progress=lambda done, wanted: told.append((done, wanted)))
    assert shares == rests_on(plans, 5) == [rests_on([plan], 5)[0] for plan in plans]
    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [((0.5, 0.1, 0.4), "a"), ((0.49, 0.02, 0.49), "b"), ((0.2, 0.2, 0.6), "c"), ((0.4, 0.0, 0.6), "c")],
)
def test_a_grade_is_the_one_at_which_half_of_the_variance_is_reached(given, wanted):
    assert grade(dict(zip("abc", given, strict=True))) == wanted


def test_nothing_known_has_no_grade():
    assert grade({}) == ""
