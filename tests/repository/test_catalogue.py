"""The shipped bundles: every prior says who, why and for whom it is drawn, and fits the method."""

from __future__ import annotations

import csv
import math
import re
import tomllib
from pathlib import Path

import pytest

from simulate.beliefs import reading
from simulate.beliefs.library import Library
from simulate.beliefs.prior import Bundle
from simulate.foundation import datafolder, documents
from simulate.foundation.errors import Problem
from simulate.method import binding, catalogue
from simulate.method.reading import TRAINING, training
from simulate.publishing.catalogue import page as catalogue_page
from simulate.publishing.catalogue import quantities

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = Library()
NAMES = LIBRARY.names()
STATED = tomllib.loads(TRAINING.read_text("utf-8"))["quantities"]

# Dense 16-bit peaks in TFLOP/s, as makers' sheets have them; sparse and 8-bit ones are twice or four times as high.
PEAKS = {
    "v100": 125, "a100-40gb": 312, "a100-80gb": 312, "h100": 989.4, "h100-pcie": 756, "h800": 989, "h20": 148,
    "h200": 989.5, "gh200": 989.5, "b200": 2250, "gb200": 2500, "mi250x": 383, "mi300x": 1307.4, "gaudi-2": 450,
    "gaudi-3": 1720, "tpu-v2": 46, "tpu-v3": 123, "tpu-v4": 275, "tpu-v5e": 197, "tpu-v5p": 459, "tpu-v6e": 918,
    "trainium-1": 201, "trainium-2": 667,
}  # fmt: skip
EACH = {
    "accelerators": {"accelerator_rated_power", "peak_flops", "embodied_accelerator", "accelerator_price",
                     "rental_price"},
    "servers": {"accelerators_per_server", "server_overhead", "network_storage_share", "idle_power_fraction",
                "embodied_server", "embodied_network_share", "capex_overhead", "interconnect_share", "finance",
                "lifetime", "utilisation"},
    "sites": {"pue", "wue", "ewif", "upstream_share", "grid_loss", "land_per_power", "land_per_energy"},
}  # fmt: skip
POWER_ROUTES = (
    {"system_power", "peak_to_mean"},
    {"server_rated_power", "server_power_level", "server_power_run_factor", "peak_excess"},
    {"accelerator_power_fraction", "peak_to_mean"},
)


def faults(bundle: Bundle) -> list[str]:
    """What a bundle lacks that every shipped one must have."""
    found = [problem.message for problem in bundle.problems]
    for name, prior in bundle.priors.items():
        if name not in training():
            found.append(f"{name}: no such quantity")
            continue
        problems: list[Problem] = []
        binding.check(prior, training()[name], problems)
        found += [f"{name}: {problem.message}" for problem in problems]
        missing = [key for key in ("source", "why", "quality", "year") if not getattr(prior, key)]
        found += [f"{name}: no {key}" for key in missing]
        if not (prior.drawn or STATED[name].get("drawn")):
            found.append(f"{name}: nobody decided who shares its draw")
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_prior_has_source_reason_quality_year_and_a_decision_on_sharing_and_fits_the_method(name: str) -> None:
    assert faults(LIBRARY.bundle(name)) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('pue = { prior = "1.1 to 1.3", why = "w", quality = "reported", year = 2024 }', "has no source"),
        ('pue = { prior = "1.1 to 1.3", source = "s", quality = "reported", year = 2024 }', "no why"),
        ('pue = { prior = "1.1 to 1.3", source = "s", why = "w", year = 2024 }', "no quality"),
        ('pue = { prior = "1.1 to 1.3", source = "s", why = "w", quality = "reported" }', "no year"),
        (
            'hardware_cost = { value = 1, unit = "USD_2024", source = "s", why = "w", quality = "reported", '
            "year = 2024 }",
            "who shares",
        ),
        (
            'pue = { prior = "0.7 to 1.3", source = "s", why = "w", quality = "reported", year = 2024 }',
            "pue is 1 to 3",
        ),
        (
            'wue = { prior = "1 to 2", unit = "m3", source = "s", why = "w", quality = "reported", year = 2024 }',
            "wue is in L/kWh",
        ),
        (
            'grid_intensity = { prior = "300 to 400", unit = "gCO2e/kWh", source = "s", why = "w", '
            'quality = "reported", year = 2024 }',
            'needs basis = "direct"',
        ),
        ('puee = { prior = "1.1 to 1.3", source = "s", why = "w", quality = "reported", year = 2024 }', "no such"),
    ],
    ids=["source", "why", "quality", "year", "sharing", "bounds", "unit", "basis", "name"],
)
def test_a_prior_that_lacks_something_would_be_refused(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(f'schema = 1\nname = "Bad"\n[priors]\n{text}\n', encoding="utf-8")
    bundle = reading.bundle(documents.read(path), "bad", tmp_path)
    assert [fault for fault in faults(bundle) if told in fault], faults(bundle)


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("accelerators/")])
def test_the_peak_of_an_accelerator_is_its_dense_16_bit_peak(name: str) -> None:
    median = LIBRARY.bundle(name).priors["peak_flops"].distribution.median
    assert median / 1e12 == pytest.approx(PEAKS[name.partition("/")[2]], rel=0.005)


