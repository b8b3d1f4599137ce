"""Draws of a few quantities: the same as in a whole run, for less."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from simulate.method.restriction import foundations, restricted
from simulate.simulation import predictions
from simulate.simulation.predictions import Evaluator

RUN = """
schema = 1
name = "A run"
[priors]
accelerators = { value = 1000, source = "x" }
availability = { value = 1, source = "x" }
accelerator_hours = { prior = "normal(1e6, 1e4)", unit = "h", source = "x" }
calendar_days = { prior = "40 to 43", unit = "day", source = "x" }
system_power = { prior = "300 to 500", unit = "W", source = "x" }
network_storage_share = { prior = "pert(0.03, 0.08, 0.15)", source = "x" }
pue = { prior = "1 + (0.1 to 0.3)", source = "x" }
wue = { prior = "0.1 to 1.0", unit = "L/kWh", source = "x" }
grid_intensity = { prior = "300 to 500", unit = "gCO2e/kWh", basis = "direct", source = "x" }
"""
ROUTES = "\n[routes]\naccelerator_hours = { given = 0.5, calendar = 0.5 }\n"
CORRELATED = '\n[[correlations]]\nbetween = ["pue", "wue"]\nspearman = -0.4\n'


@pytest.fixture
def read(workshop):
    def plan(more=""):
        workshop.write("run", RUN + more)
        (made,) = workshop.plans("run")
        return made

    return plan


@pytest.mark.parametrize("more", ["", ROUTES])
def test_draws_are_those_of_a_whole_run(more, read, workshop) -> None:
    found = Evaluator(draws=16_384, sampler="random")(read(more), ["facility_energy", "co2e_location"])
    whole = workshop.draws("run", draws=16_384, sampler="random", seed=0)
    for name, draws in found.items():
        np.testing.assert_array_equal(draws, whole[name])


def test_what_a_quantity_does_not_rest_on_is_not_drawn(read) -> None:
    part = restricted(read(CORRELATED), ["facility_energy"])
    assert {item.quantity.id for item in part.inputs} == {
        *("accelerator_hours", "system_power", "network_storage_share", "pue"),
    }
    assert part.correlations == ()
    assert {"wue", "grid_intensity"}.isdisjoint(foundations(part, ["facility_energy"]))


def test_a_weighed_route_keeps_the_prior_that_is_one_of_its_ways(read) -> None:
    part = restricted(read(ROUTES), ["accelerator_hours"])
    assert {item.slot for item in part.inputs} >= {"accelerator_hours (given)", "calendar_days"}


def test_dependence_stays_where_both_are_drawn(read) -> None:
    found = Evaluator(draws=65_536)(read(CORRELATED), ["pue", "wue"])
    ranks = [np.argsort(np.argsort(found[name])) for name in ("pue", "wue")]
    assert np.corrcoef(ranks)[0, 1] == pytest.approx(-0.4, abs=0.02)


def test_names_that_the_plan_does_not_have_are_left_out(read) -> None:
    assert set(Evaluator(draws=16_384)(read(), ["pue", "rental_price", "nothing"])) == {"pue"}
    assert Evaluator(draws=16_384)(read(), ["nothing"]) == {}


def test_points_are_drawn_once_and_no_more(workshop) -> None:
    text = 'schema = 1\nname = "P"\npriors.accelerator_hours = { value = 10, unit = "h", source = "x" }\n'
    workshop.write("run", text + 'priors.server_power = { value = 400, unit = "W", source = "x" }\n')
    (plan,) = workshop.plans("run", changes=["network_storage_share=0", "pue=1"])
    (draws,) = Evaluator(draws=2**20)(plan, ["facility_energy"]).values()
    assert len(draws) == 16_384
    assert set(draws) == {4e-6}


def test_a_case_that_was_interrupted_is_no_case(read, monkeypatch) -> None:
    def interrupted(*_, **options):
        return (SimpleNamespace(n_draws=4_096, draws=None),)

    monkeypatch.setattr(predictions, "run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Evaluator(draws=16_384)(read(), ["facility_energy"])
