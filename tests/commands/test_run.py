"""`wattif run`: what it prints where, with which status, and the contract of its JSON."""

import csv
import json
import math

import pytest
import xarray as xr

from simulate.analysis import stored
from simulate.analysis.sensitivity import study
from simulate.api import selection
from simulate.commands.main import BAD_INPUT, USAGE
from simulate.foundation.errors import RunError
from simulate.publishing.storage import netcdf
from tests.commands.conftest import CHAIN, FAST, TINY, tree

HEADLINE = [
    "accelerators",
    "facility_energy",
    "mean_power",
    "electricity_cost",
    "compute_cost_rental",
    "co2e_location",
    "co2e_total",
    "water_total",
    "land_site",
]


def y_of(answer):
    assert answer.status == 0, answer.err
    return answer.model["quantities"]["y"]


def test_json_is_one_object_of_the_form_that_is_promised(wattif, chain):
    answer = wattif("run", "--json", chain, *FAST, "--threshold", "facility_energy > 350 MWh")
    assert answer.status == 0
    told = json.loads(answer.out, parse_constant=pytest.fail)
    assert list(told) == ["schema", "seed", "draws", "sampler", "interval", "models"]
    assert (told["schema"], told["seed"], told["draws"], told["interval"]) == (1, 0, 16_384, 0.9)
    (model,) = told["models"]
    assert list(model) == ["id", "name", "quantities", "estimates", "not_computable", "thresholds", "warnings"]
    assert (model["id"], model["name"]) == ("chain", "Chain")
    assert isinstance(model["warnings"], list)
    energy = model["quantities"]["facility_energy"]
    assert list(energy) == ["unit", "mean", "sd", "quantiles", "error", "rests_on"]
    assert energy["unit"] == "GWh"
    assert list(energy["quantiles"]) == ["0.05", "0.25", "0.5", "0.75", "0.95"]
    assert list(energy["error"]) == ["mean", "sd", "0.05", "0.25", "0.5", "0.75", "0.95"]
    assert list(energy["quantiles"].values()) == sorted(energy["quantiles"].values())
    assert all(0 < error < 0.01 * energy["mean"] for error in energy["error"].values())


def test_all_quantities_are_in_json_and_undefined_numbers_are_null(wattif, chain):
    model = wattif("run", "--json", chain, *FAST).model
    assert {"pue", "server_power", "server_energy", "duration", "facility_energy"} <= set(model["quantities"])
    lacking = {name: model["quantities"][name] for name in model["not_computable"] if name in HEADLINE}
    assert {"co2e_location", "compute_cost_rental", "water_total", "land_site"} <= set(lacking)
    assert "grid_intensity" in model["not_computable"]["co2e_location"]
    assert "rental_price" in model["not_computable"]["compute_cost_rental"]
    for quantity in lacking.values():
        numbers = quantity and [quantity["mean"], quantity["sd"], *quantity["quantiles"].values()]
        assert not numbers or set(numbers) == {None}


def test_an_estimate_is_told_in_the_unit_that_it_was_stated_in_with_its_percentile(wattif, chain):
    first, second = wattif("run", "--json", chain, *FAST).model["estimates"]
    assert (first["quantity"], first["by"]) == ("facility_energy", "somebody")
    assert (first["value"], first["unit"]) in ((400, "MWh"), (0.4, "GWh"))
    energy = 1e6 * math.sqrt(250 * 350) * 1.05 * 1.158 / 1e6
    assert energy < 400
    assert 0.8 < first["percentile"] < 1
    assert second["quantity"] == "accelerators"


def test_a_threshold_is_counted_with_its_error(wattif, tiny):
    (told,) = wattif(*("run", "--json", tiny, *FAST, "--sampler", "random", "--threshold", "b  >  0.25")).model[
        "thresholds"
    ]
    assert list(told) == ["text", "probability", "error"]
    assert told["text"] == "b > 0.25"
    assert told["probability"] == pytest.approx(0.75, abs=5 * told["error"])
    assert told["error"] == pytest.approx(math.sqrt(0.75 * 0.25 / 16_384), rel=0.7)


