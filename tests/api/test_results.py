"""Runs from Python: the numbers of the command, in a form to go on with."""

import json
import math
import re
from html.parser import HTMLParser

import numpy as np
import pytest
import xarray as xr

import simulate
from simulate.commands.main import app, status

FAST = {"draws": 16_384}


@pytest.fixture
def result(models):
    return simulate.run(*models, **FAST)


@pytest.fixture
def command(capsys, monkeypatch):
    """What a command line prints on stdout."""

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["wattif", *map(str, arguments)])
        assert status(app) == 0
        return capsys.readouterr().out

    return run


def test_a_run_gives_what_the_command_gives(models, command):
    options = {"seed": 3, "interval": 0.5, "sampler": "random", "thresholds": ["energy > 1 GWh"], **FAST}
    told = simulate.run(models[0], changes={"price": "50 to 60 USD_2024/MWh"}, **options).table("json")
    line = ["run", models[0], "--seed", 3, "--interval", "50%", "--sampler", "random", "--draws", 16384]
    assert told == command(*line, "--threshold", "energy > 1 GWh", "--set", "price=50 to 60 USD_2024/MWh", "--json")
    assert json.loads(told)["models"][0]["thresholds"]


def test_a_run_to_a_tolerance_gives_what_the_command_gives(models, command):
    told = simulate.run(models[0], tolerance=0.01, max_draws=2**18).table("json")
    assert told == command("run", models[0], "--tolerance", "1%", "--max-draws", 2**18, "--json")


def test_shipped_scenarios_are_named_paths_are_paths_and_read_ones_run_as_they_are(models):
    assert "deepseek-v3" in simulate.shipped()
    mixed = simulate.run(simulate.read(models[0], changes={"power": "1 kW"}), str(models[1]), **FAST)
    assert mixed.models == ("a", "b")
    assert mixed.range("energy", "a").median == 1
    assert simulate.read("gpt-4").developer == "OpenAI"


def test_changes_are_a_mapping_or_what_set_takes(models):
    ways = [{"power": "1 to 2 kW", "time": "10 h"}, ["power=1 to 2 kW", "time=10 h"]]
    first, second = (simulate.run(models[0], changes=changes, **FAST).range("cost") for changes in ways)
    assert first == second
    assert simulate.run(models[0], changes="power=3 kW", **FAST).range("energy").median == 3


def test_an_input_of_an_own_method_keeps_its_unit_where_a_change_names_none(models):
    bare, named = (
        simulate.run(models[0], changes=[f"power=1 to 2{unit}", f"power=3{unit}"], **FAST) for unit in ("", " kW")
    )
    assert bare.range("energy").median == named.range("energy").median == 3


def test_a_range_has_numbers_in_the_unit_of_the_method_and_words(result):
    range_ = result.range("energy", "a")
    assert (range_.lower, range_.upper) == (pytest.approx(900, 1e-3), pytest.approx(1100, 1e-3))
    assert range_.lower < range_.q25 < range_.median < range_.q75 < range_.upper
    assert (range_.unit, range_.probability) == ("MWh", 0.9)
    assert str(range_) == "900 to 1,100 MWh"
    assert range_.sentence.startswith("Running Model A took between 900 and 1,100 MWh (90 % interval, median 990;")
    assert result.range("time", "a").sentence.startswith("For Model A, “time” is 1 thousand hours (stated")


def test_what_cannot_be_computed_is_a_range_that_says_what_it_needs():
    range_ = simulate.run("gpt-4", changes={"electricity_price": ""}, **FAST).range("electricity_cost")
    assert math.isnan(range_.median)
    assert "electricity_price" in range_.missing
    assert str(range_).startswith("not computable: needs ")


def test_ranges_are_by_model_and_sentences_for_all(result):
    assert list(result.ranges("cost")) == ["a", "b"]
    assert len(result.sentences()) == 4
    assert len(result.sentences(["energy"])) == 2
    assert result.quantities[:2] == tuple(result.dataset.data_vars)[:1] + result.quantities[1:2]
    assert set(result.quantities) == {"power", "time", "price", "energy", "cost"}
    assert list(result.warnings) == ["a", "b"]


