"""Pint at the border: the registry that the unit table is generated from, and the spellings that the table lacks.

Pint takes 0.6 s to import and reads whole expressions; it is imported for single words only, never for a file's text.
"""

from __future__ import annotations

import functools
import tomllib
from fractions import Fraction
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate.foundation.dimensions import Dimension, dimension

if TYPE_CHECKING:
    import pint

PRICE_INDEX = Path(__file__).with_name("price_index.toml")
FIRST_YEAR, LAST_YEAR = 1990, 2030
REFERENCE_YEAR = 2024  # the year of the method's own prices, so that they need no factor

OWN_DEFINITIONS = (
    "FLOP = [computation]",
    "gCO2e = [co2e]",
    "tCO2e = 1e6 * gCO2e",
    "lbCO2e = 453.59237 * gCO2e",
    "MMBtu = 1e6 * Btu",
    "international_acre = 4840 * yard ** 2",
    "international_acre_foot = international_acre * foot",
)
# Of the international foot, the only one in use since 2023: to pint 0.25 an acre is of the survey foot, to 0.26 not.
_MEANT = {
    "acre": "international_acre",
    "acres": "international_acre",
    "acre_foot": "international_acre_foot",
}
BASE_NAMES = {
    "meter": "m",
    "kilogram": "kg",
    "second": "s",
    "ampere": "A",
    "kelvin": "K",
    "mole": "mol",
    "candela": "cd",
    "bit": "bit",
    "FLOP": "FLOP",
    "gCO2e": "gCO2e",
    **{f"USD_{year}": f"USD_{year}" for year in range(FIRST_YEAR, LAST_YEAR + 1)},
}
# Bits are a pure number too in pint, but a memory of 80 GB must not pass for 6.4e11 of anything.
_PURE_NUMBERS = ("radian", "count")
# Words that pint reads as units and hardly anybody means as such.
_ODDITIES = (
    "bag blob chain circle cup fifth gamma_mass grade hand lambda link particle pica point pole pond quarter"
    " rod section shake shot strain turn unit_pole"
)


@functools.cache
def registry() -> pint.UnitRegistry[Any]:
    """Pint's own units, exact, with ours beside them."""
    import pint

    units: pint.UnitRegistry[Any] = pint.UnitRegistry(non_int_type=Fraction)
    for definition in (*OWN_DEFINITIONS, *_dollars()):
        units.define(definition)
    return units


def _dollars() -> list[str]:
    index = tomllib.loads(PRICE_INDEX.read_text(encoding="utf-8"), parse_float=str)["index"]
    definitions = [f"USD_{REFERENCE_YEAR} = [currency]"]
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        if str(year) not in index:
            definitions.append(f"USD_{year} = [currency_{year}]")
        elif year != REFERENCE_YEAR:
            definitions.append(f"USD_{year} = {index[str(REFERENCE_YEAR)]} / {index[str(year)]} * USD_{REFERENCE_YEAR}")
    return definitions


def exact(name: str) -> tuple[Fraction, Dimension]:
    """What pint knows one word to be worth.

    LookupError where that is no plain multiple of base units: an offset, a logarithm, a pixel, a fractional power.
    """
    units, name = registry(), _MEANT.get(name, name)
    try:
        one, two = (units.Quantity(number, name).to_base_units().magnitude for number in (1, 2))
        factor, base = units.get_base_units(units.Unit(name))
    except Exception as error:  # pint raises a dozen kinds on its stranger units
        raise LookupError(name) from error
    powers = {unit: Fraction(str(power)) for unit, power in units.Quantity(1, base).unit_items()}
    kept = {unit: power for unit, power in powers.items() if unit not in _PURE_NUMBERS}
    if two != 2 * one or any(unit not in BASE_NAMES or power.denominator != 1 for unit, power in kept.items()):
        raise LookupError(name)
    return Fraction(str(factor)), dimension({BASE_NAMES[unit]: int(power) for unit, power in kept.items()})


def look_up(name: str, known: frozenset[str]) -> tuple[Fraction, Dimension]:
    """What a spelling that the table lacks is worth: another prefix or plural of what it has, or a word of pint's.

    Pint's shorter symbols are left out (to it Nm is a yarn count and kt a speed), and so are constants of nature.
    LookupError where pint knows no such unit, or none that is meant as one.
    """
    candidates = registry().parse_unit_name(name)
    if not candidates:
        raise LookupError(name)
    prefix, unit, _ = candidates[0]
    symbol = registry().get_symbol(unit)
    is_word = len(name) - len(prefix) >= 4
    if unit in _constants() or unit in _ODDITIES.split() or not ({unit, symbol} & known or is_word):
        raise LookupError(name)
    return exact(name)


@functools.cache
def _constants() -> frozenset[str]:
    text = resources.files("pint").joinpath("constants_en.txt").read_text(encoding="utf-8")
    return frozenset(line.split("=")[0].strip() for line in text.splitlines() if "=" in line)
