"""Which digits of a range are earned, and how they are written.

Round to the digit of the smaller half-width, keeping two significant digits of it below 355 in its first three digits,
else one (Particle Data Group, Review of Particle Physics, Introduction, section 5.3), and never finer than the
numerical error. A range wider than a factor of five shows two significant digits of each number.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDE = 5.0
# Below this relative width a range is the rounding of binary arithmetic: the quantity is a point.
_POINT = 1e-9
_POINT_DIGITS = 6
# A double carries 15 digits; no rule may ask for more.
_CARRIED_DIGITS = 15
# Outside 1e-6 to 1e15 zeros can no longer be counted at a glance.
_SMALLEST_PLAIN, _LARGEST_PLAIN = -6, 14
_EXACT = Context(prec=800, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Number:
    """A value and its numerical error (standard error of the simulation, same unit)."""

    value: float
    error: float = 0.0

    def times(self, factor: float) -> Number:
        """The same number in another unit."""
        return Number(self.value * factor, self.error * factor)


def texts(lower: Number, median: Number, upper: Number, others: Sequence[Number] = ()) -> tuple[str, ...]:
    """Lower, median and upper as they may be shown, then `others` (mean, quartiles) to the same digit."""
    numbers = (lower, median, upper, *others)
    if is_point(lower.value, upper.value):
        return tuple(point(number.value) for number in numbers)
    finite = all(math.isfinite(number.value) for number in numbers[:3])
    last = last_digit(lower.value, median.value, upper.value) if finite else None
    if last is None:
        return tuple(_two_digits(number) for number in numbers)
    bounds_last = max(last, *(error_digit(number.error) for number in numbers[:3]))
    return tuple(
        text(number.value, _spared(number.value, last, max(bounds_last, error_digit(number.error))))
        for number in numbers
    )


def is_point(lower: float, upper: float) -> bool:
    """Whether a range has no width beyond the rounding of binary arithmetic."""
    return math.isfinite(upper - lower) and upper - lower <= _POINT * max(abs(lower), abs(upper))


def last_digit(lower: float, median: float, upper: float) -> int | None:
    """Decimal exponent of the digit that a range is rounded to; None where each number keeps two significant digits.

    Needs finite lower <= median <= upper and lower < upper. A range through zero has no factor, so it is never wide.
    """
    if lower * upper > 0 and max(upper / lower, lower / upper) > WIDE:
        return None
    halves = [half for half in (median - lower, upper - median) if half > _POINT * max(abs(lower), abs(upper))]
    half = Decimal(repr(min(halves, default=upper - lower)))
    leading = half.adjusted()
    return leading - 1 if half.scaleb(-leading, _EXACT) < Decimal("3.55") else leading


def text(value: float, last: int) -> str:
    """A number rounded to the digit 10**last, thousands separated; with a power of ten where it is huge or tiny."""
    if not math.isfinite(value):
        return "undefined" if math.isnan(value) else "infinite" if value > 0 else "-infinite"
    exact = Decimal(repr(value))
    if exact:
        last = max(last, exact.adjusted() - _CARRIED_DIGITS)
    rounded = exact.quantize(Decimal(1).scaleb(last), context=_EXACT)
    if not rounded:
        rounded = rounded.copy_abs()
    elif not _SMALLEST_PLAIN <= rounded.adjusted() <= _LARGEST_PLAIN:
        mantissa, power = f"{rounded:.{max(rounded.adjusted() - last, 0)}e}".split("e")
        return f"{mantissa}e{int(power)}"
    return f"{rounded:,f}"


def significant(value: float, n: int) -> str:
    """A number with n significant digits."""
    if not value or not math.isfinite(value):
        return text(value, 0)
    return text(value, leading(value, n) - n + 1)


def signed(value: float, n: int) -> str:
    """A change with n significant digits and its sign."""
    shown = significant(value, n)
    return f"+{shown}" if value > 0 else shown


def point(value: float) -> str:
    """A number that has no range: whole where it is whole, else six significant digits without trailing zeros."""
    if not math.isfinite(value) or (value == int(value) and abs(value) < 1e15):
        return text(value, 0)
    return _without_zeros(significant(value, _POINT_DIGITS))


def given(value: float) -> str:
    """Somebody else's number: at most three significant digits, none that they may not have written."""
    return _without_zeros(significant(value, 3))


def error(value: float) -> str:
    """A numerical error: one significant digit is all that sixteen replicates support."""
    return "0" if not value else significant(value, 1)


def span(lower: float, upper: float) -> str:
    """How many times the upper bound is the lower one; empty where that means nothing."""
    times = ratio(lower, upper)
    if math.isnan(times):
        return ""
    if times >= 9.95:
        return f"x{significant(times, 2)}"
    excess = Decimal(repr(times)) - 1
    return f"x{text(times, max(min(-1, excess.adjusted()), -6))}"


def ratio(lower: float, upper: float) -> float:
    """The larger bound over the smaller one; nan for a point, and for a range that touches zero."""
    if not math.isfinite(upper - lower) or lower * upper <= 0 or is_point(lower, upper):
        return math.nan
    return max(upper / lower, lower / upper)


def _without_zeros(shown: str) -> str:
    mantissa, e, power = shown.partition("e")
    return f"{mantissa.rstrip('0').rstrip('.')}{e}{power}" if "." in mantissa else shown


def _two_digits(number: Number) -> str:
    if not number.value or not math.isfinite(number.value):
        return text(number.value, 0)
    last = leading(number.value, 2) - 1
    return text(number.value, _spared(number.value, last, max(last, error_digit(number.error))))


def _spared(value: float, last: int, coarser: int) -> int:
    """The numerical error may take digits away, but not the last one: 3 +- 8 is shown as 3, not as 0."""
    if not value or not math.isfinite(value):
        return coarser
    return max(last, min(coarser, Decimal(repr(value)).adjusted()))


def error_digit(error: float) -> int:
    """Exponent of the finest digit that is not finer than an error: 0.002 allows hundredths."""
    if not error > 0 or math.isinf(error):
        return -400
    exact = Decimal(repr(error))
    return exact.adjusted() + (exact.scaleb(-exact.adjusted(), _EXACT) > 1)


def leading(value: float, n: int) -> int:
    """Exponent of the first digit after rounding to n digits: 9.96 has 1 at two digits, because it is shown as 10."""
    return Context(prec=n, rounding=ROUND_HALF_EVEN).create_decimal(repr(value)).adjusted()
