"""A scenario as it would be had a developer not disclosed what is to be predicted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from simulate.foundation.errors import TextError
from simulate.method import formula
from simulate.method.quantity import GIVEN
from simulate.method.reading import training

if TYPE_CHECKING:
    from simulate.beliefs.forms import QuantityForm
    from simulate.beliefs.prior import Scenario

Weights = Mapping[str, float]


def without(scenario: Scenario, names: Collection[str]) -> Scenario:
    """The scenario without these priors, without equations of its own that only they could feed, and their inputs.

    A quantity of the built-in method gets its own equations back where the scenario replaced them. Estimates and
    disclosures go too: nothing that is known of the result stays.
    """
    known = set() if scenario.own_method else set(training())
    quantities = _computable(scenario, set(names), known)
    declared = {*known, *quantities, *(name for form in quantities.values() for name in _names(form))}
    priors = {name: prior for name, prior in scenario.priors.items() if name in declared and name not in names}
    routes = {name: _routes(name, weights, set(names)) for name, weights in scenario.routes.items()}
    return replace(
        scenario,
        priors=priors,
        quantities=quantities,
        routes={name: weights for name, weights in routes.items() if weights},
        correlations=tuple(item for item in scenario.correlations if item.bundle or not item.pair & set(names)),
        estimates=(),
        disclosed=(),
    )


def _computable(scenario: Scenario, withheld: set[str], known: set[str]) -> dict[str, QuantityForm]:
    """Quantities of the scenario's own whose equations need nothing that is gone."""
    kept = {name: form for name, form in scenario.quantities.items() if name not in withheld & known}
    gone = withheld - known
    while lost := [name for name, form in kept.items() if gone & _names(form)]:
        gone |= {name for name in lost if name not in known}
        kept = {name: form for name, form in kept.items() if name not in lost}
    return kept


def _names(form: QuantityForm) -> set[str]:
    texts = [form.equals] if form.equals is not None else [route.equals for route in form.routes.values()]
    try:
        return {name for text in texts for name in formula.names(text)}
    except TextError:
        return set()  # told as a problem when the plan is made


def _routes(quantity: str, weights: Weights, withheld: set[str]) -> dict[str, float]:
    """Weights of the routes that can still be taken, to a sum of 1; none leaves the choice to the method."""
    method = training()
    routes = method[quantity].routes if quantity in method else ()
    inputs = {name for name in withheld if name in method and not method[name].routes}
    closed = {route.name for route in routes if inputs & set(route.formula.names)}
    closed |= {GIVEN} if quantity in withheld else set()
    kept = {name: weight for name, weight in weights.items() if name not in closed and weight > 0}
    total = sum(kept.values())
    return {name: weight / total for name, weight in kept.items()}
