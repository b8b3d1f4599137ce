"""What ratios rest on, against closed forms: what both share cancels, and what depends on it moves in both."""

import threading
from itertools import combinations

import numpy as np
import pytest

from simulate.analysis import ratio_grading
from simulate.analysis.ratio_grading import ratios_rest_on

S1, S2 = 0.3, 0.6
"""Standard deviations of logarithms."""


def lognormal(sd):
    return f"lognormal(1, {np.exp(sd)})"


def own(equals, priors, more="", uses=("x/shared",)):
    text = f'schema = 1\nname = "Case"\nmethod = "own"\noutputs = ["y"]\nuses = {list(uses)}\n'
    for name, (prior, quality) in priors.items():
        text += f"[priors.{name}]\nprior = '{prior}'\nquality = '{quality}'\n"
    return f'{text}{more}\n[quantities.y]\nlabel = "y"\nunit = "1"\nequals = "{equals}"\n'


def shared(prior, quality="third-party"):
    return f"schema = 1\nname = 'Shared'\n[priors.s]\nprior = '{prior}'\nquality = '{quality}'\nsource = 'a test'\n"


def alone(*plans):
    ((_, found),) = ratios_rest_on(plans, {(0, 1): ("y",)})
    return found["y"]


@pytest.fixture
def shares(workshop):
    def of(bundle, **scenarios):
        workshop.write("bundles/x/shared", bundle)
        for name, text in scenarios.items():
            workshop.write(name, text)
        pairs = list(combinations(range(len(scenarios)), 2))
        found = dict(ratios_rest_on(workshop.plans(*scenarios), dict.fromkeys(pairs, ("y",))))
        return [found[pair]["y"] for pair in pairs]

    return of


def test_what_both_share_cancels_and_the_rest_counts_by_the_variance_of_its_logarithm(shares):
    (found,) = shares(
        shared(lognormal(2.0)),
        a=own("s * u", {"u": (lognormal(S1), "measured")}),
        b=own("s * v", {"v": (lognormal(S2), "judgement")}),
    )
    first = S1**2 / (S1**2 + S2**2)
    assert found == pytest.approx({"a": first, "b": 0.0, "c": 1 - first}, abs=0.03)


def test_what_is_shared_counts_where_it_does_not_cancel(shares):
    (found,) = shares(
        shared(lognormal(S1)),
        a=own("s ** 3 * u", {"u": (lognormal(S2), "judgement")}),
        b=own("s", {}),
    )
    share = (2 * S1) ** 2 / ((2 * S1) ** 2 + S2**2)
    assert found == pytest.approx({"a": 0.0, "b": share, "c": 1 - share}, abs=0.03)


@pytest.mark.parametrize("swapped", [False, True])
def test_what_depends_on_a_shared_belief_in_one_model_moves_it_in_the_other(shares, swapped):
    """The logarithm is 3s + p, two dependent normals: Owen and Prieur (2017), section 4."""
    r, s1, s2 = 0.7, 3 * S1, S2
    correlated = '[[correlations]]\nbetween = ["s", "p"]\npearson = 0.7\n'
    prior = {"p": (f"normal(0, {S2})", "judgement")}
    scenarios = [own("exp(p + 0 * s)", prior, correlated), own("exp(-3 * s)", {})]
    a, b = reversed(scenarios) if swapped else scenarios
    (found,) = shares(shared(f"normal(0, {S1})"), a=a, b=b)
    total = s1**2 + s2**2 + 2 * r * s1 * s2
    first = (s1**2 * (1 - r**2 / 2) + r * s1 * s2 + s2**2 * r**2 / 2) / total
    assert found == pytest.approx({"a": 0.0, "b": first, "c": 1 - first}, abs=0.03)


def test_a_belief_counts_with_the_weakest_quality_that_is_stated_for_it(workshop):
    workshop.write("case", own("u * v", {"u": (lognormal(S1), "measured"), "v": (lognormal(S1), "measured")}, uses=()))
    before, after = workshop.plans("case")[0], workshop.plans("case", changes=[f"u={lognormal(S2)}"])[0]
    assert alone(before, after) == pytest.approx({"a": 0.0, "b": 0.0, "c": 1.0}, abs=1e-9)


def test_what_a_changed_belief_is_correlated_with_has_its_part_in_before_over_after(workshop):
    """The logarithm is twice the normal behind `s`, of which a dependent one explains the square of r."""
    r = 0.8
    correlated = '[[correlations]]\nbetween = ["s", "p"]\npearson = 0.8\n'
    priors = {"s": ("normal(0, 0.3)", "third-party"), "p": ("normal(0, 1)", "measured")}
    workshop.write("case", own("exp(s + 0 * p)", priors, correlated, uses=()))
    plans = workshop.plans("case")[0], workshop.plans("case", changes=["s=normal(0, 0.9)"])[0]
    found = alone(*plans)
    assert found == pytest.approx({"a": r**2 / 2, "b": 0.0, "c": 1 - r**2 / 2}, abs=0.03)


def test_a_ratio_that_does_not_vary_rests_on_the_weakest_prior_of_both(shares):
    points = {"u": ("2", "measured")}
    (found,) = shares(shared("3"), a=own("u", points, uses=()), b=own("s * u", points))
    assert found == {"a": 0.0, "b": 1.0, "c": 0.0}


def test_a_ratio_of_what_may_be_negative_is_judged_as_it_is(shares):
    (found,) = shares(
        shared("1"),
        a=own("u", {"u": ("normal(0, 1)", "measured")}, uses=()),
        b=own("s + 1 + v", {"v": ("1e-9 * (1 to 2)", "judgement")}),
    )
    assert found == pytest.approx({"a": 1.0, "b": 0.0, "c": 0.0}, abs=0.03)


def test_a_pair_rests_on_the_same_whatever_is_compared_beside_it_on_however_many_threads(workshop):
    workshop.write("bundles/x/shared", shared(lognormal(S1)))
    for name, equals, prior in (("a", "s * u", "1 to 2"), ("b", "s ** 2 * u", "1 to 3"), ("c", "s + u", "1 to 4")):
        workshop.write(name, own(equals, {"u": (prior, "measured")}))
    plans = workshop.plans("a", "b", "c")
    beside = dict(ratios_rest_on(plans, dict.fromkeys(combinations(range(3), 2), ("y",)), threads=2))
    assert len(beside) == 3
    for (i, j), found in beside.items():
        assert alone(plans[i], plans[j]) == found["y"]


def test_whoever_stops_at_the_first_pair_does_not_wait_for_the_others(monkeypatch):
    begun, goes_on = [], threading.Event()

    def slow(_plans, quantities, _seed):
        begun.append(quantities)
        if len(begun) > 1:
            goes_on.wait()
        return {name: {} for name in quantities}

    monkeypatch.setattr(ratio_grading, "_of", slow)
    pairs = dict.fromkeys(combinations(range(20), 2), ("y",))
    found = ratios_rest_on([None] * 20, pairs)
    assert next(found) == ((0, 1), {"y": {}})
    threading.Timer(0.2, goes_on.set).start()
    found.close()
    assert len(begun) < len(pairs)
