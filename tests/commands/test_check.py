"""`wattif check`: everything that is wrong, at once, at its line and column."""

import errno
import os
import re

import pytest

from simulate.commands.main import BAD_INPUT
from tests.commands.conftest import CHAIN, TINY, tree

FRONTIER = """\
# A model that nobody has disclosed anything of.
schema = 1
name   = "Frontier"
uses   = []

[priors.accelerators]
value = 100000

[priors.calendar_days]
prior = "80 to 120"
unit  = "day"
[priors.puee]
prior = "1 + (0.10 to 0.25)"
[priors.grid_intensity]
prior = "430 to 394"
unit  = "gCO2e/kWh"
basis = "direct"
"""


def test_both_problems_of_the_example_are_told_at_their_places(wattif, write, tmp_path):
    write("scenarios/frontier.toml", FRONTIER)
    answer = wattif("check", "scenarios/frontier.toml")
    assert (answer.status, answer.out) == (BAD_INPUT, "")
    heading, first, second = answer.err.splitlines()
    assert heading == "scenarios/frontier.toml: 2 problems"
    assert first == "  12:1   priors.puee: no such quantity; did you mean pue?"
    assert second.startswith(
        "  15:10  priors.grid_intensity.prior: lognormal needs 0 < p05 < p95, got p05 = 430 and p95 = 394"
    )


def test_the_same_problems_as_json(wattif, write):
    write("scenarios/frontier.toml", FRONTIER)
    answer = wattif("check", "--json", "scenarios/frontier.toml")
    assert (answer.status, answer.err) == (BAD_INPUT, "")
    assert set(answer.json) == {"schema", "problems"}
    first, second = answer.json["problems"]
    assert list(first) == ["file", "line", "column", "field", "message"]
    assert (first["file"], first["line"], first["column"], first["field"]) == (
        "scenarios/frontier.toml",
        12,
        1,
        "priors.puee",
    )
    assert (second["line"], second["column"], second["field"]) == (15, 10, "priors.grid_intensity.prior")


def test_nothing_wrong_is_said_with_the_number_of_files(wattif, tiny, chain, tmp_path):
    assert wattif("check", tiny).out == "1 file, nothing wrong\n"
    assert wattif("check", tmp_path).out == "2 files, nothing wrong\n"
    assert wattif("check", "--json", tmp_path).json == {"schema": 1, "problems": []}


def test_what_ships_has_nothing_wrong(wattif):
    answer = wattif("check")
    assert (answer.status, answer.out) == (0, "5 files, nothing wrong\n")


PLACES = {
    "bad value": ('[priors.x]\nvalue = "1"', "2:9"),
    "missing key at the header of its table": ('[priors.x]\nunit = "h"', "1:1"),
    "missing key of an inline table": ("priors.x = { unit = 'h' }", "1:"),
    "unknown key": ("[priors.x]\nvalue = 1\n  sigma = 2", "3:3"),
    "syntax inside a prior": ('[priors.x]\nprior = "normal(1, 2))"', "2:22"),
    "unknown form inside a prior": ('[priors.x]\nprior = "1 + norml(1, 2)"', "2:14"),
    "before a comment": ('[priors.x]\nprior = "1 + norml(1, 2)" # what a comment says', "2:14"),
    "after characters of more than one byte": ("priors.x = { why = 'üüü', prior = '1 + norml(1, 2)' }", "1:45"),
    "in a text over several lines": (
        '[priors.x]\nprior = """\nmixture([\n  1 to 2,\n  norml(1, 2)], [0.5, 0.5])"""',
        "5:3",
    ),
    "after an escape": ('[priors.x]\nprior = "\\u0031 + norml(1, 2)"', "2:"),
    "unknown name in an expression": ('[quantities.x]\nequals = "1 + pue + nope"', "2:"),
    "element of a list": ('uses = ["sites/china", "sites/nowhere"]', "1:24"),
    "syntax of the file": ("[priors.x]\nvalue = = 1", "2:9"),
}


@pytest.mark.parametrize(("text", "place"), PLACES.values(), ids=PLACES.keys())
def test_a_problem_stands_at_the_character_at_fault(wattif, write, text, place):
    offset = 2
    first, rest = place.split(":")
    text = text.replace("[priors.x]", "[priors.tokens]").replace("priors.x ", "priors.tokens ")
    head = 'schema = 1\nname = "x"\n'
    answer = wattif("check", write("x.toml", f"{head}{text}\n"))
    assert answer.status == BAD_INPUT
    assert re.search(rf"^  {int(first) + offset}:{rest or '[0-9]'}", answer.err, re.MULTILINE), answer.err


