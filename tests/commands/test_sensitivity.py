"""`wattif sensitivity` as people call it."""

import json

import pytest

from simulate.commands import main


@pytest.fixture
def call(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["wattif", "sensitivity", *arguments])
        code = main.status(main.app)
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_the_output_alone_says_what_to_ask_mistral_for(call):
    code, out, _ = call("mistral-nemo-12b", "--draws", "16384")
    assert code == 0
    sentence = " ".join(out.split("\n\n")[0].split())
    assert "What to ask Mistral AI and NVIDIA: accelerator-hours, and the energy range would narrow from x" in sentence


def test_json_has_every_input_of_every_headline_output_and_indices_are_numbers(call):
    code, out, _ = call("mistral-nemo-12b", "--draws", "16384", "--json")
    told = json.loads(out)
    (model,) = told["models"]
    assert code == 0
    assert model["id"] == "mistral-nemo-12b"
    energy = model["quantities"]["facility_energy"]
    for item in energy["inputs"]:
        for key in ("first_order", "first_order_error", "total", "total_error", "first_order_log", "total_log"):
            assert isinstance(item[key], float), (item["name"], key)
        assert isinstance(item["shapley"], float)
    asked = {item["name"]: item for item in energy["disclosure"]}
    assert set(asked["accelerator_hours"]) >= {
        "name", "narrowing", "narrowing_error", "span_now", "span_then", "settles",
    }  # fmt: skip
    assert asked["accelerator_hours"]["narrowing"] > asked["tokens"]["narrowing"] > 0.2
    assert asked["calendar_days"]["settles"]["route"] == "calendar"
    assert sum(energy["rests_on"].values()) == pytest.approx(1.0)
    assert len(model["quantities"]) == 9


def test_the_same_seed_gives_the_same_bytes_and_another_other_ones(call):
    first, again, other = (
        call("mistral-nemo-12b", "--draws", "16384", "--quantity", "facility_energy", "--json", "--seed", seed)[1]
        for seed in ("1", "1", "2")
    )
    assert first == again != other


def test_what_does_not_exist_is_said_with_the_nearest(call):
    assert call("mistral-nemo-12b", "--quantity", "facility_enrgy")[0] == 2
    assert call("mistral")[0] == 3
    assert call("mistral-nemo-12b", "--interval", "2")[0] == 2


def test_a_route_is_an_input_like_any_other(call):
    _, out, _ = call("gpt-4", "--draws", "16384", "--json", "--quantity", "facility_energy")
    inputs = {item["name"]: item for item in json.loads(out)["models"][0]["quantities"]["facility_energy"]["inputs"]}
    assert inputs["routes.accelerator_hours"]["kind"] == "route"
    assert inputs["routes.accelerator_hours"]["total"] > 0.3


def test_what_is_asked_for_besides_is_told_in_words_and_in_json(call):
    more = ("--pairs", "--pawn", "--threshold", "facility_energy > 1 GWh", "--power", "0.5", "--draws", "16384")
    code, out, _ = call("mistral-nemo-12b", *more)
    assert code == 0
    for heading in ("Pairs, ", "What decides whether facility_energy > 1 GWh", "PAWN, ", "Each prior to a power, "):
        assert heading in out
    told = json.loads(call("mistral-nemo-12b", *more, "--json")[1])["models"][0]["further"]
    assert set(told) == {"pairs", "pawn", "power", "break_even", "thresholds"}
    assert 0 < told["thresholds"][0]["probability"] < 1
    assert call("mistral-nemo-12b", "--threshold", "energy > 1")[0] == 2


def test_a_quantity_that_only_one_model_has_is_studied_there(call):
    code, out, _ = call("mistral-nemo-12b", "gpt-4", "--quantity", "calendar_days", "--draws", "16384", "--json")
    told = {model["id"]: model["quantities"] for model in json.loads(out)["models"]}
    assert code == 0
    assert told["mistral-nemo-12b"] == {}
    days = {item["name"]: item for item in told["gpt-4"]["calendar_days"]["inputs"]}
    assert days["calendar_days"]["total"] == pytest.approx(1.0)
    assert days["pue"]["total"] == 0.0


def test_outputs_that_are_no_numbers_are_named_and_left_out(call, tmp_path):
    text = 'schema = 1\nname = "N"\nmethod = "own"\n[priors.a]\nprior = "normal(0, 1)"\n'
    text += '[quantities.y]\nlabel = "y"\nunit = "1"\nequals = "log(a)"\n'
    (tmp_path / "n.toml").write_text(text)
    code, out, _ = call("n.toml", "--pairs", "--pawn", "--draws", "16384")
    assert code == 0
    assert "Undefined for some draws, so left out: y." in out


def own(priors, **quantities):
    text = f'schema = 1\nname = "Own"\nmethod = "own"\noutputs = {json.dumps(list(quantities))}\n{priors}'
    return text + "".join(f'[quantities.{name}]\nequals = "{equals}"\n' for name, equals in quantities.items())


def test_nothing_matters_where_everything_is_a_point(call, tmp_path):
    (tmp_path / "points.toml").write_text(own("[priors]\na = { value = 3 }\nb = { value = 0 }\n", y="a + 1", z="a * b"))
    code, out, err = call("points.toml")
    assert (code, err) == (0, "")
    assert "No range here would narrow" in out
    code, out, _ = call("points.toml", "--json")
    assert code == 0
    assert json.loads(out)["models"][0]["quantities"]["y"]["median"] == 4


def test_undefined_numbers_are_null_in_json(call, tmp_path):
    prior = '[priors]\na = { prior = "uniform(0, 1)" }\n'
    (tmp_path / "pole.toml").write_text(own(prior, y="1 / (a - 0.5)"))
    code, out, _ = call("pole.toml", "--json")
    assert code == 0
    told = json.loads(out, parse_constant=pytest.fail)["models"][0]["budgets"]["y"]
    assert told["value"] is None
    assert told["u"] > 0


def test_numbers_too_large_for_squares_are_studied_without_a_warning_of_numpy(call, tmp_path):
    (tmp_path / "huge.toml").write_text(own('[priors]\na = { prior = "1e300 to 2e300" }\n', y="a"))
    code, out, err = call("huge.toml")
    assert (code, err) == (0, "")
    assert "and the y range would narrow from x2.0 to a point." in out
