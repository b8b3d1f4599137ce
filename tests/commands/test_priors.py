"""`wattif priors`: all bundles, one bundle, one quantity, as text, JSON and charts."""

import pytest

from tests.commands.conftest import tree

BAD_INPUT, USAGE = 3, 2

SITE = """
schema = 1
name = "Our site"
[priors.pue]
prior = "1.1 to 1.3"
source = "our meters"
why = "lowest and highest month"
quality = "measured"
year = 2024
evidence = [1.15, [1.2, 1.25]]
[priors.wue]
prior = "uniform(100, 300)"
unit = "cm3/kWh"
source = "our meters"
"""


@pytest.fixture
def own(write):
    """A folder of priors of one's own."""
    return write("mine/sites/ours.toml", SITE).parents[1]


def quantiles(answer, bundle, quantity):
    (found,) = [item for item in answer.json["bundles"] if item["name"] == bundle]
    (prior,) = [item for item in found["priors"] if item["quantity"] == quantity]
    return [prior["quantiles"][key] for key in ("0.05", "0.5", "0.95")], prior


def test_all_bundles_are_listed_by_kind_with_what_they_are(wattif):
    answer = wattif("priors")
    assert answer.status == 0
    for words in ("accelerators (", "  accelerators/h100 ", "NVIDIA H100 SXM5 80 GB", "sites (", "catalogue 20"):
        assert words in answer.out
    assert max(map(len, answer.out.splitlines())) <= 100


def test_the_list_as_json_has_the_quantities_of_each_bundle(wattif):
    answer = wattif("priors", "--json")
    assert answer.json["schema"] == 1
    assert answer.json["catalogue"].startswith("20")
    bundles = {item["name"]: item for item in answer.json["bundles"]}
    assert bundles["training/fp8"]["quantities"] == ["low_precision_gain"]
    assert bundles["accelerators/h100"]["title"] == "NVIDIA H100 SXM5 80 GB"


def test_a_bundle_is_shown_with_ranges_units_quality_sources_and_reasons(wattif):
    answer = wattif("priors", "accelerators/h100")
    assert answer.status == 0
    for words in ("NVIDIA H100 SXM5 80 GB", "5 %", "median", "95 %", "85 to 310 kgCO2e", "third-party, 2025",
                  "NVIDIA, Product Carbon Footprint of HGX H100", "why", "127.6, 150, 164, 318 kgCO2e",
                  "anew for every model", "989.4", "TFLOP/s"):  # fmt: skip
        assert words in answer.out, words


def test_the_quantiles_of_a_bundle_are_those_that_its_priors_state(wattif):
    answer = wattif("priors", "accelerators/h100", "--json")
    found, prior = quantiles(answer, "accelerators/h100", "rental_price")
    assert found == pytest.approx([1.9, (1.9 * 4.1) ** 0.5, 4.1])
    assert (prior["unit"], prior["drawn"], prior["quality"]) == ("USD_2024/h", "per model", "third-party")
    assert quantiles(answer, "accelerators/h100", "accelerator_rated_power")[0] == [700, 700, 700]


def test_what_all_bundles_say_of_a_quantity_is_in_the_unit_of_the_method(wattif):
    answer = wattif("priors", "rental_price", "--json")
    older, prior = quantiles(answer, "accelerators/a100-40gb", "rental_price")
    assert prior["unit"] == "USD_2024/h"
    inflation = 313.689 / 292.655  # consumer prices, 2024 over 2022
    assert older == pytest.approx([1.0 * inflation, 3.1**0.5 * inflation, 3.1 * inflation])
    assert prior["evidence"][0] == pytest.approx(1.0 * inflation)
    assert {item["name"].partition("/")[0] for item in answer.json["bundles"]} == {"accelerators", "prices"}


