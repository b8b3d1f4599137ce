"""Comparisons and sensitivity from Python: what the commands say, with datasets to go on with."""

import json

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
