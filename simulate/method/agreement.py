"""Whether quantities that are given, and could also be computed, say the same both ways."""

from __future__ import annotations

from collections.abc import Mapping

from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.prior import Scenario
from simulate.foundation.errors import Problem
from simulate.method.binding import Bound
from simulate.method.formula import Apply, Formula, Load, Push
from simulate.method.quantity import GIVEN, Route
from simulate.method.reading import Method
from simulate.method.resolution import Taken

CONTRADICTION = 0.05
"""Relative gap between given quantities that an identity ties together, above which they contradict."""


def comparable(
    scenario: Scenario, method: Method, bound: Mapping[str, Bound], taken: Mapping[str, Taken], problems: list[Problem]
) -> tuple[list[Taken], list[str]]:
    """Routes that given quantities do not take, to compare with their priors by draws; and warnings of identities
    that given quantities break.

    An identity between priors alone (hours = accelerators x days x availability) that is broken by more than 5 % is an
    error, and a warning where the scenario names the route of that quantity.
    """
    found: list[Taken] = []
    warnings: list[str] = []
    for id_, item in taken.items():
        if item.names != (GIVEN,):
            continue
        for route in method[id_].routes:
            broken = _broken(id_, route, bound)
            if broken and id_ in scenario.routes:
                warnings.append(broken)
            elif broken:
                settle = f'; [routes] {id_} = "{GIVEN}" or "{route.name}" says which counts'
                problems.append(bound[id_].prior.place.problem(broken + settle, key=True))
            elif len(route.formula.code) == 1:
                continue  # a constant or a default, which a prior is there to replace
            elif set(route.formula.names) <= set(taken) and not _leads_back(id_, route, method, taken):
                found.append(Taken(id_, (route.name,), (1.0,)))
    return found, warnings


def _leads_back(id_: str, route: Route, method: Method, taken: Mapping[str, Taken]) -> bool:
    """Whether a route rests on the quantity itself, and so says nothing of its own."""
    pending, seen = list(route.formula.names), set[str]()
    while pending:
        name = pending.pop()
        if name == id_:
            return True
        if name in seen or name not in taken:
            continue
        seen.add(name)
        for taken_route in taken[name].names:
            chosen = method[name].route(taken_route)
            pending += chosen.formula.names if chosen else ()
    return False


def _broken(id_: str, route: Route, bound: Mapping[str, Bound]) -> str:
    """What is said of an identity that priors contradict; the gap is between their 90 % ranges, points are exact.

    An availability that nobody gave counts as 1: the identity is then elapsed against allocated time.
    """
    others = [name for name in route.formula.names if name != "availability"]
    if not route.identity or not all(name in bound for name in others):
        return ""
    lows = {name: _interval(bound[name].distribution)[0] for name in bound if name in route.formula.names}
    highs = {name: _interval(bound[name].distribution)[1] for name in bound if name in route.formula.names}
    low, high = _evaluated(route.formula, lows), _evaluated(route.formula, highs)
    given_low, given_high = _interval(bound[id_].distribution)
    gap = max(low / given_high - 1, given_low / high - 1)
    if gap <= CONTRADICTION:
        return ""
    return (
        f"{id_} is given as {_range(given_low, given_high)}, but {route.formula.text} gives {_range(low, high)}: "
        f"they are {100 * gap:.2g} % apart"
    )


def _interval(distribution: Distribution) -> tuple[float, float]:
    low, high = distribution.support
    if low == high:
        return low, high
    return float(distribution.ppf(0.05)), float(distribution.isf(0.05))


def _range(low: float, high: float) -> str:
    return f"{low:.6g}" if low == high else f"{low:.4g} to {high:.4g}"


def _evaluated(formula: Formula, values: Mapping[str, float]) -> float:
    """The value of a product or quotient at given ingredients, those not given at 1."""
    stack: list[float] = []
    for step in formula.code:
        match step:
            case Push(value):
                stack.append(value)
            case Load(name):
                stack.append(values.get(name, 1.0))
            case Apply(operation, 2):
                right, left = stack.pop(), stack.pop()
                stack.append(left * right if operation == "mul" else left / right)
    return stack[0]
