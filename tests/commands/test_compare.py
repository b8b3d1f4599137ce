"""`wattif compare` as people call it."""

import json
import math
import re

import pytest

from simulate.commands import main
from simulate.simulation import budget

FEW = ("--draws", "16384")


@pytest.fixture
def call(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["wattif", "compare", *arguments])
        code = main.status(main.app)
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_two_models_are_compared_on_everything_that_both_have(call):
    code, out, _ = call("deepseek-v3", "llama-3.1-405b", "--json", *FEW)
    told = json.loads(out)
    assert code == 0
    energy = next(pair for pair in told["pairs"] if pair["quantity"] == "facility_energy")
    assert {"a", "b", "quantity", "ratio", "p_less", "p_less_error"} <= set(energy)
    assert set(energy["ratio"]["quantiles"]) == {"0.05", "0.25", "0.5", "0.75", "0.95"}
    assert (energy["a"], energy["b"]) == ("deepseek-v3", "llama-3.1-405b")
    assert energy["p_less"] > 0.99
    assert sum(energy["ratio"]["rests_on"].values()) == pytest.approx(1.0)
    assert energy["ratio"]["rests_on"]["c"] > 0.9, "of what the measured power of Llama leaves, a judgement has all"
    assert sum(told["ranks"]["facility_energy"]["deepseek-v3"]) == pytest.approx(1.0)
    assert "server_power_level" in [item["name"] for item in told["shared"]]


def test_before_and_after_are_paired(call):
    code, out, _ = call("mistral-nemo-12b", "--set", "tokens=8e12 to 12e12", "--json", *FEW)
    told = json.loads(out)
    by_quantity = {pair["quantity"]: pair for pair in told["pairs"]}
    assert code == 0
    assert by_quantity["mean_power"]["p_equal"] == 1.0
    assert by_quantity["facility_energy"]["ratio"]["quantiles"]["0.5"] != 1.0


def test_the_claims_of_the_seed_benchmark_ship_and_are_answered(call):
    code, out, _ = call("--claims", "seed-benchmark", "--json", *FEW)
    told = json.loads(out)["claims"]
    assert code == 0
    assert len(told) == 10
    assert all({"text", "by", "probability"} <= set(claim) for claim in told)
    assert next(c for c in told if "12 % of the GPUs of Meta" in c["text"])["probability"] == 0.0


def test_why_other_figures_differ_is_told_factor_by_factor(call):
    code, out, _ = call("gpt-4", "--why", *FEW)
    assert code == 0
    first = out.split("\n\n")[0]
    assert "Server power" in first
    whole, *factors = (float(found) for found in re.findall(r"x(\d+\.\d+)", first))
    assert whole < 0.9
    assert math.prod(factors) == pytest.approx(whole, rel=0.03), "factors of two digits multiply to what they explain"


def test_every_ratio_says_what_it_rests_on(call):
    code, out, _ = call("deepseek-v3", "gpt-4", *FEW)
    assert code == 0
    ratios = re.findall(r"^  DeepSeek V3 / GPT-4 .* ([abc]) +(?:above|below|\d|always|never)", out, re.MULTILINE)
    assert len(ratios) == out.count("first needs less")
    assert "Grade: half of the variance or more, of a ratio that of its logarithm" in out


def test_a_quantity_that_only_one_model_has_is_said_to_leave_nothing_to_compare(call):
    code, out, _ = call("gpt-4", "deepseek-v3", "--quantity", "effective_mfu", "--quantity", "facility_energy", *FEW)
    assert code == 0
    assert "utilisation: fewer than two of these models have it, so there is nothing to compare." in " ".join(
        out.split()
    )
    assert out.count("DeepSeek V3 / GPT-4") == 1


def test_what_makes_no_comparison_is_refused(call):
    assert call("gpt-4")[0] == 2
    assert call("gpt-4", "no-such-model")[0] == 3
    assert call("--claims", "no-such-file")[0] == 3
    assert call("gpt-4", "deepseek-v3", "--quantity", "nothing")[0] == 2


MANY = ("gpt-4", "deepseek-v3", "llama-3.1-405b", "mistral-nemo-12b", "grok-3", "llama-7b", "kimi-k2")


def test_many_models_are_a_ladder_whose_steps_are_the_pairs_that_json_has(call):
    code, out, _ = call(*MANY, *FEW)
    assert code == 0
    assert len(out.splitlines()) < 25
    steps = re.findall(r"^  \S.*?  ([\d,.]+) +(\d(?: to +\d)?) +([\d.]+) ", out, re.MULTILINE)
    told = json.loads(call(*MANY, *FEW, "--quantity", "facility_energy", "--json")[1])
    assert len(told["pairs"]) == 21
    medians = [pair["ratio"]["quantiles"]["0.5"] for pair in told["pairs"]]
    for _, _, ratio in steps:
        assert any(float(ratio) == pytest.approx(max(m, 1 / m), rel=0.06) for m in medians)
    assert len(steps) == 6


