"""Line and column of every key and value of a TOML text."""

import json
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.foundation import documents, toml_places
from simulate.foundation.errors import Problem

SCENARIO = '''\
# a scenario
schema = 1
"a key".b = "é"
released = 2024-12-26
x . "b c".d = { "é" = 1, y.z = [1, 2, { q = "ü" }] }
text = """
one \\
   two"""
[priors]
pue = { value = 1.1, source = "é" }

  [priors.grid_intensity]
  prior = "394 to 430"

[[correlations]]
between = ["a", "b"]
[correlations.sub]
k = 1
[[correlations]]
between = [
  "a",  # "c"
\t"b",
]
[[correlations.inner]]
z = true
[deep.er.est]
v = 1
[deep]
w = -2.5
'''

DOCUMENT = documents.parse(SCENARIO, "scenarios/a.toml")


def place(path, **how):
    problem = DOCUMENT.problem(path, "wrong", **how)
    assert (problem.file, problem.path, problem.message) == ("scenarios/a.toml", path, "wrong")
    return f"{problem.line}:{problem.column}"


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ((), "1:1", "1:1"),
        (("schema",), "2:10", "2:1"),
        (("a key",), "3:1", "3:1"),
        (("a key", "b"), "3:13", "3:9"),
        (("released",), "4:12", "4:1"),
        (("x", "b c"), "5:5", "5:5"),
        (("x", "b c", "d"), "5:15", "5:11"),
        (("x", "b c", "d", "é"), "5:23", "5:17"),
        (("x", "b c", "d", "y"), "5:26", "5:26"),
        (("x", "b c", "d", "y", "z", 1), "5:36", "5:36"),
        (("x", "b c", "d", "y", "z", 2), "5:39", "5:39"),
        (("x", "b c", "d", "y", "z", 2, "q"), "5:45", "5:41"),
        (("text",), "6:8", "6:1"),
        (("priors",), "9:1", "9:1"),
        (("priors", "pue"), "10:7", "10:1"),
        (("priors", "pue", "source"), "10:31", "10:22"),
        (("priors", "grid_intensity"), "12:3", "12:3"),
        (("priors", "grid_intensity", "prior"), "13:11", "13:3"),
        (("correlations",), "15:1", "15:1"),
        (("correlations", 0), "15:1", "15:1"),
        (("correlations", 0, "between", 1), "16:17", "16:17"),
        (("correlations", 0, "sub"), "17:1", "17:1"),
        (("correlations", 0, "sub", "k"), "18:5", "18:1"),
        (("correlations", 1), "19:1", "19:1"),
        (("correlations", 1, "between"), "20:11", "20:1"),
        (("correlations", 1, "between", 1), "22:2", "22:2"),
        (("correlations", 1, "inner", 0), "24:1", "24:1"),
        (("correlations", 1, "inner", 0, "z"), "25:5", "25:1"),
        (("deep",), "28:1", "28:1"),
        (("deep", "er"), "26:1", "26:1"),
        (("deep", "er", "est", "v"), "27:5", "27:1"),
        (("deep", "w"), "29:5", "29:1"),
    ],
)
def test_values_stand_at_their_first_character_and_keys_at_theirs(path, value, key):
    assert (place(path), place(path, key=True)) == (value, key)


@pytest.mark.parametrize(
    ("path", "header"),
    [
        (("outputs",), "1:1"),
        (("priors", "pue", "unit"), "10:7"),
        (("priors", "grid_intensity", "unit"), "12:3"),
        (("priors", "grid_intensity", "prior", "inside a text"), "13:11"),
        (("priors", "wue", "prior"), "9:1"),
        (("correlations", 1, "why"), "19:1"),
        (("correlations", 0, "between", 2), "16:11"),
        (("correlations", 7, "why"), "15:1"),
        (("a key", "c"), "3:1"),
        (("x", "b c", "d", "y", "no"), "5:26"),
        (("deep", "er", "no"), "26:1"),
    ],
)
def test_what_is_missing_stands_at_the_header_of_its_nearest_table(path, header):
    assert place(path) == place(path, key=True) == header


def test_a_syntax_error_stands_at_the_character_at_fault():
    assert place(("priors", "grid_intensity", "prior"), offset=0) == "13:12"
    assert place(("priors", "grid_intensity", "prior"), offset=4) == "13:16"
    assert place(("priors", "grid_intensity", "prior"), offset=10) == "13:22"
    assert place(("priors", "grid_intensity", "prior"), offset=1000) == "13:22"
    assert place(("text",), offset=3) == "7:4"
    assert place(("text",), offset=4) == "8:4"
    assert place(("text",), offset=7) == "8:7"
    assert place(("schema",), offset=3) == "2:10"
    assert place(("priors", "pue"), offset=3) == "10:7"


def test_a_problem_found_elsewhere_gets_its_place_later():
    located = DOCUMENT.locate(Problem("no such quantity").within("priors", "pue"), key=True)
    assert str(located) == "10:1  priors.pue: no such quantity"


