"""`wattif explain`: the chain from a quantity down to priors, with units, ranges and sources."""

import pytest

from simulate.api import selection
from simulate.commands.main import BAD_INPUT
from simulate.method.reading import training
from tests.commands.conftest import CHAIN


@pytest.mark.parametrize("scenario", selection.shipped())
def test_every_shipped_scenario_can_be_explained(wattif, scenario):
    answer = wattif("explain", scenario)
    assert (answer.status, answer.err) == (0, "")
    assert all(quantity.id in answer.out for quantity in training().values() if quantity.headline)


def test_every_quantity_can_be_explained(wattif):
    for quantity in training():
        answer = wattif("explain", "mistral-nemo-12b", quantity)
        assert (answer.status, answer.err) == (0, "")
        assert quantity in answer.out


def test_the_chain_goes_down_to_priors_with_unit_range_and_source(wattif, write):
    path = write(
        "chain.toml", CHAIN.replace('unit = "W"', 'unit = "W"\nsource = "A meter, read in 2024"\nwhy = "It was there."')
    )
    told = wattif("explain", path, "electricity_cost").out
    for text in (
        "= facility_energy * electricity_price",
        "(route all_in)",
        "= it_energy * pue",
        "= server_energy * (1 + network_storage_share)",
        "= accelerator_hours * server_power",
        "= system_power",
        "prior   250 to 350 W",
        "A meter, read in 2024",
        "It was there.",
        "1 + (0.10 to 0.25)",
    ):
        assert text in told
    lines = told.splitlines()
    depth = [len(line) - len(line.lstrip()) for line in lines if " = " not in line and "electricity" in line]
    assert depth[0] == 0
    assert "water" not in told


@pytest.mark.parametrize(
    ("quantity", "prior", "told"),
    [
        ("tokens", "1.1e13 to 1.5e13", "range   11.0 to 15.0 trillion (90 %), median 12.8"),
        ("peak_flops", "3.12e14 FLOP/s", "range   exactly 312 TFLOP/s"),
        ("peak_flops", "choice([1e14, 3e14], [0.5, 0.5]) FLOP/s", "range   one of 100, 300 TFLOP/s"),
        ("accelerators", "22500 to 27500", "range   22,500 to 27,500 (90 %), median 24,900"),
        ("pue", "1.1 to 1.3", "range   1.10 to 1.30 (90 %), median 1.20"),
    ],
)
def test_the_range_of_a_prior_is_told_in_numbers_that_can_be_read(wattif, quantity, prior, told):
    assert told in wattif("explain", "gpt-4", quantity, "--set", f"{quantity}={prior}").out


def test_routes_are_told_with_their_weights(wattif):
    told = wattif("explain", "gpt-4", "accelerator_hours").out
    assert "route calendar" in told
    assert "route compute" in told
    assert "0.8" in told
    assert "0.2" in told
    assert (
        "route calendar"
        not in wattif("explain", "gpt-4", "accelerator_hours", "--set", "routes.accelerator_hours=compute").out
    )


def test_what_is_set_is_told_with_the_command_line_as_its_source(wattif, chain):
    told = wattif("explain", chain, "pue", "--set", "pue=uniform(1.1, 1.2)").out
    assert "uniform(1.1, 1.2)" in told
    assert "command line" in told


def test_a_quantity_that_cannot_be_computed_says_what_it_needs(wattif, chain):
    assert "not computable: needs grid_intensity" in wattif("explain", chain, "co2e_location").out


def test_priors_that_nothing_uses_are_told(wattif, write):
    path = write("chain.toml", CHAIN + '[priors.wue]\nvalue = 1\nunit = "L/kWh"\n[priors.tokens]\nvalue = 1e12\n')
    told = wattif("explain", path).out
    assert "tokens" in told


def test_a_correlation_without_effect_is_told(wattif, write):
    path = write("chain.toml", CHAIN + '[[correlations]]\nbetween = ["accelerators", "pue"]\nspearman = 0.5\n')
    told = wattif("explain", path).out
    assert "no effect" in told


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("chain.toml", "puee"), "did you mean pue?"),
        (("nowhere",), "nowhere"),
        (("chain.toml", "pue", "--set", "x"), "NAME="),
    ],
)
def test_what_is_not_there_is_bad_input(wattif, chain, arguments, named):
    answer = wattif("explain", *arguments)
    assert (answer.status, answer.out) == (BAD_INPUT, "")
    assert named in answer.err


def test_a_prior_that_the_routes_do_not_use_is_shown_as_what_it_is(wattif):
    told = wattif("explain", "deepseek-v3", "effective_mfu").out
    assert "prior   metalog(p05=0.111, p50=0.220, p95=0.443, low=0.02, high=0.75)" in told
    assert "belief  training/mixture-of-experts, not drawn: the routes taken do not use it" in told
    assert "no prior" not in told
    assert "has no prior here" in wattif("explain", "deepseek-v3", "staff_cost").out
