"""Reading and converting units; pint is the oracle, exactness is ours."""

import subprocess
import sys
from fractions import Fraction

import pint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.foundation import units
from simulate.foundation.errors import UnitError

PINT = pint.UnitRegistry()


def refusal(text):
    with pytest.raises(UnitError) as caught:
        units.read(text)
    return str(caught.value)


def in_si(text):
    """Factor and powers of SI units, as pint has them."""
    quantity = PINT.Quantity(1, PINT.Unit(text)).to_base_units()
    names = {"kilogram": "kg", "meter": "m", "second": "s", "ampere": "A", "kelvin": "K", "mole": "mol"}
    powers = {names[unit]: power for unit, power in quantity.unit_items()}
    return quantity.magnitude, powers


@pytest.mark.parametrize(
    ("text", "factor", "base"),
    [
        ("kWh", 3_600_000, "kg m**2/s**2"),
        ("h", 3600, "s"),
        ("month", Fraction("30.4375") * 86_400, "s"),
        ("year", Fraction("365.25") * 86_400, "s"),
        ("gCO2e/kWh", Fraction(1, 3_600_000), "gCO2e s**2/(kg m**2)"),
        ("ktCO2e", 10**9, "gCO2e"),
        ("MtCO2e", 10**12, "gCO2e"),
        ("lbCO2e", Fraction("453.59237"), "gCO2e"),
        ("TFLOP/s", 10**12, "FLOP/s"),
        ("EFLOP", 10**18, "FLOP"),
        ("USD_2024/(kW month)", Fraction(1, 1000) / (Fraction("30.4375") * 86_400), "USD_2024 s**2/(kg m**2)"),
        ("USD_2024/kW/month", Fraction(1, 1000) / (Fraction("30.4375") * 86_400), "USD_2024 s**2/(kg m**2)"),
        ("m2 year/GWh", Fraction("365.25") * 86_400 / (3_600_000 * 10**6), "s**3/kg"),
        ("L/kWh", Fraction(1, 1000) / 3_600_000, "m s**2/kg"),
        ("kg/m3", 1, "kg/m**3"),
        ("mg", Fraction(1, 10**6), "kg"),
        ("%", Fraction(1, 100), "1"),
        ("ppm", Fraction(1, 10**6), "1"),
        ("1", 1, "1"),
        ("1/h", Fraction(1, 3600), "1/s"),
        ("MMBtu", 1_055_056_000, "kg m**2/s**2"),
        ("GB", 8 * 10**9, "bit"),
        ("delta_degC", 1, "K"),
        ("kilowatt_hours", 3_600_000, "kg m**2/s**2"),
    ],
)
def test_units_are_worth_exactly_what_they_are_defined_to_be(text, factor, base):
    unit = units.read(text)
    assert unit.factor == factor
    assert units.base_text(unit.dimension) == base
    assert unit.text == text


@pytest.mark.parametrize(
    "texts",
    [
        ("m2", "m**2", "m ** 2", "m^2", "m²", "m m", "m*m", "m·m", "(m)²", "m³/m"),
        ("1/h", "h-1", "h^-1", "h**-1", "h⁻¹", "1 / h", "1 per h"),
        ("kW h", "kWh", "kW·h", "h kW", " kWh ", "kW\th"),
        ("USD_2024/MWh/h", "USD_2024/(MWh h)", "USD_2024 / MWh / h"),
        ("µW", "μW", "uW"),
        ("kΩ", "k\u2126", "kohm"),
        ("W/m2 K", "(W/m2)*K"),
    ],
)
def test_one_unit_may_be_written_in_several_ways(texts):
    first, *others = (units.read(text) for text in texts)
    for other in others:
        assert units.same(first, other), other.text


WORDS = ["kWh", "MW", "h", "day", "year", "month", "m", "km", "L", "kg", "g", "tonne", "J", "Pa", "ha", "K", "mol", "A"]


@st.composite
def compound(draw):
    """A unit text for us and the same for pint."""
    ours = theirs = ""
    for index in range(draw(st.integers(1, 5))):
        word = draw(st.sampled_from(WORDS))
        power = draw(st.sampled_from([1, 1, 2, 3, -1, -2]))
        sign = "" if index == 0 else draw(st.sampled_from([" ", "*", "/", " / "]))
        marks = {1: [word]}.get(power, [f"{word}{mark}{power}" for mark in ("", "^", "**")])
        ours += sign + draw(st.sampled_from(marks))
        theirs += (sign if sign != " " else "*") + f"{word}**({power})"
    return ours, theirs


