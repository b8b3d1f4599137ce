"""Which draws are the same: the identity of every belief of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from simulate.method.binding import rows_of
from simulate.method.plan import Input, Plan

SEPARATOR = "\0"


@dataclass(frozen=True, slots=True, order=True)
class Belief:
    """One prior as stated in one place: (bundle or scenario, quantity), and the scenario where it is drawn per model.

    Priors on the rows of one file are one belief, named by the file: one row per draw for all of them.
    """

    origin: str
    name: str
    model: str = ""

    @property
    def identity(self) -> bytes:
        """What keys the belief's stream."""
        return SEPARATOR.join((self.origin, self.name, self.model)).encode()


def of_input(plan: Plan, item: Input, own: frozenset[str] = frozenset()) -> Belief:
    """The belief behind an input; those named in `own` are this model's even where the method shares them."""
    table = rows_of(item.distribution)
    name = table.file if table else item.quantity.id
    per_model = item.per_model or item.quantity.id in own
    return Belief(item.prior.origin, name, plan.scenario.id if per_model else "")


def of_choice(plan: Plan, quantity: str) -> Belief:
    """The belief behind a choice of routes; it is the scenario's own."""
    return Belief(plan.scenario.id, f"routes.{quantity}")


def ranked(used: Iterable[Sequence[Belief]]) -> list[Belief]:
    """All beliefs of a run, those used by more models first, then by identity: the rank is the Sobol' dimension."""
    counts = Counter(belief for model in used for belief in set(model))
    return sorted(counts, key=lambda belief: (-counts[belief], belief.identity))
