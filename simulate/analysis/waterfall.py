"""Why does our figure differ from theirs? From an estimate that says what it rests on to our median, factor by factor.

Every factor gets its Shapley share of the logarithm, so that the order does not matter (Owen 2014): the mean over all
orders of what it adds when it changes from theirs to ours. What our method does not make of their own inputs is one
share, `unexplained`; what the median of all differs from the method at medians is the last.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulate.analysis import shapley
from simulate.analysis.settling import at_point, medians
from simulate.beliefs.prior import Estimate
from simulate.engine.streams import FloatArray
from simulate.foundation import units
from simulate.foundation.errors import UnitError
from simulate.foundation.units import DIMENSIONLESS
from simulate.method.plan import Plan
from simulate.method.quantity import Route

UNEXPLAINED, SPREAD = "unexplained", "spread"
_MOST_FACTORS = 10
_TAKEN_AS_ONE = ("availability",)
"""What an estimate by the calendar leaves out: it means accelerators that run all of the time."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One factor: what theirs is and what ours, and by how much the change multiplies the figure.

    `name` is a quantity, or `unexplained` or `spread`, which have no value of their own.
    """

    name: str
    label: str
    theirs: float | None
    ours: float | None
    factor: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """From somebody else's value to our median, in the unit of the quantity: the factors of all `bars` multiply to it.

    Each bar has `name`, `label`, what is `theirs` and what `ours` in the unit of the method, and its `factor`.
    """

    model: str
    quantity: str
    label: str
    unit: str
    by: str
    theirs: float
    ours: float
    bars: tuple[Bar, ...]


def waterfalls(plan: Plan, seed: int = 0) -> list[Waterfall]:
    """One for every estimate that states its inputs and is of the scope of the plan."""
    ours = medians(plan, seed)
    made = []
    for estimate in plan.scenario.estimates:
        if estimate.inputs and estimate.quantity in ours and estimate.scope == plan.scenario.scope:
            found = _waterfall(plan, estimate, ours)
            if found is not None:
                made.append(found)
    return made


def _waterfall(plan: Plan, estimate: Estimate, ours: Mapping[str, float]) -> Waterfall | None:
    given = _given(plan, estimate)
    method = _Method(plan, ours, given)
    factors = {name: value for name, value in method.factors(estimate.quantity).items() if value > 0}
    quantity = plan.method[estimate.quantity]
    theirs = units.convert_float(estimate.value, estimate.unit or DIMENSIONLESS, quantity.unit)
    at_theirs, at_ours = (
        method.value(estimate.quantity, chosen) for chosen in (factors, {name: ours[name] for name in factors})
    )
    if not factors or len(factors) > _MOST_FACTORS or min(theirs, at_theirs, at_ours) <= 0:
        return None
    shares = _shapley(method, estimate.quantity, factors)
    bars = [Bar(UNEXPLAINED, "unexplained by what they state", None, None, at_theirs / theirs)]
    for name, share in shares.items():
        bars.append(Bar(name, plan.method[name].label, factors[name], ours[name], math.exp(share)))
    median = ours[estimate.quantity]
    bars.append(Bar(SPREAD, "median of draws, not of inputs", None, None, median / at_ours))
    return Waterfall(
        plan.scenario.id, quantity.id, quantity.label, quantity.unit.text, estimate.by, theirs, median, tuple(bars)
    )


def _given(plan: Plan, estimate: Estimate) -> dict[str, float]:
    """Their inputs in the units of the method; what cannot be read is left out."""
    given: dict[str, float] = {}
    for name, value in estimate.inputs.items():
        if name not in plan.method:
            continue
        if isinstance(value, str):
            number, _, unit = value.strip().partition(" ")
            try:
                given[name] = units.convert_float(float(number), units.read(unit or "1"), plan.method[name].unit)
            except (ValueError, UnitError):
                continue
        else:
            given[name] = float(value)
    return given


@dataclass(frozen=True)
class _Method:
    """The method of a plan at points: our medians, unless a quantity is given."""

    plan: Plan
    ours: Mapping[str, float]
    given: Mapping[str, float]

    def factors(self, quantity: str) -> dict[str, float]:
        """Quantities above this one that theirs settle, with their values: stated, or by a route that they complete."""
        if quantity in self.given:
            return {quantity: self.given[quantity]}
        route = self._route(quantity)
        if route is not None:
            above: dict[str, float] = {}
            for name in route.formula.names:
                above |= self.factors(name)
            if above:
                return above
        return self._completed(quantity)

    def _completed(self, quantity: str) -> dict[str, float]:
        for route in self.plan.method[quantity].routes:
            names = route.formula.names
            values = {name: 1.0 for name in names if name in _TAKEN_AS_ONE} | {
                name: self.given[name] for name in names if name in self.given
            }
            if set(names) <= set(values) and set(names) & set(self.given):
                return {quantity: at_point(route.formula, values)}
        return {}

    def value(self, quantity: str, chosen: Mapping[str, float]) -> float:
        """The quantity by the routes of the plan, with some quantities chosen and the rest at our medians."""
        if quantity in chosen:
            return chosen[quantity]
        route = self._route(quantity)
        if route is None:
            return self.ours[quantity]
        return at_point(route.formula, {name: self.value(name, chosen) for name in route.formula.names})

    def _route(self, quantity: str) -> Route | None:
        """The one route by which the plan computes a quantity; None where it is given, weighed or unknown."""
        step = next((step for step in self.plan.steps if step.quantity.id == quantity), None)
        return None if step is None or step.weighed else step.quantity.route(step.taken.names[0])


def _shapley(method: _Method, quantity: str, theirs: Mapping[str, float]) -> dict[str, float]:
    """Share of each factor in the log of ours over theirs, from all subsets of factors that are ours."""
    names = list(theirs)
    logs: dict[frozenset[str], FloatArray] = {}
    for subset in shapley.subsets(names):
        # What is ours takes the median of its own quantity, whatever it is computed from.
        chosen = {name: method.ours[name] if name in subset else value for name, value in theirs.items()}
        logs[subset] = np.log(np.asarray(method.value(quantity, chosen)))
    return {name: float(share) for name, share in shapley.shares(logs, names).items()}
