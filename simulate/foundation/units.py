"""Units of text: reading them, what they are worth, and exact conversion.

Importing this module loads neither NumPy nor pint, and reading a unit that the table knows never does.
"""

from __future__ import annotations

import functools
import math
import re
from fractions import Fraction

from simulate.foundation.dimensions import DIMENSIONLESS, Dimension, Unit, base_text, shortened
from simulate.foundation.errors import UnitError
from simulate.foundation.unit_table import is_known
from simulate.foundation.unit_text import read

__all__ = [
    "DIMENSIONLESS",
    "Dimension",
    "Unit",
    "base_text",
    "convert_float",
    "dimension_name",
    "ratio",
    "read",
    "same",
]

_DOLLARS = re.compile(r"USD_\d{4}")


def ratio(a: Unit, b: Unit) -> Fraction:
    """How many b one a is, exactly; UnitError, which names both, where they measure different things."""
    if a.dimension != b.dimension:
        names = f"{shortened(a.text)} is {dimension_name(a)}, {shortened(b.text)} is {dimension_name(b)}"
        raise UnitError(names + _hint(a, b))
    return a.factor / b.factor


def convert_float(value: float, a: Unit, b: Unit) -> float:
    """A value in a as a value in b, rounded once: 0.3 kW is 300 W, not 300.00000000000006.

    The value is taken as the decimal that it prints as; infinities stay what they are. UnitError where the dimensions
    differ, or the value in b is beyond what a float can hold.
    """
    factor = ratio(a, b)
    if factor == 1 or not math.isfinite(value):
        return value
    try:
        return float(Fraction(repr(float(value))) * factor)
    except OverflowError:
        raise UnitError(f"{value!r} {shortened(a.text)} is too large a number of {shortened(b.text)}") from None


def same(a: Unit, b: Unit) -> bool:
    """Whether two units are worth the same, however they are written: kW h and kWh."""
    return a.factor == b.factor and a.dimension == b.dimension


def dimension_name(unit: Unit) -> str:
    """What a unit measures, with its article: "an energy", "a currency", else "in kg/m"."""
    dollars_alike = ((_DOLLARS.sub("USD_2024", name), power) for name, power in unit.dimension)
    return _names().get(tuple(dollars_alike)) or f"in {base_text(unit.dimension)}"


@functools.cache
def _names() -> dict[Dimension, str]:
    examples = {
        "1": "a pure number",
        "m": "a length",
        "m2": "an area",
        "m3": "a volume",
        "kg": "a mass",
        "s": "a time",
        "m/s": "a speed",
        "1/s": "a frequency",
        "A": "an electric current",
        "V": "a voltage",
        "K": "a temperature",
        "mol": "an amount of substance",
        "N": "a force",
        "Pa": "a pressure",
        "J": "an energy",
        "W": "a power",
        "kg/m3": "a density",
        "kg/J": "a mass per energy",
        "m3/J": "a volume per energy",
        "m2/W": "an area per power",
        "m2 s": "an area held for a time",
        "bit": "an amount of data",
        "bit/s": "a data rate",
        "FLOP": "an amount of computation",
        "FLOP/s": "a computing speed",
        "FLOP/J": "computation per energy",
        "gCO2e": "an amount of CO2e",
        "gCO2e/J": "a carbon intensity",
        "gCO2e/s": "CO2e per time",
        "USD_2024": "a currency",
        "USD_2024/J": "a price of energy",
        "USD_2024/s": "a price per time",
        "USD_2024/W": "a price of power",
    }
    return {read(text).dimension: name for text, name in examples.items()}


def _hint(a: Unit, b: Unit) -> str:
    """What the author of a probably meant, where b is what was wanted."""
    dollars = {name for name, _ in (*a.dimension, *b.dimension) if _DOLLARS.fullmatch(name)}
    if len(dollars) > 1:
        alone = max(dollars - {"USD_2024"})
        return f"; {alone} converts only to itself: there is no price index of that year"
    if (meant := _of_carbon(a)) and meant.dimension == b.dimension:
        return f"; CO2e is a dimension of its own: write {shortened(meant.text)}"
    if (meant := _of_carbon(b)) and meant.dimension == a.dimension:
        return "; CO2e is a dimension of its own, not a mass"
    return ""


def _of_carbon(unit: Unit) -> Unit | None:
    """The unit with CO2e written for every mass."""
    text = re.sub(r"[A-Za-zμµ]+", lambda word: f"{word[0]}CO2e" if is_known(f"{word[0]}CO2e") else word[0], unit.text)
    try:
        return read(text)
    except UnitError:
        return None