def test_a_result_in_a_terminal_is_a_line_and_printed_the_table(result):
    assert repr(result) == "<simulate.Result: a, b; 16,384 draws, seed 0>"
    assert str(result) == result.table()
    assert "Energy, MWh\n" in str(result)


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def test_a_notebook_shows_a_table_with_a_picture_of_each_range(result):
    page = Tags(result._repr_html_())
    pictures = [attrs for tag, attrs in page.tags if tag == "svg"]
    assert sum(tag == "tr" for tag, _ in page.tags) == 2 * 3 + 1
    assert len(pictures) >= 4
    assert all(attrs["aria-hidden"] == "true" for attrs in pictures)
    assert "900 to 1,100" in page.text
    assert "credible interval" in page.text


def test_a_name_cannot_break_out_of_the_notebook(models):
    path = models[0]
    path.write_text(path.read_text().replace("Model A", "<script>alert(1)</script>"))
    shown = simulate.run(path, **FAST)._repr_html_()
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_pictures_put_all_models_on_one_axis(result):
    shown = result._repr_html_()
    table = shown[shown.index('data-quantity="energy"') : shown.index('data-quantity="cost"')]
    a, b = (float(x) for x in re.findall(r'<circle cx="([\d.]+)"', table))
    (thin_a, thick_a), (thin_b, thick_b) = (
        [tuple(map(float, bar)) for bar in bars]
        for bars in (
            re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="(?:1.5|5)"', row)
            for row in re.findall("<tr data-model.*?</tr>", table)
        )
    )
    for (start, width), (inner, inner_width), dot in ((thin_a, thick_a, a), (thin_b, thick_b, b)):
        assert start < inner < dot < inner + inner_width < start + width
    # A logarithmic axis: distances are ratios.
    per_log = (b - a) / math.log(result.range("energy", "b").median / result.range("energy", "a").median)
    assert thin_a[1] == pytest.approx(per_log * math.log(1100 / 900), abs=0.2)
    assert thin_b[1] == pytest.approx(per_log * math.log(3000 / 2000), abs=0.2)


def test_a_chart_is_a_figure_or_drawn_on_axes_of_ones_own(result):
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    assert result.chart("energy", axes=axes) is figure
    assert result.chart("energy") is not figure
    plt.close("all")


def test_what_is_saved_is_loaded_again(models, tmp_path):
    result = simulate.run(*models, keep_draws=True, **FAST)
    assert [path.name for path in result.save(tmp_path / "out")] == ["ranges.nc", "draws.nc"]
    again = simulate.load(tmp_path / "out", draws=True)
    assert again.table("json") == result.table("json")
    assert again.range("energy", "b") == result.range("energy", "b")
    xr.testing.assert_equal(again.draws, result.draws)
    assert simulate.load(result.save(tmp_path / "one.nc")[0]).draws is None


def test_a_result_says_how_to_get_it_again(models):
    result = simulate.run(models[0], seed=5, changes={"power": "1 kW"}, **FAST)
    assert result.dataset.attrs["history"] == "simulate.run('a', draws=16384, seed=5, changes=['power=1 kW'])"
    assert result.dataset.attrs["program_version"].startswith("wattif ")


def test_the_tree_has_draws_by_chain_and_draw_as_arviz_expects(models):
    result = simulate.run(*models, keep_draws=True, draws=32_768)
    tree = result.to_datatree()
    prior = tree["prior"].to_dataset()
    assert prior["energy"].dims == ("chain", "draw", "model")
    assert dict(prior.sizes) == {"chain": 16, "draw": 2_048, "model": 2}
    assert prior["energy"].attrs["units"] == "MWh"
    assert tree["ranges"].to_dataset().identical(result.dataset)
    assert tree.attrs["seed"] == 0
    flat = result.draws["energy"].sel(model="b").values
    by_chain = prior["energy"].sel(model="b").values
    np.testing.assert_array_equal(by_chain[3], np.concatenate([flat[1024 * k :][:1024] for k in (3, 19)]))
    assert "prior" not in simulate.run(models[0], **FAST).to_datatree().children


