"""What moved between two results, and why."""

import pytest

from simulate.analysis import attribution
from simulate.publishing.storage import netcdf
from tests.commands.conftest import CHAIN, TINY

BUNDLE = """
schema = 1
name = "A site"
[priors.pue]
prior = "PUE"
source = "somebody"
"""
USING = CHAIN.replace('name = "Chain"', 'name = "Chain"\nuses = ["x/site"]').replace(
    '[priors.pue]\nprior = "1 + (0.10 to 0.25)"\n', ""
)


def causes(answer, model, quantity):
    (moved,) = (m for m in answer.json["moved"] if (m["model"], m["quantity"]) == (model, quantity))
    return [(cause["kind"], cause["name"], cause["before"], cause["now"]) for cause in moved["causes"]]


def moved(answer):
    return {item["quantity"] for item in answer.json["moved"]}


def test_nothing_moves_between_two_runs_of_one_scenario_whatever_the_seed(wattif, result, tiny):
    result("one", "tiny.toml")
    result("other", "tiny.toml", options=["--seed", "5", "--sampler", "random"])
    answer = wattif("diff", "one", "other")
    assert answer.status == 0
    assert "nothing moved beyond the numerical error: 3 ranges compared" in answer.out


def test_a_changed_prior_moves_what_rests_on_it_and_nothing_else(wattif, result, chain):
    result("before", "chain.toml")
    result("after", "chain.toml", options=["--set", "electricity_price=60 to 110 USD_2024/MWh"])
    answer = wattif("diff", "before", "after", "--json")
    assert {"electricity_price", "electricity_cost"} <= moved(answer)
    assert not {"facility_energy", "pue", "server_energy"} & moved(answer)
    expected = ("prior", "electricity_price", "50 to 90 USD_2024/MWh", "60 to 110 USD_2024/MWh")
    assert causes(answer, "chain", "electricity_cost") == [expected]


def test_of_two_changes_each_quantity_is_told_those_that_it_rests_on(wattif, result, chain):
    result("before", "chain.toml")
    changes = ["--set", "electricity_price=60 to 110 USD_2024/MWh", "--set", "pue=1.3 to 1.5"]
    result("after", "chain.toml", options=changes)
    answer = wattif("diff", "before", "after", "--json")
    assert [name for _, name, *_ in causes(answer, "chain", "facility_energy")] == ["pue"]
    named = {name for _, name, *_ in causes(answer, "chain", "electricity_cost")}
    assert named == {"electricity_price", "pue"}


def test_a_move_is_told_in_errors_half_widths_and_per_cent(wattif, result, chain):
    result("before", "chain.toml")
    result("after", "chain.toml", options=["--set", "electricity_price=100 to 180 USD_2024/MWh"])
    answer = wattif("diff", "before", "after", "--json")
    (cost,) = (item for item in answer.json["moved"] if item["quantity"] == "electricity_cost")
    before, now = cost["0.5"]["before"], cost["0.5"]["now"]
    # Bounds and median of a lognormal are all doubled, and energy is the same draw by draw.
    assert now / before == pytest.approx(2, rel=1e-3)
    assert cost["percent"] == pytest.approx(100 * (now / before - 1))
    half = (cost["0.95"]["before"] - cost["0.05"]["before"]) / 2
    assert cost["half_widths"] == pytest.approx((now - before) / half)
    shifts = [cost[level] for level in ("0.05", "0.5", "0.95")]
    assert cost["errors"] == pytest.approx(max((s["now"] - s["before"]) / s["error"] for s in shifts))


def test_a_changed_bundle_is_named(wattif, result, write):
    write("chain.toml", USING)
    for name, pue in (("old", "1.1 to 1.2"), ("new", "1.3 to 1.4")):
        write(f"{name}/x/site.toml", BUNDLE.replace("PUE", pue))
        result(f"{name}-result", "chain.toml", options=["--priors", name])
    text = wattif("diff", "old-result", "new-result").out
    assert "because  prior pue of x/site: 1.1 to 1.2, now 1.3 to 1.4" in text


def test_a_changed_formula_is_shown_before_and_after(wattif, result, write):
    write("old/tiny.toml", TINY)
    write("new/tiny.toml", TINY.replace('"a + b"', '"a + 2 * b"'))
    result("before", "old/tiny.toml")
    result("after", "new/tiny.toml")
    answer = wattif("diff", "before", "after", "--json")
    assert causes(answer, "tiny", "y") == [("formula", "y", "a + b", "a + 2 * b")]
    assert moved(answer) == {"y"}


