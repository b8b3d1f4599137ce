"""A plan restricted to what some of its quantities rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from simulate.method.plan import Plan, Step, given_slot


def foundations(plan: Plan, names: Iterable[str]) -> set[str]:
    """The slots that these quantities rest on: themselves, and all that their equations lead to."""
    return reached({step.quantity.id: ingredients(step) for step in plan.steps}, names)


def reached(leads: Mapping[str, Iterable[str]], names: Iterable[str]) -> set[str]:
    """These names and all that they lead to, however far."""
    found: set[str] = set()
    pending = list(names)
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += leads.get(name, ())
    return found


def restricted(plan: Plan, names: Iterable[str]) -> Plan:
    """The same plan without what these quantities do not rest on; their distributions are the same."""
    kept = foundations(plan, names)
    inputs = tuple(item for item in plan.inputs if item.slot in kept)
    drawn = {item.quantity.id for item in inputs}
    return replace(
        plan,
        inputs=inputs,
        steps=tuple(step for step in plan.steps if step.quantity.id in kept),
        correlations=tuple(item for item in plan.correlations if set(item.between) <= drawn),
        comparisons=(),
    )


def ingredients(step: Step) -> list[str]:
    """The slots that the formulas of a step read."""
    return [
        name for formula in step.formulas for name in (formula.names if formula else (given_slot(step.quantity.id),))
    ]
