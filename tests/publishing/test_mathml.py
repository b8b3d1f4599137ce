"""Formulas as they are printed: what a reader of the MathML would compute is what the program computes."""

import math
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.foundation import units
from simulate.foundation.errors import TextError
from simulate.method.formula import formula, single_number
from simulate.method.reading import training
from simulate.publishing.catalogue.mathml import mathml
from tests.method.test_formula import carried_out

FORMULAS = [(quantity, route) for quantity in training().values() for route in quantity.routes]
SIGNS = {"×": "*", "−": "-", "≤": "<=", "≥": ">=", "≠": "!=", "=": "==", "\u2061": "", "|": "|"}
READ = {name: getattr(math, name) for name in ("sqrt", "exp", "log10", "sin", "cos", "tan")} | {"ln": math.log}


def linear(node):
    """The text that a reader sees, from left to right: only what is printed groups, no element that is invisible."""
    inside = [linear(child) for child in node]
    match node.tag:
        case "mfrac":
            return f"(({inside[0]})/({inside[1]}))"
        case "msup":
            return f"{inside[0]}**({inside[1]})"
        case "msqrt":
            return f"sqrt({''.join(inside)})"
        case "mtable":
            (a, condition), (b, otherwise) = ([linear(cell) for cell in row] for row in node)
            assert (condition[:3], otherwise) == ("if\xa0", "otherwise")
            return f"({a}) if ({condition[3:]}) else ({b})"
        case "mn" | "mi" | "mtext":
            return "".join(node.itertext())
        case "mo":
            return SIGNS.get(node.text, node.text)
        case "mrow" if inside and inside[0] == "{":
            return "".join(inside[1:])
        case "mrow" if inside and inside[0] == inside[-1] == "|":
            return f"abs({''.join(inside[1:-1])})"
        case "math" | "mrow" | "msub" | "mtr" | "mtd" | "a":
            return "".join(inside)
    raise AssertionError(node.tag)


def printed(text):
    return linear(ET.fromstring(text))  # noqa: S314 -- our own MathML


def seen(expression, values):
    """What the printed expression comes to."""
    text = printed(mathml(expression, lambda name: f"#{name}" if name in values else ""))
    return eval(text, {"__builtins__": {"abs": abs, "min": min, "max": max}}, READ | values)  # noqa: S307 -- our own MathML


@pytest.mark.parametrize(("quantity", "route"), FORMULAS, ids=[f"{q.id}-{r.name}" for q, r in FORMULAS])
def test_every_formula_of_the_method_is_printed_as_what_the_program_computes(quantity, route):
    dice = np.random.default_rng(0)
    for _ in range(20):
        values = {name: float(dice.uniform(0.1, 0.9)) for name in route.formula.names}
        # As on paper: amounts with their units, so that the printed formula needs no factors of conversion.
        amounts = {name: value * float(training()[name].unit.factor) for name, value in values.items()}
        stated = single_number(route.formula.text) is not None
        unit = 1.0 if stated else float(quantity.unit.factor)
        assert seen(route.formula.text, amounts) / unit == pytest.approx(
            carried_out(route.formula.code, values), rel=1e-12
        )


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("a - (b - c)", "a-(b-c)"),
        ("a * -b", "a*(-b)"),
        ("a / b * c / (d - 1)", "((a*c)/(b*(d-1)))"),
        ("(a / b) ** 2", "(((a)/(b)))**(2)"),
        ("(a + b) / c", "((a+b)/(c))"),
        ("1_000 * 2.5e-3", "1000*2.5*10**(-3)"),
        ("where(a < b, a, b) + c", "((a) if (a<b) else (b))+c"),
        ("min(a, log(b))", "min(a,ln(b))"),
    ],
)
def test_parentheses_stand_where_the_order_of_operations_needs_them_and_nowhere_else(expression, text):
    assert printed(mathml(expression, lambda _: "")) == text


PURE = units.read("1")
COMPARISONS = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
EXPRESSIONS = st.recursive(
    st.sampled_from(["a", "b", "c", "2", "0.5", "1e1", "2.5e-1", "1_000"]),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("{} {} {} {} {}".format, inner, st.sampled_from("+-*/"), inner, st.sampled_from("+-*/"), inner),
        st.builds("({}) ** 2".format, inner),
        st.builds("{} ** ({})".format, st.sampled_from(["a", "2", "1e1", "abs(b)"]), inner),
        st.builds("-{}".format, inner),
        st.builds("(-{}) ** 2".format, inner),
        st.builds("{}({})".format, st.sampled_from(["abs", "sqrt", "exp", "log", "log10", "sin", "cos", "tan"]), inner),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), inner, inner),
        st.builds("where({} {} {}, {}, {})".format, inner, COMPARISONS, *[inner] * 3),
    ),
    max_leaves=12,
)


@given(EXPRESSIONS, *[st.floats(0.1, 3)] * 3)
def test_any_expression_is_printed_as_what_the_program_computes(expression, a, b, c):
    values = {"a": a, "b": b, "c": c}
    try:
        code = formula(expression, lambda _: PURE, PURE, list).code
        expected = carried_out(code, values)
    except (TextError, ValueError, ZeroDivisionError, OverflowError, TypeError):
        return  # too large an exponent, a logarithm of nothing, a complex power: no number to compare
    if not isinstance(expected, complex) and math.isfinite(expected) and abs(expected) < 1e50:
        assert seen(expression, values) == pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_names_lead_to_where_they_are_explained():
    text = mathml("a / b", lambda name: f"#{name}" if name == "a" else "")
    assert '<a href="#a">a</a>' in text
    assert "<mi>b</mi>" in text
