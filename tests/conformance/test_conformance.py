"""The conventions of others, reproduced: with every prior a point, their own figures come out.

`expected.json` names the figure that each file must give; the tolerance is 1 % or half a unit of the last digit
published, whichever is wider, and for the seed's workbook all of its digits.
"""

import json
from pathlib import Path

import pytest

from simulate.beliefs.library import Library
from simulate.commands import selection
from simulate.publishing import json_text
from simulate.simulation.run import Request, simulate

FOLDER = Path(__file__).parent
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
BUDGETS = json.loads((FOLDER / "gum" / "expected.json").read_text(encoding="utf-8"))


def run(path, **request):
    plans = selection.plans(selection.scenarios([str(path)], Library()))
    ranges = simulate(plans, Request(**request)).ranges
    (model,) = json_text.to_json(ranges.assign_attrs(program_version="wattif", catalogue_version=""))["models"]
    return model


def test_every_file_has_an_expectation_and_every_expectation_a_file():
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(EXPECTED)
    assert {path.stem for path in (FOLDER / "gum").glob("*.toml")} == set(BUDGETS)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_published_figure_comes_out_of_its_own_convention(name):
    found = run(FOLDER / f"{name}.toml", draws=16_384)["quantities"]
    for quantity, wanted in EXPECTED[name]["quantities"].items():
        assert found[quantity]["unit"] == wanted["unit"]
        assert found[quantity]["sd"] == 0.0
        assert found[quantity]["mean"] == pytest.approx(wanted["value"], abs=wanted["tolerance"]), quantity


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
