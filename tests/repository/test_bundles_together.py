"""Bundles as a user combines them: for a run that is not shipped, with nothing but its size and its length."""

from __future__ import annotations

import numpy as np
import pytest

HEADLINE = (
    "facility_energy",
    "mean_power",
    "electricity_cost",
    "compute_cost_rental",
    "co2e_location",
    "co2e_total",
    "water_total",
    "land_site",
)
UNKNOWN = """schema = 1
name = "A run that is not shipped"
released = 2025-06-01
uses = [{uses}]
[priors]
accelerators = {{ value = {accelerators}, source = "test" }}
active_parameters = {{ value = {parameters}, source = "test" }}
tokens = {{ value = {tokens}, source = "test" }}
"""
RATED = {"a100-80gb": "hgx-8-a100", "h100": "hgx-8", "b200": "hgx-8-b200", "mi300x": "mi300x-8", "gb200": "nvl72-gb200"}


def written(workshop, name, accelerator, server, site, *practice, size=(2048, "30e9", "5e12")):
    used = (f"accelerators/{accelerator}", f"servers/{server}", *practice, f"sites/{site}", "prices/us-2024")
    text = UNKNOWN.format(
        uses=", ".join(f'"{bundle}"' for bundle in used), accelerators=size[0], parameters=size[1], tokens=size[2]
    )
    workshop.write(name, text)
    return name


@pytest.mark.parametrize(
    ("accelerator", "server", "site", "practice"),
    [
        ("h100", "hgx-8", "texas", ("training/dense", "training/dense-hopper")),
        ("h100", "hgx-8", "us", ("training/dense", "training/fp8")),
        ("h20", "hgx-8-h20", "china", ("training/mixture-of-experts", "training/mixture-of-experts-h20")),
        ("tpu-v5p", "tpu-v5p", "google-us", ("training/dense", "training/dense-tpu")),
        ("b200", "hgx-8-b200", "europe", ("training/dense", "training/dense-blackwell", "training/fp8")),
        ("a100-80gb", "hgx-8-a100", "world", ("training/dense",)),
        ("trainium-2", "trainium-node", "aws-us", ("training/dense", "training/dense-trainium")),
    ],
)
def test_a_run_that_is_not_shipped_gets_every_headline_figure(workshop, accelerator, server, site, practice):
    name = written(workshop, "mine", accelerator, server, site, *practice)
    draws = workshop.draws(name)
    for quantity in HEADLINE:
        assert (draws[quantity] > 0).all(), quantity
    assert draws["implied_mfu_16_bit"].max() <= 0.75


@pytest.mark.parametrize("accelerator", RATED)
def test_accelerators_seldom_draw_more_than_they_are_rated_for(workshop, accelerator):
    name = written(workshop, "mine", accelerator, RATED[accelerator], "us", "training/dense")
    draws = workshop.draws(name)
    watts = 1e9 * draws["accelerator_energy"] / draws["accelerator_hours"]  # from GWh
    fraction = watts / draws["accelerator_rated_power"]
    assert 0.7 < np.median(fraction) < 0.95
    # Level and overhead of a server are believed independently, so that some draws pair a high level with little host.
    assert (fraction > 1).mean() < 0.3