@pytest.mark.parametrize("name", [name for name in NAMES if name.partition("/")[0] in EACH])
def test_bundles_of_a_kind_can_take_each_others_place(name: str) -> None:
    kind = name.partition("/")[0]
    stated = set(LIBRARY.bundle(name).priors)
    assert EACH[kind] - stated == set()
    if kind == "servers":
        assert sum(route <= stated for route in POWER_ROUTES) == 1, "one route to the power of a server, never two"
    if kind == "sites":
        assert len({"grid_intensity", "grid_intensity_lifecycle"} & stated) == 1


def _evidence() -> list[tuple[str, str]]:
    return [(name, id_) for name in NAMES for id_, prior in LIBRARY.bundle(name).priors.items() if prior.evidence]


@pytest.mark.parametrize(("name", "quantity"), _evidence())
def test_what_is_plotted_as_evidence_stands_in_the_words_of_its_sources(name: str, quantity: str) -> None:
    prior = LIBRARY.bundle(name).priors[quantity]
    written = {float(number) for number in re.findall(r"\d+\.?\d*", " ".join(prior.source).replace(",", ""))}
    scales = (1.0, 100.0, 1e-12)  # as a share in percent, as a peak in TFLOP/s
    for value in {end for span in prior.evidence for end in span}:
        assert any(value * scale == pytest.approx(number) for scale in scales for number in written), value


@pytest.mark.parametrize(("name", "quantity"), _evidence())
def test_most_of_what_the_sources_found_lies_within_what_is_believed(name: str, quantity: str) -> None:
    prior = LIBRARY.bundle(name).priors[quantity]
    quantiles, ends = prior.distribution.ppf([0.01, 0.99]), prior.distribution.support
    low, high = (end if math.isfinite(end) else value for end, value in zip(ends, quantiles, strict=True))
    inside = [first <= high and last >= low for first, last in prior.evidence]
    assert sum(inside) >= len(inside) / 2


@pytest.mark.parametrize(
    ("bundle", "quantity", "kept_out"),
    [
        ("servers/tpu-v3", "system_power", {310, 289}),
        ("servers/tpu-v4", "system_power", {326}),
        ("training/dense-volta", "effective_mfu", {0.197}),
        ("training/dense-tpu", "effective_mfu", {0.371, 0.344, 0.37, 0.34}),
        ("training/mixture-of-experts-tpu", "effective_mfu", {0.279}),
    ],
)
def test_targets_of_the_calibration_are_no_evidence_but_lie_inside(bundle: str, quantity: str, kept_out: set) -> None:
    prior = LIBRARY.bundle(bundle).priors[quantity]
    low, high = prior.distribution.ppf([0.05, 0.95])
    assert not kept_out & {end for span in prior.evidence for end in span}
    assert all(low < value < high for value in kept_out)


def test_an_unknown_site_takes_carbon_price_and_water_from_one_row() -> None:
    for name in ("us", "meta-us", "google-us", "azure-us", "aws-us", "tii-aws", "europe", "world"):
        priors = LIBRARY.bundle(f"sites/{name}").priors
        intensity = priors.get("grid_intensity") or priors["grid_intensity_lifecycle"]
        rows = [priors[id_] for id_ in ("electricity_price", "ewif")] + [intensity]
        tables = {binding.rows_of(prior.distribution).file for prior in rows}
        assert len(tables) == 1, name
        assert {prior.drawn for prior in rows} == {"per model"}, name


