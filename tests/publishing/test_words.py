import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.publishing.ranges import words
from simulate.publishing.ranges.records import Model, Run
from simulate.publishing.wording.digits import Number

RUN = Run("", 1048576, 0, "random", 0.9, "eti", "wattif 0.1.0", "2026-11", "CC BY 4.0", "")


@pytest.mark.parametrize(
    ("percentile", "expected"),
    [(1.0, "above all"), (0.0, "below all"), (0.976, "above 97 %"), (0.29, "below 71 %"), (0.5, "above 50 %"),
     (0.45, "below 55 %"),
     (0.9957, "above 99.5 %"), (0.99999999, "above 99.9 %"), (1e-9, "below 99.9 %"), (0.99, "above 99 %")],
)  # fmt: skip
def test_an_estimate_lies_above_or_below_a_share_of_the_draws(percentile, expected):
    assert words.position(percentile) == expected


@settings(max_examples=80)
@given(st.floats(0, 1))
def test_no_claim_is_stronger_than_the_draws(percentile):
    told = words.position(percentile)
    assert "100" not in told
    side, share, *_ = told.split()
    if share != "all":
        assert float(share) / 100 <= (percentile if side == "above" else 1 - percentile) + 1e-9


@pytest.mark.parametrize(
    ("probability", "error", "expected"),
    [
        (0.0, 0.0, "no draw"),
        (1.0, 0.0, "all draws"),
        (0.5, 0.0, "50.0 % of draws"),
        (0.97312, 3e-4, "97.3 % of draws"),
        (0.97312, 3e-3, "97 % of draws"),
        (0.00002, 1e-6, "0.002 % of draws"),
        (0.99997, 1e-6, "99.997 % of draws"),
        (0.99997, 1e-3, "more than 99.9 % of draws"),
        (0.00002, 1e-3, "less than 0.1 % of draws"),
        (math.nan, 0.0, "undefined"),
    ],
)
def test_a_probability_is_told_with_the_digits_that_it_has(probability, error, expected):
    assert words.chance(Number(probability, error)) == expected


def test_the_interval_is_a_credible_one_and_the_usual_search_term_is_there():
    told = words.interval_meaning(RUN)
    assert told.startswith("90 % range: 5 % of the draws lie below it and 5 % above.")
    assert "credible interval" in told
    assert "confidence interval" in told


def test_other_intervals_are_told_as_they_are():
    asked = Run("", 1, 0, "random", 0.995, "hdi", "", "", "", "")
    assert words.interval_meaning(asked).startswith("99.5 % range: the shortest range that holds 99.5 % of the draws.")


def test_one_scope_is_explained_and_several_are_told_apart():
    runs = [Model("a", "A", scope="final run"), Model("b", "B", scope="final run")]
    assert words.scopes(runs).startswith("Scope: final run (every stage")
    mixed = words.scopes([*runs, Model("c", "C", scope="pretraining")])
    assert mixed.startswith("Scope: final run (every stage")
    assert mixed.endswith("; of C: pretraining.")
    assert words.scopes([Model("a", "A")]) == ""
