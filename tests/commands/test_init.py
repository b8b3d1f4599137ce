"""`wattif init`: a file of one's own that runs as it is."""

import re
import tomllib
from pathlib import Path

import pytest

from simulate.api import selection
from simulate.commands.main import BAD_INPUT, FAILED, USAGE
from tests.commands.conftest import FAST, tree

BLOCK = re.compile(r"^# (?=\[|\w+ +=)", re.MULTILINE)
"""What stands before a line of TOML that is commented out."""


def test_the_file_has_nothing_wrong_and_runs_as_it_is(wattif):
    told = wattif("init", "my-model")
    assert told.status == 0
    assert "wattif run my-model.toml" in told.out
    assert wattif("check", "my-model.toml").out == "1 file, nothing wrong\n"
    ran = wattif("run", "my-model.toml", "--json", *FAST)
    assert (ran.status, ran.model["id"], ran.model["name"]) == (0, "my-model", "My model")
    # Contracts and staff are never assumed.
    assert set(ran.model["not_computable"]) == {"co2e_market", "development_cost"}
    assert ran.model["warnings"] == []


def test_all_that_the_template_comments_out_fits_as_well(wattif):
    wattif("init", "my-model")
    path = Path("my-model.toml")
    path.write_text(BLOCK.sub("", path.read_text()))
    read = tomllib.loads(path.read_text())
    assert {"pue", "grid_intensity", "calendar_days"} <= set(read["priors"])
    assert {"developer", "released", "estimates"} <= set(read)
    assert wattif("check", "my-model.toml").out == "1 file, nothing wrong\n"
    ran = wattif("run", "my-model.toml", "--json", *FAST)
    assert ran.status == 0
    # An estimate that lies outside of the example's range would teach the wrong thing.
    assert 0 < ran.model["estimates"][0]["percentile"] < 1
    assert ran.model["warnings"] == []


@pytest.mark.parametrize("other", selection.shipped())
def test_a_file_like_a_shipped_one_has_its_priors_with_their_sources(wattif, other):
    assert wattif("init", "mine", "--like", other).status == 0
    mine, theirs = (tomllib.loads(path.read_text()) for path in (Path("mine.toml"), selection.shipped_file(other)))
    kept = {"priors", "uses", "routes", "quantities", "correlations", "alternatives", "scope", "method", "outputs"}
    assert {key: mine[key] for key in kept if key in mine} == {key: theirs[key] for key in kept if key in theirs}
    assert set(mine) <= kept | {"schema", "name"}
    assert mine["name"] == "Mine"
    assert theirs["name"] in Path("mine.toml").read_text()
    assert wattif("check", "mine.toml").out == "1 file, nothing wrong\n"


def test_a_file_like_a_shipped_one_gives_its_ranges(wattif):
    wattif("init", "mine", "--like", "mistral-nemo-12b")
    both = wattif("run", "mine.toml", "mistral-nemo-12b", "--json", "--draws", "131072").json["models"]
    medians = {model["id"]: model["quantities"]["facility_energy"]["quantiles"]["0.5"] for model in both}
    assert medians["mine"] == pytest.approx(medians["mistral-nemo-12b"], rel=0.01)


def test_comments_of_a_shipped_file_are_kept(wattif):
    wattif("init", "mine", "--like", "gpt-4")
    assert "Everything below but the site stems from one leak" in Path("mine.toml").read_text()


@pytest.mark.parametrize("arguments", [(), ("--like", "gpt-4")], ids=["template", "like"])
def test_a_file_that_is_there_is_never_overwritten(wattif, arguments):
    Path("my-model.toml").write_text("mine")
    told = wattif("init", "my-model", *arguments)
    assert (told.status, told.out) == (FAILED, "")
    assert told.err.startswith("my-model.toml is there already and stays as it is")
    assert Path("my-model.toml").read_text() == "mine"


def test_a_link_to_nowhere_is_not_written_through(wattif, tmp_path):
    Path("my-model.toml").symlink_to(tmp_path / "elsewhere.toml")
    assert wattif("init", "my-model").status == FAILED
    assert tree(tmp_path) == ["my-model.toml"]


@pytest.mark.parametrize("name", ["My-Model", "my model", "modèle", "", ".hidden", "-x", "a/", "größe.toml"])
def test_a_name_that_no_scenario_may_have_is_refused(wattif, tmp_path, name):
    told = wattif("init", "--", name)
    assert (told.status, told.out) == (USAGE, "")
    assert len(told.err.splitlines()) == 1
    assert tree(tmp_path) == []


def test_the_name_may_have_its_ending_and_a_folder(wattif, tmp_path):
    assert wattif("init", "runs/our-run.toml").status == 0
    assert tree(tmp_path) == ["runs", "runs/our-run.toml"]
    assert wattif("check", "runs").out == "1 file, nothing wrong\n"


def test_a_model_that_does_not_ship_writes_nothing(wattif, tmp_path):
    assert wattif("init", "mine", "--like", "../scenarios/gpt-4").status == BAD_INPUT
    assert tree(tmp_path) == []
