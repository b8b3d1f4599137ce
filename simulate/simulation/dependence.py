"""Correlations of a scenario become groups of inputs, each with the order in which its Cholesky factor applies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulate.beliefs.families.points import Choice
from simulate.beliefs.prior import Correlation
from simulate.engine import correlation as engine
from simulate.foundation.errors import InputError
from simulate.method.binding import rows_of
from simulate.method.dependence import components, matrix
from simulate.method.plan import Plan


@dataclass(frozen=True)
class Dependence:
    """Groups of correlated inputs, names in the order of the factor; `own` are shared beliefs that the scenario
    correlates with another shared one, and thereby makes its own.
    """

    groups: tuple[tuple[tuple[str, ...], engine.Correlation], ...]
    own: frozenset[str]
    warnings: tuple[str, ...]


def dependence(plan: Plan, slots: Sequence[str]) -> Dependence:
    """The dependence between the inputs of a plan, `slots` being their order.

    Shared beliefs come first in every group and a scenario's own last, so that a scenario moves only its own draws.

    Raises
    ------
    InputError
        A pair that cannot be correlated.
    """
    shared = {item.quantity.id for item in plan.inputs if not item.per_model and item.prior.origin != plan.scenario.id}
    own, warnings = _made_own(plan, shared)
    slot_of = {item.quantity.id: item.slot for item in plan.inputs}
    groups = []
    for names in components(plan.correlations):
        ordered = sorted(names, key=lambda name: (name not in shared - own, name))
        involved = [item for item in plan.correlations if set(item.between) <= set(names)]
        warnings += _check_discrete(plan, involved)
        factor = engine.cholesky(matrix(ordered, involved))
        positions = tuple(slots.index(slot_of[name]) for name in ordered)
        groups.append((tuple(ordered), engine.Correlation(positions, factor)))
    return Dependence(tuple(groups), frozenset(own), tuple(warnings))


def _made_own(plan: Plan, shared: set[str]) -> tuple[set[str], list[str]]:
    own: set[str] = set()
    warnings: list[str] = []
    for item in plan.correlations:
        both_shared = all(name in shared - own for name in item.between)
        if item.bundle or not both_shared:
            continue
        second = max(item.between)
        own.add(second)
        warnings.append(
            f"{second} is correlated here with {min(item.between)}, so this model draws it for itself and no longer "
            "shares it with others; correlate them in their bundle to keep both shared"
        )
    return own, warnings


def _check_discrete(plan: Plan, correlations: Sequence[Correlation]) -> list[str]:
    """Rows of a table have no order to correlate by; a choice has, but ties make the stated value approximate."""
    distributions = {item.quantity.id: item.distribution for item in plan.inputs}
    warnings = []
    for item in correlations:
        for name in item.between:
            if rows_of(distributions[name]) is not None:
                raise InputError(
                    [item.place.problem(f"{name} is a row of a table and cannot be correlated", "between")]
                )
            if isinstance(distributions[name], Choice):
                warnings.append(f"{name} takes single values: its rank correlation is that of the normals behind it")
    return warnings
