"""A scenario as if nobody had disclosed: nothing of the withheld is left."""

from __future__ import annotations

import pytest

from simulate.analysis.withholding import without
from simulate.foundation.errors import InputError
from simulate.method.plan import plan

PHASES = """
schema = 1
name = "Phases"
[priors]
accelerators = { value = 100, source = "x" }
availability = { value = 1, source = "x" }
active_parameters = { value = 8e9, source = "x" }
tokens = { value = 15e12, source = "x" }
peak_flops = { value = 989e12, unit = "FLOP/s", source = "x" }
effective_mfu = { prior = "0.2 to 0.4", source = "x" }
hours_of_phase = { value = 500, unit = "h", source = "x" }
[quantities.hours_first]
unit = "h"
equals = "accelerators * hours_of_phase"
[quantities.accelerator_hours]
equals = "hours_first * 2"
[[correlations]]
between = ["effective_mfu", "tokens"]
spearman = 0.2
"""

ROUTES = """
schema = 1
name = "Routes"
[routes]
accelerator_hours = { given = 0.5, calendar = 0.3, compute = 0.2 }
[priors]
accelerators = { value = 100, source = "x" }
availability = { value = 1, source = "x" }
accelerator_hours = { prior = "2e5 to 3e5", unit = "h", source = "x" }
calendar_days = { prior = "90 to 110", unit = "day", source = "x" }
active_parameters = { value = 8e9, source = "x" }
tokens = { value = 1e12, source = "x" }
peak_flops = { value = 989e12, unit = "FLOP/s", source = "x" }
effective_mfu = { prior = "0.1 to 0.4", source = "x" }
"""


@pytest.fixture
def read(workshop):
    def scenario(text):
        workshop.write("run", text)
        (made,) = workshop.plans("run")
        return made.scenario

    return scenario


def test_a_withheld_prior_is_gone_and_the_others_stay(read) -> None:
    scenario = read(ROUTES)
    left = without(scenario, ["calendar_days"])
    assert set(scenario.priors) - set(left.priors) == {"calendar_days"}


def test_routes_that_nothing_feeds_any_more_are_closed_and_the_others_weigh_what_they_did(read) -> None:
    assert without(read(ROUTES), ["accelerator_hours"]).routes["accelerator_hours"] == pytest.approx(
        {"calendar": 0.6, "compute": 0.4}
    )
    left = without(read(ROUTES), ["accelerator_hours", "calendar_days"])
    assert left.routes["accelerator_hours"] == {"compute": 1.0}
    assert [step.taken.names for step in plan(left).steps if step.quantity.id == "accelerator_hours"] == [("compute",)]


def test_an_equation_of_the_scenarios_own_goes_with_what_it_is_fed_by(read) -> None:
    left = without(read(PHASES), ["hours_of_phase"])
    assert left.quantities == {}
    hours = next(step for step in plan(left).steps if step.quantity.id == "accelerator_hours")
    assert hours.taken.names == ("compute",)


def test_inputs_of_an_equation_that_went_go_too(read) -> None:
    text = PHASES.replace('equals = "accelerators * hours_of_phase"', 'equals = "accelerators_first * hours_of_phase"')
    text = text.replace("[priors]", '[priors]\naccelerators_first = { value = 50, source = "x" }')
    left = without(read(text), ["hours_of_phase"])
    assert "accelerators_first" not in left.priors
    plan(left)


def test_a_withheld_quantity_gets_the_equations_of_the_method_back(read) -> None:
    left = without(read(PHASES), ["accelerator_hours"])
    assert set(left.quantities) == {"hours_first"}


def test_a_correlation_with_what_is_withheld_is_no_problem(read) -> None:
    with pytest.raises(InputError, match="nothing can be computed"):
        plan(without(read(PHASES), ["effective_mfu", "accelerator_hours", "accelerators"]))
    assert plan(without(read(PHASES), ["tokens"])).correlations == ()


def test_nothing_that_is_known_of_the_result_stays(read) -> None:
    text = ROUTES + '[[estimates]]\nquantity = "accelerator_hours"\nvalue = 1\nunit = "h"\nby = "x"\n'
    left = without(read(text), [])
    assert (left.estimates, left.disclosed) == ((), ())
