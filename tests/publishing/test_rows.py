import json
import math

import pytest
import xarray as xr

from simulate.foundation.errors import RunError, UsageError
from simulate.publishing.ranges import rows
from simulate.publishing.wording.digits import Number


def test_models_keep_the_order_of_the_dataset(ranges):
    assert [model.id for model in rows.read(ranges).models] == list(ranges.model.values)


def test_the_headline_is_shown_unless_more_is_asked_for(ranges):
    results = rows.read(ranges)
    assert [b.quantity for b in results.shown()] == [
        "accelerators",
        "facility_energy",
        "electricity_cost",
        "co2e_location",
    ]
    assert [b.quantity for b in results.shown(everything=True)] == [b.quantity for b in results.blocks]
    assert [b.quantity for b in results.shown(["server_power", "accelerators"])] == ["server_power", "accelerators"]


def test_without_a_headline_everything_is_shown(make_ranges):
    ranges = make_ranges(quantities={"y": ("Y", "1", False, [(1, 2, 3)])})
    assert [block.quantity for block in rows.read(ranges).shown()] == ["y"]


def test_a_mistyped_quantity_is_answered_with_the_nearest(ranges):
    with pytest.raises(UsageError, match="did you mean facility_energy"):
        rows.read(ranges).shown(["facility_enrgy"])


def test_a_quantity_that_a_model_does_not_know_has_no_row_and_one_that_it_lacks_has(make_ranges):
    models = {"a": ("A", "", ""), "b": ("B", "", ""), "c": ("C", "", "")}
    ranges = make_ranges(models, {"y": ("Y", "1", True, [(1, 2, 3), None, None])}, needs={"b": {"y": ["x", "z"]}})
    (block,) = rows.read(ranges).blocks
    assert [(row.model.id, row.computed, row.missing) for row in block.rows] == [
        ("a", True, ()),
        ("b", False, ("x", "z")),
    ]


def test_labels_are_cleaned_when_read(make_ranges):
    ranges = make_ranges({"a": ("\x1b[31mEvil\u202e", "Dev\x07", "")})
    (model,) = rows.read(ranges).models
    assert (model.name, model.developer) == ("[31mEvil", "Dev")


def test_two_models_of_one_name_are_told_apart_by_their_ids(make_ranges):
    models = {"a": ("Same", "", ""), "b": ("Same", "", ""), "c": ("", "", "")}
    ranges = make_ranges(models, {"y": ("Y", "1", True, [(1, 2, 3)] * 3)})
    assert [model.name for model in rows.read(ranges).models] == ["Same (a)", "Same (b)", "c"]


def test_the_bounds_come_from_the_interval_and_the_quartiles_from_the_quantiles(ranges):
    ranges["facility_energy.interval"][0] = [3.2, 4.4]
    row = rows.read(ranges).blocks[1].rows[0]
    assert (row.lower.value, row.upper.value) == (3.2, 4.4)
    assert row.q25.value == ranges.facility_energy.sel(model="deepseek-v3", quantile=0.25).item()
    assert row.lower.error == ranges["facility_energy.error"].sel(model="deepseek-v3", quantile=0.05).item()


def test_an_unknown_numerical_error_counts_as_none(ranges):
    ranges["facility_energy.error"][:] = math.nan
    assert rows.read(ranges).blocks[1].rows[0].median.error == 0.0


@pytest.mark.parametrize("dataset", [xr.Dataset(), xr.Dataset({"x": ("model", [1.0])}, {"model": ["a"]})])
def test_another_dataset_is_refused(dataset):
    with pytest.raises(RunError, match="holds no ranges"):
        rows.read(dataset)


def test_a_dataset_without_the_quartiles_is_refused(ranges):
    with pytest.raises(RunError, match=r"no quantile 0\.75"):
        rows.read(ranges.isel(quantile=[0, 1, 2, 4]))


def test_broken_json_is_refused(ranges):
    with pytest.raises(RunError):
        rows.read(ranges.assign_attrs(estimates="[{"))


def test_thresholds_and_warnings_belong_to_their_model(make_ranges):
    told = {"a": [{"text": "y > 2", "probability": 0.5, "error": 0.01}]}
    ranges = make_ranges(thresholds=told, warnings={"a": ["beware\x07"]})
    (model,) = rows.read(ranges).models
    assert model.thresholds[0].probability == Number(0.5, 0.01)
    assert model.warnings == ("beware",)
    assert json.loads(ranges.attrs["thresholds"]) == told