@given(compound())
@settings(max_examples=100, deadline=None)
def test_pint_agrees_on_compound_units(pair):
    ours, theirs = pair
    unit = units.read(ours)
    factor, powers = in_si(theirs)
    assert float(unit.factor) == pytest.approx(factor, rel=1e-12)
    assert {name: float(power) for name, power in unit.dimension} == powers


@given(compound(), compound())
@settings(max_examples=50, deadline=None)
def test_products_and_quotients_of_units_read_back_as_themselves(one, two):
    a, b = units.read(one[0]), units.read(two[0])
    for unit in (a * b, a / b, units.DIMENSIONLESS / a, a * units.DIMENSIONLESS):
        assert units.same(units.read(unit.text), unit)
    assert (a * b).factor == a.factor * b.factor
    assert units.same(a * b / b, a)
    assert units.same(a**2 / a, a)
    assert units.same((a**2) ** Fraction(1, 2), a)
    assert a**0 == units.DIMENSIONLESS


def test_the_root_of_a_unit_without_an_exact_root_is_right_to_many_digits():
    root = units.read("kWh") ** Fraction(1, 2)
    assert root.dimension == (("kg", Fraction(1, 2)), ("m", 1), ("s", -1))
    assert abs(root.factor**2 / 3_600_000 - 1) < Fraction(1, 10**50)
    assert (units.read("km2") ** Fraction(1, 2)).factor == 1000


def test_a_power_beyond_all_proportion_is_refused_at_once():
    unit = units.read("m")
    with pytest.raises(UnitError, match="exponent above 64"):
        (unit**64) ** 64
    with pytest.raises(UnitError, match="proportion"):
        ((units.read("km/m") ** 64) ** 64) ** 64
    with pytest.raises(UnitError, match="reach to 64"):
        unit ** Fraction(1, 1000)


@pytest.mark.parametrize(
    ("text", "what_to_write"),
    [
        ("USD", "write USD_2024"),
        ("USD/MWh", "write USD_2024"),
        ("$", "write USD_2024"),
        ("$/kWh", "without a year"),
        ("kUSD", "write USD_2024"),
        ("USD2024", "write USD_2024"),
        ("BUSD_2024", "write GUSD_2024"),
        ("USD_1985", "USD_1990 to USD_2030"),
        ("USD_2031", "USD_1990 to USD_2030"),
        ("EUR/MWh", "dollars of a year"),
        ("EUR_2024", "dollars of a year"),
        ("€", "dollars of a year"),
        ("kt", "ktCO2e"),
        ("T", "t or tonne"),
        ("ton", "short_ton"),
        ("tons/h", "tonne"),
        ("M", "million into the value"),
        ("k Wh", "without a space (kWh"),
        ("G W", "without a space"),
        ("degC", "delta_degC"),
        ("°C", "delta_degC"),
        ("gCO2/kWh", "write gCO2e"),
        ("kgCO2eq", "write kgCO2e"),
        ("tCO2", "write tCO2e"),
        ("TFLOPS", "TFLOP/s for a rate"),
        ("flops", "FLOP for a count"),
        ("GPU", "accelerator-hours are h"),
        ("USD_2024/accelerator-h", "USD_2024/h"),
        ("Nm", "write N m"),
        ("bbl", "oil_barrel"),
        ("10 kWh", "the number 10 belongs into the value"),
        ("1e6 USD_2024", "belongs into the value"),
        ("million USD_2024", "into the value"),
        ("kwh", "did you mean kWh?"),
        ("Gwh", "did you mean GWh?"),
        ("kilowathour", "did you mean kilowatt"),
        ("", 'write "1"'),
        ("   ", 'write "1"'),
        ("kWh/", "where the end stands"),
        ("/h", "where '/' stands"),
        ("kW * / h", "where '/' stands"),
        ("kW(h", "not closed"),
        ("kW)h", "where ')' stands"),
        ("kW-h", "where '-' stands"),
        ("m10", "reach to 9"),
        ("m**99999999999999", "reach to 9"),
        ("((((((((((m))))))))))", "nested deeper"),
        ("x" * 201, "200 characters"),
    ],
)
def test_what_could_be_misread_is_refused_with_what_to_write(text, what_to_write):
    assert what_to_write in refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        *["k", "c", "e", "hbar", "speed_of_light", "boltzmann_constant", "N_A"],
        *["dB", "dBm", "neper", "decade", "pixel", "franklin", "quarter", "strain", "lambda", "Ws", "kWs", "MT"],
        *["__import__('os')", "kWh\x00", "kWh\n", "kWh;h", "kWh,h", "1.0", "0", "m**0.5", "m**(1/2)", "m**m", "2**m"],
        *["\u212f", "\u0661 m", "m\u0662", "\uff4bWh", "m\u00a0s", "USD_\uff12\uff10\uff12\uff14"],
    ],
)
def test_constants_logarithms_oddities_and_code_are_no_units(text):
    refusal(text)


