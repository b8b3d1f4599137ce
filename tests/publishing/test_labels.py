import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.publishing.wording import labels

ESCAPES = [
    "\x1b]0;pwned\x07",
    "\x1b[2J",
    "\x07",
    "\u202egpj.exe",
    "a\u2066b\u2069",
    "\x9b31m",
    "\u200b",
    "\ufeff",
    "\x7f",
]


@pytest.mark.parametrize("text", ESCAPES)
def test_nothing_that_moves_a_cursor_or_turns_a_line_survives(text):
    assert not any(unicodedata.category(character)[0] == "C" for character in labels.clean(text))


def test_every_kind_of_break_becomes_one_space():
    assert labels.clean(" a\n\tb\u2028c\r\nd\u00a0 e ") == "a b c d e"


def test_letters_of_any_script_stay():
    for text in ("通义千问", "שלום", "نموذج", "GPT-4 – β", "क्‍ष", "🦙"):
        assert labels.clean(text) == text


def test_an_empty_label_falls_back():
    assert labels.clean("\x1b\x07", "gpt-4") == "gpt-4"


@pytest.mark.parametrize(
    "name", ["../../x", "con", "a/b", "", ".", "m" * 300, "-rf", "x\n", "results.nc\0.png", "COM1", "NUL", "日本", "Y"]
)
def test_a_slug_is_a_safe_file_name_whatever_it_is_made_of(name):
    slug = labels.slug(name)
    assert re.fullmatch(r"[a-z0-9_][a-z0-9_-]{0,63}", slug)
    assert slug not in {"con", "com1", "nul"}


def test_a_quantity_keeps_its_name_as_a_file_name():
    assert labels.slug("facility_energy") == "facility_energy"


def test_slugs_differ_even_where_case_does_not_count():
    assert labels.slugs(["y", "Y", "x"]) == {"y": "y", "Y": "y-2", "x": "x"}


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\tx", "\rx", "＝1", "＋1", "－1", "＠x"]
)
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert labels.cell(text) == f"'{text}"


def test_other_cells_stay_as_they_are():
    assert [labels.cell(text) for text in ("GPT-4", "a=b", "", "1 + 2")] == ["GPT-4", "a=b", "", "1 + 2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a | b", r"a \| b"),
        ("`x`", r"\`x\`"),
        ("[x](javascript:1)", r"\[x\](javascript:1)"),
        ("<script>&amp;", r"\<script\>\&amp;"),
        (r"\input{/etc/passwd}", r"\\input{/etc/passwd}"),
        ("$x_1$", r"\$x_1\$"),
        ("_x_ *y* ~~z~~ #h", r"\_x\_ \*y\* \~\~z\~\~ \#h"),
        ("facility_energy in USD_2024", "facility_energy in USD_2024"),
    ],
)
def test_markdown_shows_the_text_as_it_is(text, expected):
    assert labels.markdown(text) == expected


def test_a_long_text_is_shortened_to_the_length():
    assert labels.shortened("abcdef", 4) == "abc…"
    assert labels.shortened("abcd", 4) == "abcd"


@settings(max_examples=100)
@given(st.text(alphabet=st.characters(codec=None)))
def test_cleaning_twice_changes_nothing(text):
    once = labels.clean(text)
    assert labels.clean(once) == once
    once.encode()