def test_scopes_that_differ_are_refused_in_a_sentence_that_does_not_grow_with_the_models(call):
    code, out, err = call(*MANY, "llama-3-8b", "llama-3-70b", "llama-3.1-family", "llama-development")
    assert (code, out) == (3, "")
    assert "final run: grok-3" in err or "final run: kimi-k2" in err
    assert "and 2 more; " in err
    assert "family: llama-3.1-family; " in err
    assert err.endswith('to leave out all others: --scope "final run"\n')


def test_one_scope_can_be_asked_for_and_what_is_left_out_is_said(call):
    code, out, err = call("deepseek-v3", "gpt-4", "llama-3.1-family", "--scope", "final run", *FEW)
    assert (code, err) == (0, "--scope final run: left out are llama-3.1-family\n")
    assert "DeepSeek V3 / GPT-4" in out
    assert call("deepseek-v3", "gpt-4", "--scope", "famly")[::2] == (
        2,
        "scope: expected pretraining, final run, family, development, got 'famly'; did you mean family?\n",
    )
    assert call("deepseek-v3", "gpt-4", "--scope", "family")[0] == 2


TWO_READINGS = """
schema = 1
name = "Two"
method = "own"
outputs = ["y"]
[priors.a]
prior = "1 to 2"
[priors.b]
prior = "1 to 2"
[quantities.y]
label = "y"
unit = "1"
equals = "a * b"
[[alternatives]]
name = "twice"
priors = { a = { prior = "2 to 4" } }
[[alternatives]]
name = "known"
priors = { b = { value = 1 } }
"""


def test_alternatives_of_a_scenario_are_compared_with_paired_draws(call, tmp_path):
    (tmp_path / "two.toml").write_text(TWO_READINGS)
    code, out, _ = call("two.toml", "--json", *FEW)
    pairs = {(pair["a"], pair["b"]): pair for pair in json.loads(out)["pairs"]}
    assert code == 0
    twice = pairs["two", "two (twice)"]["ratio"]["quantiles"]
    assert twice["0.05"] == pytest.approx(0.5)
    assert twice["0.95"] == pytest.approx(0.5)
    assert ("two", "two (known)") in pairs


MOVED = """
[[alternatives]]
name = "dependent"
correlations = [{ between = ["a", "b"], spearman = 0.9 }]
"""


def test_an_alternative_may_move_a_correlation(call, tmp_path):
    (tmp_path / "two.toml").write_text(TWO_READINGS.partition("[[alternatives]]")[0] + MOVED)
    code, out, _ = call("two.toml", *FEW, "--quantity", "y")
    assert code == 0
    spans = dict(re.findall(r"^  two( \(\w+\))? +\S.*x(\d\.\d) +grade c$", out, re.MULTILINE))
    alone, sd = 1.6448536269514722, math.log(2) / (2 * 1.6448536269514722)
    r = 2 * math.sin(math.pi / 6 * 0.9)
    assert float(spans[""]) == pytest.approx(math.exp(2 * alone * sd * math.sqrt(2)), abs=0.1)
    assert float(spans[" (dependent)"]) == pytest.approx(math.exp(2 * alone * sd * math.sqrt(2 + 2 * r)), abs=0.1)


def test_a_mistake_in_a_correlation_of_an_alternative_is_found_with_its_place(call, tmp_path, monkeypatch, capsys):
    (tmp_path / "two.toml").write_text(TWO_READINGS + MOVED.replace('"b"', '"c"'))
    monkeypatch.setattr("sys.argv", ["wattif", "check", "two.toml"])
    assert main.status(main.app) == 3
    assert "23:35  alternatives[2].correlations[0].between[1]: c has no prior here" in capsys.readouterr().err


def test_a_mistake_in_an_alternative_is_found_by_check(call, tmp_path, monkeypatch, capsys):
    (tmp_path / "two.toml").write_text(TWO_READINGS.replace("{ b =", "{ c ="))
    monkeypatch.setattr("sys.argv", ["wattif", "check", "two.toml"])
    assert main.status(main.app) == 3
    assert "c" in capsys.readouterr().err


