"""What is asked of the draws besides their quantiles: estimates, thresholds and bounds become events to count."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from simulate.beliefs.prior import Disclosure, Estimate
from simulate.engine.model import Event
from simulate.engine.program import Op
from simulate.foundation import units
from simulate.foundation.errors import UnitError, UsageError
from simulate.foundation.nearest import suggestion
from simulate.foundation.units import DIMENSIONLESS, Unit
from simulate.method.binding import bounds
from simulate.method.plan import Plan
from simulate.method.quantity import Quantity

NOTICED = 0.05
"""Share of draws outside the usual or possible range from which a warning is worth its line."""
_COMPARISONS = {"<": Op.LT, "<=": Op.LE, ">": Op.GT, ">=": Op.GE}
_THRESHOLD = re.compile(
    r"\s*(?P<name>[A-Za-z][A-Za-z0-9_]*)\s*(?P<mark><=|>=|<|>)\s*(?P<value>[-+0-9.eE_]+)\s*(?P<unit>.*)"
)


@dataclass(frozen=True, slots=True)
class Threshold:
    """`facility_energy > 10 GWh`, read."""

    text: str
    quantity: str
    comparison: Op
    value: float
    unit: Unit | None


def threshold(text: str) -> Threshold:
    """A threshold as people write it.

    Raises
    ------
    UsageError
        It is none.
    """
    match = _THRESHOLD.fullmatch(text)
    wanted = '--threshold: expected QUANTITY > NUMBER UNIT, e.g. "facility_energy > 10 GWh"'
    if match is None:
        raise UsageError(f"{wanted}, got {text!r}")
    try:
        value = float(match["value"])
        unit = units.read(match["unit"]) if match["unit"].strip() else None
    except (ValueError, UnitError) as error:
        raise UsageError(f"{wanted}: {error}") from None
    if not math.isfinite(value):
        raise UsageError(f"{wanted}, got {text!r}")
    return Threshold(" ".join(text.split()), match["name"], _COMPARISONS[match["mark"]], value, unit)


@dataclass(frozen=True, slots=True)
class Question:
    """An event of one model, and what its probability is for: `estimate`, `disclosed`, `threshold`, or `bounds`."""

    purpose: str
    key: object
    event: Event


def questions(plan: Plan, outputs: tuple[str, ...], thresholds: tuple[Threshold, ...]) -> list[Question]:
    """All that is asked of one model."""
    found: list[Question] = []
    told: list[tuple[str, int, Estimate | Disclosure]] = []
    told += [("estimate", *item) for item in enumerate(plan.scenario.estimates)]
    told += [("disclosed", *item) for item in enumerate(plan.scenario.disclosed)]
    for purpose, position, figure in told:
        if figure.quantity in outputs:
            quantity = plan.method[figure.quantity]
            value = units.convert_float(figure.value, figure.unit or DIMENSIONLESS, quantity.unit)
            found.append(_question(purpose, position, outputs, figure.quantity, Op.LE, value))
    for position, asked in enumerate(thresholds):
        if asked.quantity in outputs:
            value = _in_unit_of(plan.method[asked.quantity], asked)
            found.append(_question("threshold", position, outputs, asked.quantity, asked.comparison, value))
    for id_ in outputs:
        found += _bounds(plan, id_, outputs)
    return found


def check_thresholds(plans: list[Plan], thresholds: tuple[Threshold, ...]) -> None:
    """UsageError for a threshold on a quantity that no model has, or in a unit that does not fit."""
    for asked in thresholds:
        names = list(dict.fromkeys(name for plan in plans for name in plan.method))
        having = [plan for plan in plans if asked.quantity in plan.method]
        if not having:
            raise UsageError(f"--threshold: no such quantity: {asked.quantity}{suggestion(asked.quantity, names)}")
        _in_unit_of(having[0].method[asked.quantity], asked)


def _in_unit_of(quantity: Quantity, asked: Threshold) -> float:
    try:
        return asked.value if asked.unit is None else units.convert_float(asked.value, asked.unit, quantity.unit)
    except UnitError as error:
        raise UsageError(f"--threshold: {error}; {quantity.id} is in {quantity.unit.text}") from None


def _question(purpose: str, key: object, outputs: tuple[str, ...], name: str, comparison: Op, value: float) -> Question:
    return Question(purpose, key, Event(outputs.index(name), comparison, value))


def _bounds(plan: Plan, id_: str, outputs: tuple[str, ...]) -> list[Question]:
    """What is outside the possible (of computed quantities; priors are cut off already) and the usual range."""
    quantity = plan.method[id_]
    computed = any(step.quantity.id == id_ for step in plan.steps)
    limits: list[tuple[str, float, float]] = []
    if computed and quantity.valid != (-math.inf, math.inf):
        limits.append(("possible", *quantity.valid))
    if quantity.usual:
        limits.append(("usual", *quantity.usual))
    if quantity.refused_above is not None:
        limits.append(("refused", -math.inf, quantity.refused_above))
    return [
        _question(purpose, id_, outputs, id_, comparison, value)
        for purpose, low, high in limits
        for comparison, value in ((Op.LT, low), (Op.GT, high))
        if math.isfinite(value)
    ]


def remark(plan: Plan, question: Question, probability: float) -> str:
    """The warning that a count outside a range is worth; empty where it is not."""
    if probability < NOTICED or question.purpose not in ("usual", "possible"):
        return ""
    quantity = plan.method[str(question.key)]
    side = "below" if question.event.comparison is Op.LT else "above"
    unit = "" if quantity.unit.text == "1" else f" {quantity.unit.text}"
    outside = f"{quantity.id}: {100 * probability:.3g} % of draws lie {side} {question.event.threshold:g}{unit}"
    if question.purpose == "possible":
        return f"{outside}; {quantity.label} is {bounds(quantity)}{unit}"
    low, high = quantity.usual or quantity.valid
    return f"{outside}; usual is {low:g} to {high:g}{unit}"
