"""The tab key: names come at once, and whatever was typed before does no harm."""

import os
import subprocess
import sys

import pytest

from simulate.api import selection
from tests.commands.conftest import as_program
from tests.commands.test_process import HEAVY, IMPORTS

OWN = """
schema = 1
name = "Own"
method = "own"
[priors]
first_input = { prior = "1 to 2" }
[quantities.own_output]
equals = "2 * first_input"
"""


def asked(line):
    """What a shell that completes a line sets, where the cursor stands at its end."""
    return {"_WATTIF_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}


@pytest.fixture
def offered(wattif, tmp_path, monkeypatch):
    """What bash is given for a line that ends where the cursor stands."""
    (tmp_path / "priors" / "sites").mkdir(parents=True)
    (tmp_path / "priors" / "sites" / "zzz-ours.toml").write_text('schema = 1\nname = "Ours"\n')
    (tmp_path / "own.toml").write_text(OWN)
    (tmp_path / "broken.toml").write_text("= nothing")
    (tmp_path / "notes.txt").write_text("nothing")

    def complete(line):
        for name, value in asked(line).items():
            monkeypatch.setenv(name, value)
        answer = wattif()
        assert answer.err == ""
        return answer.out.split()

    return complete


def test_commands_are_offered(offered, tmp_path):
    assert offered("wattif s") == ["sensitivity", "schema"]
    answer = as_program(env=asked("wattif s"), cwd=tmp_path)
    assert (answer.out.split(), answer.err) == (["sensitivity", "schema"], "")


@pytest.mark.parametrize("command", ["run", "compare", "sensitivity", "explain", "check", "calibrate"])
def test_shipped_scenarios_and_files_are_offered_to_every_command_that_takes_them(offered, command):
    everything = offered(f"wattif {command} ")
    assert set(selection.shipped()) <= set(everything)
    assert {"own.toml", "priors/"} <= set(everything)
    assert "notes.txt" not in everything
    assert offered(f"wattif {command} gpt-4") == ["gpt-4"]
    assert offered(f"wattif {command} gpt-4 ow") == [] if command == "explain" else ["own.toml"]


def test_files_below_a_folder_are_offered_once_it_is_typed(offered):
    assert offered("wattif check priors/") == ["priors/sites/"]
    assert offered("wattif check priors/sites/z") == ["priors/sites/zzz-ours.toml"]


def test_bundles_are_offered_with_those_of_the_folders_given(offered):
    assert "sites/us" in offered("wattif run --use sites/u")
    assert "sites/zzz-ours" not in offered("wattif run --use sites/")
    assert "sites/zzz-ours" in offered("wattif run --priors priors --use sites/")
    assert offered("wattif priors accelerators/h1") == ["accelerators/h100", "accelerators/h100-pcie"]
    assert offered("wattif priors pu") == ["pue", "pue_peak"]


@pytest.mark.parametrize("command", ["run", "compare", "sensitivity"])
def test_quantities_are_offered_with_those_of_the_files_given(offered, command):
    assert "facility_energy" in offered(f"wattif {command} --quantity facility_")
    assert offered(f"wattif {command} own.toml --quantity own_") == ["own_output"]
    assert offered(f"wattif {command} broken.toml --quantity pue") == ["pue", "pue_peak"]
    assert offered("wattif explain gpt-4 grid_intensity_l") == ["grid_intensity_lifecycle"]


def test_what_if_is_offered_for_quantities_and_for_routes(offered):
    assert offered("wattif run --set pue") == ["pue=", "pue_peak="]
    assert offered("wattif run --set routes.accelerator_h") == ["routes.accelerator_hours="]
    assert "routes.pue=" not in offered("wattif run --set routes.")


def test_words_of_options_are_offered(offered):
    assert offered("wattif run --sampler s") == ["sobol"]
    assert offered("wattif schema b") == ["bundle"]
    assert offered("wattif compare --claims seed") == ["seed-benchmark"]
    assert offered("wattif init x --like gpt-4") == ["gpt-4"]


@pytest.mark.parametrize(
    "line", ["wattif run g", "wattif run --set p", "wattif run --use s", "wattif run --quantity f"]
)
def test_offering_names_loads_nothing_heavy(line):
    program = IMPORTS.format(arguments=[], heavy=set(HEAVY))
    environment = os.environ | asked(line)
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout
    assert done.stderr.splitlines()[-1] == "0 []"