def test_a_quantity_that_no_bundle_states_is_said_to_have_none(wattif):
    answer = wattif("priors", "facility_energy")
    assert (answer.status, answer.err) == (0, "")
    assert "no bundle has a prior of it" in answer.out
    assert wattif("priors", "facility_energy", "--json").json["bundles"] == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("acelerators/h100", "accelerators/h100"),
        ("h100", "accelerators/h100"),
        ("peu", "pue"),
        ("lumi", "sites/finland-lumi"),
    ],
)
def test_a_name_that_nothing_has_is_answered_with_the_nearest(wattif, name, meant):
    answer = wattif("priors", name)
    assert (answer.status, answer.out) == (BAD_INPUT, "")
    assert f"no such bundle or quantity: {name}; did you mean {meant}?" in answer.err


def test_a_folder_of_ones_own_is_searched_first(wattif, own):
    answer = wattif("priors", "sites/ours", "--priors", own, "--json")
    found, prior = quantiles(answer, "sites/ours", "pue")
    # Cut at 1, below which no PUE can be.
    assert found == pytest.approx([1.1, (1.1 * 1.3) ** 0.5, 1.3], rel=2e-4)
    assert prior["evidence"] == [1.15, [1.2, 1.25]]
    water, prior = quantiles(answer, "sites/ours", "wue")
    assert (water, prior["unit"]) == (pytest.approx([110, 200, 290]), "cm3/kWh")
    assert quantiles(wattif("priors", "wue", "--priors", own, "--json"), "sites/ours", "wue")[0][1] == pytest.approx(
        0.2
    )
    assert "sites/ours" in wattif("priors", "--priors", own).out


def test_what_is_wrong_with_a_bundle_is_said_with_its_place(wattif, own):
    path = own / "sites" / "ours.toml"
    path.write_text(SITE.replace("[1.2, 1.25]", "[1.25, 1.2]").replace("100, 300", "300, 100"))
    answer = wattif("priors", "sites/ours", "--priors", own)
    assert (answer.status, answer.out) == (BAD_INPUT, "")
    assert "ours.toml" in answer.err
    assert "priors.pue.evidence[1]: expected [low, high], the lower number first, got [1.25, 1.2]" in answer.err
    assert "priors.wue.prior: uniform needs low < high" in answer.err


@pytest.mark.parametrize("evidence", ['"1.2"', "[1.1, 1.2, 1.3, true]", "[[1.1]]", "[]", "[nan]"])
def test_evidence_is_numbers_and_spans_and_nothing_else(wattif, own, evidence):
    path = own / "sites" / "ours.toml"
    path.write_text(SITE.replace("[1.15, [1.2, 1.25]]", evidence))
    answer = wattif("priors", "sites/ours", "--priors", own)
    assert answer.status == BAD_INPUT
    assert "evidence" in answer.err


def test_evidence_never_enters_a_range(wattif, own):
    told = wattif("priors", "sites/ours", "--priors", own, "--json")
    (own / "sites" / "ours.toml").write_text(SITE.replace("evidence = [1.15, [1.2, 1.25]]", ""))
    without = wattif("priors", "sites/ours", "--priors", own, "--json")
    assert quantiles(told, "sites/ours", "pue")[0] == quantiles(without, "sites/ours", "pue")[0]


def test_charts_are_written_to_the_folder_that_is_named(wattif, tmp_path):
    answer = wattif("priors", "accelerators/a100-80gb", "--to", "charts")
    names = [f"accelerators-a100-80gb.{kind}" for kind in ("svg", "pdf", "png", "csv")]
    assert answer.status == 0
    assert answer.err == f"written: {', '.join(names)} in charts\n"
    assert tree(tmp_path) == ["charts", *sorted(f"charts/{name}" for name in names)]
    assert wattif("priors", "accelerators/a100-80gb", "--to", "charts", "--quiet").err == ""


def test_a_chart_of_everything_at_once_is_refused(wattif, tmp_path):
    answer = wattif("priors", "--to", "charts")
    assert (answer.status, answer.out, tree(tmp_path)) == (USAGE, "", [])
    assert "name a bundle or a quantity to plot" in answer.err