def test_thresholds_may_be_repeated_and_have_units(wattif, chain):
    model = wattif(
        "run", "--json", chain, *FAST, "--threshold", "pue <= 1", "--threshold", "facility_energy > 0.1 TWh"
    ).model
    assert [item["probability"] for item in model["thresholds"]] == [0, 0]
    model = wattif("run", "--json", chain, *FAST, "--threshold", "facility_energy>1e8 Wh").model
    assert model["thresholds"][0]["probability"] == 1


@pytest.mark.parametrize(
    ("interval", "keys"),
    [
        ("0.95", {"0.025", "0.975"}),
        ("95%", {"0.025", "0.975"}),
        ("50 %", set()),
        ("0.9", set()),
        ("99.9%", {"0.0005", "0.9995"}),
        ("1/2", None),
    ],
)
def test_json_holds_the_bounds_of_the_interval_asked_for_under_shortest_decimals(wattif, tiny, interval, keys):
    answer = wattif("run", "--json", tiny, *FAST, "--interval", interval)
    if keys is None:
        assert answer.status == USAGE
        return
    assert set(y_of(answer)["quantiles"]) == {"0.05", "0.25", "0.5", "0.75", "0.95"} | keys
    assert list(y_of(answer)["quantiles"]) == sorted(y_of(answer)["quantiles"], key=float)
    assert set(y_of(answer)["error"]) == {"mean", "sd", *y_of(answer)["quantiles"]}


def test_without_options_the_answer_goes_to_stdout_and_nothing_is_written(wattif, tiny, tmp_path):
    before = tree(tmp_path)
    answer = wattif("run", tiny, *FAST)
    assert (answer.status, answer.err) == (0, "")
    assert "90 % range" in answer.out
    assert "credible interval" in answer.out
    assert tree(tmp_path) == before


def test_the_same_command_gives_the_same_bytes_whatever_the_order_of_files(wattif, tiny, chain, write):
    other = write("other.toml", TINY.replace("1 to 4", "2 to 3"))
    for extra in (("--sampler", "latin"), ("--json",)):
        answers = {wattif("run", *files, *FAST, *extra).out for files in ((tiny, chain, other), (other, tiny, chain))}
        assert len(answers) == 1


def test_a_folder_stands_for_its_files(wattif, tiny, chain, tmp_path):
    assert wattif("run", "--json", tmp_path, *FAST).out == wattif("run", "--json", tiny, chain, *FAST).out


def test_a_model_has_the_same_draws_whoever_runs_beside_it(wattif, tiny, chain):
    alone = wattif("run", "--json", tiny, *FAST, "--sampler", "random").model
    answer = wattif("run", "--json", chain, tiny, *FAST, "--sampler", "random")
    both = {model["id"]: model for model in answer.json["models"]}
    assert both["tiny"] == alone


def test_the_seed_moves_the_draws_and_nothing_else(wattif, tiny):
    zero, default, one = (wattif("run", "--json", tiny, *FAST, *seed) for seed in (("--seed", 0), (), ("--seed", 1)))
    assert zero.out == default.out
    assert one.json["seed"] == 1
    a, b = y_of(zero), y_of(one)
    assert a["mean"] != b["mean"]
    assert a["mean"] == pytest.approx(b["mean"], abs=6 * math.hypot(a["error"]["mean"], b["error"]["mean"]))


def test_latin_draws_know_a_marginal_far_better(wattif, tiny):
    random, latin = (wattif("run", "--json", tiny, *FAST, "--sampler", name) for name in ("random", "latin"))
    assert latin.json["sampler"] == "latin"
    spread = [answer.model["quantities"]["b"]["error"]["mean"] for answer in (random, latin)]
    assert spread[1] < spread[0] / 10
    assert latin.model["quantities"]["b"]["mean"] == pytest.approx(0.5, abs=1e-5)


def test_draws_are_rounded_up_and_that_is_said(wattif, tiny):
    answer = wattif("run", "--json", tiny, "--draws", 20_000)
    assert answer.json["draws"] == 32_768
    assert "32,768" in answer.err
    assert wattif("run", "--json", tiny, "--draws", 20_000, "--quiet").err == ""
    assert wattif("run", "--json", tiny, "--draws", 32_768).err == ""


