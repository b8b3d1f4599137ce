"""A scenario, its method and the routes taken, as a plan that the simulation can carry out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.prior import Correlation, Prior, Scenario
from simulate.foundation.errors import InputError, Problem
from simulate.method import dependence, naming, resolution
from simulate.method.agreement import comparable
from simulate.method.binding import Bound, bind
from simulate.method.formula import Formula
from simulate.method.quantity import GIVEN, Quantity
from simulate.method.reading import Method, method_of
from simulate.method.resolution import Taken


@dataclass(frozen=True, slots=True)
class Input:
    """A prior that is drawn: in the unit and within the bounds of its quantity.

    `slot` is the quantity's id, or another name where the prior is only one of several weighed routes.
    """

    slot: str
    quantity: Quantity
    prior: Prior
    distribution: Distribution
    per_model: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A quantity that is computed: by one formula, or by the one that a draw of the route choice picks.

    A formula of None is the quantity's own prior, in the slot of its input.
    """

    quantity: Quantity
    taken: Taken
    formulas: tuple[Formula | None, ...]

    @property
    def weighed(self) -> bool:
        """Whether the route is itself uncertain."""
        return len(self.formulas) > 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """A given quantity and a route that could also compute it: what that route needs, on its own."""

    quantity: Quantity
    given: Distribution
    route: str
    inputs: tuple[Input, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Plan:
    """Everything that is needed to draw a scenario. Steps stand in an order in which they can be computed."""

    scenario: Scenario
    method: Method
    inputs: tuple[Input, ...]
    steps: tuple[Step, ...]
    outputs: tuple[str, ...]
    missing: Mapping[str, tuple[str, ...]]
    correlations: tuple[Correlation, ...]
    comparisons: tuple[Comparison, ...]
    unused: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def quantities(self) -> tuple[str, ...]:
        """Everything that has draws: inputs and computed quantities, in the order of the method."""
        known = {item.slot for item in self.inputs} | {step.quantity.id for step in self.steps}
        return tuple(id_ for id_ in self.method if id_ in known)


def plan(scenario: Scenario) -> Plan:
    """The plan of a scenario.

    Raises
    ------
    InputError
        With every problem of names, units, bounds and routes.
    """
    problems: list[Problem] = list(scenario.problems)
    method = method_of(scenario, problems)
    bound = bind(scenario, method, problems)
    naming.check(scenario, method, problems)
    if problems:
        raise InputError(problems)
    chosen = scenario.routes
    taken = resolution.resolve(method, bound, chosen)
    _check_chosen(scenario, method, taken, bound, problems)
    outputs = _outputs(scenario, method)
    used = _ingredients(method, taken)
    missing = resolution.gaps(method, bound, chosen, taken)
    _check_outputs(scenario, method, outputs, taken, missing, problems)
    routes_beside, warnings = comparable(scenario, method, bound, taken, problems)
    inputs = _inputs(method, bound, taken, used | set(outputs))
    drawn = {item.quantity.id for item in inputs}
    active, notes = _active(scenario.correlations, bound, drawn)
    dependence.check(active, problems)
    if problems:
        raise InputError(problems)
    return Plan(
        scenario=scenario,
        method=method,
        inputs=inputs,
        steps=_steps(method, taken),
        outputs=outputs,
        missing={id_: needs for id_, needs in missing.items() if method[id_].routes or id_ in outputs},
        correlations=active,
        comparisons=tuple(_comparison(method, bound, taken, beside) for beside in routes_beside),
        unused=tuple(name for name in bound if name not in drawn),
        warnings=(*(bound[item.quantity.id].warning for item in inputs if bound[item.quantity.id].warning), *warnings),
        notes=notes,
    )


def _outputs(scenario: Scenario, method: Method) -> tuple[str, ...]:
    """What the scenario is asked for: its own list, the headline quantities, or all that an own method computes."""
    if scenario.outputs:
        return scenario.outputs
    headline = tuple(quantity.id for quantity in method.values() if quantity.headline)
    return headline or tuple(quantity.id for quantity in method.values() if quantity.routes)


def _ingredients(method: Method, taken: Mapping[str, Taken]) -> set[str]:
    return {
        name
        for id_, item in taken.items()
        for route in item.names
        for name in resolution.ingredients(method[id_], route)
    }


def _inputs(
    method: Method, bound: Mapping[str, Bound], taken: Mapping[str, Taken], used: set[str]
) -> tuple[Input, ...]:
    inputs: list[Input] = []
    for id_, item in taken.items():
        if GIVEN not in item.names or (id_ not in used and len(item.names) == 1):
            continue
        slot = id_ if len(item.names) == 1 else given_slot(id_)
        inputs.append(Input(slot, method[id_], bound[id_].prior, bound[id_].distribution, bound[id_].per_model))
    return tuple(inputs)


def _comparison(method: Method, bound: Mapping[str, Bound], taken: Mapping[str, Taken], beside: Taken) -> Comparison:
    """What it takes to compute a given quantity by another route: the part of the plan that the route rests on."""
    routed = {**taken, beside.quantity: beside}
    part: dict[str, Taken] = {}
    pending = [beside.quantity]
    while pending:
        id_ = pending.pop()
        if id_ not in part:
            part[id_] = routed[id_]
            pending += [name for route in routed[id_].names for name in resolution.ingredients(method[id_], route)]
    return Comparison(
        method[beside.quantity],
        bound[beside.quantity].distribution,
        beside.names[0],
        _inputs(method, bound, part, set(part)),
        _steps(method, part),
    )


def given_slot(quantity: str) -> str:
    """The name under which a prior is drawn that is only one of several weighed routes of its quantity."""
    return f"{quantity} ({GIVEN})"


def quantity_of(slot: str) -> str:
    """The quantity whose prior is drawn in a slot."""
    return slot.removesuffix(f" ({GIVEN})")


def _steps(method: Method, taken: Mapping[str, Taken]) -> tuple[Step, ...]:
    """Computed quantities, ingredients first."""
    done: set[str] = {id_ for id_, item in taken.items() if item.names == (GIVEN,)}
    steps: list[Step] = []
    for start in taken:
        pending = [start]
        while pending:
            id_ = pending[-1]
            names = (
                ()
                if id_ in done
                else tuple(n for r in taken[id_].names for n in resolution.ingredients(method[id_], r))
            )
            open_ = [name for name in names if name not in done]
            if open_:
                pending.append(open_[0])
                continue
            pending.pop()
            if id_ not in done:
                done.add(id_)
                steps.append(_step(method[id_], taken[id_]))
    return tuple(steps)


def _step(quantity: Quantity, taken: Taken) -> Step:
    routes = [quantity.route(name) for name in taken.names]
    return Step(quantity, taken, tuple(route.formula if route else None for route in routes))


def _check_chosen(
    scenario: Scenario, method: Method, taken: Mapping[str, Taken], bound: Mapping[str, Bound], problems: list[Problem]
) -> None:
    """A route that a scenario prescribes and that cannot be computed is an error."""
    for id_, weights in scenario.routes.items():
        if id_ in taken:
            continue
        for name, weight in weights.items():
            if weight <= 0:
                continue
            if name == GIVEN:
                if id_ not in bound:
                    problems.append(naming.route_problem(scenario, id_, name, f"{id_} has no prior to be given by"))
                continue
            gap = resolution.gaps(
                method, bound, {**scenario.routes, id_: {name: 1.0}}, _without(id_, method, bound, scenario)
            )
            needs = [item for item in gap.get(id_, ()) if item != id_] or ["itself"]
            route = method[id_].route(name)
            if route and not set(route.formula.names) <= set(taken):
                message = f"the route {name} cannot be computed: needs {', '.join(needs)}"
                problems.append(naming.route_problem(scenario, id_, name, message))


def _without(id_: str, method: Method, bound: Mapping[str, Bound], scenario: Scenario) -> dict[str, Taken]:
    """What can be known when a quantity has neither prior nor route."""
    others = {name: quantity for name, quantity in method.items() if name != id_}
    routes = {name: weights for name, weights in scenario.routes.items() if name != id_}
    return resolution.resolve(others, [name for name in bound if name != id_], routes)


def _check_outputs(
    scenario: Scenario,
    method: Method,
    outputs: tuple[str, ...],
    taken: Mapping[str, Taken],
    missing: Mapping[str, tuple[str, ...]],
    problems: list[Problem],
) -> None:
    ring = resolution.cycle(method, [id_ for id_ in missing if id_ in scenario.quantities])
    if ring:
        path = " needs ".join([*ring, ring[0]])
        problems.append(method[ring[0]].place.problem(f"{path}; give one of them a prior", key=True))
    elif not any(id_ in taken for id_ in outputs) and not problems:
        needs = missing.get(outputs[0], ()) if outputs else ()
        wanted = "a prior" if needs == outputs[:1] else ", ".join(needs)
        what = f"{outputs[0]} needs {wanted}" if outputs else "it has no quantity with an equation"
        problems.append(scenario.place.problem(f"nothing can be computed: {what}"))


def _active(
    correlations: tuple[Correlation, ...], bound: Mapping[str, Bound], drawn: set[str]
) -> tuple[tuple[Correlation, ...], tuple[str, ...]]:
    """Correlations between priors that are drawn and vary; the others have no effect, which a note says."""
    active: list[Correlation] = []
    notes: list[str] = []
    for item in correlations:
        fixed = [name for name in item.between if name in drawn and _is_point(bound[name].distribution)]
        idle = [name for name in item.between if name not in drawn]
        if not fixed and not idle:
            active.append(item)
            continue
        name, why = (idle[0], "is not drawn") if idle else (fixed[0], "is a point")
        notes.append(f"the correlation of {item.between[0]} and {item.between[1]} has no effect: {name} {why}")
    return tuple(active), tuple(notes)


def _is_point(distribution: Distribution) -> bool:
    low, high = distribution.support
    return low == high