def test_a_changed_formula_of_the_built_in_method_is_found_in_what_the_results_keep(wattif, result, chain, tmp_path):
    result("before", "chain.toml")
    result("after", "chain.toml")
    path = tmp_path / "before" / "ranges.nc"
    dataset = netcdf.read(path)
    method = dataset.attrs["method"]
    dataset.attrs["method"] = method.replace('"it_energy * pue"', '"it_energy * pue * 1.1"')
    for part in ("facility_energy", "facility_energy.interval"):
        dataset[part] = dataset[part] * 1.1
    netcdf.write(dataset, path)
    answer = wattif("diff", "before", "after", "--json")
    assert causes(answer, "chain", "facility_energy") == [
        ("formula", "facility_energy", "it_energy * pue * 1.1", "it_energy * pue")
    ]


def test_a_withdrawn_prior_and_a_route_are_causes(wattif, result, chain):
    result("before", "chain.toml")
    result("after", "chain.toml", options=["--set", "facility_energy=300 to 500 MWh"])
    answer = wattif("diff", "before", "after", "--json")
    assert ("prior", "facility_energy", "none", "300 to 500 MWh") in causes(answer, "chain", "electricity_cost")


def test_a_prior_that_becomes_one_of_two_routes_is_a_cause_named_route(wattif, result, write):
    days = '[priors.calendar_days]\nprior = "40 to 60"\nunit = "day"\n'
    write("chain.toml", CHAIN + days + '[routes]\naccelerator_hours = "given"\n')
    result("before", "chain.toml")
    write("chain.toml", CHAIN + days + "[routes]\naccelerator_hours = { given = 0.5, calendar = 0.5 }\n")
    result("after", "chain.toml")
    answer = wattif("diff", "before", "after", "--json")
    named = causes(answer, "chain", "facility_energy")
    assert ("route", "accelerator_hours", "given 1", "given 0.5, calendar 0.5") in named


def test_a_prior_that_becomes_a_point_is_the_cause_and_not_the_correlation_that_it_ends(wattif, result, write):
    pair = '[[correlations]]\nbetween = ["a", "b"]\nspearman = 0.9\nwhy = "a test"\n[quantities.y]'
    write("tiny.toml", TINY.replace("[quantities.y]", pair))
    result("before", "tiny.toml")
    result("after", "tiny.toml", options=["--set", "a=7"])
    answer = wattif("diff", "before", "after", "--json")
    assert causes(answer, "tiny", "y") == [("prior", "a", "1 to 4", "7")]


def test_a_correlation_is_a_cause(wattif, result, write):
    write("old/tiny.toml", TINY)
    pair = '[[correlations]]\nbetween = ["a", "b"]\nspearman = 0.9\nwhy = "a test"\n[quantities.y]'
    write("new/tiny.toml", TINY.replace("[quantities.y]", pair))
    result("before", "old/tiny.toml")
    result("after", "new/tiny.toml")
    answer = wattif("diff", "before", "after", "--json")
    assert causes(answer, "tiny", "y") == [("correlation", "a and b", "0", "0.9")]


def test_other_rows_of_a_table_are_a_cause_though_the_prior_reads_the_same(wattif, result, write):
    write("chain.toml", USING)
    for name, rows in (("old", "1.1\n1.2\n"), ("new", "1.4\n1.5\n")):
        write(f"{name}/x/site.toml", BUNDLE.replace('"PUE"', '\'empirical("sites.csv", "pue")\''))
        write(f"{name}/x/sites.csv", f"pue\n{rows}")
        result(f"{name}-result", "chain.toml", options=["--priors", name])
    answer = wattif("diff", "old-result", "new-result", "--json")
    ((kind, name, before, now),) = causes(answer, "chain", "facility_energy")
    assert (kind, name) == ("prior", "pue")
    assert before != now


def test_the_program_is_the_cause_where_nothing_else_changed(wattif, result, tiny, tmp_path):
    result("before", "tiny.toml")
    result("after", "tiny.toml")
    path = tmp_path / "before" / "ranges.nc"
    dataset = netcdf.read(path)
    dataset["y"] = dataset["y"] * 2
    dataset.attrs["program_version"] = "wattif 0.0.1"
    netcdf.write(dataset, path)
    answer = wattif("diff", "before", "after", "--json")
    assert [kind for kind, *_ in causes(answer, "tiny", "y")] == ["program"]


