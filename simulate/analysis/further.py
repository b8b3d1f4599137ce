"""What is studied on request: pairs, PAWN, thresholds with their break-even points, power-scaled priors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from simulate.analysis.draws import joint
from simulate.analysis.factors import subject
from simulate.analysis.indices import SAMPLER, indices
from simulate.analysis.interactions import Pair, Target, pairs, targets, value_of
from simulate.analysis.sensitivity import Study
from simulate.analysis.tails import BreakEven, Pawn, Scaled, break_even, pawn, power_scaled
from simulate.method.plan import Plan
from simulate.simulation.questions import Threshold


@dataclass(frozen=True, slots=True)
class Asked:
    """What to study further; everything off unless asked for."""

    pairs: bool = False
    pawn: bool = False
    thresholds: tuple[Threshold, ...] = ()
    powers: tuple[float, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether there is anything to do."""
        return self.pairs or self.pawn or bool(self.thresholds or self.powers)


@dataclass(frozen=True)
class Further:
    """Answers by output of one model; those about thresholds by their text."""

    id: str
    labels: Mapping[str, str]
    pairs: Mapping[str, Sequence[Pair]] = field(default_factory=dict)
    pawn: Mapping[str, Sequence[Pawn]] = field(default_factory=dict)
    scaled: Mapping[str, Sequence[Scaled]] = field(default_factory=dict)
    targets: Sequence[Target] = ()
    break_even: Mapping[str, Sequence[BreakEven]] = field(default_factory=dict)


def further(
    plan: Plan,
    study: Study,
    quantities: Sequence[str],
    asked: Asked,
    *,
    probability: float = 0.9,
    seed: int = 0,
    points: int | None = None,
    sampler: str = SAMPLER,
) -> Further:
    """The answers for these outputs, and for the quantities of the thresholds."""
    names = tuple(dict.fromkeys([*quantities, *(item.quantity for item in asked.thresholds)]))
    made = subject(plan, [name for name in names if name not in study.undefined])
    if not made.outputs:
        return Further(plan.scenario.id, {})
    draws = joint(made, seed=seed)
    logs = {output.quantity: output.by_log for output in study.outputs}
    shown = [(n, name) for n, name in enumerate(made.outputs) if name in quantities]
    found = indices(made, shapley=False, sampler=sampler, seed=seed, points=points) if asked.pairs else None
    return Further(
        plan.scenario.id,
        {candidate.name: candidate.label for candidate in draws.candidates},
        {
            name: pairs(made, found, n, log=logs.get(name, False), sampler=sampler, seed=seed, points=points)
            for n, name in shown
        }
        if found
        else {},
        {name: pawn(draws, n, seed) for n, name in shown} if asked.pawn else {},
        {
            name: [item for power in asked.powers for item in power_scaled(draws, n, power, probability)]
            for n, name in shown
        }
        if asked.powers
        else {},
        targets(made, asked.thresholds, sampler=sampler, seed=seed, points=points),
        {
            item.text: break_even(draws, made.outputs.index(item.quantity), value_of(made, item))
            for item in asked.thresholds
            if item.quantity in made.outputs
        },
    )