def test_draws_that_do_not_fit_into_memory_are_refused_with_the_number_that_does(call, monkeypatch):
    monkeypatch.setattr(budget, "free_memory", lambda: 2e6)
    options = ("deepseek-v3", "gpt-4", "--quantity", "facility_energy", "--draws")
    code, out, err = call(*options, "10000000")
    assert (code, out) == (1, "")
    assert (
        "10,010,624 draws of 2 quantities takes 0.5 GB of memory; 0.0 GB of memory are free: --draws 32768 fits" in err
    )
    code, out, err = call(*options, "32768")
    assert code == 0


def test_draws_that_are_rounded_up_are_told(call):
    code, _, err = call("deepseek-v3", "gpt-4", "--quantity", "facility_energy", "--draws", "20000")
    assert (code, err) == (0, "--draws: 20,000 rounded up to 32,768, a multiple of 16,384\n")


OWN_UNIT = """
schema = 1
name = "Own"
method = "own"
outputs = ["a"]
[priors.a]
prior = "1 to 2"
unit = "kWh"
[quantities.y]
unit = "kWh"
equals = "2 * a"
[[alternatives]]
name = "In MWh"
why = "It is as much as half."
priors.a = { prior = "0.0005 to 0.001", unit = "MWh" }
"""


@pytest.mark.parametrize("changed", [("--set", "a=0.0005 to 0.001 MWh"), ()], ids=["set", "alternative"])
def test_a_change_in_another_unit_is_compared_in_the_unit_that_the_file_declares(call, tmp_path, changed):
    (tmp_path / "own.toml").write_text(OWN_UNIT)
    code, out, err = call("own.toml", *changed, "--json", *FEW)
    assert code == 0, err
    (pair,) = json.loads(out)["pairs"]
    assert pair["unit"] == "kWh"
    assert pair["ratio"]["quantiles"]["0.5"] == pytest.approx(2)


def test_numbers_of_two_units_are_not_compared(call, tmp_path):
    (tmp_path / "own.toml").write_text(OWN_UNIT)
    (tmp_path / "other.toml").write_text(OWN_UNIT.replace('"kWh"', '"MWh"'))
    code, out, err = call("own.toml", "other.toml", *FEW)
    assert (code, out) == (main.BAD_INPUT, "")
    assert err.startswith("own: 1 problem\n    a: is in kWh here and in MWh in other;")


UNDEFINED = """
schema = 1
name = "Half of a root"
method = "own"
outputs = ["y", "z"]
[priors.a]
prior = "uniform(-1, 1)"
[quantities.y]
equals = "sqrt(a)"
[quantities.z]
equals = "a"
"""
CLAIMS = """
schema = 1
name = "One claim"
[[claims]]
text = "One is larger."
says = "y['one'] > 0.1 * y['two']"
by = "somebody"
source = "a test"
"""


def test_draws_that_are_no_numbers_count_neither_as_less_nor_as_more(call, tmp_path):
    for name in ("one", "two", "three"):
        (tmp_path / f"{name}.toml").write_text(UNDEFINED)
    (tmp_path / "claims.toml").write_text(CLAIMS)
    code, out, err = call("one.toml", "two.toml", "three.toml", "--claims", "claims.toml", "--json", *FEW, "--quiet")
    assert (code, err) == (0, "")
    told = json.loads(out, parse_constant=pytest.fail)
    pairs = [pair for pair in told["pairs"] if pair["quantity"] == "y"]
    assert len(pairs) == 3
    assert {pair[key] for pair in pairs for key in ("p_less", "p_less_error", "p_equal")} == {None}
    assert {share for shares in told["ranks"]["y"].values() for share in shares} == {None}
    assert sum(told["ranks"]["z"]["one"]) == pytest.approx(1)
    assert told["claims"][0]["probability"] is None
    code, out, err = call("one.toml", "two.toml", "three.toml", "--quantity", "y", "--to", "out", *FEW)
    assert (code, err) == (0, "written: comparison.nc, comparison.csv in out\n")
    assert re.search(r" / .* +undefined +c +undefined\n", out)
    assert "nan" not in out


def test_ratios_to_zero_are_undefined_without_a_warning_of_numpy(call, tmp_path):
    (tmp_path / "signed.toml").write_text(UNDEFINED)
    code, out, err = call("signed.toml", "--set", "a=0", "--quantity", "z", *FEW)
    assert (code, err) == (0, "")
    assert re.search(r" / .* +undefined +c +\d\d %\n", out)


def test_quotients_by_a_point_at_zero_are_graded_without_a_warning_of_numpy(call, tmp_path):
    (tmp_path / "pole.toml").write_text(UNDEFINED.replace('equals = "a"', 'equals = "1 / a"'))
    code, _, err = call("pole.toml", "--set", "a=0", "--quantity", "z", *FEW)
    assert (code, err) == (0, "")
