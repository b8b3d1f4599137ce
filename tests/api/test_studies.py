"""Comparisons and sensitivity from Python: what the commands say, with datasets to go on with."""

import json
import math

import pytest

import simulate
from simulate.commands.main import app, status


@pytest.fixture
def command(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["wattif", *map(str, arguments)])
        assert status(app) == 0
        return capsys.readouterr().out

    return run


def test_a_comparison_is_that_of_the_command(models, command):
    found = simulate.compare(*models, draws=16_384, seed=2)
    assert found.table("json") == command("compare", *models, "--draws", 16384, "--seed", 2, "--json")
    assert found.table(width=80).split() == command("compare", *models, "--draws", 16384, "--seed", 2).split()
    assert str(found) == found.table()


def test_before_and_after_are_compared_as_the_command_does(models, command):
    found = simulate.compare(models[0], changes={"power": "450 to 550 kW"}, draws=16_384)
    line = ("compare", models[0], "--set", "power=450 to 550 kW", "--draws", 16384, "--json")
    assert found.table("json") == command(*line)
    assert found.models == ("a", "a (changed)")
    ratio = json.loads(found.table("json"))["pairs"][0]["ratio"]["quantiles"]["0.5"]
    assert ratio == pytest.approx(2, rel=1e-3)


def test_one_more_bundle_is_before_and_after_as_well(models, command, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "late.toml").write_text(
        'schema = 1\nname = "Late"\n[[correlations]]\nbetween = ["power", "price"]\nspearman = 0.9\n'
    )
    folders = [tmp_path]
    found = simulate.compare(models[0], use=iter(["mine/late"]), priors=iter(folders), draws=16_384)
    line = ("compare", models[0], "--use", "mine/late", "--priors", tmp_path, "--draws", 16384, "--json")
    assert found.table("json") == command(*line)
    ratio = json.loads(found.table("json"))["pairs"][1]["ratio"]["quantiles"]
    assert ratio["0.05"] < 0.95 < 1.05 < ratio["0.95"], "the bundle moves the cost, by a correlation"


def test_reasons_are_those_of_the_command(command):
    found = simulate.compare("gpt-4", why=True, draws=16_384)
    line = ("compare", "gpt-4", "--why", "--draws", 16384)
    told = command(*line, "--json")
    assert found.table("json") == told
    assert found.table(width=80).split() == command(*line).split()
    for waterfall, printed in zip(found.why, json.loads(told)["waterfalls"], strict=True):
        assert isinstance(waterfall, simulate.Waterfall)
        assert [(bar.name, bar.factor) for bar in waterfall.bars] == [(b["name"], b["factor"]) for b in printed["bars"]]
        assert math.prod(bar.factor for bar in waterfall.bars) == pytest.approx(waterfall.ours / waterfall.theirs)
    assert found.dataset.attrs["history"] == "simulate.compare('gpt-4', why=True)"


CLAIMS = """
schema = 1
name = "Said"
[[claims]]
text = "Half of it"
by = "somebody"
says = "energy['a'] < 0.4 * energy['b']"
[[claims]]
text = "Known"
by = "another"
says = "energy['a'] > '0 MWh'"
"""


def test_claims_are_answered_as_by_the_command(models, command, tmp_path):
    (tmp_path / "claims.toml").write_text(CLAIMS)
    found = simulate.compare(*models, claims=tmp_path / "claims.toml", draws=16_384)
    line = ("compare", *models, "--claims", tmp_path / "claims.toml", "--draws", 16384)
    told = command(*line, "--json")
    assert found.table("json") == told
    assert found.table(width=80).split() == command(*line).split()
    answers = [(answer.text, answer.says, answer.by, answer.probability, answer.error) for answer in found.claims]
    keys = ("text", "says", "by", "probability", "error")
    assert answers == [tuple(claim[key] for key in keys) for claim in json.loads(told)["claims"]]
    assert isinstance(found.claims[0], simulate.Answer)
    assert 0 < found.claims[0].probability < 1


def test_the_claims_of_the_seed_benchmark_are_about_its_models():
    found = simulate.compare(claims="seed-benchmark", quantities=["facility_energy"], draws=16_384)
    assert (len(found.claims), len(found.models), found.why) == (10, 5, ())
    with pytest.raises(
        simulate.InputError, match="no such file of claims: seed-benchmarc; did you mean seed-benchmark"
    ):
        simulate.compare(claims="seed-benchmarc")
    with pytest.raises(simulate.InputError, match="no such model here: deepseek-v3"):
        simulate.compare("gpt-4", claims="seed-benchmark")


