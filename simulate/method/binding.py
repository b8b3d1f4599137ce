"""Priors meet their quantities: units converted once, bases compared, physical bounds applied."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from fractions import Fraction

from simulate.beliefs.families.affine import affine
from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.empirical import Empirical
from simulate.beliefs.families.points import Choice, Point
from simulate.beliefs.families.truncated import truncate
from simulate.beliefs.prior import Prior, Scenario
from simulate.foundation import units
from simulate.foundation.errors import PriorError, Problem, UnitError
from simulate.foundation.nearest import suggestion
from simulate.foundation.units import DIMENSIONLESS
from simulate.method.quantity import Quantity
from simulate.method.reading import Method, training

REFUSED_OUTSIDE = 0.01
"""Probability outside the physical bounds above which a prior is refused (design, Priors)."""
WARNED_OUTSIDE = 1e-6
CARBON_INTENSITY = units.read("gCO2e/kWh")


@dataclass(frozen=True, slots=True)
class Bound:
    """A prior in the unit and within the bounds of its quantity."""

    prior: Prior
    distribution: Distribution
    per_model: bool
    warning: str = ""


def bind(scenario: Scenario, method: Method, problems: list[Problem]) -> dict[str, Bound]:
    """All priors of a scenario that are priors of quantities of its method, checked."""
    bound: dict[str, Bound] = {}
    for name, prior in scenario.priors.items():
        if name in method:
            found = check(prior, method[name], problems)
            if found is not None:
                bound[name] = found
        elif prior.origin == scenario.id or name not in training():
            # A bundle for the built-in method may say more than a method of one's own asks for.
            problems.append(unknown(prior, method))
    _check_rows(bound, problems)
    return bound


def unknown(prior: Prior, method: Method) -> Problem:
    """What is said of a prior whose name no quantity has."""
    return prior.place.problem(f"no such quantity{suggestion(prior.quantity, list(method))}", key=True)


def check(prior: Prior, quantity: Quantity, problems: list[Problem]) -> Bound | None:
    """A prior bound to its quantity; None, with problems, where unit, basis or bounds do not fit."""
    found = len(problems)
    distribution = _in_unit_of(quantity, prior, problems)
    _check_basis(quantity, prior, problems)
    warning = ""
    if len(problems) > found or distribution is None:
        return None
    inside, outside = _within_bounds(quantity, prior, distribution, problems)
    if inside is None:
        return None
    if outside > WARNED_OUTSIDE:
        warning = f"{quantity.id}: {outside:.2g} of the prior lies outside {bounds(quantity)} and is cut off there"
    return Bound(prior, inside, (prior.drawn or quantity.drawn) == "per model", warning)


def _check_rows(bound: dict[str, Bound], problems: list[Problem]) -> None:
    """Priors on one file share its row, so they must agree whether it is drawn for all models or for each."""
    first: dict[tuple[str, str], Bound] = {}
    for item in bound.values():
        table = rows_of(item.distribution)
        if table is None:
            continue
        other = first.setdefault((item.prior.origin, table.file), item)
        if other.per_model != item.per_model:
            here, there = item.prior.quantity, other.prior.quantity
            wanted = "per model" if other.per_model else "shared"
            message = (
                f'shares the rows of {table.file} with {there}; write drawn = "{wanted}" for {here} or change both'
            )
            problems.append(item.prior.place.problem(message, key=True))
        elif rows_of(other.distribution).cumulative != table.cumulative:  # type: ignore[union-attr]
            message = f"shares the rows of {table.file} with {other.prior.quantity}, but weighs them otherwise"
            problems.append(item.prior.place.problem(message, key=True))


def rows_of(distribution: Distribution) -> Empirical | None:
    """The table that a distribution draws rows of, if it does."""
    return distribution if isinstance(distribution, Empirical) else None


def _in_unit_of(quantity: Quantity, prior: Prior, problems: list[Problem]) -> Distribution | None:
    if prior.unit is None:
        if prior.place.has("unit"):
            return None  # it cannot be read, which is said already
        # A setting without a unit stands in the unit of the method; a file has to say it.
        if prior.place.document is not None and quantity.unit.dimension != DIMENSIONLESS.dimension:
            problems.append(prior.place.problem(f'needs a unit, e.g. unit = "{quantity.unit.text}"', key=True))
            return None
        if prior.place.document is None:
            return prior.distribution
    try:
        ratio = units.ratio(prior.unit or DIMENSIONLESS, quantity.unit)
    except UnitError as error:
        problems.append(prior.place.problem(f"{error}; {quantity.id} is in {quantity.unit.text}", "unit"))
        return None
    return scaled(prior.distribution, ratio)


def scaled(distribution: Distribution, ratio: Fraction) -> Distribution:
    """The distribution in another unit; points and choices are converted exactly, as decimals."""
    if ratio == 1:
        return distribution
    match distribution:
        case Point():
            return Point(times(distribution.value, ratio))
        case Choice():
            return Choice(tuple(times(value, ratio) for value in distribution.values), distribution.weights)
        case Empirical():
            return distribution.with_values(tuple(times(value, ratio) for value in distribution.values))
    return affine(distribution, scale=float(ratio))


def times(value: float, ratio: Fraction) -> float:
    """A decimal number times an exact ratio, rounded once: 0.3 kW are 300 W."""
    return float(Fraction(repr(value)) * ratio)


def _check_basis(quantity: Quantity, prior: Prior, problems: list[Problem]) -> None:
    """Every intensity says whether it is direct or life-cycle; a setting on the command line inherits it."""
    intensity = quantity.unit.dimension == CARBON_INTENSITY.dimension
    if prior.basis and not intensity:
        problems.append(prior.place.problem(f"{quantity.id} is no intensity and has no basis", "basis"))
    elif quantity.basis and prior.basis and prior.basis != quantity.basis:
        other = "grid_intensity_lifecycle" if prior.basis == "life-cycle" else "grid_intensity"
        hint = f"; a {prior.basis} figure belongs to {other}" if quantity.id.startswith("grid_intensity") else ""
        problems.append(prior.place.problem(f"{quantity.id} is {quantity.basis}{hint}", "basis"))
    elif quantity.basis and not prior.basis and prior.place.document is not None:
        problems.append(prior.place.problem(f'needs basis = "{quantity.basis}"', key=True))


def bounds(quantity: Quantity) -> str:
    """Physical bounds as people write them: `1 to 3`, `above 0`, `at most 10`."""
    low, high = quantity.valid
    if quantity.positive and low == 0:
        return f"above 0 and up to {high:g}" if math.isfinite(high) else "above 0"
    if math.isinf(high):
        return f"{low:g} or more"
    return f"at most {high:g}" if math.isinf(low) else f"{low:g} to {high:g}"


def outside_bounds(quantity: Quantity, distribution: Distribution) -> float:
    """Probability of values that the quantity cannot have."""
    low, high = quantity.valid
    support_low, support_high = distribution.support
    above = distribution.sf(high) if support_high > high else 0.0
    if support_low > low or (support_low == low and not quantity.positive):
        return above
    below = distribution.cdf(low)
    return above + (below if quantity.positive else below - _atom(distribution, low))


def _atom(distribution: Distribution, x: float) -> float:
    """Probability of exactly x."""
    return max(0.0, distribution.cdf(x) - distribution.cdf(math.nextafter(x, -math.inf))) if math.isfinite(x) else 0.0


def _within_bounds(
    quantity: Quantity, prior: Prior, distribution: Distribution, problems: list[Problem]
) -> tuple[Distribution | None, float]:
    outside = outside_bounds(quantity, distribution)
    if outside <= 0.0:
        return distribution, 0.0
    low, high = quantity.valid
    table = prior.place.value
    key = "value" if isinstance(table, dict) and "value" in table else "prior"
    if outside > REFUSED_OUTSIDE or rows_of(distribution) is not None:
        unit = f" {quantity.unit.text}" if quantity.unit.text != "1" else ""
        message = f"{quantity.id} is {bounds(quantity)}{unit}, but {_share(outside)} of this lies outside"
        problems.append(prior.place.problem(message + _fitting(quantity, prior, distribution), key))
        return None, outside
    try:
        # The least number with all its digits: no truncation is stated below it.
        above_zero = sys.float_info.min if quantity.positive and low == 0 else low
        return truncate(distribution, above_zero, high), outside
    except PriorError as error:
        problems.append(prior.place.problem(str(error), key))
        return None, outside


def _share(probability: float) -> str:
    return "all" if probability >= 0.9995 else f"{100 * probability:.2g} %"


def _fitting(quantity: Quantity, prior: Prior, distribution: Distribution) -> str:
    """A form that fits, ready to copy, where there is one."""
    low, high = quantity.valid
    if isinstance(distribution, Point) or outside_bounds(quantity, distribution) > 0.999:
        return ""
    window = ", ".join(f"{name}={limit:g}" for name, limit in (("low", low), ("high", high)) if math.isfinite(limit))
    in_own_unit = prior.unit is None or units.ratio(prior.unit, quantity.unit) == 1
    return f"; truncate({prior.text}, {window}) would fit" if in_own_unit else ""
