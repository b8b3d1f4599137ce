"""Units as exact numbers: a factor to base units and the powers of those base units.

Base units are kg, m, s, A, K, mol, cd, and four of our own that nothing else converts to: `gCO2e`, `FLOP`, `bit` and
`USD_2024` (a dollar of a year without a price index is a base unit of its own).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from simulate.foundation.errors import UnitError

Dimension = tuple[tuple[str, Fraction], ...]
"""Powers of base units, sorted by name, none of them zero: (("kg", 1), ("m", 2), ("s", -2)) is an energy."""

MAX_EXPONENT = 64
# 64 powers of the largest prefix (1e30) are 6,378 bits; what is larger comes from nested powers and would stall.
MAX_BITS = 8192
# A factor such as 3.6e6 ** 0.5 has no exact value; 60 digits are 44 more than a float can tell apart.
ROOT_DIGITS = 60


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written, with what it is worth: `text` = `factor` base units of `dimension`.

    Products, quotients and powers are exact (roots of a factor that has none are right to 60 digits). Equality
    compares the spelling too; `units.same` does not.
    """

    text: str
    factor: Fraction
    dimension: Dimension

    def __post_init__(self) -> None:
        if any(abs(exponent) > MAX_EXPONENT for _, exponent in self.dimension):
            raise UnitError(f"{shortened(self.text)} has an exponent above {MAX_EXPONENT}")
        if max(self.factor.numerator.bit_length(), self.factor.denominator.bit_length()) > MAX_BITS:
            raise UnitError(f"{shortened(self.text)} is a factor out of all proportion")

    def __mul__(self, other: Unit) -> Unit:
        text = " ".join(text for text in (self.text, other.text) if text != "1") or "1"
        return Unit(text, self.factor * other.factor, _product(self.dimension, other.dimension, Fraction(1)))

    def __truediv__(self, other: Unit) -> Unit:
        below = f"({other.text})" if set(other.text) & set(" */·") else other.text
        text = self.text if other.text == "1" else f"{self.text}/{below}"
        return Unit(text, self.factor / other.factor, _product(self.dimension, other.dimension, Fraction(-1)))

    def __pow__(self, exponent: int | Fraction) -> Unit:
        power = Fraction(exponent)
        if power == 0 or self.text == "1":
            return DIMENSIONLESS
        if abs(power) > MAX_EXPONENT or power.denominator > MAX_EXPONENT:
            raise UnitError(f"{shortened(self.text)} to the power of {exponent}: exponents reach to {MAX_EXPONENT}")
        base = self.text if self.text.isalpha() else f"({self.text})"
        above = str(power) if power.denominator == 1 else f"({power})"
        dimension = tuple((name, old * power) for name, old in self.dimension)
        return Unit(f"{base}**{above}", _power(self.factor, power), dimension)

    @property
    def is_dimensionless(self) -> bool:
        """True of pure numbers: 1, %, ppm, kWh/MWh."""
        return not self.dimension


DIMENSIONLESS = Unit("1", Fraction(1), ())
"""The unit of pure numbers."""


def dimension(powers: dict[str, int]) -> Dimension:
    """Powers of base units in their one canonical order."""
    return tuple((name, Fraction(power)) for name, power in sorted(powers.items()) if power)


def base_text(powers: Dimension) -> str:
    """The base units themselves, as `units.read` takes them: `kg m**2/s**2`."""
    above = " ".join(_with_power(name, power) for name, power in powers if power > 0) or "1"
    below = [_with_power(name, -power) for name, power in powers if power < 0]
    if not below:
        return above
    return f"{above}/{below[0]}" if len(below) == 1 else f"{above}/({' '.join(below)})"


def shortened(text: str) -> str:
    """A text of any length, fit for a message."""
    return text if len(text) <= 60 else f"{text[:57]}..."


def _with_power(name: str, power: Fraction) -> str:
    if power == 1:
        return name
    return f"{name}**{power}" if power.denominator == 1 else f"{name}**({power})"


def _product(left: Dimension, right: Dimension, sign: Fraction) -> Dimension:
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, Fraction(0)) + sign * power
    return tuple((name, power) for name, power in sorted(powers.items()) if power)


def _power(factor: Fraction, power: Fraction) -> Fraction:
    if factor == 1:
        return factor
    bits = abs(power) * max(factor.numerator.bit_length(), factor.denominator.bit_length())
    if bits > MAX_BITS:
        raise UnitError(f"a unit to the power of {power} is a factor out of all proportion")
    whole = factor**power.numerator
    if power.denominator == 1:
        return whole
    return _root(whole.numerator, power.denominator) / _root(whole.denominator, power.denominator)


def _root(number: int, degree: int) -> Fraction:
    """The root itself where there is one, else its first 60 digits."""
    with localcontext() as context:
        context.prec = ROOT_DIGITS + len(str(number)) // degree
        root = Decimal(number) ** (Decimal(1) / Decimal(degree))
        nearest = round(root)
        return Fraction(nearest) if nearest**degree == number else Fraction(root)