def test_messages_never_carry_control_characters_to_the_terminal():
    assert "\x1b" not in refusal("\x1b[2J")
    assert "\x1b" not in refusal("kWh\x1b]0;x\x07")


def test_nested_exponents_cannot_blow_up():
    assert "64" in refusal("((m^9)^9)^9")


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        ("kWh", "USD_2024", ["kWh is an energy", "USD_2024 is a currency"]),
        ("kW", "kWh", ["kW is a power", "kWh is an energy"]),
        ("g/kWh", "gCO2e/kWh", ["write gCO2e/kWh"]),
        ("kg / MWh", "gCO2e/kWh", ["write kgCO2e / MWh"]),
        ("t", "tCO2e", ["write tCO2e"]),
        ("tCO2e", "t", ["CO2e is a dimension of its own, not a mass"]),
        ("USD_2027", "USD_2024", ["USD_2027 converts only to itself"]),
        ("USD_2027/MWh", "USD_2028/MWh", ["price of energy", "converts only to itself"]),
        ("FLOP", "FLOP/s", ["an amount of computation", "a computing speed"]),
        ("m**4", "1", ["m**4 is in m**4", "1 is a pure number"]),
        ("GB", "1", ["an amount of data"]),
    ],
)
def test_a_conversion_between_dimensions_names_both_and_what_was_meant(a, b, words):
    with pytest.raises(UnitError) as caught:
        units.ratio(units.read(a), units.read(b))
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("value", "a", "b", "expected"),
    [
        (0.3, "kW", "W", 300.0),  # 0.3 * 1000 is 300.0, and 0.07 * 100 is 7.000000000000001
        (0.07, "1", "%", 7.0),
        (1.1, "kg", "g", 1100.0),
        (4.35, "1", "%", 435.0),
        (2.788e6, "h", "kh", 2788.0),
        (1.0, "USD_2020", "USD_2024", 313.689 / 258.811),
        (0.081, "USD_2024/kWh", "USD_2024/MWh", 81.0),
        (430.0, "gCO2e/kWh", "tCO2e/GWh", 430.0),
        (1.0, "year", "day", 365.25),
        (12.0, "month", "year", 1.0),
        (float("inf"), "kW", "W", float("inf")),
        (float("-inf"), "kW", "W", float("-inf")),
    ],
)
def test_decimal_values_convert_to_the_decimals_that_people_expect(value, a, b, expected):
    assert units.convert_float(value, units.read(a), units.read(b)) == expected


@given(st.floats(1e-200, 1e200), st.sampled_from(["W", "kW", "GW", "hp"]), st.sampled_from(["W", "MW", "hp"]))
@settings(max_examples=50)
def test_conversion_is_rounded_once(value, a, b):
    a, b = units.read(a), units.read(b)
    exact = Fraction(repr(value)) * units.ratio(a, b)
    assert units.convert_float(value, a, b) == exact.numerator / exact.denominator


def test_a_value_too_large_for_a_float_is_an_error_and_not_infinity():
    with pytest.raises(UnitError, match="too large"):
        units.convert_float(1e300, units.read("EJ"), units.read("nJ"))


def test_neither_numpy_nor_pint_is_loaded_for_units_of_the_table():
    program = (
        "import sys; from simulate.foundation import units\n"
        "for text in ('USD_2024/(kW month)', 'gCO2e/kWh', 'TFLOP/s', 'm2 year/GWh', 'MWh'): units.read(text)\n"
        "units.ratio(units.read('kWh'), units.read('MJ')); units.dimension_name(units.read('kWh'))\n"
        "print(sorted({'numpy', 'pint', 'tree_sitter', 'scipy'} & set(sys.modules)))\n"
        "units.read('hectowatt'); print('pint' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.split("\n")[:2] == ["[]", "True"]