def test_columns_count_characters_also_with_windows_line_ends_and_none_at_the_end():
    document = documents.parse('a = "é日😀"\r\nb = ["日", 1]', "a")
    assert (document.problem(("a",), "").line, document.problem(("a",), "", offset=3).column) == (1, 9)
    assert (document.problem(("b", 1), "").line, document.problem(("b", 1), "").column) == (2, 11)
    document = documents.parse("a = '''\r\nx\r\ny'''", "a")
    problem = document.problem(("a",), "", offset=2)
    assert (problem.line, problem.column) == (3, 1)


PIECES = {
    "basic": [
        ("a", "a"),
        ("é", "é"),
        ("\\\\", "\\"),
        ('\\"', '"'),
        ("\\u00e9", "é"),
        ("\\U0001F600", "😀"),
        ("\\t", "\t"),
    ],
    "literal": [("a", "a"), ("é", "é"), ("\\", "\\"), ('"', '"'), ("😀", "😀"), ("#", "#")],
}
PIECES["multi-line basic"] = [*PIECES["basic"], ("\n", "\n"), ("\\\n  ", ""), ("\\ \n\n\t", ""), ("\r\n", "\n")]
PIECES["multi-line literal"] = [*PIECES["literal"], ("\n", "\n"), ("\r\n", "\n")]
QUOTES = {"basic": '"', "literal": "'", "multi-line basic": '"""', "multi-line literal": "'''"}


@st.composite
def strings(draw):
    """A string as written and the characters of its value with their places in it."""
    style = draw(st.sampled_from(sorted(QUOTES)))
    opening = QUOTES[style] + (draw(st.sampled_from(["", "\n", "\r\n"])) if len(QUOTES[style]) == 3 else "")
    pieces = draw(st.lists(st.sampled_from(PIECES[style]), max_size=12))
    written, places = opening, []
    for piece, value in pieces:
        if value:
            places.append(len(written))
        written += piece
    return written + QUOTES[style], places


@given(strings())
@settings(max_examples=200)
def test_every_character_of_a_string_is_found_however_it_is_written(case):
    written, places = case
    value = tomllib.loads(f"a = {written}")["a"]
    if len(value) != len(places):  # a line continuation or an opening newline swallowed what follows it
        return
    assert [toml_places.inside_string(written, offset) for offset in range(len(value))] == places
    assert written[toml_places.inside_string(written, len(value)) :] in {'"', "'", '"""', "'''"}


LEAVES = st.one_of(
    st.integers(-5, 10**6),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.text("aé\"'\\#[]{}=.,\n 😀", max_size=6),
)
NAMES = st.text("abé.\"' #[]", min_size=1, max_size=4)
TREES = st.dictionaries(
    NAMES,
    st.recursive(
        LEAVES,
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, min_size=1, max_size=3)),
        max_leaves=8,
    ),
    max_size=4,
)


def written(value, draw):
    if isinstance(value, dict):
        pairs = [f"{json.dumps(name)} = {written(inner, draw)}" for name, inner in value.items()]
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, list):
        gap = draw(st.sampled_from(["", " ", "\n  ", " # ] é\n"]))
        return f"[{gap}" + f",{gap}".join(written(inner, draw) for inner in value) + f"{gap}]"
    return json.dumps(value, ensure_ascii=draw(st.booleans()) and not isinstance(value, str))


def layout(table, path, draw):
    """A table as lines: inline, by dotted keys, or under headers, as drawn."""
    lines, below = [], []
    for name, value in table.items():
        style = draw(st.sampled_from(["inline", "dotted", "header"])) if value else "inline"
        inside = [*path, json.dumps(name, ensure_ascii=False)]
        if style == "header" and isinstance(value, dict):
            below += [f"[{' . '.join(inside)}]", *layout(value, inside, draw)]
        elif style == "header" and isinstance(value, list) and all(isinstance(item, dict) for item in value):
            for item in value:
                below += [f"  [[{'.'.join(inside)}]]  # é", *layout(item, inside, draw)]
        elif style == "dotted" and isinstance(value, dict):
            lines += [f"{inside[-1]}.{json.dumps(key)} = {written(inner, draw)}" for key, inner in value.items()]
        else:
            lines.append(f"  {inside[-1]} = {written(value, draw)}")
    return lines + below


def leaves(value, path=()):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    else:
        yield path, value


@given(TREES, st.data())
@settings(max_examples=150, deadline=None)
def test_the_text_at_the_place_of_a_value_is_that_value_in_any_layout(tree, data):
    text = "\n".join(layout(tree, [], data.draw))
    document = documents.parse(text, "a")
    assert document.data == tree
    lines = text.split("\n")
    for path, value in leaves(tree):
        start, end = toml_places.find(text).values[path]
        assert tomllib.loads(f"a = {text.encode()[start:end].decode()}")["a"] == value
        problem = document.problem(path, "")
        before = "\n".join([*lines[: problem.line - 1], lines[problem.line - 1][: problem.column - 1]])
        assert len(before.encode()) == start
        if isinstance(path[-1], str):
            at = document.problem(path, "", key=True)
            assert lines[at.line - 1][at.column - 1 :].startswith(('"', path[-1]))
