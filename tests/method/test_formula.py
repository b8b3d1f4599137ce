"""Expressions, their units, and the programs that they become."""

import math
import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.foundation import units
from simulate.foundation.errors import TextError
from simulate.method.formula import Apply, Load, Push, formula, names

UNITS = {
    "energy": "GWh",
    "heat": "kWh",
    "price": "USD_2024/MWh",
    "power": "MW",
    "hours": "h",
    "days": "day",
    "share": "1",
    "percent": "%",
    "area": "m2",
    "carbon": "gCO2e/kWh",
    "mass": "g",
}
OPERATIONS = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "pow": operator.pow,
    "neg": operator.neg,
    "abs": abs,
    "min": min,
    "max": max,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "log10": math.log10,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "eq": operator.eq,
    "ne": operator.ne,
    "where": lambda condition, a, b: a if condition else b,
}


def read(text, unit="1"):
    def unit_of(name):
        return units.read(UNITS[name]) if name in UNITS else None

    return formula(text, unit_of, units.read(unit), lambda: list(UNITS))


def value(text, unit="1", **values):
    return carried_out(read(text, unit).code, values)


def carried_out(code, values):
    """An interpreter of ten lines, independent of the engine."""
    stack = []
    for step in code:
        match step:
            case Push(number):
                stack.append(number)
            case Load(name):
                stack.append(values[name])
            case Apply(operation, arity):
                operands = [stack.pop() for _ in range(arity)][::-1]
                stack.append(OPERATIONS[operation](*operands))
    assert len(stack) == 1
    return stack[0]


@pytest.mark.parametrize(
    ("text", "unit", "given", "expected"),
    [
        ("energy * price", "USD_2024", {"energy": 2.0, "price": 65.0}, 130_000.0),
        ("power * hours", "GWh", {"power": 3.0, "hours": 1000.0}, 3.0),
        ("hours + days", "h", {"hours": 1.0, "days": 2.0}, 49.0),
        ("days + hours", "day", {"hours": 12.0, "days": 2.0}, 2.5),
        ("energy * carbon", "tCO2e", {"energy": 1.5, "carbon": 400.0}, 600.0),
        ("max(energy, heat)", "kWh", {"energy": 1.0, "heat": 5.0}, 1e6),
        ("where(energy > heat, share, percent)", "1", {"energy": 1.0, "heat": 5e6, "share": 7.0, "percent": 50.0}, 0.5),
        ("sqrt(area)", "km", {"area": 1e6}, 1.0),
        ("area ** 1.5", "m3", {"area": 4.0}, 8.0),
        ("area ** (1 / 2)", "m", {"area": 9.0}, 3.0),
        ("exp(percent)", "1", {"percent": 100.0}, math.e),
        ("percent + 1", "%", {"percent": 50.0}, 150.0),
        ("max(hours, 0)", "h", {"hours": -2.0}, 0.0),
        ("hours - hours", "s", {"hours": 2.0}, 0.0),
        ("2 ** share", "1", {"share": 3.0}, 8.0),
        ("-share ** 2", "1", {"share": 3.0}, -9.0),
        ("8 / 4 / 2", "1", {}, 1.0),
        ("energy / power", "day", {"energy": 24.0, "power": 1000.0}, 1.0),
        ("abs(-hours)", "h", {"hours": 2.0}, 2.0),
        ("min(3, 1, 2)", "1", {}, 1.0),
    ],
)
def test_units_are_converted_on_the_way(text, unit, given, expected):
    assert value(text, unit, **given) == pytest.approx(expected, rel=1e-15)


def test_one_number_stands_in_the_declared_unit():
    assert value("6", "FLOP") == 6.0
    assert value("-2.5", "kWh") == -2.5


@pytest.mark.parametrize(
    ("text", "unit", "offset", "says"),
    [
        ("energy + price", "GWh", 9, "an energy and a price of energy cannot be added"),
        ("energy * 2 + 1", "GWh", 13, "cannot be added"),
        ("energy", "MW", 0, "declared in MW, a power"),
        ("exp(hours)", "1", 0, "pure number"),
        ("hours ** share", "h", 6, "constant power"),
        ("share ** hours", "1", 6, "exponent is a pure number"),
        ("share ** 65", "1", 6, "64"),
        ("enrgy * 2", "GWh", 0, "did you mean energy?"),
        ("sine(share)", "1", 0, "did you mean sin?"),
        ('__import__("os")', "1", 0, "expected"),
        ('open("x")', "1", 0, "no such function"),
        ("max(hours)", "h", 0, "two or more"),
        ("exp(1, 2)", "1", 0, "one argument"),
        ("where(share, 1, 2)", "1", 0, "comparison"),
        ("share < 1", "1", 6, "only as the condition"),
        ("where(hours > energy, 1, 2)", "1", 14, "cannot be compared"),
        ("min(share=1, 2)", "1", 13, "by position"),
        ("1 to 2", "1", 2, "makes a prior"),
        ("[1, 2]", "1", 0, "lists"),
        ("'a'", "1", 0, "text"),
        ("energy * carbon", "t", 0, "declared in t"),
    ],
)
def test_what_does_not_fit_is_refused_where_it_stands(text, unit, offset, says):
    with pytest.raises(TextError) as refused:
        read(text, unit)
    assert says in str(refused.value)
    assert refused.value.offset == offset


def test_ingredients_are_named_in_order_of_appearance():
    assert names("b * a + where(c > b, d, a)") == ("b", "a", "c", "d")


@given(st.floats(0.1, 10), st.floats(0.1, 10), st.floats(0.1, 10))
def test_a_chain_is_evaluated_from_left_to_right(a, b, c):
    got = value("share - energy / heat - share * share", share=a, energy=b, heat=c)
    assert got == pytest.approx(a - b * 1e6 / c - a * a, rel=1e-12)