def test_the_shortest_interval_lies_within_support_and_is_shorter(wattif, write):
    path = write("skew.toml", TINY.replace("a + b", "a * b"))
    equal, shortest = (
        wattif("run", path, *FAST, "--interval-kind", kind, "--to", kind) for kind in ("equal", "shortest")
    )
    assert equal.status == shortest.status == 0, equal.err + shortest.err
    assert equal.out != shortest.out
    assert "shortest" in shortest.out


# What if


def test_a_setting_with_a_unit_is_converted(wattif, chain):
    there = wattif("run", "--json", chain, *FAST, "--set", "electricity_price=5 to 9 USD_2024/kWh")
    here = wattif("run", "--json", chain, *FAST)
    before, after = (answer.model["quantities"]["electricity_cost"] for answer in (here, there))
    assert after["mean"] == pytest.approx(100 * before["mean"], rel=1e-9), (
        "the new prior takes over the draws of the old"
    )
    assert after["sd"] == pytest.approx(100 * before["sd"], rel=1e-9)
    apart = abs(after["quantiles"]["0.5"] - 100 * before["quantiles"]["0.5"])
    assert apart < after["error"]["0.5"], "quantiles are read from bins, within their stated error"


def test_a_setting_without_a_unit_takes_that_of_the_method_and_says_so(wattif, chain):
    answer = wattif("run", "--json", chain, *FAST, "--set", "electricity_price=50 to 90")
    assert "USD_2024/MWh" in answer.err
    assert answer.out == wattif("run", "--json", chain, *FAST).out
    assert "USD_2024" not in wattif("run", "--json", chain, *FAST, "--set", "pue=1.2").err


def test_a_setting_without_a_value_withdraws_the_prior(wattif, chain):
    model = wattif("run", "--json", chain, *FAST, "--set", "electricity_price=").model
    assert "electricity_price" in model["not_computable"]["electricity_cost"]


def test_a_setting_of_routes_chooses_or_weighs(wattif, write):
    path = write(
        "routes.toml",
        'schema = 1\nname = "x"\nmethod = "own"\noutputs = ["y"]\n[priors.a]\nvalue = 1\n'
        '[quantities.y.routes]\none = "a"\nten = "10 * a"\n',
    )
    assert y_of(wattif("run", "--json", path, *FAST))["mean"] == 1
    assert y_of(wattif("run", "--json", path, *FAST, "--set", "routes.y=ten"))["mean"] == 10
    weighed = y_of(wattif("run", "--json", path, *FAST, "--set", "routes.y=one:0.4,ten:0.6"))
    assert weighed["mean"] == pytest.approx(6.4, abs=5 * weighed["error"]["mean"])


def test_a_setting_may_be_for_one_model(wattif, tiny, write):
    other = write("other.toml", TINY)
    answer = wattif("run", "--json", tiny, other, *FAST, "--set", "other:a=10")
    means = {model["id"]: model["quantities"]["a"]["mean"] for model in answer.json["models"]}
    assert means["other"] == 10
    assert 2 < means["tiny"] < 3


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ("aa=1", "did you mean"),
        ("x:a=1", "no such model"),
        ("a", "NAME=PRIOR"),
        ("", "NAME=PRIOR"),
        ("a=4 to 1", "1 to 4"),
        ("a=1 kWh", "energy"),
        ("a=nan", "nan"),
        ("a=1 to", "end"),
        ("a=normal(1, -1)", "sd"),
        ("routes.a=x", "x"),
        ("routes.y=x:0.5", "y"),
        ("routes.y=given", "y"),
        ("routes.b=given:0.5", "1"),
        ('a=empirical("/etc/passwd", "x")', "empirical"),
    ],
)
def test_a_setting_that_cannot_be_used_is_bad_input_and_named(wattif, tiny, setting, named):
    answer = wattif("run", "--json", tiny, *FAST, "--set", setting)
    assert (answer.status, answer.out) == (BAD_INPUT, "")
    assert named in answer.err
    assert "mistake in wattif" not in answer.err
    assert f'--set "{setting}"' in answer.err


