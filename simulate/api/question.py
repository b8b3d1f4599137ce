"""What is compared: models, or one before and after or under its alternatives; on what; and what is asked besides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import get_args

from simulate.analysis.claims import needed
from simulate.analysis.comparison import Compared, compared
from simulate.analysis.together import Together, check_scopes, together
from simulate.beliefs.claims import Claim
from simulate.beliefs.forms import Scope
from simulate.engine.run import Progress
from simulate.foundation.errors import UsageError
from simulate.foundation.nearest import suggestion
from simulate.method.plan import Plan, plan

AFTER = " (changed)"
"""What stands behind the id of a scenario with changes."""
ENERGY = "facility_energy"
_PAIR = 2


@dataclass(frozen=True)
class Question:
    """Plans and what they are called, quantities, claims to be answered, and whether to say why estimates differ.

    With `neighbours`, pairs are those alone that are next to each other by their medians.
    """

    plans: tuple[Plan, ...]
    ids: tuple[str, ...]
    quantities: tuple[str, ...]
    claims: tuple[Claim, ...] = ()
    why: bool = False
    neighbours: bool = False

    def drawn(self, *, seed: int, draws: int, progress: Progress | None = None) -> Together:
        """Joint draws of all that is asked about.

        Raises
        ------
        InputError
            A claim about a model or a quantity that there is not.
        RunError
            More draws than fit into memory.
        """
        also = needed(self.claims, self.plans)
        return together(self.plans, self.quantities, ids=self.ids, seed=seed, draws=draws, also=also, progress=progress)

    def answered(
        self, drawn: Together, probability: float, progress: Callable[[int, int], object] | None = None
    ) -> Compared:
        """The answer to all of it; `progress` is told pairs done and wanted."""
        return compared(
            drawn,
            self.quantities,
            probability,
            claims=self.claims,
            why=self.why,
            neighbours=self.neighbours,
            progress=progress,
        )


def of_scope(plans: Sequence[Plan], scope: str | None) -> tuple[list[Plan], list[str]]:
    """The plans of a scope, and the ids of the others; all of them where no scope is asked for.

    Raises
    ------
    UsageError
        There is no such scope, or no plan of it.
    """
    if scope is None:
        return list(plans), []
    known = get_args(Scope)
    if scope not in known:
        raise UsageError(f"scope: expected {', '.join(known)}, got {scope!r}{suggestion(scope, known)}")
    kept = [item for item in plans if item.scenario.scope == scope]
    if not kept:
        raise UsageError(f"scope: no model here is of scope {scope}")
    return kept, [item.scenario.id for item in plans if item.scenario.scope != scope]


def subjects(
    plans: Sequence[Plan], before: Callable[[], Plan] | None, *, alone: bool
) -> tuple[tuple[Plan, ...], tuple[str, ...]]:
    """Plans with names for them: those given; of one, what it was `before`, else its alternatives unless `alone`.

    Raises
    ------
    InputError
        Plans of different scopes.
    """
    ids = [item.scenario.id for item in plans]
    if len(plans) == 1 and before is not None:
        plans, ids = [before(), *plans], [ids[0], ids[0] + AFTER]
    elif len(plans) == 1 and not alone:
        scenario = plans[0].scenario
        plans = [*plans, *(plan(scenario.under(alternative)) for alternative in scenario.alternatives)]
        ids += [f"{scenario.id} ({item.name})" for item in scenario.alternatives]
    check_scopes(plans)
    return tuple(plans), tuple(ids)


def headline(plans: Sequence[Plan]) -> tuple[str, ...]:
    """The headline quantities that all plans have."""
    return tuple(name for name in plans[0].outputs if all(name in item.quantities for item in plans))


def on_screen(plans: Sequence[Plan], *, claims: bool, why: bool) -> tuple[str, ...]:
    """Headline quantities that are shown where none is named: energy alone of three models or more.

    Beside claims, and beside the reasons of one model, there are none. Where models have no quantity in common, it is
    the one that most of them have.
    """
    if claims or (why and len(plans) == 1):
        return ()
    common = headline(plans)
    if len(plans) <= _PAIR:
        return common
    known = Counter(name for plan in plans for name in plan.outputs if name in plan.quantities)
    most = max(known.values(), default=0)
    return tuple([name for name in common if name == ENERGY] or common or [n for n in known if known[n] == most])[:1]
