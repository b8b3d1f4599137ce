"""Which assumption matters, and what disclosing it would be worth: one study per plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulate.analysis.asking import Ask, asks
from simulate.analysis.budget import Budget, budgets
from simulate.analysis.disclosure import Disclosure, disclosures
from simulate.analysis.draws import Draws, joint
from simulate.analysis.factors import Factor, Subject, subject
from simulate.analysis.grading import rests_on
from simulate.analysis.indices import SAMPLER, Index, Indices, Progress, indices
from simulate.analysis.response import Response, Swing, responses
from simulate.analysis.settling import Settled, settled
from simulate.method.plan import Plan

WIDE = 5.0
"""Outputs that span more than this factor are shown by the indices of their logarithm."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number and its standard error."""

    value: float
    error: float

    @property
    def distinguishable(self) -> bool:
        """Whether it can be told from zero."""
        return abs(self.value) > 2 * self.error


@dataclass(frozen=True, slots=True)
class Influence:
    """What one factor does to one output; the `_log` measures are of the logarithm, None where there is none."""

    name: str
    label: str
    kind: str
    group: str
    quality: str
    quantities: tuple[str, ...]
    first: Measure
    total: Measure
    shapley: Measure
    first_log: Measure | None
    total_log: Measure | None
    shapley_log: Measure | None
    rank: Measure | None
    swings: tuple[Swing, ...]

    def shown(self, log: bool) -> tuple[Measure, Measure, Measure]:
        """First order, total and Shapley effect of the output or of its logarithm."""
        if log and self.first_log and self.total_log and self.shapley_log:
            return self.first_log, self.total_log, self.shapley_log
        return self.first, self.total, self.shapley


@dataclass(frozen=True, slots=True)
class OutputStudy:
    """One output: its range, influences by Shapley effect, what to ask for by narrowing, what it rests on."""

    quantity: str
    label: str
    unit: str
    lower: float
    median: float
    upper: float
    log: bool
    influences: tuple[Influence, ...]
    asks: tuple[Ask, ...]
    dummy: Measure
    rests_on: Mapping[str, float]

    @property
    def span(self) -> float:
        """Upper over lower bound; width where the output is not positive."""
        return self.upper / self.lower if self.log else self.upper - self.lower

    @property
    def by_log(self) -> bool:
        """Whether the logarithm is what is shown."""
        return self.log and self.span > WIDE

    @property
    def varies(self) -> bool:
        """Whether there is any range to explain."""
        return self.upper - self.lower > 1e-9 * max(abs(self.lower), abs(self.upper))


@dataclass(frozen=True, slots=True)
class Study:
    """All outputs of one model."""

    id: str
    name: str
    developer: str
    scope: str
    outputs: tuple[OutputStudy, ...]
    points: int
    draws: int
    undefined: tuple[str, ...]
    budgets: tuple[Budget, ...] = ()


def study(
    plan: Plan,
    quantities: Sequence[str] | None = None,
    *,
    probability: float = 0.9,
    seed: int = 0,
    points: int | None = None,
    sampler: str = SAMPLER,
    progress: Progress | None = None,
) -> Study:
    """Indices, responses and values of disclosure of a plan's outputs (or of the quantities named).

    `progress` is told which share of the points for indices is done, which take longest where there are many.

    Raises
    ------
    InputError
        A correlation that cannot be.
    """
    made, draws, undefined = _defined(plan, quantities, seed)
    scenario = plan.scenario
    named = (scenario.id, scenario.name, scenario.developer, scenario.scope)
    if not made.outputs:
        return Study(*named, (), 0, 0, undefined)
    found = indices(made, seed=seed, points=points, sampler=sampler, progress=progress)
    worth = disclosures(draws, probability)
    moves = responses(draws, probability)
    settling = settled(plan, made.outputs, probability, seed)
    shares = rests_on([plan], seed)[0]
    outputs = tuple(
        _output(plan, n, found, draws, worth[n], moves[n], settling, shares[name], probability)
        for n, name in enumerate(made.outputs)
    )
    budget = tuple(budgets(made, probability, seed)) if scenario.own_method else ()
    return Study(*named, outputs, found.points, draws.outputs.shape[1], undefined, budget)


def _defined(plan: Plan, quantities: Sequence[str] | None, seed: int) -> tuple[Subject, Draws, tuple[str, ...]]:
    """The outputs that are finite in every draw, their draws, and the names of the others."""
    made = subject(plan, quantities)
    draws = joint(made, seed=seed)
    finite = [bool(np.isfinite(row).all()) for row in draws.outputs]
    undefined = tuple(name for name, fine in zip(made.outputs, finite, strict=True) if not fine)
    if undefined:
        made = subject(plan, [name for name in made.outputs if name not in undefined])
        draws = joint(made, seed=seed)
    return made, draws, undefined


def _output(
    plan: Plan,
    n: int,
    found: Indices,
    draws: Draws,
    worth: Sequence[Disclosure],
    moves: Mapping[str, Response],
    settling: Sequence[Settled],
    rests_on: Mapping[str, float],
    probability: float,
) -> OutputStudy:
    quantity = plan.method[found.outputs[n]]
    tail = (1 - probability) / 2
    lower, median, upper = (float(q) for q in np.quantile(draws.outputs[n], [tail, 0.5, 1 - tail]))
    influences = [_influence(found, k, n, moves) for k in range(len(found.factors))]
    dummy = Measure(float(found.dummy.value[n]), float(found.dummy.error[n]))
    named = (quantity.id, quantity.label, quantity.unit.text)
    log = found.logged[n] and bool(draws.outputs[n].min() > 0)
    made = OutputStudy(*named, lower, median, upper, log, (), (), dummy, {})
    ordered = sorted(influences, key=lambda item: -item.shown(made.by_log)[2].value)
    asked = asks(plan, made.quantity, (made.span, made.log), draws, worth, settling)
    return replace(made, influences=tuple(ordered), asks=asked, rests_on=rests_on)


def _influence(found: Indices, k: int, n: int, moves: Mapping[str, Response]) -> Influence:
    factor: Factor = found.factors[k]
    response = moves.get(factor.name)

    def at(index: Index, log: bool) -> Measure:
        column = n + log * len(found.outputs)
        return Measure(float(index.value[k, column]), float(index.error[k, column]))

    def of_log(index: Index) -> Measure | None:
        return at(index, True) if found.logged[n] else None

    return Influence(
        name=factor.name,
        label=factor.label,
        kind=factor.kind,
        group=factor.group,
        quality=factor.quality,
        quantities=factor.quantities,
        first=at(found.first, False),
        total=at(found.total, False),
        shapley=at(found.shapley, False),
        first_log=of_log(found.first),
        total_log=of_log(found.total),
        shapley_log=of_log(found.shapley),
        rank=Measure(response.rank, response.rank_error) if response else None,
        swings=response.swings if response else (),
    )