def test_all_settings_that_cannot_be_used_are_told_together(wattif, tiny):
    answer = wattif("run", tiny, *FAST, "--set", "aa=1", "--set", "bb=2")
    assert answer.status == BAD_INPUT
    assert "aa=1" in answer.err
    assert "bb=2" in answer.err


def test_a_bundle_can_be_added_and_found_in_a_folder_of_ones_own(wattif, chain, write, tmp_path):
    write(
        "mine/sites/cold.toml",
        'schema = 1\nname = "Cold"\n[priors.grid_intensity]\nvalue = 20\nunit = "gCO2e/kWh"\n'
        'basis = "direct"\nsource = "x"\n',
    )
    options = ("--priors", tmp_path / "mine", "--use", "sites/cold")
    model = wattif("run", "--json", chain, *FAST, *options).model
    carbon, energy = (model["quantities"][name] for name in ("co2e_location", "facility_energy"))
    assert carbon["mean"] == pytest.approx(20 * energy["mean"], rel=1e-12)
    assert abs(carbon["quantiles"]["0.5"] - 20 * energy["quantiles"]["0.5"]) < carbon["error"]["0.5"]
    assert wattif("run", chain, *FAST, "--use", "sites/cold").status == BAD_INPUT


# Tables


def test_only_the_quantities_asked_for_are_shown(wattif, chain):
    answer = wattif("run", chain, *FAST, "--quantity", "pue", "--quantity", "duration")
    assert "Power usage effectiveness" in answer.out
    assert "Duration" in answer.out
    assert "Energy at the meter" not in answer.out


def test_all_shows_every_quantity_with_mean_and_error(wattif, chain):
    shown = wattif("run", chain, *FAST, "--all").out
    assert "mean" in shown
    assert "50 % range" in shown
    assert "Mean server power per accelerator" in shown


def test_a_quantity_that_cannot_be_computed_says_what_it_needs(wattif, chain):
    answer = wattif("run", chain, *FAST)
    assert answer.status == 0
    assert "not computable: needs" in answer.out
    assert "grid_intensity" in answer.out


def test_where_nothing_can_be_computed_the_input_is_at_fault(wattif, write):
    answer = wattif("run", "--json", write("bare.toml", 'schema = 1\nname = "Bare"\n'), *FAST)
    assert (answer.status, answer.out) == (BAD_INPUT, "")
    assert "accelerators" in answer.err


@pytest.mark.parametrize("columns", [60, 72, 80, 100, 120, 200])
@pytest.mark.parametrize("extra", [(), ("--all",)], ids=["headline", "all"])
def test_no_line_is_longer_than_the_terminal(wattif, chain, monkeypatch, columns, extra):
    monkeypatch.setenv("COLUMNS", str(columns))
    answer = wattif("run", chain, *FAST, *extra)
    assert answer.status == 0
    assert max(map(len, answer.out.splitlines())) <= columns


def test_models_stand_newest_first_whatever_the_order_of_arguments(wattif, write):
    files = [
        write(f"{name}.toml", TINY.replace('name = "Tiny"', f'name = "{name}"\nreleased = {date}'))
        for name, date in (("old", "2020-01-01"), ("b-new", "2024-01-01"), ("a-new", "2024-01-01"))
    ]
    assert [model["id"] for model in wattif("run", "--json", *files, *FAST).json["models"]] == ["a-new", "b-new", "old"]


# Files


def test_to_a_folder_goes_everything_and_stdout_stays_pure(wattif, tiny, tmp_path):
    answer = wattif("run", tiny, *FAST, "--json", "--to", "out", "--save-draws")
    assert answer.status == 0, answer.err
    assert answer.json["models"][0]["id"] == "tiny"
    assert answer.err.splitlines()[-1].startswith("written: ")
    out = tmp_path / "out"
    assert {path.name for path in out.iterdir()} == {"ranges.nc", "ranges.csv", "report.md", "draws.nc", "charts"}
    assert {path.name for path in (out / "charts").iterdir()} == {f"y.{kind}" for kind in ("svg", "pdf", "png", "csv")}
    assert tree(tmp_path / "out") == sorted(tree(out))
    assert not [name for name in tree(tmp_path) if "tmp" in name.lower()]
    rows = list(csv.reader((out / "ranges.csv").read_text(encoding="utf-8").splitlines()))
    assert any("y" in row for row in rows)


