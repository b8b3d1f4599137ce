"""Every table fits terminals of 60 to 200 columns, and a word that cannot be broken is the only exception."""

import pytest
from rich.cells import cell_len

from tests.commands.conftest import FAST

FEW = ("--draws", "4096")
MANY = ("gpt-4", "glam-280b-tokens", "llama-3.1-405b", "mistral-nemo-12b", "grok-3", "deepseek-r1", "kimi-k2")
COMMANDS = {
    "run": ("run", *FAST),
    "run --all": ("run", "gpt-4", "mistral-nemo-12b", "--all", *FAST),
    "explain": ("explain", "mistral-nemo-12b"),
    "explain, deep": ("explain", "nemotron-4-340b", "co2e_total"),
    "the list of models": ("explain",),
    "priors": ("priors",),
    "a bundle": ("priors", "sites/us"),
    "a quantity": ("priors", "grid_intensity"),
    "sensitivity": ("sensitivity", "gpt-4", "--quantity", "facility_energy", "--pairs", *FEW),
    "compare two": ("compare", "deepseek-v3", "llama-3.1-405b", *FAST),
    "compare all": ("compare", "--quantity", "facility_energy", "--claims", "seed-benchmark", *FAST),
    "compare many": ("compare", *MANY, *FAST),
    "why": ("compare", "gpt-4", "--why", *FAST),
    "calibrate": ("calibrate", "llama-3.1-405b", "bloom-176b", *FAST),
    "check": ("check",),
}


@pytest.fixture(scope="module")
def heard():
    """What commands have printed, by name and columns."""
    return {}


@pytest.fixture
def printed(wattif, monkeypatch, heard):
    def run(name, columns):
        if (name, columns) not in heard:
            monkeypatch.setenv("COLUMNS", str(columns))
            answer = wattif(*COMMANDS[name])
            assert answer.status == 0, answer.err
            heard[name, columns] = answer.out
        return heard[name, columns]

    return run


@pytest.mark.parametrize("columns", [60, 80, 200])
@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_printed_fits_the_terminal(printed, name, columns):
    long = [line for line in printed(name, columns).splitlines() if cell_len(line) > columns]
    assert [line for line in long if len(line.split()) > 1] == []


# `run` says some numbers in words where columns do not fit, lists of names cut titles: both have tests of their own.
@pytest.mark.parametrize(
    "name", ["explain", "a bundle", "sensitivity", "compare all", "compare many", "why", "calibrate"]
)
def test_a_narrow_terminal_is_told_every_word_that_a_wide_one_is(printed, name):
    assert set(printed(name, 200).split()) - set(printed(name, 60).split()) == set()
