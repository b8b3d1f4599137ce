import json

import numpy as np
import pytest
import xarray as xr

from simulate.publishing.storage.packing import packed, unpacked


def test_unpacking_gives_back_what_was_packed_in_the_same_order(ranges):
    again = unpacked(packed(ranges))
    xr.testing.assert_identical(again, ranges)
    assert list(again.data_vars) == list(ranges.data_vars)


def test_companions_lie_side_by_side(ranges):
    whole = packed(ranges)
    assert len(whole.data_vars) == 5 + 7
    assert whole["all.error"].dims == ("model", "quantity", "quantile")
    chosen = whole["all.mean"].sel(quantity="co2e_location", model="gpt-4")
    assert chosen.item() == ranges["co2e_location.mean"].sel(model="gpt-4").item()
    assert json.loads(whole["all.interval"].attrs["attributes_of_each"])["accelerators"]["ci_prob"] == 0.9


def test_a_quantity_without_a_companion_gets_none(ranges):
    lacking = ranges.drop_vars(["accelerators.sd", "server_power.error"])
    again = unpacked(packed(lacking))
    xr.testing.assert_identical(again, lacking)


@pytest.mark.parametrize(
    "dataset",
    [
        xr.Dataset({"y": ("draw", [1.0, 2.0])}),
        xr.Dataset({"all.y": ("draw", [1.0, 2.0])}),
        xr.Dataset({"y": 1.0, "y.mean": 2.0}, {"quantity": ["a"]}),
        xr.Dataset({"y": 1.0, "z": 1.0, "y.mean": ("k", np.ones(2)), "z.mean": ("k", np.ones(2, int))}),
    ],
)
def test_what_has_no_companions_that_are_alike_stays_as_it_is(dataset):
    xr.testing.assert_identical(packed(dataset), dataset)
    xr.testing.assert_identical(unpacked(packed(dataset)), dataset)


def test_a_companion_without_dimensions_is_packed_too():
    dataset = xr.Dataset({"y": 1.0, "y.mean": ((), 2.0, {"units": "h"}), "z": 1.0, "z.mean": ((), 3.0, {})})
    assert packed(dataset)["all.mean"].values.tolist() == [2.0, 3.0]
    xr.testing.assert_identical(unpacked(packed(dataset)), dataset)


def test_what_only_some_quantities_have_takes_no_room_for_the_others(ranges):
    assert packed(ranges)["all.levels"].shape == (5, 4, ranges.sizes["level"])
    assert packed(ranges)["all.mean"].shape == (5, 5)
    assert not np.isnan(packed(ranges)["all.levels"].sel(quantity_levels="co2e_location")).any()