def test_sensitivity_is_kept_in_the_dataset_where_it_was_asked_for(wattif, tiny, tmp_path):
    assert wattif("run", tiny, *FAST, "--to", "with", "--sensitivity", "--quiet").status == 0
    assert wattif("run", tiny, *FAST, "--to", "without", "--quiet").status == 0
    (found,) = stored.studies(netcdf.read(tmp_path / "with" / "ranges.nc"))
    plans = selection.plans(selection.scenarios([str(tiny)], selection.library(None)))
    assert found == study(plans[0])
    assert stored.studies(netcdf.read(tmp_path / "without" / "ranges.nc")) == ()


def test_sensitivity_kept_by_another_version_is_refused(tmp_path):
    with pytest.raises(RunError, match="of another version"):
        stored.studies(xr.Dataset(attrs={"studies": '[{"id": "a"}]'}))


def test_datasets_hold_the_numbers_that_json_tells_whatever_was_there_before(wattif, tiny, tmp_path):
    assert wattif("run", tiny, *FAST, "--to", "out", "--seed", 1, "--quiet").status == 0
    told = y_of(wattif("run", tiny, *FAST, "--json", "--to", "out", "--save-draws", "--quiet"))
    with xr.open_dataset(tmp_path / "out" / "ranges.nc", engine="h5netcdf") as ranges:
        assert ranges["y"].attrs["units"] == "1"
        assert ranges["y"].attrs["long_name"] == "Sum"
        assert ranges.attrs["seed"] == 0
    with xr.open_dataset(tmp_path / "out" / "draws.nc", engine="h5netcdf") as draws:
        y = draws["y"].sel(model="tiny")
        assert y.sizes == {"draw": 16_384}
        assert float(y.mean()) == pytest.approx(told["mean"], rel=1e-12)
        assert float(y.quantile(0.95)) == pytest.approx(told["quantiles"]["0.95"], rel=2e-3)
        assert y.values == pytest.approx((draws["a"] + draws["b"]).sel(model="tiny").values, rel=1e-15)


def test_quiet_says_nothing_but_errors(wattif, chain, tiny):
    assert wattif("run", chain, "--quiet", "--draws", 10, "--set", "electricity_price=50").err == ""
    assert wattif("run", "nowhere.toml", "--quiet").err != ""


# What is refused


@pytest.mark.parametrize(
    "options",
    [
        *(("--draws", value) for value in ("0", "-1", "1.5", "1e15", "1000000000000000", "nan", "")),
        *(
            ("--interval", value)
            for value in ("0", "1", "95", "nan", "inf", "-0.5", "100%", "0%", "", "٩", "0.99999999999999", "1e-300")
        ),
        *(("--seed", value) for value in ("-1", "0.5", "18446744073709551616", "x")),
        *(("--sampler", value) for value in ("halton", "")),
        ("--interval-kind", "widest"),
        *(
            ("--threshold", value)
            for value in (
                "y",
                "y > ",
                "y > nan",
                "y > 1e999",
                "y == 1",
                "z > 1",
                "y > 1 kWh",
                "y > 1 furlongs per fortnight",
                "",
            )
        ),
        ("--quantity", "z"),
        ("--quantity", ""),
        ("--save-draws",),
        ("--sensitivity",),
        ("--to", ""),
        ("--bogus",),
        ("--set",),
    ],
    ids=" ".join,
)
def test_an_option_that_makes_no_sense_is_a_matter_of_usage(wattif, tiny, tmp_path, options):
    before = tree(tmp_path)
    answer = wattif("run", tiny, *(() if options[0] == "--draws" else FAST), *options)
    assert (answer.status, answer.out) == (USAGE, "")
    assert options[0] in answer.err
    assert "mistake in wattif" not in answer.err
    assert tree(tmp_path) == before


