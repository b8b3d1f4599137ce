"""The same numbers again, from nothing but the dataset."""

import json
import shutil

import numpy as np
import pytest

from simulate.analysis import repetition
from simulate.publishing.storage import netcdf
from tests.commands.conftest import CHAIN, FAST, TINY, as_program, drawing

SITE = """
schema = 1
name = "Somewhere"
[priors.pue]
prior = 'empirical("sites.csv", "pue")'
source = "a table"
[priors.grid_intensity]
prior = 'empirical("sites.csv", "grid", "weight")'
unit = "gCO2e/kWh"
basis = "direct"
source = "the same table"
"""
SITES = "pue,grid,weight\n1.1,300,2\n1.25,400,1\n1.4,500,3\n"
CORRELATED = TINY.replace('name = "Tiny"', 'name = "Correlated"').replace(
    "[quantities.y]", '[[correlations]]\nbetween = ["a", "b"]\nspearman = 0.6\nwhy = "a test"\n[quantities.y]'
)
REPLACED = CHAIN.replace('name = "Chain"', 'name = "Replaced"') + '[quantities.facility_energy]\nequals = "it_energy"\n'
ALTERNATIVE = '[[alternatives]]\nname = "another site"\nuses = ["x/other"]\n'


@pytest.fixture
def everything(wattif, write, tmp_path):
    """A result of --priors, --use, --set, a correlation, an own method, a table, an alternative and thresholds."""
    write("pri/x/site.toml", SITE)
    write("pri/x/sites.csv", SITES)
    write("pri/x/other.toml", SITE.replace("Somewhere", "Elsewhere"))
    write("chain.toml", CHAIN + ALTERNATIVE)
    write("correlated.toml", CORRELATED)
    write("replaced.toml", REPLACED)
    line = ["run", "chain.toml", "correlated.toml", "replaced.toml", *FAST, "--priors", "pri", "--use", "x/site"]
    line += ["--set", "chain:system_power=280 to 360 W", "--set", "correlated:a=normal(3, 1)", "--seed", "7"]
    line += ["--threshold", "facility_energy > 400 MWh", "--interval", "95%", "--interval-kind", "shortest"]
    with drawing():
        answer = wattif(*line, "--sampler", "random", "--save-draws", "--to", "result")
    assert answer.status == 0, answer.err
    shutil.rmtree(tmp_path / "pri")
    for name in ("chain", "correlated", "replaced"):
        (tmp_path / f"{name}.toml").unlink()


def test_a_result_is_reproduced_to_the_bit_when_all_its_files_are_gone(wattif, everything):
    answer = wattif("reproduce", "result")
    assert (answer.status, answer.out[:10]) == (0, "identical:"), answer.out + answer.err


def test_kept_draws_are_reproduced_too(wattif, everything):
    answer = wattif("reproduce", "result/draws.nc")
    assert (answer.status, answer.out[:10]) == (0, "identical:"), answer.out + answer.err


def test_sensitivity_that_was_kept_is_reproduced_too(wattif, result, tiny):
    result("result", "tiny.toml", options=["--sensitivity"])
    answer = wattif("reproduce", "result", "--json")
    assert (answer.status, answer.json["verdict"]) == (0, "identical")


def changed(path, change):
    dataset = netcdf.read(path)
    change(dataset)
    netcdf.write(dataset, path)


def test_another_number_in_the_file_is_named_with_its_place_and_its_size(wattif, result, tiny, tmp_path):
    result("result", "tiny.toml")

    def raise_one(dataset):
        dataset["y"][0, 2] *= 1.01

    changed(tmp_path / "result" / "ranges.nc", raise_one)
    answer = wattif("reproduce", "result")
    assert answer.status == 1
    assert "differs: 1 of" in answer.out
    assert "y (model tiny, quantile 0.5)" in answer.out
    assert "0.99 %" in answer.out


