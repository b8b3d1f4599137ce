"""A plan restricted to what some of its quantities rest on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from simulate.method.plan import Plan, Step, given_slot


def foundations(plan: Plan, names: Iterable[str]) -> set[str]:
    """The slots that these quantities rest on: themselves, and all that their equations lead to."""
    steps = {step.quantity.id: step for step in plan.steps}
    found: set[str] = set()
    pending = list(names)
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += _ingredients(steps[name]) if name in steps else []
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


def _ingredients(step: Step) -> list[str]:
    return [
        name for formula in step.formulas for name in (formula.names if formula else (given_slot(step.quantity.id),))
    ]
