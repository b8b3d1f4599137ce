"""Every shipped scenario: it reads, it draws, and what it discloses can be predicted without it."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from simulate.engine.run import run
from simulate.foundation import datafolder
from simulate.method import formula
from simulate.method.plan import plan
from simulate.method.reading import training
from simulate.publishing.catalogue import models
from simulate.simulation.models import assemble

if TYPE_CHECKING:
    from collections.abc import Collection

    from simulate.beliefs.prior import Disclosure, Scenario

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = {scenario.id: scenario for scenario in models.shipped()}
PLANS = {id_: plan(scenario) for id_, scenario in SCENARIOS.items()}
TARGETS = {
    "gpt-3-175b": {"facility_energy": 1287, "co2e_location": 552.1},
    "t5-11b": {"facility_energy": 85.7, "co2e_location": 46.7},
    "meena": {"facility_energy": 232, "co2e_location": 96.4},
    "glam-280b-tokens": {"facility_energy": 213},
    "bloom-176b": {"accelerator_energy": 433.196, "co2e_location": 24.69, "accelerator_hours": 1_082_990},
    "llama-65b": {"accelerator_hours": 1_022_362, "facility_energy": 449, "co2e_location": 173},
    "llama-3.1-405b": {"accelerator_hours": 30.84e6, "co2e_location": 8930},
    "olmo-2-7b": {"accelerator_energy": 131, "co2e_of_accelerators": 52, "water_of_accelerators": 202},
    "deepseek-v3": {"accelerator_hours": 2.664e6, "compute_cost_rental": 5.576e6},
}
"""What calibration is held to: figures of the developers, in h, MWh, tCO2e, m3 and USD_2024."""
ASKED = ("facility_energy", "mean_power", "co2e_location", "water_total", "land_site", "duration")
DISCLOSED = [
    pytest.param(scenario, item, id=f"{id_}-{item.quantity}-{number}")
    for id_, scenario in SCENARIOS.items()
    for number, item in enumerate(scenario.disclosed)
]


@pytest.fixture(scope="module")
def medians() -> dict[str, dict[str, float]]:
    """Medians of what every scenario is asked for, by one run of all of them."""
    asked = {id_: (*ASKED, *({"implied_mfu"} & set(PLANS[id_].quantities))) for id_ in PLANS}
    assembled = assemble(list(PLANS.values()), lambda item: asked[item.scenario.id])
    told = run(assembled.models, assembled.identities, seed=0, draws=16_384, sampler="random", keep=True)
    rows = {id_: summary.draws for id_, summary in zip(PLANS, told, strict=True)}
    assert all(draws is not None and np.isfinite(draws).all() for draws in rows.values())
    return {id_: dict(zip(asked[id_], np.median(rows[id_], axis=1), strict=True)) for id_ in PLANS}


def test_there_are_at_least_forty_training_runs() -> None:
    assert len(SCENARIOS) >= 40


@pytest.mark.parametrize("id_", SCENARIOS)
def test_a_shipped_scenario_says_whose_run_it_is_and_why_it_believes_what_it_does(id_: str) -> None:
    scenario = SCENARIOS[id_]
    assert not scenario.problems
    assert scenario.developer
    assert scenario.released
    assert scenario.about
    for prior in (prior for prior in scenario.priors.values() if prior.origin == id_):
        assert prior.source, prior.quantity
        assert prior.why, prior.quantity
        assert prior.quality, prior.quantity
        assert prior.year, prior.quantity


@pytest.mark.parametrize("id_", SCENARIOS)
def test_a_shipped_scenario_has_energy_carbon_water_and_land(id_: str, medians: dict[str, dict[str, float]]) -> None:
    assert all(medians[id_][quantity] > 0 for quantity in ASKED)
    assert medians[id_].get("implied_mfu", 0.3) < 0.75


def test_no_two_scenarios_have_one_name() -> None:
    names = [scenario.name for scenario in SCENARIOS.values()]
    assert len(set(names)) == len(names)
    files = {path.name for path in datafolder.scenarios().iterdir() if path.is_file()}
    assert files == {f"{id_}.toml" for id_ in SCENARIOS}


@pytest.mark.parametrize("id_", TARGETS)
def test_the_targets_of_the_calibration_are_disclosed_in_their_quantities(id_: str) -> None:
    stated = {(item.quantity, item.value) for item in SCENARIOS[id_].disclosed}
    assert set(TARGETS[id_].items()) <= stated


@pytest.mark.parametrize(("scenario", "item"), DISCLOSED)
def test_a_disclosure_names_its_source_and_its_group_and_only_quantities_that_there_are(
    scenario: Scenario, item: Disclosure
) -> None:
    assert item.source
    assert item.group
    assert set(item.withhold) <= {*training(), *scenario.priors, *scenario.quantities}


@pytest.mark.parametrize(("scenario", "item"), DISCLOSED)
def test_a_disclosed_figure_is_predicted_without_itself(scenario: Scenario, item: Disclosure) -> None:
    method = PLANS[scenario.id].method
    if not method[item.quantity].routes:
        pytest.skip("an input of the method: nothing predicts it")
    if item.quantity == "co2e_market":
        pytest.skip("no scenario states contracts: market-based carbon is absent, not zero")
    if item.kind == "derived" and not item.withhold:
        pytest.skip("an identity of other disclosed figures, checked as such")
    predicted = plan(_without(scenario, set(item.withhold)))
    assert item.quantity not in {used.quantity.id for used in predicted.inputs}
    assert item.quantity in predicted.quantities, predicted.missing.get(item.quantity)


def _without(scenario: Scenario, withheld: Collection[str]) -> Scenario:
    """The scenario without these priors, and without equations of its own that only they could feed."""
    own = dict(scenario.quantities)
    gone = set(withheld) - set(training())
    while lost := [name for name, form in own.items() if form.equals and gone & set(formula.names(form.equals))]:
        gone |= set(lost) - set(training())
        own = {name: form for name, form in own.items() if name not in lost}
    routes = {name: weights for name, weights in scenario.routes.items() if not {name} & {*withheld, "effective_mfu"}}
    return dataclasses.replace(
        scenario,
        priors={name: prior for name, prior in scenario.priors.items() if name not in withheld},
        quantities=own,
        routes={name: weights for name, weights in routes.items() if name != "accelerator_hours"},
        correlations=tuple(pair for pair in scenario.correlations if pair.bundle),
        disclosed=(),
    )


def test_the_page_of_models_is_what_the_files_say() -> None:
    page = ROOT / "docs" / "reference" / "models.md"
    if os.environ.get("WATTIF_RENEW"):
        page.write_text(models.page(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == models.page(), "run: make models"