def test_chains_are_independent_estimates_of_the_same_mean(models):
    prior = simulate.run(models[1], keep_draws=True, sampler="random", draws=65_536).to_datatree()["prior"]
    means = prior["energy"].mean("draw").values.ravel()
    sd = float(prior["energy"].std()) / math.sqrt(4_096)
    assert np.std(means) == pytest.approx(sd, rel=0.6)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"draws": 0}, "draws: expected a positive number, got 0"),
        ({"seed": -1}, "seed: expected"),
        ({"interval": 90}, "interval: expected a probability"),
        ({"sampler": "sobool"}, "sampler: expected sobol or random or latin; did you mean sobol?, got 'sobool'"),
        ({"interval_kind": "hdi"}, "interval_kind: expected equal or shortest"),
        ({"tolerance": 2}, "tolerance: expected a relative error"),
        ({"tolerance": 0.1, "draws": 5}, "bound it with max_draws"),
        ({"max_draws": 5}, "max_draws: bounds"),
        ({"threads": 0}, "threads: expected"),
        ({"thresholds": "energy"}, "threshold"),
        ({"thresholds": ["enrgy > 1 GWh"]}, "did you mean energy"),
    ],
)
def test_arguments_that_make_no_sense_are_errors_of_usage(models, arguments, message):
    with pytest.raises(simulate.UsageError, match=re.escape(message)):
        simulate.run(models[0], **arguments)


def test_names_that_there_are_not_are_answered_with_the_nearest(result):
    for wrong in (
        lambda: result.range("enrgy", "a"),
        lambda: result.range("energy", "aa"),
        lambda: result.range("energy"),
        lambda: result.table("yaml"),
        lambda: result.chart("energy", kind="pie"),
        lambda: result.table(quantities=["x"]),
    ):
        with pytest.raises(simulate.UsageError):
            wrong()


def test_scenarios_that_cannot_be_used_are_told_of_with_every_problem(models):
    models[0].write_text(models[0].read_text().replace("40 to 160", "160 to 40").replace('"kW"', '"kg"'))
    with pytest.raises(simulate.InputError) as caught:
        simulate.run(models[0])
    assert {problem.field for problem in caught.value.problems} >= {"priors.price.prior"}
    assert all(problem.line and problem.file for problem in caught.value.problems)
    with pytest.raises(simulate.InputError, match="did you mean deepseek-v2"):
        simulate.read("deepseek-v4")
    with pytest.raises(simulate.InputError, match="did you mean price"):
        simulate.run(models[1], changes={"prise": "1"})


def test_a_file_that_is_no_result_is_a_failure(tmp_path):
    (tmp_path / "x.nc").write_bytes(b"x")
    for path in (tmp_path / "x.nc", tmp_path / "none.nc", tmp_path):
        with pytest.raises(simulate.RunError):
            simulate.load(path)


def test_one_scenario_twice_or_a_folder_read_as_one_is_refused(models):
    with pytest.raises(simulate.UsageError, match="two scenarios have the id a"):
        simulate.run(simulate.read(models[0]), models[0])
    with pytest.raises(simulate.UsageError, match="a folder of 2 scenarios"):
        simulate.read(models[0].parent)
    with pytest.raises(simulate.UsageError, match=r"give them to simulate\.read"):
        simulate.run(simulate.read(models[0]), use=["sites/us"])


def test_a_scenario_can_be_looked_into(models):
    scenario = simulate.read(models[0], changes={"time": "10 h"})
    assert scenario.priors["power"] == "900 to 1100 kW"
    assert scenario.priors["time"].startswith("10")
    assert (scenario.id, scenario.name, scenario.outputs) == ("a", "Model A", ("energy", "cost"))
    assert "power * time" in scenario.explain("energy")
    assert repr(scenario) == "<simulate.Scenario 'a': Model A, 3 priors>"
    with pytest.raises(simulate.UsageError, match="did you mean energy"):
        scenario.explain("enery")
