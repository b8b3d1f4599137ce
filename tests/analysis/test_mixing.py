"""Plans between an old and a new one: what can be exchanged alone, and that both ends are the plans themselves."""

from dataclasses import replace

import numpy as np
import pytest

from simulate.analysis.mixing import Between, other_units
from simulate.api import selection
from simulate.engine.run import run
from simulate.method.restriction import restricted
from simulate.simulation.models import assemble

OWN = """
schema = 1
name = "Own"
method = "own"
outputs = ["y"]
[priors.a]
prior = "1 to 4"
[priors.b]
prior = "1 to 2"
[quantities.y]
label = "y"
unit = "1"
equals = "a * b"
"""
RUN = """
schema = 1
name = "Run"
[priors]
accelerators = { value = 1024 }
availability = { value = 1 }
network_storage_share = { value = 0.05 }
pue = { prior = "1.1 to 1.2" }
system_power = { prior = "250 to 350", unit = "W" }
"""
HOURS = 'accelerator_hours = { prior = "9e5 to 1e6", unit = "h" }\n'
DAYS = 'calendar_days = { prior = "35 to 45", unit = "day" }\n'


@pytest.fixture
def between(workshop):
    def of(old, new):
        for name, text in (("old/run", old), ("new/run", new)):
            workshop.write(name, text)
        return Between.of(*(workshop.plans(f"{side}/run")[0] for side in ("old", "new")))

    return of


def names(found):
    return [sorted(change.names) for change in found.changes]


def draws(plan, quantities):
    assembled = assemble([restricted(plan, quantities)], lambda _: quantities)
    (result,) = run(assembled.models, assembled.identities, seed=0, draws=16_384, keep=True)
    return result.draws


def levels(plan, quantities):
    """Median and bounds of each quantity, and their errors."""
    assembled = assemble([restricted(plan, quantities)], lambda _: quantities)
    (result,) = run(assembled.models, assembled.identities, seed=0, draws=16_384, probabilities=(0.05, 0.5, 0.95))
    return result.estimates.quantiles, result.errors.quantiles


def test_with_all_changes_a_mix_is_the_new_plan_and_with_none_the_old_one(between):
    found = between(OWN, OWN.replace("1 to 4", "2 to 3").replace("a * b", "a * b + 1"))
    assert np.array_equal(draws(found.mixed(found.changes), ("y",)), draws(found.now, ("y",)))
    assert np.array_equal(draws(found.mixed([]), ("y",)), draws(found.then, ("y",)))


def test_changes_are_exchanged_one_by_one(between):
    found = between(OWN, OWN.replace("1 to 4", "2 to 3").replace("a * b", "a * b + 1"))
    prior, formula = found.changes
    assert names(found) == [["a"], ["y"]]
    whole = draws(found.now, ("y",))
    assert np.allclose(draws(found.mixed([prior]), ("y",)), whole - 1, rtol=1e-12)
    assert np.allclose(draws(found.mixed([formula]), ("y",)), draws(found.then, ("y",)) + 1, rtol=1e-12)


# Neighbours in the list differ in nearly everything: chips, sites, routes, tables, what is given and what is computed.
PAIRS = list(zip(selection.shipped()[::9], selection.shipped()[4::9], strict=False))


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_any_two_shipped_scenarios_can_be_mixed_and_the_ends_are_themselves(one, other):
    then, now = (selection.plans(selection.scenarios([name], selection.library(None)))[0] for name in (one, other))
    found = Between.of(then, now)
    asked = tuple(name for name in now.outputs if name in now.quantities and name in then.quantities)
    for end, plan in (([], then), (found.changes, now)):
        (value, error), (own, own_error) = levels(found.mixed(end), asked), levels(plan, asked)
        assert (np.abs(value - own) <= 8 * np.hypot(error, own_error) + 1e-9 * np.abs(own)).all()
    generator = np.random.default_rng(1)
    for _ in range(3):
        some = [change for change in found.changes if generator.random() < 0.5]
        assert set(asked) <= set(restricted(found.mixed(some), asked).quantities)


def test_a_prior_that_becomes_computed_comes_with_the_priors_of_its_route(between):
    found = between(RUN + HOURS, RUN + DAYS)
    (change,) = found.changes
    assert {"accelerator_hours", "calendar_days"} <= change.quantities


