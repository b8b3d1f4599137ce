"""Tables of texts in a terminal: nothing is lost in whatever width there is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from simulate.publishing.wording import plain_tables
from simulate.publishing.wording.wrapping import hanging, wrapped

HEADING = ("", "ratio", "90 % range", "first needs less")
ROWS = [
    ("DeepSeek V3 / Llama 3.1 405B", "0.105", "0.090 to 0.126", "above 99.9 %"),
    ("A / B", "4.0", "1.7 to 8.8", "0.4 %"),
]
WORDS = st.lists(st.text("abcä模 ", min_size=0, max_size=30), min_size=4, max_size=4)


def test_a_table_that_fits_is_as_wide_as_its_texts():
    assert plain_tables.aligned(HEADING, ROWS, last=1, indent="  ", width=80) == (
        "                                ratio      90 % range  first needs less\n"
        "  DeepSeek V3 / Llama 3.1 405B  0.105  0.090 to 0.126  above 99.9 %\n"
        "  A / B                           4.0      1.7 to 8.8  0.4 %\n"
    )


def test_first_texts_are_wrapped_before_columns_move():
    assert plain_tables.aligned(HEADING, ROWS, last=1, indent="  ", width=60) == (
        "                     ratio      90 % range  first needs less\n"
        "  DeepSeek V3 /      0.105  0.090 to 0.126  above 99.9 %\n"
        "  Llama 3.1 405B\n"
        "  A / B                4.0      1.7 to 8.8  0.4 %\n"
    )


def test_columns_that_do_not_fit_follow_below_with_the_first_texts_again():
    assert plain_tables.aligned(HEADING, ROWS, last=1, width=44) == (
        "                       ratio      90 % range\n"
        "DeepSeek V3 / Llama    0.105  0.090 to 0.126\n"
        "3.1 405B\n"
        "A / B                    4.0      1.7 to 8.8\n"
        "\n"
        "                            first needs less\n"
        "DeepSeek V3 / Llama 3.1     above 99.9 %\n"
        "405B\n"
        "A / B                       0.4 %\n"
    )


@given(rows=st.lists(WORDS, min_size=1, max_size=4), left=st.integers(1, 2), width=st.integers(40, 200))
def test_every_word_is_there_in_order_and_no_line_is_too_wide(rows, left, width):
    shown = plain_tables.aligned(("one", "two", "three", "four"), rows, left=left, width=width)
    widest = 2 * 36 + 4 + max(cell_len(cell) for row in rows for cell in row)
    assert all(cell_len(line) <= max(width, widest) for line in shown.splitlines())
    for row in rows:
        for cell in row:
            # A word may be broken, so only characters count.
            assert not set(re.sub(r"\s", "", cell)) - set(shown)


@given(st.text("ab 模", max_size=80), st.integers(2, 40))
def test_wrapping_loses_nothing_but_spaces(text, width):
    lines = wrapped(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line) <= width for line in lines)


def test_a_hanging_text_stands_below_itself():
    assert hanging("  12 %  ", "one two three four five six", 24, 8) == [
        "  12 %  one two three",
        "        four five six",
    ]
    assert hanging("  ", "", 24) == [""]


@pytest.mark.parametrize("width", [60, 61, 79, 80, 120])
def test_numbers_stay_in_their_column(width):
    shown = plain_tables.aligned(HEADING, ROWS, last=1, indent="  ", width=width).splitlines()
    ends = {line.index(ratio) + len(ratio) for line in shown for ratio in ("ratio", "0.105", "  4.0") if ratio in line}
    assert len(ends) == 1
