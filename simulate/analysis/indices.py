"""Sobol' indices and Shapley effects of every factor on every output and on its logarithm, each with its error.

First order: the share of the variance that knowing the factor would take away; total: the share that would be left if
all others were known. With dependent inputs these are the full first-order and the independent total index (Mara,
Tarantola and Annoni 2015). Shapley effects share the variance out completely, interactions and dependence in equal
parts (Owen 2014; Song, Nelson and Staum 2016).
"""

from __future__ import annotations

import numpy as np

from simulate.analysis.factors import Subject, partial, reach
from simulate.analysis.pick_freeze import Bases, add_first_and_total
from simulate.analysis.points import batches, per_replicate
from simulate.analysis.shapley import add_shapley
from simulate.analysis.sums import Indices, Sums, columns

POINTS, MOST = 2**16, 2**18
TOLERANCE = 0.005
SAMPLER = "sobol"


def indices(
    subject: Subject,
    *,
    seed: int = 0,
    points: int | None = None,
    sampler: str = SAMPLER,
    shapley: bool = True,
) -> Indices:
    """The indices of one plan; memory does not grow with `points`.

    Unless it is said how many points to take, 65,536, and up to four times as many where first order or total of an
    output have a larger error than 0.005 (Shapley effects stay with the first 65,536).
    """
    sums = Sums(len(subject.factors), 2 * len(subject.outputs))
    logged = np.ones(len(subject.outputs), dtype=bool)
    rng = np.random.default_rng([seed, len(subject.factors)])
    reached = _reached(subject)
    n = 0
    for batch in batches(subject, seed=seed, points=points or MOST, sampler=sampler):
        ya, yb = (columns(batch.evaluated(values), logged) for values in (batch.a, batch.b))
        early = points is not None or n < POINTS
        if early:
            centre = ya.mean(axis=1, keepdims=True)
            sums.dummy += per_replicate((ya - centre) * (yb - centre))
            sums.shapley_scale += per_replicate(0.5 * (ya - yb) ** 2)
        parts = [partial(batch.program, batch.moves_with(factor.positions)) for factor in subject.factors]
        bases = Bases.of(batch, parts)
        for number, factor in enumerate(subject.factors):
            add_first_and_total(bases, parts[number], factor, number, ya, yb, logged, sums)
        if shapley and early and any(reached):
            add_shapley(batch, subject.factors, np.flatnonzero(reached), ya, yb, logged, sums, rng)
        n += batch.n
        if points is None and n % POINTS == 0 and sums.error(len(subject.outputs)) <= TOLERANCE:
            break
    return sums.indices(subject, logged, n)


def _reached(subject: Subject) -> list[bool]:
    """Which factors can move any output, by themselves or by what depends on them."""
    moves = reach(subject.model.program)
    grouped = {p for group in subject.model.correlations for p in group.positions}
    return [any(moves[p] or p in grouped for p in factor.positions) for factor in subject.factors]
