"""Units of text: reading them, what they are worth, and exact conversion.

    unit   = factor {("*" | "·" | "/" | "per" | nothing) factor}     from left to right: a/b c is (a/b) c
    factor = (word | "1" | "(" unit ")") [exponent]
    exponent = ("**" | "^" | nothing) integer, or a superscript       m2, m**2, m^2, m², s-1, s**-1

Importing this module loads neither NumPy nor pint; a unit that the table knows never does.
"""

from __future__ import annotations

import functools
import math
import re
from fractions import Fraction

from simulate.foundation.dimensions import DIMENSIONLESS, Dimension, Unit, base_text, shortened
from simulate.foundation.errors import UnitError
from simulate.foundation.unit_table import is_known, look_up

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

MAX_CHARACTERS = 200
MAX_EXPONENT = 9
MAX_DEPTH = 8

_TOKEN = re.compile(
    r"""[ \t]*(?:
        (?P<per>per(?![A-Za-z0-9_μΩ°]))
      | (?P<word>[A-Za-zμΩ°€£¥$][A-Za-z0-9_μΩ°$]*|[%‰])
      | (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
      | (?P<exponent>(?:\*\*|\^)[ ]*[+-]?\d+|[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|(?<=[\w%°)])-\d+)
      | (?P<mark>[*·/()])
    )""",
    re.VERBOSE,
)
_PLAIN = str.maketrans({"µ": "μ", "\u2126": "Ω", "⋅": "·", "×": "·", "−": "-"})
_DOLLARS = re.compile(r"USD_\d{4}")
_SUPERSCRIPTS = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")


@functools.lru_cache(maxsize=1024)
def read(text: str) -> Unit:
    """The unit that a text names; its own `text` is the text as given.

    Raises
    ------
    UnitError
        With what to write instead where that can be told.
    """
    if len(text) > MAX_CHARACTERS:
        raise UnitError(f"a unit of more than {MAX_CHARACTERS} characters")
    if not text.strip(" \t"):
        raise UnitError('a unit is empty: write "1" for a pure number')
    reader = _Reader(text.translate(_PLAIN))
    unit = reader.product(0)
    if reader.kind != "end":
        raise reader.unexpected()
    return Unit(text.strip(" \t"), unit.factor, unit.dimension)


def ratio(a: Unit, b: Unit) -> Fraction:
    """How many b one a is, exactly.

    Raises
    ------
    UnitError
        Where they measure different things; the message names both.
    """
    if a.dimension != b.dimension:
        names = f"{shortened(a.text)} is {dimension_name(a)}, {shortened(b.text)} is {dimension_name(b)}"
        raise UnitError(names + _hint(a, b))
    return a.factor / b.factor


def convert_float(value: float, a: Unit, b: Unit) -> float:
    """A value in a as a value in b, rounded once: 0.3 kW is 300 W, not 300.00000000000006.

    The value is taken as the decimal that it prints as; infinities stay what they are.

    Raises
    ------
    UnitError
        Where the dimensions differ, or the value in b is beyond what a float can hold.
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


class _Reader:
    """Recursive descent over the words of a unit text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.end = 0
        self.advance()

    def advance(self) -> None:
        match = _TOKEN.match(self.text, self.end)
        self.kind, self.word = "end", ""
        if match:
            self.end, self.kind = match.end(), str(match.lastgroup)
            self.word = match[self.kind]
        elif rest := self.text[self.end :].strip(" \t"):
            self.kind, self.word = "unknown", rest[0]

    def unexpected(self) -> UnitError:
        found = "the end" if self.kind == "end" else repr(self.word)
        return UnitError(f"unit {self.text!r}: a unit is expected where {found} stands")

    def product(self, depth: int) -> Unit:
        if depth > MAX_DEPTH:
            raise UnitError(f"a unit with brackets nested deeper than {MAX_DEPTH}")
        unit = self.factor(depth)
        while self.kind != "end" and self.word != ")":
            divide = self.kind == "per" or self.word == "/"
            if divide or self.word in {"*", "·"}:
                self.advance()
            other = self.factor(depth)
            unit = unit / other if divide else unit * other
        return unit

    def factor(self, depth: int) -> Unit:
        unit = self.atom(depth)
        if self.kind == "exponent":
            unit **= _exponent(self.word.translate(_SUPERSCRIPTS).lstrip("*^ "))
            self.advance()
        return unit

    def atom(self, depth: int) -> Unit:
        kind, word = self.kind, self.word
        if word == "(":
            self.advance()
            unit = self.product(depth + 1)
            if self.word != ")":
                raise UnitError(f"unit {self.text!r}: a bracket is not closed")
        elif kind == "number" and word == "1":
            unit = DIMENSIONLESS
        elif kind == "number":
            raise UnitError(f"unit {self.text!r}: the number {word} belongs into the value")
        elif kind == "word":
            unit = _word(word)
        else:
            raise self.unexpected()
        self.advance()
        return unit


def _word(word: str) -> Unit:
    """A name, or a name and its power: m2 is two metres' product, gCO2e and USD_2024 are names."""
    match = re.fullmatch(r"(.*\D)(\d+)", word)
    if match and not is_known(word) and is_known(match[1]):
        return look_up(match[1]) ** _exponent(match[2])
    return look_up(word)


def _exponent(digits: str) -> int:
    if len(digits) > 3 or abs(int(digits)) > MAX_EXPONENT:
        raise UnitError(f"exponents of a unit reach to {MAX_EXPONENT}, not {shortened(digits)}")
    return int(digits)


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
    if _as_carbon(a.dimension) == b.dimension:
        meant = re.sub(r"[A-Za-zμ]+", lambda match: _of_carbon(match[0]), a.text.translate(_PLAIN))
        return f"; CO2e is a dimension of its own: write {shortened(meant)}"
    if _as_carbon(b.dimension) == a.dimension:
        return "; CO2e is a dimension of its own, not a mass"
    return ""


def _as_carbon(powers: Dimension) -> Dimension:
    """The same with CO2e for mass, where that is another dimension."""
    return tuple(sorted(("gCO2e" if name == "kg" else name, power) for name, power in powers))


def _of_carbon(word: str) -> str:
    return f"{word}CO2e" if is_known(f"{word}CO2e") else word
