import json
import math

import pytest

from simulate.publishing.ranges import json_text


def test_the_object_has_the_members_of_the_documented_example(ranges):
    told = json.loads(json_text.text(ranges))
    assert list(told) == ["schema", "seed", "draws", "sampler", "interval", "models"]
    assert (told["schema"], told["seed"], told["draws"], told["interval"]) == (1, 0, 1048576, 0.9)
    model = told["models"][0]
    assert list(model) == ["id", "name", "quantities", "estimates", "not_computable", "thresholds", "warnings"]
    energy = model["quantities"]["facility_energy"]
    assert list(energy) == ["unit", "mean", "sd", "quantiles", "error"]
    assert list(energy["quantiles"]) == ["0.05", "0.25", "0.5", "0.75", "0.95"]
    assert list(energy["error"]) == ["mean", "sd", "0.05", "0.25", "0.5", "0.75", "0.95"]
    assert model["estimates"] == [
        {"quantity": "facility_energy", "by": "seed benchmark v2", "value": 6.392, "unit": "GWh", "percentile": 0.999}
    ]


def test_numbers_are_not_rounded(ranges):
    told = json_text.to_json(ranges)["models"][2]["quantities"]["facility_energy"]
    array = ranges.facility_energy.sel(model="mistral-nemo-12b")
    assert list(told["quantiles"].values()) == array.values.tolist()
    assert told["mean"] == ranges["facility_energy.mean"].sel(model="mistral-nemo-12b").item()


def test_a_headline_quantity_that_cannot_be_computed_is_null_and_says_what_it_needs(ranges):
    gpt4 = json_text.to_json(ranges)["models"][4]
    assert gpt4["quantities"]["electricity_cost"] is None
    assert gpt4["not_computable"] == {"electricity_cost": ["electricity_price", "energy_charge"]}


def test_a_quantity_of_another_model_is_absent(make_ranges):
    models = {"a": ("A", "", ""), "b": ("B", "", "")}
    told = json_text.to_json(make_ranges(models, {"y": ("Y", "1", True, [(1, 2, 3), None])}))
    assert [list(model["quantities"]) for model in told["models"]] == [["y"], []]


def test_undefined_numbers_are_null(ranges):
    ranges["facility_energy.mean"][0] = math.nan
    ranges["facility_energy.sd"][0] = math.inf
    told = json.loads(json_text.text(ranges))["models"][0]["quantities"]["facility_energy"]
    assert told["mean"] is told["sd"] is told["error"]["mean"] is told["error"]["sd"] is None
    assert told["quantiles"]["0.5"] == 3.7


@pytest.mark.parametrize(
    ("level", "expected"),
    [(0.05, "0.05"), ((1 - 0.9) / 2, "0.05"), (0.025, "0.025"), (0.5, "0.5"), (1 - 0.005, "0.995")],
)
def test_levels_are_shortest_decimals(level, expected):
    assert json_text.level(level) == expected


def test_an_estimate_of_a_quantity_without_a_range_is_told_too(make_ranges, estimate):
    (model,) = json_text.to_json(make_ranges(estimates=[estimate("a", "z", 1.0, None, by="x", unit="h")]))["models"]
    assert model["estimates"] == [{"quantity": "z", "by": "x", "value": 1.0, "unit": "h", "percentile": None}]


def test_shortest_intervals_keep_their_bounds(ranges):
    ranges["accelerators.interval"].attrs["ci_kind"] = "hdi"
    ranges["facility_energy.interval"][0] = [3.0, 4.25]
    told = json_text.to_json(ranges)["models"][0]["quantities"]["facility_energy"]
    assert told["interval"] == [3.0, 4.25]


def test_thresholds_and_warnings_are_passed_on(make_ranges):
    told = {"a": [{"text": "y > 2", "probability": 0.5, "error": 0.01}]}
    (model,) = json_text.to_json(make_ranges(thresholds=told, warnings={"a": ["beware"]}))["models"]
    assert model["thresholds"] == told["a"]
    assert model["warnings"] == ["beware"]


def test_the_text_is_ascii_and_the_same_each_time(make_ranges):
    ranges = make_ranges({"a": ("\u2028</script>\x1b[2J", "", "")})
    text = json_text.text(ranges)
    assert text.isascii()
    assert "\x1b" not in text
    assert text == json_text.text(ranges)
