import math
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.publishing.wording import digits
from simulate.publishing.wording.digits import Number

positive = st.floats(1e-12, 1e12, allow_subnormal=False)
share = st.floats(0.001, 3.9)


def shown(lower, median, upper, error=0.0):
    return digits.texts(*(Number(value, error) for value in (lower, median, upper)))


def value_of(text):
    return float(text.replace(",", ""))


# Particle Data Group, Review of Particle Physics, Introduction, 5.3: (0.827 +- 0.119) -> 0.83 +- 0.12,
# (0.827 +- 0.367) -> 0.8 +- 0.4.
@pytest.mark.parametrize(
    ("median", "half", "expected"),
    [
        (0.827, 0.119, "0.83"),
        (0.827, 0.367, "0.8"),
        (0.827, 0.354, "0.83"),
        (0.827, 0.355, "0.8"),
        (8.27, 0.967, "8.3"),
        (8.27, 0.1, "8.27"),
        (82700.0, 1190.0, "82,700"),
        (82740.0, 3670.0, "83,000"),
    ],
)
def test_a_symmetric_range_is_rounded_by_the_rule_of_the_particle_data_group(median, half, expected):
    assert shown(median - half, median, median + half)[1] == expected


def test_the_smaller_half_width_decides():
    assert shown(3.1, 3.7, 4.5) == ("3.1", "3.7", "4.5")
    assert shown(9.0, 9.013, 20.0) == ("9.000", "9.013", "20.000")


def test_all_numbers_of_one_range_end_at_the_same_digit():
    assert shown(2.7741e6, 2.788e6, 2.8019e6) == ("2,774,000", "2,788,000", "2,802,000")
    assert digits.texts(Number(31.2), Number(39.7), Number(48.1), [Number(40.61), Number(35.2)])[3:] == ("41", "35")


def test_a_range_wider_than_a_factor_of_five_shows_two_digits_of_each_number():
    assert shown(15.21, 36.4, 89.3) == ("15", "36", "89")
    assert shown(0.01234, 4.567, 789.1) == ("0.012", "4.6", "790")
    assert shown(-789.1, -4.567, -0.01234) == ("-790", "-4.6", "-0.012")


def test_exactly_a_factor_of_five_is_not_wider_than_that():
    assert digits.last_digit(1.0, 2.0, 5.0) == -1
    assert digits.last_digit(1.0, 2.0, 5.0000001) is None


def test_two_digits_stay_two_when_rounding_carries():
    assert shown(0.0996, 9.96, 999.6) == ("0.10", "10", "1,000")


def test_a_range_through_zero_has_no_factor_and_is_rounded_by_its_width():
    assert shown(-3.312, 0.0004, 3.388) == ("-3.3", "0.0", "3.4")
    assert shown(0.0, 2.5, 4.0) == ("0.0", "2.5", "4.0")
    assert shown(-0.0004, 5.0, 9.0)[0] == "0"


@pytest.mark.parametrize(("value", "shown"), [(143.2, "+140"), (-0.0312, "-0.031"), (0.0, "0"), (5.0, "+5.0")])
def test_a_change_has_its_sign(value, shown):
    assert digits.signed(value, 2) == shown


def test_no_number_is_minus_zero():
    assert digits.text(-0.0, -2) == "0.00"
    assert digits.text(-0.004, -1) == "0.0"


def test_digits_are_never_finer_than_the_numerical_error():
    assert shown(2.7741e6, 2.788e6, 2.8019e6, error=4e3) == ("2,770,000", "2,790,000", "2,800,000")
    assert shown(15.21, 36.4, 89.3, error=2.0) == ("20", "40", "90")
    assert shown(2.0, 3.0, 4.0, error=0.1) == ("2.0", "3.0", "4.0")
    assert shown(2.0, 3.0, 4.0, error=0.1001) == ("2", "3", "4")


def test_an_error_larger_than_the_number_leaves_its_first_digit():
    assert shown(31.0, 37.0, 45.0, error=2000.0) == ("30", "40", "40")
    assert shown(0.2, 3.0, 45.0, error=2000.0) == ("0.2", "3", "40")


def test_the_error_of_the_mean_does_not_blur_the_range():
    lower, *_, mean = digits.texts(Number(31.2, 0.01), Number(39.7, 0.01), Number(48.1, 0.01), [Number(41.3, 7.0)])
    assert (lower, mean) == ("31", "40")