@pytest.mark.parametrize("scenario", ["nowhere.toml", "gpt-44", "", "-", "a\nb", "~", "no/such/file", "."])
def test_a_scenario_that_is_not_there_is_bad_input(wattif, scenario):
    answer = wattif("run", *FAST, "--", scenario)
    assert (answer.status, answer.out) == (BAD_INPUT, "")
    assert "Traceback" not in answer.err


def test_the_nearest_shipped_scenario_is_named(wattif):
    assert "did you mean gpt-4?" in wattif("run", "gpt4").err


def test_problems_of_all_files_come_together(wattif, write):
    paths = [write(f"{name}.toml", TINY.replace("1 to 4", "4 to 1")) for name in "ab"]
    answer = wattif("run", *paths, "nowhere", *FAST)
    assert answer.status == BAD_INPUT
    assert "nowhere" in answer.err
    answer = wattif("run", *paths, *FAST)
    assert all(f"{path}: 1 problem" in answer.err for path in paths)


def test_two_scenarios_of_one_id_are_refused(wattif, write):
    answer = wattif("run", write("a/x.toml", TINY), write("b/x.toml", TINY), *FAST)
    assert answer.status == BAD_INPUT
    assert "id x" in answer.err


def test_headline_quantities_come_in_the_order_of_the_method(wattif, chain):
    told = wattif("run", "--json", chain, *FAST).model
    found = [name for name in (*told["quantities"], *told["not_computable"]) if name in HEADLINE]
    assert set(HEADLINE) <= set(told["quantities"]) | set(told["not_computable"])
    assert [name for name in told["quantities"] if name in HEADLINE] == [
        name for name in HEADLINE if name in found and name in told["quantities"]
    ]


def test_a_warning_goes_to_stderr_and_into_json(wattif, write):
    path = write("cut.toml", CHAIN.replace("1 + (0.10 to 0.25)", "normal(1.25, 0.1)"))
    answer = wattif("run", "--json", path, *FAST)
    assert answer.status == 0
    assert any("pue" in warning for warning in answer.model["warnings"])
    assert "warning: cut: pue" in answer.err


def test_a_tolerance_finds_the_number_of_draws_and_says_what_was_reached(wattif, tiny):
    answer = wattif("run", "--json", tiny, "--tolerance", "0.1%")
    assert answer.status == 0
    assert "--tolerance: 0.1 % was reached with" in answer.err
    y = answer.model["quantities"]["y"]
    assert all(y["error"][level] <= 0.001 * value for level, value in y["quantiles"].items())


def test_a_tolerance_that_the_most_draws_do_not_reach_is_said_to_be_missed(wattif, tiny):
    answer = wattif("run", "--json", tiny, "--tolerance", "0.00001%", "--max-draws", 32_768, "--sampler", "random")
    assert answer.status == 0
    assert answer.json["draws"] == 32_768
    assert "was not reached with 32,768 draws" in answer.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--tolerance", "0"), "expected a relative error like 0.1% or 0.001"),
        (("--tolerance", "100%"), "expected a relative error"),
        (("--tolerance", "nan"), "expected a relative error"),
        (("--tolerance", "0.1%", "--draws", 16_384), "bound it with --max-draws, not --draws"),
        (("--max-draws", 16_384), "--max-draws: bounds what --tolerance draws"),
        (("--threads", 0), "--threads"),
    ],
)
def test_precision_that_cannot_be_had_is_a_matter_of_usage(wattif, tiny, options, message):
    answer = wattif("run", tiny, *options)
    assert answer.status == 2
    assert message in answer.err


def test_threads_change_no_byte(wattif, chain):
    one, two, four = (wattif("run", "--json", chain, "--threads", n, "--quiet").out for n in (1, 2, 4))
    assert one == two == four


def test_draws_that_do_not_fit_into_memory_are_refused_at_once(wattif, chain, tmp_path):
    answer = wattif("run", chain, "--draws", 9_000_000_000, "--to", tmp_path / "out", "--save-draws")
    assert answer.status == 1
    assert "of memory are free: --draws " in answer.err
    assert not (tmp_path / "out").exists()


