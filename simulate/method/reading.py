"""The method of a scenario: the built-in one, or none, with the quantities that the scenario brings."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from pydantic import Field

from simulate.beliefs.forms import Form, Label, Prose, QuantityForm, Version
from simulate.beliefs.prior import Place, Scenario
from simulate.beliefs.validation import validate
from simulate.foundation import documents, units
from simulate.foundation.documents import Document
from simulate.foundation.errors import InputError, Problem, TextError, UnitError
from simulate.foundation.units import DIMENSIONLESS, Unit
from simulate.method import formula
from simulate.method.quantity import EQUALS, GIVEN, Quantity, Route

TRAINING = Path(__file__).with_name("training.toml")
Method = Mapping[str, Quantity]
"""Quantities by id, in the order in which they are settled."""


class MethodForm(Form):
    """The form of a method file."""

    version: Version = Field(alias="schema")
    name: Label
    about: Prose | None = None
    quantities: dict[str, QuantityForm]


@cache
def training() -> Method:
    """The built-in method."""
    return stated(training_document())


@cache
def training_document() -> Document:
    """The file of the built-in method."""
    return documents.read(TRAINING, name="method/training.toml")


@cache
def stated(document: Document) -> Method:
    """The method in a document; a document is read once (it compares by identity).

    Raises
    ------
    InputError
        With everything that is wrong with it.
    """
    valid = validate(document, MethodForm)
    problems = valid.problems
    method = _assembled({}, valid.form.quantities, Place(document), {}, problems) if valid.form else {}
    if problems:
        raise InputError(problems)
    return method


def method_of(scenario: Scenario, problems: list[Problem]) -> Method:
    """The method that a scenario computes with; what is wrong with its own quantities is added to the problems."""
    base: Method = {} if scenario.own_method else stated(scenario.base) if scenario.base else training()
    declared = _declared(scenario, base, problems)
    return _assembled(base, scenario.quantities, scenario.place, declared, problems, scenario.unread)


def _declared(scenario: Scenario, base: Method, problems: list[Problem]) -> dict[str, Quantity]:
    """Inputs that a prior declares because an expression of the scenario uses its name."""
    used: dict[str, None] = {}
    for id_, form in scenario.quantities.items():
        for place, text in _expressions(scenario.place, id_, form):
            try:
                used.update(dict.fromkeys(formula.names(text)))
            except TextError as error:
                problems.append(place.problem(str(error), offset=error.offset))
    inputs: dict[str, Quantity] = {}
    for name in used:
        prior = scenario.priors.get(name)
        if prior is None or name in base or name in scenario.quantities:
            continue
        _refuse_reserved(name, prior.place, problems)
        drawn = prior.drawn or "shared"
        inputs[name] = Quantity(
            name, name, prior.declares or DIMENSIONLESS, drawn=drawn, group="work", place=prior.place
        )
    return inputs


def _uses(form: QuantityForm, name: str) -> bool:
    texts = [form.equals] if form.equals is not None else [route.equals for route in form.routes.values()]
    return any(re.search(rf"\b{name}\b", text) for text in texts)


def _expressions(place: Place, id_: str, form: QuantityForm) -> list[tuple[Place, str]]:
    here = (*place.path, "quantities", id_)
    if form.equals is not None:
        return [(Place(place.document, (*here, "equals")), form.equals)]
    return [(_route_place(place, id_, name), route.equals) for name, route in form.routes.items()]


def _route_place(place: Place, id_: str, name: str) -> Place:
    route = Place(place.document, (*place.path, "quantities", id_, "routes", name))
    return Place(route.document, (*route.path, "equals")) if isinstance(route.value, dict) else route


def _assembled(
    base: Method,
    forms: Mapping[str, QuantityForm],
    place: Place,
    declared: Mapping[str, Quantity],
    problems: list[Problem],
    unread: frozenset[str] = frozenset(),
) -> Method:
    """The quantities of a base and of forms; expressions that use a name which could not be read are left alone."""
    method: dict[str, Quantity] = {**base, **declared}
    for id_, form in forms.items():
        here = Place(place.document, (*place.path, "quantities", id_))
        _refuse_reserved(id_, here, problems)
        method[id_] = _described(id_, form, base.get(id_), here, problems)
    changed_units = {id_ for id_ in forms if id_ in base and base[id_].unit != method[id_].unit}
    for id_, quantity in list(method.items()):
        form_of = forms.get(id_)
        if form_of is not None and any(_uses(form_of, name) for name in unread - set(method)):
            continue
        if form_of is not None and (form_of.equals is not None or form_of.routes):
            method[id_] = _with(quantity, _routes(id_, form_of, method, place, problems))
        elif changed_units and quantity.routes:
            method[id_] = _with(quantity, _recompiled(quantity, method, changed_units, place, problems))
    return method


def _refuse_reserved(name: str, place: Place, problems: list[Problem]) -> None:
    if name in formula.RESERVED:
        problems.append(place.problem(f"{name} means something else in an expression; choose another name", key=True))


def _described(id_: str, form: QuantityForm, old: Quantity | None, place: Place, problems: list[Problem]) -> Quantity:
    """The quantity without its routes; a replacement inherits what it does not say."""
    old = old or Quantity(id_, id_, DIMENSIONLESS)
    unit = old.unit
    if form.unit is not None:
        try:
            unit = units.read(form.unit)
        except UnitError as error:
            problems.append(place.problem(str(error), "unit"))
    return Quantity(
        id=id_,
        label=form.label or old.label,
        unit=unit,
        about=form.about or old.about,
        sentence=form.sentence or old.sentence,
        source="; ".join(form.source or ()) or old.source,
        valid=(form.valid[0], form.valid[1]) if form.valid else _in_unit(old.valid, old.unit, unit),
        positive=form.positive if form.positive is not None else old.positive,
        usual=(form.usual[0], form.usual[1]) if form.usual else old.usual and _in_unit(old.usual, old.unit, unit),
        refused_above=form.refused_above if form.refused_above is not None else old.refused_above,
        drawn=form.drawn or old.drawn,
        basis=form.basis or old.basis,
        group=form.group or old.group,
        askable=form.askable if form.askable is not None else old.askable,
        headline=form.headline if form.headline is not None else old.headline,
        routes=old.routes,
        place=place,
    )


def _in_unit(limits: tuple[float, float], old: Unit, new: Unit) -> tuple[float, float]:
    """Inherited limits in another unit; those of another dimension say nothing any more."""
    if old.dimension != new.dimension:
        return -math.inf, math.inf
    low, high = (units.convert_float(limit, old, new) for limit in limits)
    return low, high


def _with(quantity: Quantity, routes: Iterable[Route]) -> Quantity:
    return replace(quantity, routes=tuple(routes))


def _routes(
    id_: str, form: QuantityForm, method: Mapping[str, Quantity], place: Place, problems: list[Problem]
) -> tuple[Route, ...]:
    """The routes of a quantity; `equals` replaces all that there were, named routes are added behind them."""
    if form.equals is not None:
        where = Place(place.document, (*place.path, "quantities", id_, "equals"))
        return _compiled(EQUALS, form.equals, method[id_], method, where, problems)
    added: list[Route] = []
    for name, route in form.routes.items():
        where = _route_place(place, id_, name)
        if name == GIVEN:
            problems.append(
                where.problem("the route `given` is the quantity's own prior; choose another name", key=True)
            )
        compiled = _compiled(name, route.equals, method[id_], method, where, problems)
        added += [replace(item, only_given=tuple(route.only_given), identity=route.identity) for item in compiled]
    replaced = {route.name for route in added}
    return (*(route for route in method[id_].routes if route.name not in replaced), *added)


def _compiled(
    name: str, text: str, quantity: Quantity, method: Mapping[str, Quantity], place: Place, problems: list[Problem]
) -> tuple[Route, ...]:
    def unit_of(id_: str) -> Unit | None:
        return method[id_].unit if id_ in method else None

    try:
        return (Route(name, formula.formula(text, unit_of, quantity.unit, lambda: list(method))),)
    except TextError as error:
        problem = place.problem(str(error), offset=error.offset)
        if problem not in problems:
            problems.append(problem)
        return ()


def _recompiled(
    quantity: Quantity, method: Mapping[str, Quantity], changed: set[str], place: Place, problems: list[Problem]
) -> list[Route]:
    """The same routes after a scenario changed the units of some quantities; what is wrong then is wrong with these."""
    routes: list[Route] = []
    for route in quantity.routes:
        found: list[Problem] = []
        compiled = _compiled(route.name, route.formula.text, quantity, method, quantity.place, found)
        routes += [replace(route, formula=item.formula) for item in compiled]
        if found:
            name = next((name for name in route.formula.names if name in changed), quantity.id)
            message = f"does not fit {quantity.id} = {route.formula.text}: {found[0].message}"
            problems.append(Place(place.document, (*place.path, "quantities", name)).problem(message, "unit"))
    return routes
