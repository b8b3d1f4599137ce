"""Names that a scenario uses outside its priors: routes, correlations, outputs, estimates, disclosures."""

from __future__ import annotations

import math
from collections.abc import Mapping

from simulate.beliefs.families.normal import Normal
from simulate.beliefs.families.points import Point
from simulate.beliefs.prior import Correlation, Disclosure, Estimate, Place, Scenario
from simulate.foundation import units
from simulate.foundation.errors import Problem, UnitError
from simulate.foundation.nearest import suggestion
from simulate.foundation.units import DIMENSIONLESS
from simulate.method.quantity import GIVEN
from simulate.method.reading import Method, training

WEIGHT_TOLERANCE = 1e-9


def check(scenario: Scenario, method: Method, problems: list[Problem]) -> None:
    """Every name that stands in a scenario and is none of its method, and every unit that does not fit."""
    place = scenario.place
    for position, name in enumerate(scenario.outputs):
        _known(name, method, Place(place.document, ("outputs", position)), problems)
    for name, weights in scenario.routes.items():
        _check_routes(scenario, method, name, weights, problems)
    for correlation in scenario.correlations:
        _check_correlation(scenario, correlation, method, problems)
    stated: tuple[Estimate | Disclosure, ...] = (*scenario.estimates, *scenario.disclosed)
    for item in stated:
        _check_stated(item, method, problems)
    for disclosure in scenario.disclosed:
        for position, name in enumerate(disclosure.withhold):
            _known(
                name, method, Place(disclosure.place.document, (*disclosure.place.path, "withhold", position)), problems
            )


def route_problem(scenario: Scenario, quantity: str, route: str, message: str) -> Problem:
    """A problem of one route that a scenario, or a setting of the command line, prescribes."""
    place = _place_of_routes(scenario, quantity)
    return place.problem(message, *((route,) if place.has(route) else ()))


def _place_of_routes(scenario: Scenario, quantity: str) -> Place:
    for written in reversed(scenario.settings):
        name = written.partition("=")[0].rpartition(":")[2].strip()
        if name == f"routes.{quantity}":
            return Place(None, (f'--set "{written}"',))
    return Place(scenario.place.document, ("routes", quantity))


def _known(name: str, method: Method, place: Place, problems: list[Problem]) -> bool:
    if name in method:
        return True
    problems.append(place.problem(f"no such quantity: {name}{suggestion(name, list(method))}"))
    return False


def _check_routes(
    scenario: Scenario, method: Method, name: str, chosen: Mapping[str, float], problems: list[Problem]
) -> None:
    place = _place_of_routes(scenario, name)
    if name not in method:
        problems.append(place.problem(f"no such quantity{suggestion(name, list(method))}", key=True))
        return
    known = [GIVEN, *(route.name for route in method[name].routes)]
    for route in chosen:
        if route not in known:
            hint = suggestion(route, known) or f"; known are {', '.join(known)}"
            problems.append(route_problem(scenario, name, route, f"{name} has no route {route}{hint}"))
    total = math.fsum(chosen.values())
    if abs(total - 1) > WEIGHT_TOLERANCE:
        problems.append(place.problem(f"the weights sum to {total:.10g}, they must sum to 1"))


def _check_correlation(scenario: Scenario, item: Correlation, method: Method, problems: list[Problem]) -> None:
    for position, name in enumerate(item.between):
        if name in scenario.priors or name in scenario.unread or scenario.incomplete:
            continue
        place = Place(item.place.document, (*item.place.path, "between", position))
        if item.bundle and (name in method or name in training()):
            continue  # the bundle's partner may come from a bundle that this scenario does not use
        known = list(scenario.priors)
        problems.append(place.problem(f"{name} has no prior here{suggestion(name, known)}"))
    if not item.rank:
        for name in item.between:
            prior = scenario.priors.get(name)
            if prior is not None and not isinstance(prior.distribution, Normal | Point):
                problems.append(item.place.problem(f"is only for two normals, {name} is none; use spearman", "pearson"))


def _check_stated(stated: Estimate | Disclosure, method: Method, problems: list[Problem]) -> None:
    if stated.quantity not in method:
        hint = suggestion(stated.quantity, list(method))
        problems.append(stated.place.problem(f"no such quantity: {stated.quantity}{hint}", "quantity"))
        return
    quantity = method[stated.quantity]
    if stated.unit is None and stated.place.has("unit"):
        return  # it cannot be read, which is said already
    if stated.unit is None and quantity.unit.dimension != DIMENSIONLESS.dimension:
        problems.append(stated.place.problem(f'needs a unit, e.g. unit = "{quantity.unit.text}"', "unit"))
        return
    try:
        units.ratio(stated.unit or DIMENSIONLESS, quantity.unit)
    except UnitError as error:
        problems.append(stated.place.problem(f"{error}; {quantity.id} is in {quantity.unit.text}", "unit"))
