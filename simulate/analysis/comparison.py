"""Models beside each other, drawn together: ratios, who needs less, ranks, claims, and what they have in common."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from simulate.analysis.claims import Answer, answers
from simulate.analysis.grading import rests_on
from simulate.analysis.pairs import Pair, pairs
from simulate.analysis.probability import undefined
from simulate.analysis.sharing import Shared, sharing
from simulate.analysis.together import Together
from simulate.analysis.waterfall import Waterfall, waterfalls
from simulate.beliefs.claims import Claim
from simulate.engine.streams import FloatArray
from simulate.simulation import budget

_TWO = 2


@dataclass(frozen=True)
class Compared:
    """All that a comparison says; `ranks` are by quantity and model, the first for the least.

    `claims` are answered with what was drawn, `reasons` say why other people's estimates differ: both where asked for.
    """

    ids: tuple[str, ...]
    names: Mapping[str, str]
    scope: str
    labels: Mapping[str, tuple[str, str]]
    ranges: Mapping[tuple[str, str], tuple[float, float, float]]
    pairs: tuple[Pair, ...]
    ranks: Mapping[str, Mapping[str, tuple[float, ...]]]
    shared: tuple[Shared, ...]
    separate: Mapping[str, tuple[str, ...]]
    draws: int
    seed: int
    probability: float
    rests_on: Mapping[tuple[str, str], Mapping[str, float]] = field(default_factory=dict)
    claims: tuple[Answer, ...] = ()
    reasons: tuple[Waterfall, ...] = ()

    def pair(self, a: str, b: str, quantity: str) -> Pair | None:
        """The pair a / b on a quantity, in whichever order it was found; None where it was not."""
        found = self._pairs.get((a, b, quantity))
        if found is not None:
            return found
        other = self._pairs.get((b, a, quantity))
        return other and other.turned()

    def is_ranked(self, quantity: str) -> bool:
        """Whether ranks are known: some draws are no numbers otherwise."""
        return all(math.isfinite(share) for shares in self.ranks[quantity].values() for share in shares)

    @cached_property
    def _pairs(self) -> Mapping[tuple[str, str, str], Pair]:
        return {(pair.a, pair.b, pair.quantity): pair for pair in self.pairs}


def compared(
    drawn: Together,
    quantities: Sequence[str],
    probability: float = 0.9,
    *,
    claims: Sequence[Claim] = (),
    why: bool = False,
    neighbours: bool = False,
    progress: Callable[[int, int], object] | None = None,
) -> Compared:
    """What joint draws say of every pair, of all models together and of claims; `progress` is told pairs done.

    With `neighbours`, pairs are those alone that are next to each other by their medians.
    """
    methods = {name: plan.method[name] for plan in drawn.plans for name in quantities if name in plan.method}
    shared, separate = sharing(drawn)
    return Compared(
        ids=drawn.ids,
        names={id_: plan.scenario.name for id_, plan in zip(drawn.ids, drawn.plans, strict=True)},
        scope=drawn.plans[0].scenario.scope,
        labels={name: (quantity.label, quantity.unit.text) for name, quantity in methods.items()},
        ranges={key: _range(row, probability) for key, row in drawn.draws.items()},
        pairs=pairs(drawn, quantities, probability, neighbours=neighbours, progress=progress),
        ranks={quantity: _ranks(drawn, quantity) for quantity in quantities},
        shared=shared,
        separate=separate,
        draws=drawn.n,
        seed=drawn.seed,
        probability=probability,
        rests_on=_grades(drawn, quantities),
        claims=tuple(answers(claims, drawn)),
        reasons=tuple(item for plan in drawn.plans for item in waterfalls(plan, drawn.seed)) if why else (),
    )


def _grades(drawn: Together, quantities: Sequence[str]) -> dict[tuple[str, str], Mapping[str, float]]:
    """What the range of each of two models rests on, by grade: of more, `run` tells ranges."""
    if not quantities or len(drawn.ids) > _TWO:
        return {}
    found = zip(drawn.ids, rests_on(drawn.plans, drawn.seed, threads=budget.cores()), strict=True)
    return {(id_, name): shares[name] for id_, shares in found for name in quantities if name in shares}


def _range(row: FloatArray, probability: float) -> tuple[float, float, float]:
    """Lower bound, median and upper bound."""
    with np.errstate(invalid="ignore"):  # between two infinite draws
        lower, median, upper = np.quantile(row, [(1 - probability) / 2, 0.5, (1 + probability) / 2])
    return float(lower), float(median), float(upper)


def _ranks(drawn: Together, quantity: str) -> dict[str, tuple[float, ...]]:
    """Probability of each rank by model, the first for the least; equal values share their ranks.

    None is known where draws are no numbers.
    """
    ids = [id_ for id_ in drawn.ids if (id_, quantity) in drawn.draws]
    if not ids:
        return {}
    rows = np.stack([drawn.draws[id_, quantity] for id_ in ids])
    n, n_draws = rows.shape
    if undefined(rows):
        return dict.fromkeys(ids, (math.nan,) * n)
    found = {}
    for id_, row in zip(ids, rows, strict=True):
        below, equal = (rows < row).sum(axis=0), (rows == row).sum(axis=0)
        # In every draw each of the ranks that equal values share gets its part of the draw.
        starts, ends = (np.bincount(at, 1.0 / equal, n + 1) for at in (below, below + equal))
        found[id_] = tuple(map(float, (np.cumsum(starts - ends) / n_draws)[:n]))
    return found