def test_rounding_is_told_as_such_where_versions_differ_and_as_a_difference_where_none_does(
    wattif, result, tiny, tmp_path
):
    result("result", "tiny.toml")
    path = tmp_path / "result" / "ranges.nc"

    def move_by_three_ulp(dataset):
        dataset["y"][0, 2] += 3 * np.spacing(float(dataset["y"][0, 2]))

    changed(path, move_by_three_ulp)
    same_versions = wattif("reproduce", "result")
    assert same_versions.status == 1
    assert same_versions.out.startswith("differs")

    def older(dataset):
        dataset.attrs["environment"] = dataset.attrs["environment"].replace('"numpy": "', '"numpy": "0.')

    changed(path, older)
    answer = wattif("reproduce", "result")
    assert (answer.status, answer.out[:14]) == (0, "same to 3 ulp:"), answer.out
    assert "made with  numpy 0." in answer.out
    assert wattif("reproduce", "result", "--json").json["ulp"] == 3


def test_a_difference_larger_than_rounding_is_one_whatever_the_versions(wattif, result, tiny, tmp_path):
    result("result", "tiny.toml")

    def change(dataset):
        dataset["y"][0, 2] *= 1 + 1e-8
        dataset.attrs["environment"] = "{}"

    changed(tmp_path / "result" / "ranges.nc", change)
    assert wattif("reproduce", "result").status == 1


def test_a_changed_scenario_text_in_the_file_gives_other_numbers(wattif, result, tiny, tmp_path):
    result("result", "tiny.toml")

    def another_prior(dataset):
        dataset.attrs["scenarios"] = dataset.attrs["scenarios"].replace("1 to 4", "1 to 5")

    changed(tmp_path / "result" / "ranges.nc", another_prior)
    answer = wattif("reproduce", "result")
    assert answer.status == 1
    assert "priors (tiny 1 prior): 1 to 4 then, 1 to 5 now" in answer.out


def test_other_streams_are_told(wattif, result, tiny, tmp_path):
    result("result", "tiny.toml")

    def other_streams(dataset):
        dataset["y"][0, 2] *= 1.001
        dataset.attrs["stream_version"] = "v0"

    changed(tmp_path / "result" / "ranges.nc", other_streams)
    assert "another version of the random streams" in wattif("reproduce", "result").out


def test_the_method_comes_from_the_file_and_not_from_the_program(wattif, result, chain, tmp_path):
    result("result", "chain.toml")

    def other_method(dataset):
        method = dataset.attrs["method"]
        assert method.count('"it_energy * pue"') == 1
        dataset.attrs["method"] = method.replace('"it_energy * pue"', '"it_energy * pue * 2"')

    changed(tmp_path / "result" / "ranges.nc", other_method)
    answer = wattif("reproduce", "result", "--json")
    differing = {item["name"] for item in answer.json["differences"]}
    assert {"facility_energy", "electricity_cost"} <= differing
    assert "server_energy" not in differing


@pytest.mark.parametrize("missing", ["bundles", "tables", "command_line", "asked"])
def test_a_dataset_that_says_too_little_is_told_so(wattif, result, tiny, tmp_path, missing):
    result("result", "tiny.toml")
    changed(tmp_path / "result" / "ranges.nc", lambda dataset: dataset.attrs.pop(missing))
    answer = wattif("reproduce", "result")
    assert answer.status == 1
    assert missing in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize(("argument", "status"), [("nowhere", 3), ("tiny.toml", 1), (".", 3)])
def test_what_is_no_dataset_is_said_in_one_message(wattif, tiny, argument, status):
    answer = wattif("reproduce", argument)
    assert (answer.status, answer.out) == (status, "")
    assert answer.err


def test_an_interrupted_repetition_is_not_compared(monkeypatch, wattif, result, tiny):
    result("result", "tiny.toml")
    whole = repetition.simulate

    def interrupted(*arguments):
        outcome = whole(*arguments)
        return type(outcome)(outcome.ranges, outcome.draws, outcome.reached, interrupted=True)

    monkeypatch.setattr(repetition, "simulate", interrupted)
    assert wattif("reproduce", "result").status == 130


def test_as_a_program_on_a_shipped_model(result, tmp_path):
    result("result", "gpt-4")
    answer = as_program("reproduce", "result", "--json", "--threads", "1", cwd=tmp_path)
    assert json.loads(answer.out)["verdict"] == "identical", answer.out[:500] + answer.err