@pytest.mark.parametrize("path", sorted(datafolder.priors().rglob("*.csv")), ids=lambda path: path.name)
def test_a_table_is_used_and_has_a_number_in_every_cell_that_priors_read(path: Path) -> None:
    using = [bundle for bundle in path.parent.glob("*.toml") if path.name in bundle.read_text("utf-8")]
    assert using, "no bundle draws rows of it"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    read = {column for bundle in using for column in re.findall(rf'"{path.name}", "(\w+)"', bundle.read_text("utf-8"))}
    assert all(float(row[column]) > 0 for row in rows for column in read)


def test_the_catalogue_covers_what_training_runs_are_made_on() -> None:
    servers = {"dgx-8-v100", "hgx-8-a100", "hgx-8", "hgx-8-b200", "nvl72-gb200", "mi250x-node", "mi300x-8", "gaudi-8",
               "trainium-node", *(f"tpu-v{gen}" for gen in ("2", "3", "4", "5e", "5p", "6e"))}  # fmt: skip
    sites = {"azure-iowa", "us", "china", "meta-us", "google-us", "google-oklahoma", "google-georgia", "google-taiwan",
             "france-jean-zay", "finland-lumi", "azure-us", "aws-us-west-2", "aws-us", "tii-aws", "texas-austin",
             "memphis-xai", "world", "europe", "japan", "korea", "uk", "abu-dhabi"}  # fmt: skip
    training_bundles = {"dense", "mixture-of-experts", "fp8", "dense-volta", "dense-ampere", "dense-hopper",
                        "dense-blackwell", "dense-mi250x", "dense-tpu", "mixture-of-experts-tpu"}  # fmt: skip
    wanted = {f"accelerators/{name}" for name in PEAKS} | {f"servers/{name}" for name in servers}
    wanted |= {f"sites/{name}" for name in sites} | {f"training/{name}" for name in training_bundles}
    assert wanted - set(NAMES) == set()


def test_the_page_of_the_catalogue_is_the_one_that_its_command_makes() -> None:
    assert (ROOT / "docs" / "reference" / "catalogue.md").read_text("utf-8") == catalogue_page.page(), (
        "due: make catalogue"
    )


def test_the_page_names_every_bundle_and_every_quantity() -> None:
    written = (ROOT / "docs" / "reference" / "catalogue.md").read_text("utf-8")
    headings = re.findall(r"^### (\S+)$", written, re.MULTILINE)
    assert headings == NAMES
    quantities = {id_ for bundle in catalogue.bundles(LIBRARY) for id_ in bundle.priors}
    assert set(re.findall(r"^\| `(\w+)`", written, re.MULTILINE)) == quantities


def test_the_page_of_quantities_is_what_the_method_file_says() -> None:
    written = (ROOT / "docs" / "reference" / "quantities.md").read_text("utf-8")
    assert written == quantities.page(), "run: make quantities"


def test_every_quantity_has_its_section_with_every_formula() -> None:
    sections = re.split(r"^## (\w+)$", quantities.page(), flags=re.MULTILINE)[1:]
    assert sections[::2] == list(training())
    for quantity, section in zip(training().values(), sections[1::2], strict=True):
        shown = re.findall(r"^(\w+) = (.+?)(?:    # .*)?$", section, re.MULTILINE)
        assert shown == [(quantity.id, route.formula.text) for route in quantity.routes]


def test_every_quantity_leads_to_those_that_are_computed_with_it() -> None:
    sections = dict(zip(*[iter(re.split(r"^## (\w+)$", quantities.page(), flags=re.MULTILINE)[1:])] * 2, strict=True))
    assert "Used by [`pue_peak`](#pue_peak), [`facility_energy`](#facility_energy)" in sections["pue"]
    assert "Used by" not in sections["load_factor"]


def test_formulas_of_the_manual_are_those_of_the_method_file() -> None:
    written = (ROOT / "docs" / "explanation" / "method.md").read_text("utf-8")
    assert written.count("```formula") >= 6
    assert quantities.renewed(written) == written, "run: make quantities"
    stale = written.replace("it_energy * pue ", "it_energy ")
    assert stale != written
    assert quantities.renewed(stale) == written


def test_a_document_that_asks_for_a_formula_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="no such quantity: puee"):
        quantities.renewed("<!-- formulas pue puee -->\n<!-- end of formulas pue puee -->\n")