def test_a_tail_without_a_mean_is_published_by_its_quantiles(wattif, write):
    path = write(
        "cauchy.toml",
        'schema = 1\nname = "C"\nmethod = "own"\noutputs = ["y"]\n[priors]\na.prior = "normal(0, 1)"\n'
        'b.prior = "normal(0, 1)"\n[quantities.y]\nunit = "1"\nequals = "a / b"\n',
    )
    answer = wattif("run", "--json", path)
    y = answer.model["quantities"]["y"]
    assert (y["mean"], y["sd"], y["error"]["mean"]) == (None, None, None)
    assert y["quantiles"]["0.75"] == pytest.approx(1.0, abs=0.01)
    assert "single draws far out would decide its mean and standard deviation" in answer.err
    assert answer.model["quantities"]["a"]["mean"] is not None


def test_the_cost_of_a_development_is_told_where_staff_is_stated(wattif):
    asked = ("--quantity", "development_cost", "--draws", 16_384, "--quiet")
    assert "not computable: needs staff_cost" in wattif("run", "deepseek-v3", *asked).out
    stated = ("--set", "staff_cost=2e7", "--set", "development_ratio=3", "--json")
    told = wattif("run", "deepseek-v3", *asked, *stated).model["quantities"]
    assert told["development_cost"]["mean"] == pytest.approx(
        3 * told["compute_cost_amortised"]["mean"] + 2e7, rel=1e-12
    )
    assert told["compute_cost_rental_development"]["mean"] == pytest.approx(3 * told["compute_cost_rental"]["mean"])


def test_json_is_one_of_the_formats(wattif, tiny):
    assert wattif("run", "--json", tiny, *FAST).out == wattif("run", "--format", "json", tiny, *FAST).out
    assert wattif("run", "--json", "--format", "json", tiny, *FAST).status == 0


@pytest.mark.parametrize(
    ("form", "beginning"),
    [("text", "Sum\n"), ("markdown", "## Sum\n"), ("latex", "% wattif"), ("html", "<section"), ("csv", "model,name,"),
     ("sentences", "For Tiny, “Sum” lies between")],
)  # fmt: skip
def test_every_format_is_printed_alone_on_stdout(wattif, tiny, form, beginning):
    answer = wattif("run", "--format", form, tiny, *FAST, "-q")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith(beginning)


@pytest.mark.parametrize("options", [("--json", "--format", "csv"), ("--format", "yaml")])
def test_two_formats_or_an_unknown_one_are_a_mistake_of_usage(wattif, tiny, options):
    answer = wattif("run", *options, tiny, *FAST)
    assert (answer.status, answer.out) == (2, "")
    assert options[-1] in answer.err


def test_a_withdrawn_prior_takes_the_correlations_of_its_scenario_along(wattif, write):
    correlated = f'{CHAIN}[[correlations]]\nbetween = ["pue", "system_power"]\nspearman = 0.5\n'
    answer = wattif("run", "--json", write("chain.toml", correlated), *FAST, "--set", "pue=")
    assert answer.status == 0, answer.err
    assert answer.model["not_computable"]["facility_energy"] == ["pue"]


def test_a_threshold_is_answered_even_where_nothing_is_known(wattif, chain, write):
    root = write("root.toml", TINY.replace("a + b", "a + sqrt(b - 0.5)"))
    for path, text in ((chain, "co2e_location > 1 tCO2e"), (root, "y > 1")):
        answer = wattif("run", "--json", path, *FAST, "--threshold", text)
        assert answer.model["thresholds"] == [{"text": text, "probability": None, "error": None}]
        assert f"Probability that {text}\n" in wattif("run", path, *FAST, "--threshold", text).out


def test_a_point_in_place_of_a_normal_leaves_its_correlation_without_effect(wattif, write):
    normals = 'prior = "normal(1, 1)"'
    text = TINY.replace('prior = "1 to 4"', normals).replace('prior = "uniform(0, 1)"', normals)
    path = write("normals.toml", f'{text}[[correlations]]\nbetween = ["a", "b"]\npearson = 0.9\n')
    answer = wattif("run", "--json", path, *FAST, "--set", "a=0")
    assert answer.status == 0, answer.err
    assert y_of(answer)["sd"] == pytest.approx(1, rel=0.01)
    assert "has no effect: a is a point" in wattif("explain", path, "--set", "a=0").out