def test_results_of_before_texts_were_kept_are_compared_by_their_priors(wattif, result, chain, tmp_path):
    result("before", "chain.toml")
    result("after", "chain.toml", options=["--set", "pue=1.3 to 1.5", "--set", "electricity_price=1 to 2 USD_2024/MWh"])
    for name in ("before", "after"):
        path = tmp_path / name / "ranges.nc"
        dataset = netcdf.read(path)
        if name == "before":
            for attribute in ("bundles", "tables", "command_line", "method"):
                dataset.attrs.pop(attribute)
        netcdf.write(dataset, path)
    answer = wattif("diff", "before", "after", "--json")
    assert causes(answer, "chain", "facility_energy") == [("prior", "pue", "1 + (0.10 to 0.25)", "1.3 to 1.5")]


def test_models_and_quantities_of_one_side_only_are_named(wattif, result, tiny, write):
    write("second.toml", TINY.replace("Tiny", "Second"))
    result("before", "tiny.toml", "second.toml")
    write("tiny.toml", TINY + '[quantities.z]\nequals = "a * b"\n')
    result("after", "tiny.toml")
    answer = wattif("diff", "before", "after")
    assert "only before: second" in answer.out
    assert "only now: tiny: z" in answer.out
    told = wattif("diff", "before", "after", "--json").json
    assert told["only_before"] == [{"model": "second", "quantity": None}]
    assert told["only_now"] == [{"model": "tiny", "quantity": "z"}]


def test_another_unit_of_the_same_amount_is_no_move(wattif, result, write):
    text = TINY.replace('prior = "1 to 4"', 'prior = "1 to 4"\nunit = "kWh"')
    text = text.replace('"uniform(0, 1)"', '"uniform(0, 1)"\nunit = "kWh"')
    write("old/tiny.toml", text.replace('unit = "1"', 'unit = "kWh"'))
    write("new/tiny.toml", text.replace('unit = "1"', 'unit = "Wh"'))
    result("before", "old/tiny.toml")
    result("after", "new/tiny.toml")
    assert wattif("diff", "before", "after", "--json").json["moved"] == []


def test_other_intervals_are_compared_at_the_same_probabilities(wattif, result, tiny):
    result("before", "tiny.toml")
    result("after", "tiny.toml", options=["--interval", "50%"])
    assert wattif("diff", "before", "after", "--json").json["moved"] == []


def test_markdown_is_a_list_for_the_changelog(wattif, result, chain):
    result("before", "chain.toml")
    result("after", "chain.toml", options=["--set", "pue=1.3 to 1.5"])
    text = wattif("diff", "before", "after", "--format", "markdown").out
    assert all(line.startswith("- ") for line in text.splitlines())
    assert "- **Chain**: Energy at the meter, MWh" in text
    assert "Because: prior pue of chain: 1 + (0.10 to 0.25), now 1.3 to 1.5." in text


TWO = ("--set", "electricity_price=100 to 180 USD_2024/MWh", "--set", "pue=1.3 to 1.5")


@pytest.fixture
def doubled(result, chain):
    """Two results between which the price of electricity doubled and the overhead of the site grew."""
    result("before", "chain.toml")
    result("after", "chain.toml", options=TWO)


def test_each_of_two_causes_is_told_how_much_of_the_move_it_made(wattif, doubled):
    lines = wattif("diff", "before", "after").out.splitlines()
    start = lines.index("    Electricity cost             5 %  median   95 %")
    price, pue, together = (line.split() for line in lines[start + 1 : start + 4])
    assert price[:2] == ["prior", "electricity_price"]
    assert price[3] == "x2.00"
    assert pue[:2] == ["prior", "pue"]
    assert together[0] == "together"
    for k in (1, 2, 3):
        product = float(price[k + 1][1:]) * float(pue[k + 1][1:])
        assert product == pytest.approx(float(together[k][1:]), abs=0.02)


