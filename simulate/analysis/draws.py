"""A bounded number of joint draws of everything that sensitivity conditions on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulate.analysis.conditioning import Known, codes
from simulate.analysis.factors import Factor, Subject, pruned
from simulate.engine.run import run
from simulate.engine.streams import FloatArray
from simulate.foundation.units import Unit
from simulate.method.plan import Plan
from simulate.simulation.models import assemble

DRAWS = 2**16


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that could be disclosed: a factor, or a computed quantity that a developer could be asked for.

    `rests_on` are the factors that move it, those that depend on them included; `above` says of which outputs it is an
    ingredient.
    """

    name: str
    label: str
    kind: str
    askable: bool
    unit: Unit | None
    rests_on: frozenset[str]
    above: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Values of the outputs (output, draw) and of each candidate (draw), sorted too; what each output rests on."""

    outputs: FloatArray
    candidates: tuple[Candidate, ...]
    values: tuple[FloatArray, ...]
    known: tuple[Known, ...]
    rests_on: tuple[frozenset[str], ...]


def joint(subject: Subject, *, seed: int = 0, draws: int = DRAWS) -> Draws:
    """Draws of a plan's outputs and of everything that could be known."""
    plan, n_outputs = subject.plan, len(subject.outputs)
    askable = tuple(s.quantity.id for s in plan.steps if s.quantity.askable)
    assembled = assemble([plan], lambda _: (*subject.outputs, *askable))
    model = assembled.models[0]
    program = replace(model.program, outputs=(*model.program.outputs, *model.program.inputs))
    model = replace(model, program=pruned(program))
    summary = run(
        [model], assembled.identities, seed=seed, draws=draws, sampler="random", probabilities=(0.5,), keep=True
    )[0]
    kept = np.empty((len(program.outputs), 0)) if summary.draws is None else summary.draws
    computed, inputs = kept[n_outputs : n_outputs + len(askable)], kept[n_outputs + len(askable) :]
    rests, above = _rests_on(subject), ancestors(plan)
    found = [(_of_factor(subject, factor, rests, above), _values(factor, inputs)) for factor in subject.factors]
    for name, row in zip(askable, computed, strict=True):
        if row.min() < row.max():
            found.append((_of_quantity(subject, name, rests, above), row))
    return Draws(
        kept[:n_outputs],
        tuple(candidate for candidate, _ in found),
        tuple(values for _, values in found),
        tuple(Known.of(values) for _, values in found),
        tuple(rests.get(name, frozenset()) for name in subject.outputs),
    )


def _values(factor: Factor, inputs: FloatArray) -> FloatArray:
    rows = inputs[list(factor.positions)]
    return codes(rows) if factor.kind == "row" else rows[0]


def _of_factor(
    subject: Subject, factor: Factor, rests: dict[str, frozenset[str]], chains: dict[str, frozenset[str]]
) -> Candidate:
    names = set(factor.quantities) or {factor.name.removeprefix("routes.")}
    above = frozenset(o for o in subject.outputs if names & chains.get(o, frozenset()) or factor.name == o)
    unit = subject.plan.method[factor.quantities[0]].unit if factor.kind == "prior" else None
    return Candidate(factor.name, factor.label, factor.kind, factor.askable, unit, rests[factor.name], above)


def _of_quantity(
    subject: Subject, name: str, rests: dict[str, frozenset[str]], chains: dict[str, frozenset[str]]
) -> Candidate:
    quantity = subject.plan.method[name]
    above = frozenset(output for output in subject.outputs if name in chains.get(output, frozenset()))
    return Candidate(name, quantity.label, "computed", True, quantity.unit, rests[name], above)


def _rests_on(subject: Subject) -> dict[str, frozenset[str]]:
    """For every factor and quantity, the factors that it moves with."""
    rests: dict[str, frozenset[str]] = {}
    slots: dict[str, str] = {}
    for factor in subject.factors:
        rests[factor.name] = _dependent(subject, factor)
        for position in factor.positions:
            if position < len(subject.plan.inputs):
                slots[subject.plan.inputs[position].slot] = factor.name
    known = {slot: rests[name] for slot, name in slots.items()}
    for step in subject.plan.steps:
        own = rests.get(f"routes.{step.quantity.id}", frozenset())
        given = known.get(f"{step.quantity.id} (given)", frozenset())
        names = {name for formula in step.formulas if formula for name in formula.names}
        known[step.quantity.id] = own.union(given, *(known.get(name, frozenset()) for name in names))
    return {**known, **rests}


def _dependent(subject: Subject, factor: Factor) -> frozenset[str]:
    """A factor and those that it depends on."""
    for group in subject.model.correlations:
        if factor.positions[0] in group.positions:
            return frozenset(f.name for f in subject.factors if set(f.positions) & set(group.positions))
    return frozenset({factor.name})


def ancestors(plan: Plan) -> dict[str, frozenset[str]]:
    """For every computed quantity, the quantities that it is computed from, however far; itself where it is weighed."""
    above: dict[str, frozenset[str]] = {}
    for step in plan.steps:
        names = frozenset(name for formula in step.formulas if formula for name in formula.names)
        own = frozenset({step.quantity.id} if step.weighed else ())
        above[step.quantity.id] = names.union(own, *(above.get(name, frozenset()) for name in names))
    return above
