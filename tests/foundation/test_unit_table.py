"""The committed table against pint, and pint as the way out where the table lacks a spelling."""

import tomllib
from fractions import Fraction

import pint
import pytest

from simulate.foundation import make_unit_table, unit_table, units, units_of_pint

PINT = pint.UnitRegistry()
OURS = ("CO2e", "FLOP", "USD_", "MMBtu", "acre")
INFORMATION = {"bit", "byte", "B", "bps"}
SI = {"kilogram": "kg", "meter": "m", "second": "s", "ampere": "A", "kelvin": "K", "mole": "mol", "candela": "cd"}


def test_the_committed_table_is_what_pint_makes_of_the_spellings():
    assert unit_table.TABLE.read_text(encoding="utf-8") == make_unit_table.text()


@pytest.mark.parametrize("word", sorted(word for word in unit_table.spellings() if not any(o in word for o in OURS)))
def test_every_entry_is_worth_what_an_untouched_pint_says(word):
    unit = unit_table.look_up(word)
    quantity = (1 * PINT.Unit(word)).to_base_units()
    powers = {SI[name]: power for name, power in quantity.unit_items() if name in SI}
    assert float(unit.factor) == pytest.approx(quantity.magnitude, rel=1e-12)
    assert {name: power for name, power in unit.dimension if name != "bit"} == powers


def test_an_acre_is_that_of_the_international_foot():
    """43,560 square feet of 0.3048 m (NIST Handbook 44, appendix C; the survey foot ended with 2022)."""
    assert float(unit_table.look_up("acre").factor) == pytest.approx(43_560 * 0.3048**2, rel=1e-15)
    assert unit_table.look_up("acres").factor == unit_table.look_up("acre").factor
    assert float(unit_table.look_up("acre_foot").factor) == pytest.approx(43_560 * 0.3048**3, rel=1e-15)


@pytest.mark.parametrize("letter", ["μ", "m", "k", "M", "G", "T"])
def test_prefixes_of_co2e_are_those_of_grams(letter):
    mass, carbon = unit_table.look_up(f"{letter}g"), unit_table.look_up(f"{letter}gCO2e")
    assert carbon.factor == mass.factor * 1000
    assert carbon.dimension == (("gCO2e", 1),)


@pytest.mark.parametrize(("prefix", "power"), [("k", 3), ("G", 9), ("P", 15), ("Z", 21), ("Q", 30)])
def test_prefixes_of_flop_are_powers_of_a_thousand(prefix, power):
    assert unit_table.look_up(f"{prefix}FLOP").factor == 10**power


def test_dollars_of_two_years_are_exchanged_at_the_ratio_of_the_index():
    index = tomllib.loads(units_of_pint.PRICE_INDEX.read_text(encoding="utf-8"), parse_float=Fraction)["index"]
    assert {int(year) for year in index} == set(range(1990, 2026))
    assert index["2023"] == Fraction("304.702")
    for year, value in index.items():
        ratio = units.ratio(units.read(f"USD_{year}"), units.read("USD_1990"))
        assert ratio == index["1990"] / value
    assert units.ratio(units.read("MUSD_2020"), units.read("USD_2020")) == 10**6


# Percent change of annual averages, 1991 to 2025, to one decimal: the inflation rates that the Bureau publishes.
INFLATION = [
    *[4.2, 3.0, 3.0, 2.6, 2.8, 3.0, 2.3, 1.6, 2.2, 3.4, 2.8, 1.6, 2.3, 2.7, 3.4, 3.2, 2.8, 3.8, -0.4, 1.6],
    *[3.2, 2.1, 1.5, 1.6, 0.1, 1.3, 2.1, 2.4, 1.8, 1.2, 4.7, 8.0, 4.1, 2.9, 2.6],
]


@pytest.mark.parametrize(("year", "percent"), list(enumerate(INFLATION, 1991)))
def test_the_price_index_moves_as_inflation_is_published(year, percent):
    index = tomllib.loads(units_of_pint.PRICE_INDEX.read_text(encoding="utf-8"))["index"]
    assert round(100 * (index[str(year)] / index[str(year - 1)] - 1), 1) == percent


@pytest.mark.parametrize("year", range(2026, 2031))
def test_dollars_without_an_index_convert_only_to_themselves(year):
    unit = units.read(f"MUSD_{year}")
    assert unit.dimension == ((f"USD_{year}", 1),)
    assert units.ratio(unit, units.read(f"USD_{year}")) == 10**6


@pytest.mark.parametrize(
    ("word", "factor"),
    [
        ("fortnight", 14 * 86_400),
        ("hectowatt", 100),
        ("hectograms", Fraction(1, 10)),
        ("furlongs", None),
        ("Gh", 3600 * 10**9),
    ],
)
def test_a_spelling_that_the_table_lacks_is_asked_of_pint(word, factor):
    assert not unit_table.is_known(word)
    expected = (1 * PINT.Unit(word)).to_base_units().magnitude
    assert float(units.read(word).factor) == pytest.approx(expected, rel=1e-12)
    assert factor is None or units.read(word).factor == factor


def test_no_refused_word_is_in_the_table():
    assert not unit_table.spellings() & set(unit_table._REFUSED)
    assert not {word for word in unit_table.spellings() if unit_table._refusal(word) and "USD" not in word}
