"""Two models as one, whose outputs are the ratios of theirs: what both believe is one input of it.

Each model knows the correlations that it states. Together, a belief that both have is moved by whatever either of them
correlates it with.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from simulate.beliefs.families.distribution import Distribution
from simulate.engine.correlation import Correlation
from simulate.engine.model import Input, Model
from simulate.engine.program import Instruction, Op, Program
from simulate.engine.quantiles import Quantile

_AGAIN = b"\0again"
"""What the identity ends on of the little that tells a belief from itself with another distribution."""
_APART = 1e-3
"""Standard deviation of that: two normals of one belief are correlated by 1 - 5e-7, because an Exchange takes no 1."""

Row = Mapping[int, float]
"""Weights of the independent normals of beliefs in the normal behind one."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The model of both, the identities of its beliefs, and for each of its inputs the belief that it had in theirs."""

    model: Model
    identities: tuple[bytes, ...]
    beliefs: tuple[int, ...]


def joined(first: Model, second: Model, identities: Sequence[bytes], outputs: Sequence[tuple[int, int]]) -> Joined:
    """Both as one; `outputs` are the numbers of theirs whose ratios, first over second, are its own."""
    inputs = _Inputs.of((first, second))
    groups = [members for beliefs in _components(first, second) if (members := _members(beliefs, inputs))]
    program = _ratios(first.program, second.program, inputs, outputs)
    made, names = [*inputs.made], [*identities]
    for group in groups:
        for number, member in enumerate(group):
            if member.again(group[:number]):
                made[member.position] = Input(len(names), made[member.position].quantile)
                names.append(identities[member.belief] + _AGAIN)
    correlations = tuple(Correlation(tuple(m.position for m in group), _factor(group)) for group in groups)
    return Joined(Model(program, tuple(made), correlations), tuple(names), tuple(item.belief for item in inputs.made))


@dataclass(frozen=True, slots=True)
class _Inputs:
    """The inputs of both, those alike once, and for either its positions among them."""

    models: tuple[Model, Model]
    made: list[Input] = field(default_factory=list)
    places: list[tuple[int, ...]] = field(default_factory=list)

    @classmethod
    def of(cls, models: tuple[Model, Model]) -> _Inputs:
        inputs = cls(models)
        dependent = {belief for model in models for group in model.correlations for belief in _beliefs(model, group)}
        known: dict[tuple[int, Distribution], int] = {}
        for model in models:
            for item in model.inputs:
                distribution, monotone = item.quantile.distribution, item.quantile.monotone or item.belief in dependent
                if (item.belief, distribution) not in known:
                    known[item.belief, distribution] = len(inputs.made)
                    inputs.made.append(Input(item.belief, Quantile(distribution, monotone=monotone)))
            inputs.places.append(tuple(known[item.belief, item.quantile.distribution] for item in model.inputs))
        return inputs


@dataclass(frozen=True, slots=True)
class _Member:
    """An input that depends on others: its position, its belief, and how the normal behind it is made."""

    position: int
    belief: int
    row: Row

    def again(self, earlier: Iterable[_Member]) -> bool:
        """Whether it is of a belief that an earlier one is of as well."""
        return self.belief in [member.belief for member in earlier]


def _components(first: Model, second: Model) -> list[list[int]]:
    """Beliefs that depend on each other, however far, in an order in which each depends on earlier ones alone."""
    found: list[list[int]] = []
    for model in (first, second):
        for group in model.correlations:
            beliefs = _beliefs(model, group)
            touched = [other for other in found if set(other) & set(beliefs)]
            joint = dict.fromkeys([*(belief for other in touched for belief in other), *beliefs])
            found = [other for other in found if other not in touched] + [list(joint)]
    return found


def _members(beliefs: Sequence[int], inputs: _Inputs) -> list[_Member]:
    """The inputs of these beliefs that vary, one of each belief first, then what is of a belief again."""
    members: dict[int, _Member] = {}
    for model, places in zip(inputs.models, inputs.places, strict=True):
        rows = {belief: row for group in model.correlations for belief, row in _rows(model, group).items()}
        of_belief = {item.belief: place for item, place in zip(model.inputs, places, strict=True)}
        for belief in beliefs:
            place = of_belief.get(belief)
            if place is not None and _varies(inputs.made[place]):
                members.setdefault(place, _Member(place, belief, rows.get(belief, {belief: 1.0})))
    once = {member.belief: member for member in reversed(members.values())}
    return sorted(members.values(), key=lambda member: member is not once[member.belief])


def _factor(group: Sequence[_Member]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """How the normals of a group are made of independent ones; one of a belief that is there already hardly differs."""
    column: dict[int, int] = {}
    factor = np.zeros((len(group), len(group)))
    for number, member in enumerate(group):
        again = member.again(group[:number])
        column.setdefault(member.belief, number)
        for belief, weight in member.row.items():
            factor[number, column[belief]] = weight * (math.sqrt(1.0 - _APART**2) if again else 1.0)
        if again:
            factor[number, number] = _APART
    return factor


def _rows(model: Model, group: Correlation) -> dict[int, Row]:
    beliefs = _beliefs(model, group)
    return {
        belief: {other: float(weight) for other, weight in zip(beliefs, row, strict=True) if weight}
        for belief, row in zip(beliefs, group.factor, strict=True)
    }


def _beliefs(model: Model, group: Correlation) -> list[int]:
    return [model.inputs[position].belief for position in group.positions]


def _varies(item: Input) -> bool:
    low, high = item.quantile.distribution.support
    return low < high


def _ratios(first: Program, second: Program, inputs: _Inputs, outputs: Sequence[tuple[int, int]]) -> Program:
    """Both programs one after the other, then a division for each output."""
    slots = dict(zip(inputs.places[0], first.inputs, strict=True))
    moved = {slot: first.n_slots + slot for slot in range(second.n_slots)}
    for place, slot in zip(inputs.places[1], second.inputs, strict=True):
        moved[slot] = slots.setdefault(place, moved[slot])
    out = range(first.n_slots + second.n_slots, first.n_slots + second.n_slots + len(outputs))
    return Program(
        out.stop,
        tuple(slots[place] for place in range(len(inputs.made))),
        (*first.constants, *((moved[slot], value) for slot, value in second.constants)),
        (
            *first.instructions,
            *(Instruction(i.op, moved[i.out], tuple(moved[slot] for slot in i.operands)) for i in second.instructions),
            *(
                Instruction(Op.DIV, slot, (first.outputs[a], moved[second.outputs[b]]))
                for slot, (a, b) in zip(out, outputs, strict=True)
            ),
        ),
        tuple(out),
    )
