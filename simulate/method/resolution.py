"""Which route each quantity takes, and what is missing where none can be taken."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from simulate.method.quantity import GIVEN, Quantity, Route
from simulate.method.reading import Method


@dataclass(frozen=True, slots=True)
class Taken:
    """The routes that a quantity takes with their weights: one with weight 1, or several as structural uncertainty.

    `given` stands for the quantity's own prior.
    """

    quantity: str
    names: tuple[str, ...]
    weights: tuple[float, ...]


def resolve(method: Method, given: Collection[str], chosen: Mapping[str, Mapping[str, float]]) -> dict[str, Taken]:
    """The routes taken by every quantity that can be known, in the order of the method.

    Each quantity is settled once: it takes its first route whose ingredients can be known without it, given the
    choices already made. `chosen` holds the routes that a scenario prescribes.
    """
    taken: dict[str, Taken] = {}
    ways = _ways(method, given, chosen)
    for quantity in method.values():
        options = candidates(quantity, given, chosen)
        if GIVEN in options and quantity.id not in given:
            continue
        if len(options) == 1 or quantity.id in chosen:
            settled = options
        else:
            known = _fixpoint({id_: needs for id_, needs in ways.items() if id_ != quantity.id})
            settled = [option for option in options if set(ingredients(quantity, option)) <= known][:1]
        if settled:
            weights = chosen.get(quantity.id, dict.fromkeys(settled, 1.0))
            taken[quantity.id] = Taken(quantity.id, tuple(settled), tuple(weights[name] for name in settled))
            ways[quantity.id] = [_needs(quantity, settled)]
    computable = _fixpoint({id_: [_needs(method[id_], item.names)] for id_, item in taken.items()})
    return {id_: item for id_, item in taken.items() if id_ in computable}


def candidates(quantity: Quantity, given: Collection[str], chosen: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Names of the routes that a quantity could take, best first; those of weight 0 are out."""
    if quantity.id in chosen:
        return [name for name, weight in chosen[quantity.id].items() if weight > 0]
    if quantity.id in given:
        return [GIVEN]
    return [route.name for route in quantity.routes if set(route.only_given) <= set(given)]


def ingredients(quantity: Quantity, route_name: str) -> tuple[str, ...]:
    """Names that a route needs; none for the quantity's own prior."""
    route = quantity.route(route_name)
    return route.formula.names if route else ()


def _needs(quantity: Quantity, route_names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for route in route_names for name in ingredients(quantity, route)))


def _ways(
    method: Method, given: Collection[str], chosen: Mapping[str, Mapping[str, float]]
) -> dict[str, list[tuple[str, ...]]]:
    """What each quantity needs by every route that it could take; where routes are prescribed all of these together."""
    ways: dict[str, list[tuple[str, ...]]] = {}
    for quantity in method.values():
        options = candidates(quantity, given, chosen)
        if quantity.id in chosen:
            ways[quantity.id] = [_needs(quantity, options)]
        else:
            ways[quantity.id] = [ingredients(quantity, name) for name in options]
    return ways


def _fixpoint(ways: Mapping[str, list[tuple[str, ...]]]) -> set[str]:
    """Names that follow from nothing by the ways given: the least fixed point, linear in the number of ingredients."""
    waiting: dict[str, list[tuple[str, int]]] = {}
    missing: dict[tuple[str, int], int] = {}
    ready: list[str] = []
    for name, options in ways.items():
        for number, needs in enumerate(options):
            missing[name, number] = len(set(needs))
            for need in set(needs):
                waiting.setdefault(need, []).append((name, number))
            if not needs:
                ready.append(name)
    known: set[str] = set()
    while ready:
        name = ready.pop()
        if name in known:
            continue
        known.add(name)
        for way in waiting.get(name, ()):
            missing[way] -= 1
            if missing[way] == 0:
                ready.append(way[0])
    return known


def gaps(
    method: Method, given: Collection[str], chosen: Mapping[str, Mapping[str, float]], known: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """For every quantity that cannot be computed, the fewest priors that would make it computable.

    Found by relaxation: an input needs itself, a quantity the union of what a route's ingredients need, the smallest
    over its routes; a quantity that needs itself by every route needs a prior of its own.
    """
    needs: dict[str, frozenset[str]] = dict.fromkeys(known, frozenset())
    unknown = [quantity for quantity in method.values() if quantity.id not in known]
    needs |= {quantity.id: frozenset({quantity.id}) for quantity in unknown if not quantity.routes}
    _relax(unknown, needs, given, chosen)
    while stuck := [quantity for quantity in unknown if quantity.id not in needs]:
        needs[stuck[0].id] = frozenset({stuck[0].id})
        _relax(unknown, needs, given, chosen)
    return {quantity.id: _in_order(method, needs[quantity.id]) for quantity in unknown}


def _relax(
    unknown: list[Quantity],
    needs: dict[str, frozenset[str]],
    given: Collection[str],
    chosen: Mapping[str, Mapping[str, float]],
) -> None:
    changed = True
    while changed:
        changed = False
        for quantity in unknown:
            for route in _open_routes(quantity, given, chosen):
                parts = [needs.get(name) for name in route.formula.names]
                if any(part is None for part in parts):
                    continue
                union = frozenset[str]().union(*(part for part in parts if part))
                if quantity.id not in union and (quantity.id not in needs or len(union) < len(needs[quantity.id])):
                    needs[quantity.id] = union
                    changed = True


def _open_routes(quantity: Quantity, given: Collection[str], chosen: Mapping[str, Mapping[str, float]]) -> list[Route]:
    allowed = chosen.get(quantity.id)
    return [
        route
        for route in quantity.routes
        if (allowed is None and set(route.only_given) <= set(given))
        or (allowed is not None and allowed.get(route.name))
    ]


def _in_order(method: Method, names: Collection[str]) -> tuple[str, ...]:
    return tuple(id_ for id_ in method if id_ in names)


def cycle(method: Method, unknown: Collection[str]) -> list[str]:
    """A ring of quantities that each have one equation and need each other: a mistake, unless one is given."""
    ring = {id_ for id_ in unknown if len(method[id_].routes) == 1}
    finished: set[str] = set()
    for start in method:
        if start not in ring or start in finished:
            continue
        path: list[str] = [start]
        ahead = [iter(method[start].routes[0].formula.names)]
        while path:
            name = next(ahead[-1], None)
            if name is None:
                finished.add(path.pop())
                ahead.pop()
            elif name in path:
                return path[path.index(name) :]
            elif name in ring and name not in finished:
                path.append(name)
                ahead.append(iter(method[name].routes[0].formula.names))
    return []
