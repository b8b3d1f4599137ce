"""What others do, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from simulate.analysis import baselines
from simulate.analysis.baselines import (
    ENERGY_BY_HOURS,
    ENERGY_BY_SIZE,
    FACTOR,
    HOURS_BY_SIZE,
    OTHER,
    RATED,
    RATED_075,
    UTILISATION,
    Target,
)

KNOWN = {
    "accelerator_hours": 1e6,
    "compute": 6 * 8e9 * 1e12,
    "peak_flops": 1e15,
    "accelerator_rated_power": 700.0,
    "server_rated_power": 10.2,
    "accelerators_per_server": 8.0,
    "pue": 1.2,
}


BOUNDARIES = {
    "accelerator_energy": ("accelerator_energy", {"accelerator_energy", "accelerator_hours"}),
    "accelerator_energy by its server": ("accelerator_energy", {"accelerator_energy", "server_energy"}),
    "chips at the meter": ("energy_of_the_authors", {"accelerator_energy", "pue"}),
    "server_energy": ("server_energy", {"server_energy", "server_power"}),
    "facility_energy": ("facility_energy", {"facility_energy", "it_energy", "server_energy", "pue"}),
}


def test_rated_power_times_hours_follows_the_boundary_of_the_target() -> None:
    found = {
        name: float(baselines.forecasts(Target.of(ENERGY_BY_HOURS, *boundary), KNOWN)[RATED][0])
        for name, boundary in BOUNDARIES.items()
    }
    chips = {"accelerator_energy": 700e6, "accelerator_energy by its server": 700e6, "chips at the meter": 1.2 * 700e6}
    assert found == pytest.approx(chips | {"server_energy": 1275e6, "facility_energy": 1.2 * 1275e6})


def test_chips_without_a_rated_server_count_by_their_own_rating() -> None:
    known = {name: value for name, value in KNOWN.items() if name != "server_rated_power"}
    made = baselines.forecasts(Target(ENERGY_BY_HOURS, at_meter=True), known)
    assert made[RATED][0] == pytest.approx(1.2 * 700e6)
    assert made[RATED_075][0] == pytest.approx(0.75 * 1.2 * 700e6)


def test_hours_by_utilisation_lie_between_those_of_its_ends() -> None:
    hours = baselines.forecasts(Target(HOURS_BY_SIZE), KNOWN)[UTILISATION]
    at_once = 48e21 / 1e15 / 3600
    assert at_once / 0.65 < hours.min() < hours.max() < at_once / 0.1
    assert np.median(hours) == pytest.approx(at_once / 0.375, rel=1e-3)


def test_the_generic_factor_has_its_quantiles() -> None:
    hours = baselines.forecasts(Target(HOURS_BY_SIZE), KNOWN)[FACTOR]
    point = 48e21 / 1e15 / 3600 / 0.375
    assert np.quantile(hours, [0.05, 0.5, 0.95]) / point == pytest.approx([0.31, 1.0, 3.6], rel=5e-3)


def test_energy_by_size_is_power_times_hours_by_utilisation() -> None:
    made = baselines.forecasts(Target(ENERGY_BY_SIZE, of_chips=True), KNOWN)
    assert set(made) == {RATED, RATED_075, UTILISATION, FACTOR}
    assert made[RATED][0] == pytest.approx(48e21 / 1e15 / 3600 / 0.375 * 700)
    assert np.median(made[UTILISATION]) == pytest.approx(0.75 * made[RATED][0], rel=1e-3)


def test_a_baseline_that_lacks_an_input_makes_no_forecast() -> None:
    assert baselines.forecasts(Target(HOURS_BY_SIZE), {"compute": 1e24}) == {}
    assert baselines.forecasts(Target(OTHER), KNOWN) == {}
