import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.foundation.nearest import CUTOFF, nearest, suggestion

QUANTITIES = ["pue", "wue", "pue_peak", "facility_energy", "it_energy", "grid_intensity", "accelerators", "lifetime"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("puee", "pue"),
        ("peu", "pue"),
        ("PUE", "pue"),
        ("facility_enrgy", "facility_energy"),
        ("grid_intensty", "grid_intensity"),
        ("acelerators", "accelerators"),
        ("life_time", "lifetime"),
        ("xyzzy", None),
        ("", None),
    ],
)
def test_a_mistyped_name_finds_the_one_that_was_meant(typed, meant):
    assert nearest(typed, QUANTITIES) == meant


def test_a_name_that_differs_in_case_alone_is_preferred_and_of_those_the_one_that_fits_better():
    assert nearest("kwh", ["kW", "kWh", "kh", "MWh"]) == "kWh"
    assert nearest("Mw", ["mW", "MW"]) == "MW"
    assert nearest("mw", ["MW", "mW"]) == "mW"


def test_the_suggestion_stands_at_the_end_of_a_message_or_is_nothing():
    assert suggestion("puee", QUANTITIES) == "; did you mean pue?"
    assert suggestion("xyzzy", QUANTITIES) == ""
    assert suggestion("pue", []) == ""


def test_a_word_of_several_names_suggests_them_all_unless_they_are_many():
    known = ["accelerator_energy", "it_energy", "facility_energy", "energetic"]
    assert suggestion("Energy", known) == "; did you mean accelerator_energy, it_energy or facility_energy?"
    assert suggestion("energy", known[1:]) == "; did you mean it_energy or facility_energy?"
    assert suggestion("energy", known[2:]) == "; did you mean energetic?"
    many = [*known, *(f"{word}_energy" for word in ("idle", "cooling", "network"))]
    assert suggestion("energy", many).count("energy") == 1


def common(a, b):
    """Longest common subsequence by the textbook's table."""
    row = [0] * (len(b) + 1)
    for left in a:
        new = [0]
        for index, right in enumerate(b):
            new.append(row[index] + 1 if left == right else max(row[index + 1], new[-1]))
        row = new
    return row[-1]


@given(st.text("abcD_", max_size=20), st.lists(st.text("abcD_", min_size=1, max_size=20), max_size=12))
@settings(max_examples=200)
def test_all_names_at_once_give_what_one_after_another_does(name, known):
    def similarity(candidate):
        return 2 * common(name.lower(), candidate.lower()) / (len(name) + len(candidate))

    best = max(map(similarity, known), default=0.0)
    found = nearest(name, known)
    assert (found is None) == (best < CUTOFF)
    assert found is None or similarity(found) == best


def test_ten_thousand_names_are_searched_in_a_moment():
    known = [f"quantity_{index}_of_{index % 7}" for index in range(10_000)] + ["facility_energy"]
    nearest("warm_up", known)
    start = time.process_time()
    assert nearest("facility_enegry", known) == "facility_energy"
    assert time.process_time() - start < 0.1


def test_a_file_of_ten_thousand_mistyped_names_takes_seconds_at_most():
    known = [f"quantity_{index}_of_{index % 7}" for index in range(150)]
    start = time.process_time()
    for index in range(2_000):
        nearest(f"quantity_{index}_off", known)
    assert time.process_time() - start < 2


def test_a_name_of_any_length_is_answered():
    assert nearest("pue" * 100_000, QUANTITIES) is None
