"""What can vary by itself in a plan: the factors that sensitivity is asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulate.engine.model import Model
from simulate.engine.program import Program
from simulate.method.binding import rows_of
from simulate.method.plan import Plan
from simulate.simulation.models import Assembled, assemble

ROUTES = "routes."
GRADES = {"measured": "a", "reported": "a", "third-party": "b", "judgement": "c", "": "c"}
"""Grade of what a range rests on, by the quality of a prior; a prior that does not say is a judgement."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A prior, a choice of routes, or the row of a table that several priors share.

    `positions` are the inputs of the model that it moves, `group` is what small factors are gathered under, `kind` is
    prior, route or row.
    """

    name: str
    label: str
    kind: str
    group: str
    quality: str
    positions: tuple[int, ...]
    quantities: tuple[str, ...]
    askable: bool


@dataclass(frozen=True)
class Subject:
    """One plan made ready: the model that the engine runs, its factors, and the outputs that are asked about."""

    plan: Plan
    model: Model
    identities: tuple[bytes, ...]
    factors: tuple[Factor, ...]
    outputs: tuple[str, ...]


def subject(plan: Plan, outputs: Sequence[str] | None = None) -> Subject:
    """A plan with the factors that vary; outputs are those that it is asked for, unless told otherwise.

    Raises
    ------
    InputError
        A correlation that cannot be.
    """
    known = set(plan.quantities)
    asked = tuple(name for name in (plan.outputs if outputs is None else outputs) if name in known)
    assembled = assemble([plan], lambda _: asked)
    model = assembled.models[0]
    return Subject(plan, model, assembled.identities, factors(plan, assembled, model), asked)


def factors(plan: Plan, assembled: Assembled, model: Model) -> tuple[Factor, ...]:
    """Inputs of one belief are one factor; what is a point is none."""
    by_belief: dict[int, list[int]] = {}
    for position, item in enumerate(model.inputs):
        low, high = item.quantile.distribution.support
        if low < high:
            by_belief.setdefault(item.belief, []).append(position)
    return tuple(_factor(plan, assembled.beliefs[belief].name, found) for belief, found in by_belief.items())


def _factor(plan: Plan, belief: str, positions: list[int]) -> Factor:
    if positions[0] >= len(plan.inputs):
        quantity = plan.method[belief.removeprefix(ROUTES)]
        label = f"Which route to {quantity.label.lower()}"
        return Factor(belief, label, "route", quantity.group or "practice", "judgement", tuple(positions), (), True)
    items = [plan.inputs[position] for position in positions]
    names = tuple(item.quantity.id for item in items)
    worst = max((item.prior.quality for item in items), key=lambda quality: GRADES.get(quality, "c"))
    groups = [item.quantity.group for item in items if item.quantity.group]
    group = "site" if "site" in groups else groups[0] if groups else "practice"
    table = rows_of(items[0].distribution)
    if table is not None:
        label = f"{'Site' if group == 'site' else 'Row'} ({table.file})"
        return Factor(table.file.removesuffix(".csv"), label, "row", group, worst, tuple(positions), names, True)
    quantity = items[0].quantity
    return Factor(
        quantity.id, quantity.label, "prior", group, worst, tuple(positions), names, plan.method[quantity.id].askable
    )


def reach(program: Program) -> Mapping[int, frozenset[int]]:
    """For each input by its position, the positions of the outputs that it can move."""
    moved: dict[int, frozenset[int]] = {slot: frozenset({n}) for n, slot in enumerate(program.inputs)}
    for item in program.instructions:
        moved[item.out] = frozenset[int]().union(*(moved.get(slot, frozenset()) for slot in item.operands))
    found: dict[int, set[int]] = {n: set() for n in range(len(program.inputs))}
    for output, slot in enumerate(program.outputs):
        for n in moved.get(slot, frozenset()):
            found[n].add(output)
    return {n: frozenset(outputs) for n, outputs in found.items()}


def pruned(program: Program) -> Program:
    """The same outputs without the instructions that none of them needs."""
    needed = set(program.outputs)
    kept = []
    for item in reversed(program.instructions):
        if item.out in needed:
            needed.update(item.operands)
            kept.append(item)
    constants = tuple(pair for pair in program.constants if pair[0] in needed)
    return Program(program.n_slots, program.inputs, constants, tuple(reversed(kept)), program.outputs)
