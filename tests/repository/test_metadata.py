"""One version, one licence, one list of everything, wherever the repository states them."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
import typing
from pathlib import Path

import pytest
import yaml

from simulate.beliefs import forms
from simulate.commands import main

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_citation_is_of_this_version() -> None:
    citation = yaml.safe_load(read("CITATION.cff"))
    assert citation["version"] == PROJECT["version"]
    assert citation["cff-version"] == "1.2.0"
    assert citation["license"] in PROJECT["license"]
    assert citation["authors"] == PROJECT["authors"]


def test_the_changelog_has_this_version_first_and_says_which_results_changed() -> None:
    versions = re.findall(r"^## \[(.+?)\]", read("CHANGELOG.md"), re.MULTILINE)
    assert versions[0] == PROJECT["version"]
    sections = re.split(r"^## \[", read("CHANGELOG.md"), flags=re.MULTILINE)[1:]
    assert all("### Changed results" in section for section in sections)


def test_code_and_data_have_their_licences() -> None:
    assert PROJECT["license"] == "MIT AND BSD-3-Clause AND Bitstream-Vera AND CC-BY-4.0"
    assert PROJECT["license-files"] == ["LICENSE", "LICENSE-DATA", "simulate/publishing/charts/fonts/LICENSE"]
    assert "Bitstream Vera Fonts Copyright" in read("simulate/publishing/charts/fonts/LICENSE")
    assert read("LICENSE").startswith("MIT License\n")
    assert "https://creativecommons.org/licenses/by/4.0/legalcode\n" in read("LICENSE-DATA")
    assert all(f"{folder}/" in read("LICENSE-DATA") for folder in ("priors", "scenarios", "results"))


def test_the_wheel_is_tried_on_every_python_that_is_promised() -> None:
    matrix = yaml.safe_load(read(".github/workflows/ci.yml"))["jobs"]["wheel"]["strategy"]["matrix"]
    promised = [text.rpartition(" ")[2] for text in PROJECT["classifiers"] if re.search(r"Python :: 3\.\d+$", text)]
    assert matrix["python"] == promised
    assert PROJECT["requires-python"] == f">={promised[0]}"
    assert [system.partition("-")[0] for system in matrix["system"]] == ["ubuntu", "macos", "windows"]


def test_the_readme_installs_the_wheel_of_this_version() -> None:
    assert set(re.findall(r"wattif-[\w.]+?-py3", read("README.md"))) == {f"wattif-{PROJECT['version']}-py3"}


@pytest.mark.parametrize("name", ["better-number", "bug"])
def test_an_issue_form_asks_every_question_once(name: str) -> None:
    form = yaml.safe_load(read(f".github/ISSUE_TEMPLATE/{name}.yml"))
    asked = [item["id"] for item in form["body"] if item["type"] != "markdown"]
    assert len(asked) == len(set(asked))
    assert {"name", "description", "labels", "body"} == set(form)
    for item in form["body"]:
        options = item["attributes"].get("options", ["text"])
        assert all(isinstance(option, str) for option in options), "YAML reads a bare no as false"


def test_a_better_number_comes_with_all_that_a_prior_needs() -> None:
    form = yaml.safe_load(read(".github/ISSUE_TEMPLATE/better-number.yml"))
    asked = {item["id"]: item for item in form["body"] if item["type"] != "markdown"}
    needed = {"quantity", "value", "unit", "boundary", "basis", "year", "source", "quality", "target", "why"}
    assert needed <= set(asked)
    assert all(item["validations"]["required"] for item in asked.values())
    assert asked["quality"]["attributes"]["options"] == list(typing.get_args(forms.Quality))
    assert set(typing.get_args(forms.Basis)) < set(asked["basis"]["attributes"]["options"])


def test_every_bundle_and_scenario_that_ships_has_nothing_wrong(monkeypatch, capsys) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("sys.argv", ["wattif", "check", "priors", "scenarios"])
    status = main.status(main.app)
    files = [path for folder in ("priors", "scenarios") for path in (ROOT / folder).rglob("*.toml")]
    assert (status, capsys.readouterr().out) == (0, f"{len(files)} files, nothing wrong\n")


def test_every_target_that_a_document_names_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    named = re.findall(r"\bmake ([a-z-]+)`|^make ([a-z-]+)$", _all_documents(), re.MULTILINE)
    assert {one or other for one, other in named} <= targets


def _all_documents() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")))


def test_the_checks_of_a_change_can_be_started() -> None:
    subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=True)
    assert json.dumps(yaml.safe_load(read(".github/workflows/ci.yml"))["jobs"]["checks"]["steps"]).count(".ci/run") == 1
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o100
