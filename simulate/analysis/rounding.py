"""What a disclosed figure leaves open: half a unit of its last digit."""

from __future__ import annotations

from decimal import Decimal

RELATIVE_TOLERANCE = 0.01
"""An account agrees to 1 % or half a unit of the last digit, whichever is wider."""
_FEWEST_DIGITS = 2


def half_unit(value: float) -> float:
    """Half a unit of the last digit of a figure as it was written.

    Zeros at the end count as not written, 30,840,000 hours are 30.84 million; but two digits always count, because
    nobody rounds 20 days to the nearest ten. Zero itself leaves nothing open.
    """
    if value == 0.0:
        return 0.0
    digits = Decimal(repr(float(value))).normalize()
    last = int(digits.as_tuple().exponent)
    return 0.5 * 10.0 ** min(last, digits.adjusted() - _FEWEST_DIGITS + 1)


def interval(value: float) -> tuple[float, float]:
    """Everything that would have been written like this value."""
    return value - half_unit(value), value + half_unit(value)


def agrees(value: float, disclosed: float) -> bool:
    """Whether a computed value is the disclosed one: to 1 % or to its digits."""
    # 1e-9: a half unit is a decimal, and binary numbers miss it by their last bit.
    tolerance = max(half_unit(disclosed), RELATIVE_TOLERANCE * abs(disclosed))
    return abs(value - disclosed) <= tolerance * (1 + 1e-9)