def test_json_has_the_shares_of_every_cause_and_they_multiply_to_the_move(wattif, doubled):
    told = wattif("diff", "before", "after", "--json").json
    (cost,) = (item for item in told["moved"] if item["quantity"] == "electricity_cost")
    shares = cost["shares"]
    assert (shares["by"], cost["unshared"]) == ("factor", None)
    assert {cause["name"] for share in shares["of"] for cause in share["causes"]} == {"electricity_price", "pue"}
    for level in ("0.05", "0.5", "0.95"):
        made = [share[level] for share in (*shares["of"], shares["unexplained"])]
        product = made[0]["value"] * made[1]["value"] * made[2]["value"]
        assert product == pytest.approx(cost[level]["now"] / cost[level]["before"], rel=1e-9)
        assert [part["zero"] for part in made] == [False, False, True]
    price = shares["of"][0]["0.5"]
    assert price["value"] == pytest.approx(2)


def test_json_has_shares_of_headline_quantities_and_of_all_with_all(wattif, doubled):
    def shared(*options):
        moved = wattif("diff", "before", "after", "--json", *options).json["moved"]
        return {item["quantity"] for item in moved if item["shares"]}

    assert "pue" not in shared()
    assert {"electricity_cost", "pue"} <= shared("--all")


def test_markdown_says_by_what_factor_each_cause_moved_the_median(wattif, doubled):
    text = wattif("diff", "before", "after", "--format", "markdown").out
    (cost,) = (line for line in text.splitlines() if "Electricity cost" in line)
    assert "(+140 %: prior electricity_price x2.00, prior pue x1.20)" in cost
    assert text.splitlines()[-1].startswith("- By how much: each cause's share of the change")


def test_a_cause_within_the_numerical_error_is_said_to_have_done_nothing(wattif, result, write):
    text = TINY.replace('"a + b"', '"a + where(b < 0, 1, 0)"')
    write("old/tiny.toml", text)
    write("new/tiny.toml", text.replace("1 to 4", "2 to 8").replace("uniform(0, 1)", "uniform(0, 2)"))
    result("before", "old/tiny.toml")
    result("after", "new/tiny.toml")
    answer = wattif("diff", "before", "after")
    assert "      prior b    none    none   none" in answer.out.splitlines()
    assert "none: within the numerical error" in " ".join(answer.out.split())


def test_without_shares_causes_are_named_and_nothing_is_drawn(wattif, doubled, monkeypatch):
    monkeypatch.setattr(attribution, "attributed", None)
    answer = wattif("diff", "before", "after", "--no-shares")
    assert answer.status == 0
    assert "because  prior pue" in answer.out
    assert "together" not in answer.out
    assert "By how much" not in answer.out


def test_results_that_cannot_be_mixed_give_names_only_and_say_why(wattif, doubled, tmp_path):
    path = tmp_path / "before" / "ranges.nc"
    dataset = netcdf.read(path)
    dataset.attrs.pop("bundles")
    netcdf.write(dataset, path)
    answer = wattif("diff", "before", "after")
    assert "because  prior pue" in answer.out
    assert "names only  of the old result: this dataset does not hold what it was made from" in answer.out
    told = wattif("diff", "before", "after", "--json").json["moved"]
    (cost,) = (item for item in told if item["quantity"] == "electricity_cost")
    assert cost["shares"] is None
    assert cost["unshared"].startswith("of the old result")


def test_shares_are_the_same_on_any_number_of_threads(wattif, doubled):
    one, two = (wattif("diff", "before", "after", "--json", "--threads", n).out for n in ("1", "2"))
    assert one == two


def test_differences_are_told_where_there_are_no_factors(wattif, result, write):
    text = TINY.replace('"1 to 4"', '"normal(0, 1)"')
    write("old/tiny.toml", text)
    write("new/tiny.toml", text.replace("normal(0, 1)", "normal(5, 1)").replace("uniform(0, 1)", "uniform(1, 2)"))
    result("before", "old/tiny.toml")
    result("after", "new/tiny.toml")
    text = wattif("diff", "before", "after").out
    assert "prior a   +5.00   +5.00  +5.00" in text
    assert "prior b   +1.00   +1.00  +1.00" in text
    assert "the differences sum to the whole" in " ".join(text.split())


@pytest.mark.parametrize("width", [60, 80, 200])
def test_no_line_of_text_is_wider_than_the_terminal(wattif, doubled, width, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    lines = wattif("diff", "before", "after", "--all").out.splitlines()
    assert max(map(len, lines)) <= width


def test_what_is_no_result_is_said_in_one_message(wattif, tiny, result):
    result("one", "tiny.toml")
    answer = wattif("diff", "one", "tiny.toml")
    assert (answer.status, answer.out) == (1, "")
    answer = wattif("diff", "one", "nowhere")
    assert (answer.status, answer.out) == (3, "")