def test_quantities_that_would_need_each_other_are_one_change(between):
    old = OWN.replace('equals = "a * b"', 'equals = "a * c"') + '[quantities.c]\nlabel = "c"\nequals = "b + 0 * d"\n'
    new = OWN.replace('equals = "a * b"', 'equals = "a * c"') + '[quantities.c]\nlabel = "c"\nequals = "b + 1"\n'
    old += '[quantities.d]\nlabel = "d"\nequals = "b"\n'
    new += '[quantities.d]\nlabel = "d"\nequals = "c"\n'
    found = between(old, new)
    assert names(found) == [["c", "d"]]


def test_a_prior_that_becomes_one_of_two_routes_is_one_change(between):
    weighed = "[routes]\naccelerator_hours = { given = 0.5, calendar = 0.5 }\n"
    found = between(RUN + HOURS + DAYS + '[routes]\naccelerator_hours = "given"\n', RUN + HOURS + DAYS + weighed)
    assert names(found) == [["accelerator_hours"]]


def test_rows_of_one_table_are_exchanged_together(between, workshop):
    (workshop.folder / "old").mkdir()
    (workshop.folder / "new").mkdir()
    for side, rows in (("old", "1,3\n2,4\n"), ("new", "1,5\n3,4\n")):
        (workshop.folder / side / "t.csv").write_text(f"u,v\n{rows}")
    text = OWN.replace("1 to 4", "empirical('t.csv', 'u')").replace("1 to 2", "empirical('t.csv', 'v')")
    assert names(between(text, text)) == [["a", "b"]]


def correlated(coefficient):
    pair = f'[[correlations]]\nbetween = ["a", "b"]\nspearman = {coefficient}\nwhy = "a test"\n[quantities.y]'
    return OWN.replace("[quantities.y]", pair)


def test_a_correlation_is_exchanged_apart_from_the_priors(between):
    found = between(correlated(0.9), OWN.replace("1 to 4", "2 to 3"))
    (prior, pair) = found.changes
    assert (prior.names, pair.pairs) == ({"a"}, {frozenset("ab")})
    assert [item.coefficient for item in found.mixed([prior]).correlations] == [0.9]
    assert found.mixed([pair]).correlations == ()


def test_a_point_ends_a_correlation_without_being_a_change_of_it(between):
    found = between(correlated(0.9), correlated(0.9).replace("1 to 4", "2"))
    assert names(found) == [["a"]]
    assert found.mixed(found.changes).correlations == ()


def test_nothing_differs_between_a_plan_and_itself(between):
    assert between(RUN + HOURS, RUN + HOURS).changes == ()


def test_another_origin_of_the_same_belief_is_no_change(workshop):
    workshop.write("run", OWN)
    (plan,) = workshop.plans("run")
    moved = tuple(replace(item, prior=replace(item.prior, origin="elsewhere")) for item in plan.inputs)
    assert Between.of(plan, replace(plan, inputs=moved)).changes == ()


def test_an_old_prior_takes_over_the_draws_of_the_new_one_wherever_that_is_stated(between):
    found = between(OWN, OWN.replace("1 to 4", "2 to 8"))
    moved = tuple(replace(item, prior=replace(item.prior, origin="elsewhere")) for item in found.now.inputs)
    elsewhere = Between.of(found.then, replace(found.now, inputs=moved))
    old, new = (draws(elsewhere.mixed(some), ("a",)) for some in ([], elsewhere.changes))
    assert np.allclose(new, 2 * old, rtol=1e-9)


def test_what_a_quantity_does_not_rest_on_cannot_move_it(between):
    found = between(OWN, OWN.replace("1 to 4", "2 to 3"))
    (change,) = found.changes
    assert change.within({"a", "y"})
    assert not change.within({"b", "y"})


def test_quantities_in_other_units_are_named(between):
    text = OWN.replace('prior = "1 to 4"', 'prior = "1 to 4"\nunit = "kWh"')
    found = between(text.replace('unit = "1"', 'unit = "kWh"'), text.replace('unit = "1"', 'unit = "Wh"'))
    assert list(other_units(found.then, found.now, {"a", "b", "y"})) == [("y", "kWh", "Wh")]
