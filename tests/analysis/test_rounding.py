"""What a written figure leaves open."""

from __future__ import annotations

import pytest

from simulate.analysis import rounding


@pytest.mark.parametrize(
    ("value", "half"),
    [(30.84e6, 5e3), (2.788e6, 500), (1_082_990, 5), (8930, 5), (1287, 0.5), (85.7, 0.05), (0.41, 0.005)],
)
def test_the_last_digit_that_is_not_zero_was_written(value: float, half: float) -> None:
    assert rounding.half_unit(value) == pytest.approx(half)


@pytest.mark.parametrize(("value", "half"), [(20, 0.5), (60e6, 0.5e6), (200, 5), (0.5, 0.005)])
def test_two_digits_always_count(value: float, half: float) -> None:
    assert rounding.half_unit(value) == pytest.approx(half)


def test_a_figure_lies_in_the_middle_of_its_rounding_interval() -> None:
    assert rounding.interval(85.7) == pytest.approx((85.65, 85.75))
    assert rounding.interval(0.0) == (0.0, 0.0)


def test_an_account_agrees_to_one_percent_or_to_its_digits() -> None:
    assert rounding.agrees(13.96, 14)  # within half a unit
    assert not rounding.agrees(13.4, 14)
    assert rounding.agrees(1289.0, 1287)  # within 1 %
    assert not rounding.agrees(1301.0, 1287)
    assert rounding.agrees(0.355, 0.35)  # half a unit exactly, whatever its binary digits
