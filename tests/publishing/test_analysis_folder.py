"""What sensitivity and comparison write: the same bytes on every run, everything in the dataset."""

import csv
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.text import Text

from simulate.analysis import labelled
from simulate.analysis.comparison import compared
from simulate.analysis.sensitivity import study
from simulate.analysis.together import together
from simulate.api import selection
from simulate.publishing.charts import matrices, ratios, style
from simulate.publishing.charts.saving import Origin
from simulate.publishing.folders import comparison, sensitivity
from simulate.publishing.storage import netcdf
from simulate.publishing.wording.grades import grade
from tests.publishing.drawn import texts

ORIGIN = Origin("wattif", "2026-11", "CC BY 4.0", 0)


@pytest.fixture(scope="module")
def plans():
    names = ["deepseek-v3", "mistral-nemo-12b", "gpt-4"]
    return selection.plans(selection.scenarios(names, selection.library(None)))


@pytest.fixture(scope="module")
def studied(plans):
    return [study(plans[1], points=16_384)]


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_sensitivity_is_written_whole_and_the_same_again(studied, tmp_path):
    for name in ("one", "two"):
        dataset = labelled.sensitivity(studied)
        sensitivity.write(dataset, studied, ["facility_energy"], ORIGIN, 0.9, tmp_path / name)
    first, second = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert first == second
    place = "charts/sensitivity/mistral-nemo-12b"
    for name in ("inputs", "facility_energy-tornado", "facility_energy-disclosure"):
        assert {f"{place}/{name}.{suffix}" for suffix in ("svg", "pdf", "png", "csv")} <= set(first)


def test_the_dataset_holds_what_the_study_says(studied, tmp_path):
    dataset = netcdf.read(netcdf.write(labelled.sensitivity(studied), tmp_path / "s.nc"))
    energy = next(output for output in studied[0].outputs if output.quantity == "facility_energy")
    for item in energy.influences:
        at = {"model": "mistral-nemo-12b", "quantity": "facility_energy", "input": item.name}
        assert float(dataset["total"].sel(at)) == item.total.value
        assert float(dataset["shapley_error"].sel(at)) == item.shapley.error
    hours = {"model": "mistral-nemo-12b", "quantity": "facility_energy", "candidate": "accelerator_hours"}
    asked = next(ask for ask in energy.asks if ask.name == "accelerator_hours")
    assert float(dataset["narrowing"].sel(hours)) == asked.disclosure.narrowing


def test_a_comparison_is_written_whole_and_the_same_again(plans, tmp_path):
    found = compared(together(plans, ("facility_energy",), draws=16_384), ("facility_energy",), why=True)
    for name in ("one", "two"):
        dataset = labelled.comparison(found)
        comparison.write(dataset, found, ORIGIN, tmp_path / name)
    first, second = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert first == second
    assert {"comparison.nc", "comparison.csv", "charts/comparison/facility_energy-ratios.png"} <= set(first)
    read = netcdf.read(tmp_path / "one" / "comparison.nc")
    assert np.allclose(read["rank_probability"].sum("rank"), 1.0)
    assert np.allclose(read["ratio_rests_on"].sum("grade"), 1.0)
    rows = list(csv.DictReader((tmp_path / "one" / "comparison.csv").read_text().splitlines()))
    assert [row["grade"] for row in rows] == [grade(pair.rests_on) for pair in found.pairs]


def test_a_table_of_inputs_and_outputs_names_them_in_full_with_their_grades(studied):
    (study_,) = studied
    seen = [text.get_text() for text in texts(matrices.heat_map(study_, ORIGIN))]
    assert not [text for text in seen if text.endswith("…")]
    heads = [" ".join(text.split("\n")) for text in seen]
    assert any(text.startswith("CO₂e of electricity and hardware, life-cycle (") for text in heads)


def test_ratios_stand_in_columns_under_their_headings(plans):
    found = compared(together(plans, ("facility_energy",), draws=16_384), ("facility_energy",))
    seen = texts(ratios.ratios_chart(found, found.pairs, ORIGIN))
    assert {"median", "90 % range"} <= {text.get_text() for text in seen}
    between = [text.get_window_extent().x0 for text in seen if text.get_text() == "to"]
    assert len(between) == len(found.pairs)
    assert len({round(place) for place in between}) == 1


@pytest.mark.parametrize(("k", "told"), [(2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (21, "21st")])
def test_ranks_are_told_in_english(k, told):
    assert matrices._ordinal(k) == told


def test_a_ratio_that_rests_on_judgement_has_a_hollow_dot_and_the_chart_says_so(plans):
    found = compared(together(plans, ("facility_energy",), draws=16_384), ("facility_energy",))
    judged = [replace(pair, rests_on={"a": 0.1, "c": 0.9}) for pair in found.pairs]
    measured = [replace(pair, rests_on={"a": 0.9, "c": 0.1}) for pair in found.pairs]
    for pairs, hollow in ((judged, 3), (measured, 0), ([judged[0], *measured[1:]], 1)):
        figure = ratios.ratios_chart(found, pairs, ORIGIN)
        dots = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
        assert sum(line.get_markerfacecolor() == style.PAPER for line in dots) == hollow
        assert any("hollow" in text.get_text() for text in figure.findobj(Text)) == bool(hollow)
