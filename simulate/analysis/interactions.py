"""What pairs of inputs do together, and what decides whether an output passes a threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from simulate.analysis.factors import Factor, Subject
from simulate.analysis.indices import POINTS, SAMPLER, Index, Indices, indices
from simulate.engine.program import Instruction, Op, Program
from simulate.engine.run import run
from simulate.engine.streams import FloatArray
from simulate.foundation import units
from simulate.simulation.questions import Threshold

_MOST = 6
"""Inputs whose pairs are looked at: the ones with the largest total index."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two inputs: the share of the variance that knowing both takes away (`closed`), and what neither does alone."""

    first: str
    second: str
    closed: float
    closed_error: float
    interaction: float
    interaction_error: float


def pairs(
    subject: Subject,
    found: Indices,
    n: int,
    *,
    log: bool,
    seed: int = 0,
    points: int | None = None,
    sampler: str = SAMPLER,
) -> list[Pair]:
    """Second-order indices of the n-th output, or of its logarithm, for pairs of its most important inputs."""
    column = n + log * len(found.outputs)
    order = np.argsort(-found.total.value[:, column])[:_MOST]
    chosen = [int(k) for k in order if found.total.value[k, column] > 0]
    duos = list(combinations(chosen, 2))
    together = replace(subject, factors=tuple(_both(*(subject.factors[k] for k in duo)) for duo in duos))
    closed = indices(together, seed=seed, points=points or POINTS, sampler=sampler, shapley=False).first
    return sorted(
        (_pair(found, closed, row, duo, column) for row, duo in enumerate(duos)), key=lambda item: -item.interaction
    )


def _both(one: Factor, other: Factor) -> Factor:
    """Two factors as one, which is known when both are."""
    return replace(one, name=f"{one.name}, {other.name}", positions=(*one.positions, *other.positions))


def _pair(found: Indices, closed: Index, row: int, duo: tuple[int, int], column: int) -> Pair:
    names = [found.factors[k].name for k in duo]
    value, error = float(closed.value[row, column]), float(closed.error[row, column])
    alone = sum(float(found.first.value[k, column]) for k in duo)
    errors = [error, *(float(found.first.error[k, column]) for k in duo)]
    return Pair(names[0], names[1], value, error, value - alone, float(np.hypot.reduce(errors)))


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """Whether an output passes a threshold: probability, and first order, total and Shapley effect of each input."""

    text: str
    probability: float
    factors: tuple[Factor, ...]
    first: Index
    total: Index
    shapley: Index


def targets(
    subject: Subject,
    thresholds: Sequence[Threshold],
    *,
    seed: int = 0,
    points: int | None = None,
    sampler: str = SAMPLER,
) -> list[Target]:
    """The indices of the event itself: it is 1 or 0, and its variance what is not known of it."""
    asked = [item for item in thresholds if item.quantity in subject.outputs]
    if not asked:
        return []
    made = replace(subject, model=replace(subject.model, program=_events(subject, asked)), outputs=_texts(asked))
    found = indices(made, seed=seed, points=points, sampler=sampler)
    shares = _probabilities(made, seed, points, sampler)
    told = []
    for n, item in enumerate(asked):
        first, total, shapley = (Index(i.value[:, n], i.error[:, n]) for i in (found.first, found.total, found.shapley))
        told.append(Target(item.text, float(shares[n]), found.factors, first, total, shapley))
    return told


def _texts(asked: Sequence[Threshold]) -> tuple[str, ...]:
    return tuple(item.text for item in asked)


def value_of(subject: Subject, item: Threshold) -> float:
    """The value of a threshold in the unit of its quantity."""
    unit = subject.plan.method[item.quantity].unit
    return item.value if item.unit is None else units.convert_float(item.value, item.unit, unit)


def _events(subject: Subject, asked: Sequence[Threshold]) -> Program:
    """The program with a comparison for each threshold, as its outputs."""
    program = subject.model.program
    slots, constants, code, outputs = program.n_slots, list(program.constants), list(program.instructions), []
    for item in asked:
        constants.append((slots, value_of(subject, item)))
        output = program.outputs[subject.outputs.index(item.quantity)]
        code.append(Instruction(Op(item.comparison), slots + 1, (output, slots)))
        outputs.append(slots + 1)
        slots += 2
    return Program(slots, program.inputs, tuple(constants), tuple(code), tuple(outputs))


def _probabilities(subject: Subject, seed: int, points: int | None, sampler: str) -> FloatArray:
    (found,) = run(
        [subject.model],
        subject.identities,
        seed=seed,
        draws=points or POINTS,
        sampler=sampler,
        probabilities=(0.5,),
        moments_only=True,
    )
    return found.estimates.mean