def test_an_unknown_error_takes_no_digits():
    assert shown(3.1, 3.7, 4.5, error=math.nan) == shown(3.1, 3.7, 4.5, error=math.inf) == ("3.1", "3.7", "4.5")


@pytest.mark.parametrize(
    ("value", "expected"),
    [(2048.0, "2,048"), (57.525, "57.525"), (13840.5, "13,840.5"), (0.1 + 0.2, "0.3"), (0.0, "0"), (-1.5, "-1.5"),
     (27_648_000.0, "27,648,000"), (1 / 3, "0.333333"), (3.8e25, "3.8e25"), (2.5e-9, "2.5e-9")],
)  # fmt: skip
def test_a_point_is_shown_as_it_was_stated(value, expected):
    assert shown(value, value, value)[1] == expected


def test_the_rounding_of_binary_arithmetic_is_no_width():
    assert shown(2.788e6, 2.788e6, 2.788e6 * (1 + 4e-16)) == ("2,788,000",) * 3


def test_half_of_an_atom_falls_back_to_the_other_half_width():
    assert shown(2.0, 2.0, 4.21) == ("2.0", "2.0", "4.2")


@pytest.mark.parametrize(
    ("value", "expected"), [(math.nan, "undefined"), (math.inf, "infinite"), (-math.inf, "-infinite")]
)
def test_what_is_no_number_is_said_in_words(value, expected):
    assert digits.text(value, 0) == expected
    assert digits.point(value) == expected


def test_an_infinite_bound_leaves_the_others_two_digits():
    assert shown(1.234, 5.678, math.inf) == ("1.2", "5.7", "infinite")


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [(3.1, 4.5, "x1.5"), (15, 89, "x5.9"), (1, 9.94, "x9.9"), (1, 9.95, "x10"), (1, 9.97, "x10"), (1, 123, "x120"),
     (100, 103, "x1.03"), (-10, -5, "x2.0"), (1000, 1000.4, "x1.0004"), (0, 5, ""), (-1, 1, ""), (5, 5, ""),
     (1, math.inf, ""), (math.nan, 1, "")],
)  # fmt: skip
def test_the_span_says_how_many_times(lower, upper, expected):
    assert digits.span(lower, upper) == expected


@pytest.mark.parametrize(("value", "expected"), [(57.525, "57.5"), (6.392, "6.39"), (1.0, "1"), (13840.5, "13,800")])
def test_somebody_elses_number_gets_no_digits_that_they_did_not_write(value, expected):
    assert digits.given(value) == expected


@settings(max_examples=80)
@given(positive, share, share)
def test_rounding_moves_no_number_by_more_than_a_seventh_of_the_smaller_half_width(lower, below, above):
    median, upper = lower * (1 + below / 2), lower * (1 + below / 2 + above / 2)
    smaller = min(median - lower, upper - median)
    for value, text in zip((lower, median, upper), shown(lower, median, upper), strict=True):
        assert abs(value_of(text) - value) <= 0.141 * smaller * (1 + 1e-6)


@settings(max_examples=80)
@given(positive, st.floats(1.0, 1e6), st.floats(1.0, 1e6))
def test_rounding_keeps_the_order(lower, first, second):
    lower, median, upper = (value_of(text) for text in shown(lower, lower * first, lower * first * second))
    assert lower <= median <= upper


@settings(max_examples=80)
@given(positive, share, share, st.floats(1e-6, 1e3))
def test_what_is_shown_is_no_finer_than_the_error_or_a_single_digit(lower, below, above, relative):
    numbers = (lower, lower * (1 + below), lower * (1 + below + above))
    error = relative * lower
    coarsest = Decimal(1).scaleb(math.ceil(math.log10(error) - 1e-9))
    for text in shown(*numbers, error=error):
        value = Decimal(text.replace(",", ""))
        assert value % coarsest == 0 or len(value.normalize().as_tuple().digits) == 1


@settings(max_examples=100)
@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6), st.integers(0, 5))
def test_the_unit_shifts_the_digit_and_nothing_else(lower, below, above, power):
    median, upper = lower + below, lower + below + above
    last = digits.last_digit(float(lower), float(median), float(upper))
    shifted = digits.last_digit(*(float(value * 10**power) for value in (lower, median, upper)))
    assert shifted == (None if last is None else last + power)
