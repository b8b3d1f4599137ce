"""Help: every command says what it does by examples that run, in 60 columns as in 200."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from simulate.commands import helping, welcome
from simulate.commands.main import COMMANDS, USAGE, app
from tests.commands.conftest import WATTIF, drawing, in_process, quick, tree

RESULT = re.compile(r"(?<=[ ])(results|before|after|published)\b(?=(?:/ranges.nc)?(?: |$))")
"""Folders that an example starts from, which have to be there: all but those behind --to."""
NAMES = [command.__name__ for command in COMMANDS]
BUNDLE = """
schema = 1
name = "Our site"
[priors.pue]
prior = "1 + (0.12 to 0.22)"
source = "our meters"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with what examples name: a scenario of one's own, priors, and a result."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    in_process("init", "my-model")
    (tmp_path / "priors" / "sites").mkdir(parents=True)
    (tmp_path / "priors" / "sites" / "our-site.toml").write_text(BUNDLE)
    return tmp_path


def call(line):
    """A line as a shell takes it; what goes into a file is not looked at."""
    words = shlex.split(line)
    kept = words[1 : words.index(">")] if ">" in words else words[1:]
    return in_process(*kept)


@pytest.fixture
def make(folder, result, stock):
    """Makes a result, or one that is published, of the scenario of one's own."""

    def made(name):
        if name != "published":
            return result(name, "my-model.toml")
        published = stock[1] / name
        if not published.exists():
            with drawing("svg"):
                assert call(f"wattif publish {result('made', 'my-model.toml')} --to {published}").status == 0
        return shutil.copytree(published, name)

    return made


@pytest.mark.parametrize("command", COMMANDS, ids=NAMES)
def test_every_example_in_the_help_of_a_command_runs(folder, make, command):
    lines = helping.examples(command)
    assert lines
    for line in lines:
        assert line.startswith(f"wattif {command.__name__}")
        if line == "wattif init my-model":
            Path("my-model.toml").unlink()
        for name in RESULT.findall(re.sub(r"(--to|-o) \S+", "", line)):
            if not Path(name).exists():
                make(name)
        with drawing("svg"):
            answer = call(quick(line))
        assert answer.status == 0, f"{line}\n{answer.err}"
        assert answer.out or "written: " in answer.err


def test_every_step_that_the_program_alone_proposes_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = in_process()
    assert (told.status, told.err) == (0, "")
    lines = [line.strip() for line in told.out.splitlines() if line.startswith("  wattif")]
    assert lines == list(welcome.STEPS)
    for line in lines:
        assert call(quick(line)).status == 0, line
    assert tree(tmp_path) == ["my-model.toml"]


@pytest.mark.parametrize("command", COMMANDS, ids=NAMES)
def test_help_shows_the_examples_of_a_command_each_on_a_line_of_its_own(command):
    shown = in_process(command.__name__, "--help").out.splitlines()
    assert ["    " + line in shown for line in helping.examples(command)] == [True] * len(helping.examples(command))
    assert any(helping.purpose(command)[:40] in line for line in shown)


@pytest.mark.parametrize("arguments", [[], ["--help"], *([name, "--help"] for name in NAMES)], ids=" ".join)
@pytest.mark.parametrize("columns", [60, 80, 200])
def test_help_fits_the_terminal(monkeypatch, arguments, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = in_process(*arguments).out.splitlines()
    assert [line for line in lines if len(line) > columns] == []
    assert not any("…" in line or "..." in line.replace("]...", "").replace("=...", "") for line in lines[1:])


def test_help_lists_every_command_with_its_whole_purpose():
    shown = " ".join(in_process("--help").out.split())
    assert all(f"{command.__name__} {helping.purpose(command)}" in shown for command in COMMANDS)
    assert [command.callback for command in app.registered_commands] == list(COMMANDS)


def test_examples_are_taken_from_below_their_heading_alone():
    def command() -> None:
        """Do it: now,
        and well.

        Not wattif run.

        Examples:
        wattif one

        wattif two > file
        """

    assert helping.examples(command) == ["wattif one", "wattif two > file"]
    assert helping.purpose(command) == "Do it: now, and well."
    assert "Not wattif run." in helping.text(command)


@pytest.mark.parametrize(
    "arguments", [[], ["--help"], ["run", "--help"], ["--version"], ["--show-completion", "bash"], ["priors"]], ids=str
)
def test_a_reader_of_help_that_goes_away_is_no_error(arguments):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as gone:
        done = subprocess.run(
            [WATTIF, *arguments],
            stdout=gone,
            stderr=subprocess.PIPE,
            # Otherwise it speaks of the shell that the tests were started from, which may be one that it does not know.
            env={**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (["rnu"], "Did you mean 'run'?"),
        (["run", "--quantty", "pue"], "--quantity"),
        (["run", "--sampler", "sobl"], "did you mean sobol?"),
        (["run", "--interval-kind", "shortst"], "did you mean shortest?"),
        (["schema", "scenaro"], "did you mean scenario?"),
        (["run", "--quantity", "facility_enrgy"], "did you mean facility_energy?"),
        (["run", "gpt4"], "did you mean gpt-4?"),
        (["check", "gpt4"], "did you mean gpt-4?"),
        (["explain", "gpt-4", "facilty_energy"], "did you mean facility_energy?"),
        (["explain", "deepseek-3"], "did you mean deepseek-v3?"),
        (["priors", "accelerators/h10"], "did you mean accelerators/h100?"),
        (["run", "--use", "site/us"], "did you mean sites/us?"),
        (["run", "--set", "pu=1.1"], "did you mean pue?"),
        (["run", "gpt-4", "--set", "gpt4:pue=1.1"], "did you mean gpt-4?"),
        (["run", "gpt-4", "--set", "routes.accelerator_hours=comput"], "did you mean compute?"),
        (["run", "--threshold", "facility_enrgy > 1 GWh"], "did you mean facility_energy?"),
        (["compare", "--claims", "seed-benchmarc"], "did you mean seed-benchmark?"),
        (["init", "x", "--like", "gpt4"], "did you mean gpt-4?"),
        (["init", "My Model"], "did you mean my-model?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_mistyped_is_answered_with_the_nearest(wattif, tmp_path, arguments, nearest):
    answer = wattif(*arguments)
    assert answer.status in (USAGE, 3)
    assert answer.out == ""
    assert nearest in answer.err
    assert tree(tmp_path) == []


def test_what_is_like_no_name_is_answered_with_where_the_names_are(wattif):
    assert "wattif explain lists those that ship" in wattif("run", "zzzzzz").err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "--draws", "many"], "--draws': expected a whole number, got 'many'"),
        (["run", "--draws", "0"], "--draws': expected 1 to 10,000,000,000, got 0"),
        (["run", "--seed", "-1"], "--seed': expected 0 to 18,446,744,073,709,551,615, got -1"),
        (["sensitivity", "gpt-4", "--draws", "1e6"], "expected a whole number, got '1e6'"),
        (["compare", "--draws", "99999999999"], "expected 1 to 10,000,000,000, got 99,999,999,999"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_number_that_cannot_be_is_answered_with_what_can(wattif, arguments, said):
    answer = wattif(*arguments)
    assert (answer.status, answer.out) == (USAGE, "")
    assert said in answer.err