def test_problems_of_several_kinds_in_several_files_come_together(wattif, write):
    one = write("one.toml", TINY.replace("1 to 4", "4 to 1").replace("a + b", "a + c").replace('"Tiny"', "3"))
    two = write("two.toml", CHAIN.replace("pue", "puee").replace('"h"', '"kg"'))
    three = write("three.toml", "= 1")
    answer = wattif("check", "--json", one, two, three, "nowhere.toml")
    assert answer.status == BAD_INPUT
    told = {(problem["file"].rsplit("/", 1)[-1], problem["field"]) for problem in answer.json["problems"]}
    assert {
        ("one.toml", "name"),
        ("one.toml", "priors.a.prior"),
        ("two.toml", "priors.puee"),
        ("two.toml", "priors.accelerator_hours.unit"),
        ("three.toml", ""),
    } <= told


def test_files_that_are_there_are_checked_though_others_are_not(wattif, write):
    answer = wattif("check", write("bad.toml", TINY.replace("1 to 4", "4 to 1")), "nowhere.toml")
    assert answer.status == BAD_INPUT
    assert "nowhere.toml" in answer.err
    assert "4" in answer.err
    assert "priors.a.prior" in answer.err


def test_a_problem_in_a_bundle_is_told_once_and_in_the_bundle(wattif, write, tmp_path):
    bundle = write(
        "mine/sites/cold.toml", 'schema = 1\nname = "Cold"\n[priors.pue]\nprior = "1.3 to 1.1"\nsource = "x"\n'
    )
    for name in "ab":
        write(f"{name}.toml", f'schema = 1\nname = "{name}"\nuses = ["sites/cold"]\n')
    answer = wattif("check", "--priors", tmp_path / "mine", "a.toml", "b.toml")
    assert answer.status == BAD_INPUT
    assert answer.err.count("priors.pue.prior") == 1
    assert bundle.name in answer.err
    alone = wattif("check", "--priors", tmp_path / "mine", tmp_path / "mine")
    assert alone.status == BAD_INPUT
    assert "4:10" in alone.err


def test_a_bundle_needs_the_source_of_every_prior(wattif, write, tmp_path):
    write("mine/sites/cold.toml", 'schema = 1\nname = "Cold"\n[priors.pue]\nvalue = 1.1\n')
    answer = wattif("check", "--priors", tmp_path / "mine", tmp_path / "mine")
    assert answer.status == BAD_INPUT
    assert "source" in answer.err


def test_checking_writes_nothing(wattif, tiny, tmp_path):
    before = tree(tmp_path)
    wattif("check", tiny)
    assert tree(tmp_path) == before


def test_a_scenario_of_which_nothing_can_be_computed_is_told_what_would_do(wattif, write):
    nothing = write("nothing.toml", 'schema = 1\nname = "x"\n[priors.pue]\nprior = "1 + (0.1 to 0.2)"\n')
    assert "nothing can be computed: accelerators needs a prior\n" in wattif("check", nothing).err


def test_an_empty_argument_is_no_folder(wattif, tiny):
    answer = wattif("check", "")
    assert (answer.status, answer.out) == (BAD_INPUT, "")
    assert "no such scenario: ''" in answer.err


def test_what_cannot_be_seen_is_bad_input_by_name(wattif, tiny, monkeypatch):
    def forbidden(path, *_, **__):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    long = f"{'x' * 5000}.toml"
    assert f"{long}: 1 problem\n    cannot be read: file name too long\n" == wattif("check", long).err
    monkeypatch.setattr(os, "scandir", forbidden)
    answer = wattif("run", ".", tiny)
    assert (answer.status, answer.err) == (BAD_INPUT, ".: 1 problem\n    cannot be read: permission denied\n")


@pytest.mark.parametrize(("name", "unit"), [("pue", "kWh"), ("facility_energy", "USD_2024")])
def test_a_unit_that_breaks_the_method_is_the_fault_of_who_changed_it(wattif, write, name, unit):
    path = write("broken.toml", f'{CHAIN}[quantities.{name}]\nunit = "{unit}"\n')
    answer = wattif("check", path)
    assert answer.status == BAD_INPUT
    assert "training.toml" not in answer.err
    line = len(path.read_text().splitlines())
    assert f"  {line}:8  quantities.{name}.unit: does not fit " in answer.err


def test_a_unit_that_cannot_be_read_is_one_problem(wattif, write):
    priors = CHAIN.replace("USD_2024/MWh", "USD/MWh").replace("MWh", "Mwh")
    answer = wattif("check", write("units.toml", priors))
    assert answer.status == BAD_INPUT
    assert answer.err.splitlines()[0].endswith(": 2 problems")
    assert "needs a unit" not in answer.err
