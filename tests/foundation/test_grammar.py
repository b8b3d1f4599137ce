"""The grammar of small texts."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.foundation import grammar
from simulate.foundation.errors import TextError
from simulate.foundation.grammar import Call, Chain, Name, Number, Power, Range, Sign, parse


def test_products_bind_tighter_than_sums_and_powers_tighter_still():
    tree = parse("a + b * c ** 2 - d")
    assert isinstance(tree, Chain)
    assert [mark for mark, _ in tree.rest] == ["+", "-"]
    product = tree.rest[0][1]
    assert isinstance(product, Chain)
    assert isinstance(product.rest[0][1], Power)


def test_a_power_binds_tighter_than_the_minus_before_it_and_groups_from_the_right():
    assert isinstance(parse("-x**2"), Sign)
    tower = parse("a ** b ** c")
    assert isinstance(tower, Power)
    assert isinstance(tower.exponent, Power)


def test_to_binds_loosest():
    tree = parse("1 + 0.1 to 0.25 * 2")
    assert isinstance(tree, Range)
    assert isinstance(tree.low, Chain)
    assert isinstance(tree.high, Chain)


def test_a_call_takes_arguments_by_position_then_by_name():
    tree = parse("normal(1, sd=2,)")
    assert isinstance(tree, Call)
    assert tree.positional == (Number(1.0, "1", 7),)
    assert tree.keywords[0][0] == "sd"


def test_a_text_may_go_on_in_another_language_after_a_complete_beginning():
    tree, rest = grammar.parse_start("50 to 90 USD_2024/MWh")
    assert isinstance(tree, Range)
    assert (rest.text, rest.offset) == ("USD_2024", 9)


@pytest.mark.parametrize(
    ("text", "offset", "says"),
    [
        ("a +", 3, "the end"),
        ("1 2", 2, "unexpected '2'"),
        ("01", 1, "unexpected"),
        ("(1", 2, "')'"),
        ("f(1 2)", 4, "','"),
        ("f(a=1, 2)", 7, "by position"),
        ("f(a=1, a=2)", 7, "twice"),
        ("1 < x < 2", 6, "chained"),
        ("a # b", 2, "unexpected"),
        ("a \\ b", 2, "unexpected"),
        ("x[0]", 1, "unexpected"),
        ("(a := 1)", 3, "')'"),
        ("ℯ", 0, "expected"),
        ("10e400", 0, "larger"),
        ("to", 0, "expected"),
        (".5", 0, "expected"),
        ("5.", 1, "unexpected"),
        ("a.b", 1, "unexpected"),
        ("", 0, "the end"),
    ],
)
def test_what_is_no_sentence_is_refused_at_its_first_wrong_character(text, offset, says):
    with pytest.raises(TextError) as refused:
        parse(text)
    assert refused.value.offset == offset
    assert says in str(refused.value)


@pytest.mark.parametrize(
    "text", ["(" * 101 + "1" + ")" * 101, "-" * 101 + "1", "f(" * 101 + "1" + ")" * 101, "2**" * 101 + "2"]
)
def test_nesting_is_limited_before_python_runs_out_of_stack(text):
    with pytest.raises(TextError, match="nested deeper than 100"):
        parse(text)


@pytest.mark.parametrize("text", ["(" * 99 + "1" + ")" * 99, "+".join(["a"] * 4_000), "*".join(["x1"] * 3_000)])
def test_long_sums_are_not_deep(text):
    parse(text)


def test_a_text_of_more_than_ten_thousand_characters_is_not_read():
    with pytest.raises(TextError, match="10,000"):
        parse("1" + "+1" * 5_000)


@given(st.text(max_size=60))
def test_any_text_is_either_read_or_refused_with_a_place_in_it(text):
    with contextlib.suppress(TextError):
        parse(text)
        return
    with pytest.raises(TextError) as refused:
        parse(text)
    assert 0 <= refused.value.offset <= len(text)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=0))
def test_a_number_comes_back_as_written(value):
    text = repr(value)
    tree = parse(text)
    assert isinstance(tree, Number)
    assert tree.value == value


def test_names_know_where_they_stand():
    tree = parse("  abc")
    assert tree == Name("abc", 2)
