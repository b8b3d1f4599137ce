"""One run with every input a point, worked out by hand in hours, kilowatts and dollars."""

import math

import pytest

from simulate.method.reading import training

GIVEN = {
    "accelerators": (1000, "1"),
    "active_parameters": (7e9, "1"),
    "tokens": (1e12, "1"),
    "peak_flops": (4e14, "FLOP/s"),
    "low_precision_gain": (1.25, "1"),
    "reported_mfu": (0.4, "1"),
    "goodput": (0.9, "1"),
    "availability": (0.8, "1"),
    "server_rated_power": (10, "kW"),
    "accelerators_per_server": (8, "1"),
    "server_power_level": (0.7, "1"),
    "server_power_run_factor": (0.95, "1"),
    "accelerator_rated_power": (700, "W"),
    "accelerator_power_fraction": (0.75, "1"),
    "server_overhead": (1.5, "1"),
    "network_storage_share": (0.1, "1"),
    "idle_power_fraction": (0.3, "1"),
    "pue": (1.2, "1"),
    "pue_peak": (1.4, "1"),
    "peak_excess": (0.25, "1"),
    "energy_charge": (40, "USD_2024/MWh"),
    "demand_charge": (12, "USD_2024/(kW month)"),
    "rental_price": (2, "USD_2024/h"),
    "accelerator_price": (30_000, "USD_2024"),
    "capex_overhead": (1.6, "1"),
    "interconnect_share": (0.15, "1"),
    "finance": (0.2, "1"),
    "lifetime": (4, "year"),
    "utilisation": (0.6, "1"),
    "upstream_share": (0.1, "1"),
    "grid_intensity": (400, "gCO2e/kWh"),
    "grid_loss": (0.06, "1"),
    "contracted_share": (0.3, "1"),
    "residual_intensity": (450, "gCO2e/kWh"),
    "contract_intensity": (20, "gCO2e/kWh"),
    "embodied_accelerator": (150, "kgCO2e"),
    "embodied_server": (1200, "kgCO2e"),
    "embodied_network_share": (0.05, "1"),
    "wue": (1.1, "L/kWh"),
    "ewif": (2.3, "L/kWh"),
    "land_per_power": (5000, "m2/MW"),
    "land_per_energy": (900, "m2 year/GWh"),
    "development_ratio": (3, "1"),
    "staff_cost": (1e6, "USD_2024"),
}
BASIS = {"gCO2e/kWh": ', basis = "direct"'}
YEAR = 365.25 * 24
"""Hours."""


def by_hand():
    """Every quantity that follows, in the unit of the method."""
    compute = 6 * 7e9 * 1e12
    hours = compute / (4e14 * 0.4 * 0.9 * 1.25) / 3600
    busy_hours = hours / 1000 / 0.8
    idle_hours = 1000 * busy_hours - hours
    kw = 10 / 8 * 0.7 * 0.95
    server_kwh = hours * kw
    it_kwh = server_kwh * 1.1
    kwh = it_kwh * 1.2
    idle_kwh = idle_hours * kw * 0.3
    accelerator_kwh = hours * 0.7 * 0.75
    mean_mw = kwh / busy_hours / 1000
    peak_kw = 1000 * kw * (1 + (1 / (0.7 * 0.95) - 1) * 0.25) * 1.1 * 1.4
    power_cost = kwh / 1000 * 40 + peak_kw * 12 * busy_hours / (YEAR / 12)
    hardware = hours * 30_000 * 1.6 / 0.85 * 1.2 / (4 * YEAR * 0.6)
    direct, lifecycle = kwh * 0.4 / 1000, kwh * 0.44 / 0.94 / 1000
    embodied = (hours + idle_hours) * (150 + 1200 / 8) * 1.05 / (4 * YEAR * 0.6) / 1000
    return {
        "flop_per_parameter_token": 6,
        "compute": compute,
        "effective_mfu": 0.36,
        "accelerator_hours": hours,
        "duration": busy_hours / 24,
        "idle_hours": idle_hours,
        "billed_accelerator_hours": hours,
        "server_power_fraction": 0.665,
        "server_power": 1000 * kw,
        "accelerator_energy": accelerator_kwh / 1e6,
        "server_energy": server_kwh / 1e6,
        "idle_energy": idle_kwh / 1e6,
        "it_energy": it_kwh / 1e6,
        "facility_energy": kwh / 1e6,
        "facility_energy_with_idle": (kwh + idle_kwh * 1.1 * 1.2) / 1e6,
        "mean_power": mean_mw,
        "peak_to_mean": 1 + (1 / 0.665 - 1) / 4,
        "peak_power": peak_kw / 1000,
        "electricity_cost": power_cost,
        "compute_cost_rental": 2 * hours,
        "hardware_cost": hardware,
        "compute_cost_amortised": hardware + power_cost,
        "grid_intensity_lifecycle": 440,
        "co2e_location": direct,
        "co2e_location_lifecycle": lifecycle,
        "co2e_market": kwh * (0.7 * 450 + 0.3 * 20) / 1e6,
        "embodied_co2e": embodied,
        "co2e_total": lifecycle + embodied,
        "water_onsite": it_kwh * 1.1 / 1000,
        "water_offsite": kwh * 2.3 / 1000,
        "water_total": (it_kwh * 1.1 + kwh * 2.3) / 1000,
        "land_site": 5000 * mean_mw,
        "land_time": 5000 * mean_mw * busy_hours / YEAR,
        "land_generation": 900 * kwh / 1e6,
        "accelerator_hours_development": 3 * hours,
        "facility_energy_development": 3 * kwh / 1e6,
        "co2e_location_development": 3 * direct,
        "compute_cost_rental_development": 6 * hours,
        "compute_cost_amortised_development": 3 * (hardware + power_cost),
        "development_cost": 3 * (hardware + power_cost) + 1e6,
        "implied_mfu": 0.36 * 1.25,
        "implied_mfu_16_bit": 0.36,
        "implied_availability": 0.8,
        "facility_power_ratio": kwh / hours / 0.7,
        "facility_to_accelerator_energy": kwh / accelerator_kwh,
        "implied_hour_price": 2,
        "electricity_share": power_cost / (hardware + power_cost),
        "embodied_share": embodied / lifecycle,
        "load_factor": 1000 * mean_mw / peak_kw,
    }


@pytest.fixture
def told(workshop):
    priors = "".join(
        f'{name} = {{ value = {value!r}, unit = "{unit}", source = "x"{BASIS.get(unit, "")} }}\n'
        for name, (value, unit) in GIVEN.items()
    )
    workshop.write("run", f'schema = 1\nname = "By hand"\n[priors]\n{priors}')
    return workshop.run("run", draws=16_384)["run"]["quantities"]


def test_every_quantity_of_the_method_is_what_a_pocket_calculator_makes_of_it(told):
    wanted = by_hand()
    found = {name: told[name]["quantiles"]["0.5"] for name in wanted}
    assert found == pytest.approx(wanted, rel=1e-9)
    units = {id_: quantity.unit.text for id_, quantity in training().items()}
    assert {name: told[name]["unit"] for name in wanted} == {name: units[name] for name in wanted}


def test_no_quantity_that_the_method_computes_is_left_out():
    computed = {id_ for id_, quantity in training().items() if quantity.routes}
    assert computed - set(GIVEN) == set(by_hand())
    assert all(math.isfinite(value) for value in by_hand().values())
