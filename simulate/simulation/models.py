"""Plans as the engine takes them: programs, beliefs by number, quantile functions, dependence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from simulate.beliefs.families.points import Choice
from simulate.engine.model import Input as EngineInput
from simulate.engine.model import Model
from simulate.engine.quantiles import Quantile
from simulate.engine.run import run
from simulate.engine.streams import FloatArray
from simulate.foundation.errors import InputError, Problem
from simulate.method.plan import Plan
from simulate.simulation.beliefs import Belief, of_choice, of_input, ranked
from simulate.simulation.dependence import Dependence, dependence
from simulate.simulation.lowering import lower


@dataclass(frozen=True)
class Assembled:
    """What the engine runs, and what its numbers mean: the outputs of each model, in order."""

    models: tuple[Model, ...]
    beliefs: tuple[Belief, ...]
    outputs: tuple[tuple[str, ...], ...]
    warnings: tuple[tuple[str, ...], ...]

    @property
    def identities(self) -> tuple[bytes, ...]:
        """What keys the stream of each belief."""
        return tuple(belief.identity for belief in self.beliefs)


@dataclass(frozen=True)
class _Part:
    """One plan, before beliefs are numbered."""

    plan: Plan
    slots: tuple[str, ...]
    choices: tuple[str, ...]
    beliefs: tuple[Belief, ...]
    dependence: Dependence


def assemble(plans: Sequence[Plan], outputs_of: Callable[[Plan], tuple[str, ...]] | None = None) -> Assembled:
    """Plans made ready for one run; outputs are all quantities unless told otherwise.

    Raises
    ------
    InputError
        A correlation that cannot be.
    """
    parts = [_part(plan) for plan in plans]
    beliefs = ranked([part.beliefs for part in parts])
    number = {belief: position for position, belief in enumerate(beliefs)}
    outputs = tuple(outputs_of(plan) if outputs_of else plan.quantities for plan in plans)
    models = tuple(_model(part, number, names) for part, names in zip(parts, outputs, strict=True))
    return Assembled(models, tuple(beliefs), outputs, tuple(part.dependence.warnings for part in parts))


def check_units(plans: Sequence[Plan], quantities: Sequence[str] | None = None) -> None:
    """InputError where two plans give one of these quantities (any, unless named) two units: numbers are compared."""
    first: dict[str, Plan] = {}
    problems: list[Problem] = []
    for plan in plans:
        for id_ in plan.quantities if quantities is None else quantities:
            if id_ not in plan.method:
                continue
            other = first.setdefault(id_, plan)
            here, there = plan.method[id_].unit.text, other.method[id_].unit.text
            if here != there:
                what = f"is in {here} here and in {there} in {other.scenario.id}"
                advice = "give it one unit in both, or run them apart"
                problems.append(Problem(f"{what}; {advice}", (id_,), plan.scenario.id))
    if problems:
        raise InputError(problems)


def draws_of(plan: Plan, quantity: str, draws: int) -> FloatArray:
    """Draws of one quantity by a small run of one plan, with seed 0."""
    assembled = assemble([plan], lambda _: (quantity,))
    results = run(assembled.models, assembled.identities, seed=0, draws=draws, sampler="random", keep=True)
    kept = results[0].draws
    return np.empty(0) if kept is None else kept[0]


def _part(plan: Plan) -> _Part:
    slots = tuple(item.slot for item in plan.inputs)
    choices = tuple(step.quantity.id for step in plan.steps if step.weighed)
    depends = dependence(plan, slots)
    beliefs = (
        *(of_input(plan, item, depends.own) for item in plan.inputs),
        *(of_choice(plan, quantity) for quantity in choices),
    )
    return _Part(plan, slots, choices, beliefs, depends)


def _model(part: _Part, number: dict[Belief, int], outputs: tuple[str, ...]) -> Model:
    correlated = {name for names, _ in part.dependence.groups for name in names}
    functions = [Quantile(item.distribution, monotone=item.quantity.id in correlated) for item in part.plan.inputs]
    weights = {step.quantity.id: step.taken.weights for step in part.plan.steps if step.weighed}
    functions += [Quantile(_numbers(weights[quantity])) for quantity in part.choices]
    inputs = tuple(
        EngineInput(number[belief], function) for belief, function in zip(part.beliefs, functions, strict=True)
    )
    groups = tuple(group for _, group in part.dependence.groups)
    return Model(lower(part.plan, part.slots, part.choices, outputs), inputs, groups)


def _numbers(weights: Sequence[float]) -> Choice:
    """The number of the route believed: 0, 1, ... with the weights of the routes."""
    return Choice(tuple(float(number) for number in range(len(weights))), tuple(weights))
