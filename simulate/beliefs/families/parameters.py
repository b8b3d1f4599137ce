"""What every family asks of its parameters, and how numbers and refusals are written."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING

from simulate.foundation.errors import PriorError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SMALLEST = sys.float_info.min
"""2.2e-308: below it a number has lost digits, and so would every draw."""
LARGEST = sys.float_info.max
WEIGHT_TOLERANCE = 1e-9
"""How far weights may sum to something else than 1 (`0.333333333` three times is fine)."""


def written(value: float) -> str:
    """A number as people write it, with all its digits: 430, 0.1, 1e-05."""
    return repr(float(value)).removesuffix(".0")


def listed(values: Mapping[str, float]) -> str:
    """`low = 3, mode = 1 and high = 4`."""
    parts = [f"{name} = {written(value)}" for name, value in values.items()]
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def refusal(form: str, wanted: str, got: Mapping[str, float], hint: str = "") -> PriorError:
    """`lognormal needs 0 < p05 < p95, got p05 = 430 and p95 = 394; write 394 to 430`."""
    return PriorError(f"{form} needs {wanted}, got {listed(got)}" + (f"; {hint}" if hint else ""))


def check_numbers(form: str, **values: float) -> None:
    """Refuses what is no number, nan, infinities, and numbers so small that they have lost digits."""
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise PriorError(f"{form} needs numbers, got {name} = {value!r:.40}")
        if not -LARGEST <= value <= LARGEST:
            raise PriorError(f"{form} needs finite numbers, got {name} = {value!r:.40}")
        if 0 < abs(value) < SMALLEST:
            raise refusal(form, f"{name} to be 0 or at least {SMALLEST:.2g} in size", {name: value})


def check_rising(form: str, wanted: str, fits: str, **values: float) -> None:
    """Refuses bounds that are reversed or leave no width; `fits` is a call with `{}` where the sorted numbers go."""
    check_numbers(form, **values)
    numbers = list(values.values())
    ordered = sorted(numbers)
    if ordered[0] == ordered[-1]:
        raise refusal(form, wanted, values, f"for a single number write value = {written(numbers[0])}")
    if numbers != ordered:
        raise refusal(form, wanted, values, f"write {fits.format(*map(written, ordered))}")
    if not math.isfinite(ordered[-1] - ordered[0]):
        raise refusal(form, "a width below 1.8e308", values)


def checked_weights(form: str, weights: Sequence[float], count: int, of: str) -> tuple[float, ...]:
    """Weights made to sum to 1: one for each, none negative, and nearly summing to 1 as they are."""
    check_numbers(form, **{f"weight {position}": weight for position, weight in enumerate(weights, 1)})
    if not count:
        raise PriorError(f"{form} needs at least one of the {of}, got none")
    if len(weights) != count:
        raise PriorError(f"{form} needs as many weights as {of}, got {len(weights)} for {count}")
    for position, weight in enumerate(weights, 1):
        if weight < 0:
            raise refusal(form, "weights of 0 or more", {f"weight {position}": weight})
    total = math.fsum(weights)
    if abs(total - 1) > WEIGHT_TOLERANCE:
        fits = "write " + ", ".join(f"{weight / total:.9g}" for weight in weights) if total > 0 and count <= 8 else ""
        raise refusal(form, "weights that sum to 1", {"sum": total}, fits)
    return tuple(weight / total for weight in weights)
