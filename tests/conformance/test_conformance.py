"""The conventions of others, reproduced: with every prior a point, their own figures come out.

Each file of `accounts/` holds such a convention and, as `[[disclosed]]`, the figures that it must give: to
1 % or half a unit of the last digit published, whichever is wider, and for the seed's workbook to all of its digits.
"""

import json
from pathlib import Path

import pytest

from simulate.analysis import rounding
from simulate.analysis.calibration import calibrate
from simulate.api import selection
from simulate.beliefs.library import Library
from simulate.foundation import datafolder
from simulate.publishing.ranges import json_text
from simulate.simulation.predictions import Evaluator
from simulate.simulation.run import Request, simulate

FOLDER = Path(__file__).parent
ACCOUNTS = sorted(datafolder.accounts().glob("*.toml"))
BUDGETS = json.loads((FOLDER / "gum" / "expected.json").read_text(encoding="utf-8"))


def run(path, **request):
    plans = selection.plans(selection.scenarios([str(path)], Library()))
    ranges = simulate(plans, Request(**request)).ranges
    (model,) = json_text.to_json(ranges.assign_attrs(program_version="wattif", catalogue_version=""))["models"]
    return model


def test_the_accounts_are_those_of_the_seed_and_of_the_developers_who_published_theirs():
    ids = {path.name.removesuffix("-account.toml") for path in ACCOUNTS}
    assert {"seed-gpt-4", "llama-65b", "bloom", "gpt-3", "t5", "meena", "glam", "olmo-2-7b"} <= ids
    assert len(ACCOUNTS) >= 23
    assert {path.stem for path in (FOLDER / "gum").glob("*.toml")} == set(BUDGETS)


@pytest.mark.parametrize("path", ACCOUNTS, ids=lambda path: path.stem)
def test_a_published_figure_comes_out_of_its_own_convention(path):
    (scenario,) = selection.scenarios([str(path)], Library())
    cases = calibrate([scenario], Evaluator(draws=16_384)).cases
    assert len(cases) == len(scenario.disclosed) > 0
    for case in cases:
        assert case.kind in ("accounting", "derived")
        assert case.agrees, f"{case.quantity}: {case.quantiles} is not {case.disclosed}"
        if path.stem.startswith("seed-"):
            assert case.quantile(0.5) == pytest.approx(case.disclosed, abs=rounding.half_unit(case.disclosed) * 1.01)


@pytest.mark.parametrize("path", ACCOUNTS, ids=lambda path: path.stem)
def test_an_account_rests_on_points_with_sources(path):
    (scenario,) = selection.scenarios([str(path)], Library())
    for prior in scenario.priors.values():
        assert prior.source, prior.quantity
        assert prior.distribution.support[0] == prior.distribution.support[1]


@pytest.mark.parametrize("name", sorted(BUDGETS))
def test_an_uncertainty_budget_of_gum_supplement_1_agrees(name):
    wanted = BUDGETS[name]
    coverage = wanted.get("coverage", 0.95)
    output = run(FOLDER / "gum" / f"{name}.toml", draws=2**20, interval=coverage)["quantities"]["y"]
    assert output["unit"] == wanted["unit"]
    assert output["mean"] == pytest.approx(wanted["mean"], abs=wanted["mean_tolerance"])
    assert output["sd"] == pytest.approx(wanted["sd"], abs=wanted["sd_tolerance"])
    tail = (1 - coverage) / 2
    bounds = [output["quantiles"][f"{p:.12g}"] for p in (tail, 1 - tail)]
    for found, bound, tolerance in zip(
        bounds, wanted.get("interval", ()), wanted.get("interval_tolerance", ()), strict=False
    ):
        assert found == pytest.approx(bound, abs=tolerance)
