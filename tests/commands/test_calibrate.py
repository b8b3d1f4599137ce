"""`wattif calibrate`: what it prints where, with which status, and the contract of its JSON."""

import csv
import json
import re

import pytest

from simulate.commands.main import BAD_INPUT, FAILED, USAGE
from tests.commands.conftest import CHAIN, FAST, TINY, in_process, tree

MEASURED = """
[[disclosed]]
quantity = "facility_energy"
value = 344
unit = "MWh"
kind = "measured"
group = "somebody-chip"
"""
ACCOUNT = """
schema = 1
name = "An account"
priors.accelerator_hours = { value = 1e6, unit = "h", source = "x" }
priors.server_power = { value = 400, unit = "W", source = "x" }
priors.network_storage_share = { value = 0, source = "x" }
priors.pue = { value = 1.1, source = "x" }
[[disclosed]]
quantity = "facility_energy"
value = %s
unit = "MWh"
kind = "accounting"
"""


@pytest.fixture
def judged(write):
    return write("judged.toml", CHAIN + MEASURED)


@pytest.fixture(scope="module")
def shipped():
    """All shipped figures, judged once."""
    answer = in_process("calibrate", "--json", *FAST)
    assert answer.status == 0, answer.err
    return answer.json


def test_json_is_one_object_of_the_form_that_is_promised(wattif, judged):
    answer = wattif("calibrate", "--json", judged, *FAST)
    assert answer.status == 0, answer.err
    told = json.loads(answer.out, parse_constant=pytest.fail)
    assert (told["schema"], told["seed"], told["draws"], told["sampler"]) == (1, 0, 16_384, "sobol")
    (case,) = told["cases"]
    promised = {
        *("id", "quantity", "kind", "group", "fitted", "disclosed", "unit", "quantiles", "percentile"),
    }
    assert promised <= set(case)
    assert (case["id"], case["quantity"], case["kind"]) == ("judged", "facility_energy", "measured")
    assert (case["group"], case["fitted"], case["unit"]) == ("somebody-chip", False, "GWh")
    assert case["disclosed"] == pytest.approx(0.344)
    assert {"0.05", "0.25", "0.5", "0.75", "0.95"} <= set(case["quantiles"])
    assert 0 < case["percentile"] < 1
    (group,) = told["groups"]
    assert group["group"] == "somebody-chip"
    assert set(group["coverage"]) == {"0.5", "0.8", "0.9"}
    assert group["coverage"]["0.9"]["low"] <= group["coverage"]["0.9"]["rate"] <= group["coverage"]["0.9"]["high"]


def test_a_target_that_is_still_an_input_is_an_error_with_its_line(wattif, write):
    text = CHAIN + '[[disclosed]]\nquantity = "accelerator_hours"\nvalue = 1e6\nunit = "h"\nkind = "measured"\n'
    answer = wattif("calibrate", write("leak.toml", text), *FAST)
    assert (answer.status, answer.out) == (BAD_INPUT, "")
    assert "accelerator_hours is still an input of its own prediction; name it under withhold" in answer.err
    assert "leak.toml" in answer.err


def test_an_account_that_does_not_come_out_fails_after_it_was_shown(wattif, write):
    answer = wattif("calibrate", write("account.toml", ACCOUNT % 500), *FAST)
    assert answer.status == FAILED
    assert "0 of 1 figures" in answer.out
    assert "account: facility_energy" in answer.err
    answer = wattif("calibrate", write("account.toml", ACCOUNT % 440), *FAST)
    assert (answer.status, answer.err) == (0, "")


def test_scenarios_without_disclosed_figures_are_a_usage_error(wattif, write):
    answer = wattif("calibrate", write("tiny.toml", TINY), *FAST)
    assert answer.status == USAGE
    assert "no [[disclosed]] figure" in answer.err


def test_without_to_nothing_is_written_and_with_it_the_same_bytes_each_time(wattif, judged, tmp_path):
    before = tree(tmp_path)
    wattif("calibrate", judged, *FAST)
    assert tree(tmp_path) == before
    contents = []
    for name in ("first", "second"):
        answer = wattif("calibrate", judged, *FAST, "--to", name)
        assert answer.status == 0, answer.err
        assert "written: calibration.json" in answer.err
        contents.append({file: (tmp_path / name / file).read_bytes() for file in tree(tmp_path / name) if "." in file})
    assert contents[0] == contents[1]
    charts = {
        f"charts/{name}.{form}" for name in ("predictions", "percentiles") for form in ("svg", "pdf", "png", "csv")
    }
    assert set(contents[0]) == {"calibration.json", "calibration.csv", "report.md", "summary.md", *charts}
    shown = set(re.findall(r"!\[[^\]]+\]\(([^)]+)\)", contents[0]["report.md"].decode()))
    assert shown == {"charts/predictions.svg", "charts/percentiles.svg"}
    (row,) = csv.DictReader(contents[0]["calibration.csv"].decode().splitlines())
    assert (row["id"], row["counted"], row["kind"]) == ("judged", "true", "measured")


def test_the_words_calibrated_and_confidence_are_not_claimed(wattif, judged):
    answer = wattif("calibrate", judged, *FAST)
    assert "consistent with 90 %" in answer.out
    assert "calibrated" not in answer.out.lower()


def test_the_sampler_and_the_seed_change_draws_but_not_what_they_say(wattif, judged):
    found = [
        wattif("calibrate", "--json", judged, *FAST, *more).json["cases"][0]["percentile"]
        for more in ((), ("--seed", "7"), ("--sampler", "random"))
    ]
    assert len(set(found)) == 3
    assert max(found) - min(found) < 0.02


def test_threads_change_no_bit(wattif, judged):
    one, two = (wattif("calibrate", "--json", judged, *FAST, "--threads", n).out for n in (1, 2))
    assert one == two


def test_without_arguments_all_shipped_figures_are_judged_and_all_accounts_come_out(shipped):
    cases = shipped["cases"]
    accounts = [case for case in cases if case["agrees"] is not None]
    assert len(accounts) > 50
    assert all(case["agrees"] for case in accounts)
    counted = [case for case in cases if case["counted"]]
    assert counted
    assert all(case["kind"] == "measured" and not case["fitted"] and case["percentile"] is not None for case in counted)
    assert shipped["overall"]["n"] == len(counted) == sum(each["n"] for each in shipped["classes"])
    assert {case["group"] for case in counted} == {each["group"] for each in shipped["groups"]}


def test_a_case_says_the_same_whatever_stands_beside_it(wattif, shipped):
    alone = wattif("calibrate", "--json", "llama-3.1-405b", *FAST).json["cases"]
    assert alone == [case for case in shipped["cases"] if case["id"] == "llama-3.1-405b"]