def test_many_models_are_told_as_the_command_tells_them(models, command, tmp_path):
    for name in "cdefg":
        (tmp_path / f"{name}.toml").write_text(models[0].read_text().replace("900 to", f"{ord(name)} to"))
    found = simulate.compare(tmp_path, draws=16_384, quantities=["energy"])
    assert (len(found.models), len(found.found.pairs)) == (7, 21)
    printed = command("compare", tmp_path, "--draws", 16384, "--quantity", "energy")
    assert found.table(width=80).split() == printed.split()


def test_one_scope_can_be_asked_for_and_what_is_left_is_compared_with_itself(models, command):
    models[0].write_text(models[0].read_text().replace('method = "own"', 'method = "own"\nscope = "family"'))
    found = simulate.compare(*models, scope="final run", changes={"power": "450 to 550 kW"}, draws=16_384)
    assert found.models == ("b", "b (changed)")
    line = ("--scope", "final run", "--set", "power=450 to 550 kW", "--draws", 16384, "--quiet", "--json")
    assert found.table("json") == command("compare", *models, *line)
    with pytest.raises(simulate.UsageError, match="did you mean family"):
        simulate.compare(*models, scope="famly")


def test_probabilities_are_asked_for_by_pair_in_either_order(models):
    found = simulate.compare(*models, draws=16_384)
    assert found.probability_less("a", "b", "energy") > 0.999
    assert found.probability_less("b", "a", "energy") == pytest.approx(1 - found.probability_less("a", "b", "energy"))
    with pytest.raises(simulate.UsageError, match="were not compared"):
        found.probability_less("a", "c", "energy")


def test_a_comparison_has_a_dataset_and_shows_itself(models):
    found = simulate.compare(*models, quantities=["cost"], draws=16_384)
    assert list(found.dataset["quantity"].values) == ["cost"]
    assert found.dataset.attrs["history"].startswith("simulate.compare('a', 'b', quantities=['cost']")
    assert found._repr_html_().startswith("<pre")
    assert repr(found) == "<simulate.Comparison: a, b; 1 pairs, 16,384 draws>"


def test_what_cannot_be_compared_is_refused(models):
    with pytest.raises(simulate.UsageError, match="needs two scenarios"):
        simulate.compare(models[0])
    with pytest.raises(simulate.UsageError, match="did you mean energy"):
        simulate.compare(*models, quantities=["enery"])
    with pytest.raises(simulate.UsageError, match="draws: expected"):
        simulate.compare(*models, draws=0)
    with pytest.raises(simulate.RunError, match=r"memory are free: --draws \d+ fits"):
        simulate.compare(*models, draws=2**38)
    models[1].write_text(models[1].read_text().replace('method = "own"', 'method = "own"\nscope = "family"'))
    with pytest.raises(simulate.InputError, match="cannot be compared"):
        simulate.compare(*models)


def test_a_study_is_that_of_the_command(models, command):
    found = simulate.sensitivity(models[0], seed=2, points=16_384)
    line = ("sensitivity", models[0], "--seed", 2, "--draws", 16384)
    assert found.table("json") == command(*line, "--json")
    assert found.table(width=80).split() == command(*line).split()


def test_a_study_has_a_dataset_and_says_what_to_ask_for(models):
    found = simulate.sensitivity(*models, quantities=["cost"], points=16_384)
    assert list(found.dataset["model"].values) == ["a", "b"]
    assert float(found.dataset["total"].sel(model="a", quantity="cost", input="price")) > 0.9
    assert set(found.ask) == {"a", "b"}
    assert found._repr_html_().startswith("<pre")
    assert repr(found) == "<simulate.Sensitivity: a, b>"
    shipped = simulate.sensitivity("mistral-nemo-12b", quantities=["facility_energy"], points=16_384)
    assert shipped.ask["mistral-nemo-12b"].startswith("What to ask Mistral")


def test_arguments_of_a_study_that_make_no_sense_are_errors_of_usage(models):
    for arguments in ({"points": 0}, {"interval": 1.0}, {"quantities": ["x"]}):
        with pytest.raises(simulate.UsageError):
            simulate.sensitivity(models[0], **arguments)
    with pytest.raises(simulate.UsageError, match="no such form"):
        simulate.sensitivity(models[0], points=16_384).table("yaml")
