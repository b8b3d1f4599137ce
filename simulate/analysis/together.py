"""Joint draws of several models: what they share is drawn once, so that it cancels where they are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulate.engine.run import Progress, run
from simulate.engine.streams import FloatArray
from simulate.foundation.errors import InputError, Problem
from simulate.foundation.listing import listed
from simulate.method.plan import Plan
from simulate.simulation import budget
from simulate.simulation.models import Assembled, assemble, check_units

DRAWS = 2**17


@dataclass(frozen=True, eq=False)
class Together:
    """Joint draws of several plans, by name and quantity; what they share is drawn once."""

    ids: tuple[str, ...]
    plans: tuple[Plan, ...]
    assembled: Assembled
    draws: Mapping[tuple[str, str], FloatArray]
    seed: int

    @property
    def n(self) -> int:
        """How many draws there are."""
        return next((row.size for row in self.draws.values()), 0)


def together(
    plans: Sequence[Plan],
    quantities: Sequence[str] | None = None,
    *,
    ids: Sequence[str] | None = None,
    seed: int = 0,
    draws: int = DRAWS,
    also: Mapping[str, Sequence[str]] | None = None,
    progress: Progress | None = None,
) -> Together:
    """Draws of the quantities that the plans are asked for, or of those named; `also` are further ones by model.

    Raises
    ------
    InputError
        A quantity that two plans have in different units.
    RunError
        More draws than fit into memory, where all are held at once.
    """
    named = tuple(ids) if ids else tuple(plan.scenario.id for plan in plans)

    def outputs_of(plan: Plan) -> tuple[str, ...]:
        wanted = [*(plan.outputs if quantities is None else quantities), *(also or {}).get(plan.scenario.id, ())]
        known = set(plan.quantities)
        # The engine runs no model without an output; what these draw is not kept from anybody.
        found = [name for name in wanted if name in known] or [name for name in plan.outputs if name in known][:1]
        return tuple(dict.fromkeys(found))

    check_units(plans, [name for plan in plans for name in plan.outputs] if quantities is None else quantities)
    assembled = assemble(plans, outputs_of)
    budget.check_kept(sum(map(len, assembled.outputs)), draws)
    results = run(
        assembled.models,
        assembled.identities,
        seed=seed,
        draws=draws,
        sampler="random",
        probabilities=(0.5,),
        keep=True,
        progress=progress,
    )
    kept: dict[tuple[str, str], FloatArray] = {}
    for id_, outputs, result in zip(named, assembled.outputs, results, strict=True):
        for output, row in zip(outputs, () if result.draws is None else result.draws, strict=True):
            kept[id_, output] = row
    return Together(named, tuple(plans), assembled, kept, seed)


def check_scopes(plans: Sequence[Plan]) -> None:
    """InputError where plans speak of different things: a final run and a family are no pair."""
    by_scope: dict[str, list[str]] = {}
    for plan in plans:
        by_scope.setdefault(plan.scenario.scope, []).append(plan.scenario.id)
    if len(by_scope) > 1:
        ordered = sorted(by_scope.items(), key=lambda item: -len(item[1]))
        told = "; ".join(f"{scope}: {listed(ids)}" for scope, ids in ordered)
        message = f"these cannot be compared, because a number belongs to exactly one scope: {told}"
        raise InputError([Problem(f'{message}; to leave out all others: --scope "{ordered[0][0]}"')])
