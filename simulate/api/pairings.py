"""What is compared where one scenario is named: before and after a change, or under its alternatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulate.method.plan import Plan

AFTER = " (changed)"
"""What stands behind the id of a scenario with changes."""


def before_and_after(before: Plan, after: Plan) -> tuple[list[Plan], list[str]]:
    """A plan and the same with changes, with names for them."""
    return [before, after], [before.scenario.id, before.scenario.id + AFTER]


def under_alternatives(base: Plan) -> tuple[list[Plan], list[str]]:
    """A plan and what it becomes under each of the alternatives that its scenario lists, with names for them."""
    # `wattif --help` has no use for plans, which take 0.1 s to import.
    from simulate.method.plan import plan

    scenario = base.scenario
    plans = [base, *(plan(scenario.under(alternative)) for alternative in scenario.alternatives)]
    return plans, [scenario.id, *(f"{scenario.id} ({item.name})" for item in scenario.alternatives)]
