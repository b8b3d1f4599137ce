"""From what workers have counted to what is said of each model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulate.engine.blocks import BLOCK
from simulate.engine.machine.counting import ABOVE, BELOW, FIRST, GREATEST, LEAST, NANS
from simulate.engine.statistics.bins import Bins
from simulate.engine.statistics.estimates import Estimates, Summary, shortest_interval
from simulate.engine.statistics.moments import Tree, mean_and_sd, standard_error
from simulate.engine.statistics.selection import errors_of, estimates_of, facts_of, taken
from simulate.engine.statistics.tails import SUSPICIOUS, heaviness
from simulate.engine.streams import FloatArray
from simulate.engine.worker import Worker
from simulate.engine.writing.preparation import Prepared

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Replicate:
    """A finished replicate: sums (output, 2), counts of events, and estimates of all outputs of the job."""

    sums: FloatArray
    counts: FloatArray
    estimates: Estimates


def replicate(prepared: Prepared, worker: Worker) -> Replicate:
    """What a worker has found in the replicate that it has just finished."""
    sums, counts = worker.tree.total(), worker.counts.copy()
    return Replicate(sums, counts, _estimates(prepared, worker.bins, sums, counts, worker.n_blocks * BLOCK)[0])


def summaries(prepared: Prepared, pool: Bins, replicates: Mapping[int, Replicate]) -> tuple[Summary, ...]:
    """What all replicates say of each model."""
    tree = Tree()
    for place, number in enumerate(sorted(replicates)):
        tree.add(place, replicates[number].sums)
    counts = np.sum([one.counts for one in replicates.values()], axis=0)
    n = prepared.n_blocks * BLOCK * len(replicates)
    estimates, open_to = _estimates(prepared, pool, tree.total(), counts, n)
    errors = Estimates.errors([replicates[number].estimates for number in sorted(replicates)], open_to)
    heavy = _heavy(prepared, pool, tree.total())
    return tuple(
        _summary(prepared, model, pool, n, (estimates, errors), heavy) for model in range(len(prepared.places))
    )


def typical_error(replicates: Mapping[int, Replicate]) -> float:
    """Relative error of a quantile in the middle, for an output in the middle of those that vary."""
    quantiles = np.array([one.estimates.quantiles for one in replicates.values()])
    middle = quantiles[:, :, quantiles.shape[2] // 2]
    with np.errstate(all="ignore"):
        relative = standard_error(middle) / np.abs(middle.mean(axis=0))
    relative = relative[np.isfinite(relative) & (relative > 0.0)]
    return float(np.median(relative)) if relative.size else np.nan


def _estimates(
    prepared: Prepared, bins: Bins, sums: FloatArray, counts: FloatArray, n: int
) -> tuple[Estimates, Estimates]:
    """What some draws say of all outputs of the job, and by how much that is open whatever the draws.

    No mean or sd is known better than to half a draw in all of them: with evenly spread points the replicates of an
    output of one input agree far beyond that, and would hide it.
    """
    pilot, asked = prepared.pilot, prepared.questions[0]
    nan, finite = bins.facts[:, NANS] > 0, bins.facts[:, NANS : BELOW + 1].sum(axis=1) == 0
    mean, sd = mean_and_sd(sums.T, n, pilot.centre, pilot.scale)
    mean, sd = (np.where(finite & np.isfinite(values), values, np.nan) for values in (mean, sd))
    quantiles, open_to = bins.quantiles(asked.probabilities, n)
    shortest = np.empty((len(nan), 2 if asked.shortest else 0))
    if asked.shortest:
        for output in range(len(nan)):
            shortest[output] = shortest_interval(bins.pieces(output), asked.shortest)
    events = counts / n
    for place in np.flatnonzero(nan):
        events[[number for number, _ in prepared.job.events[place]]] = np.nan
    found = Estimates(
        mean=mean,
        sd=sd,
        quantiles=np.where(nan[:, None] | ~np.isfinite(quantiles), np.nan, quantiles),
        events=events,
        shortest=np.where(nan[:, None], np.nan, shortest),
    )
    half = sd / (2 * n)
    counted = np.where((events > 0.0) & (events < 1.0), 0.5 / n, 0.0)
    return found, Estimates(half, half, open_to, counted, np.zeros_like(shortest))


def _heavy(prepared: Prepared, pool: Bins, sums: FloatArray) -> BoolArray:
    """For every output of the job whether it has no mean, and no sd, (output, 2)."""
    pilot, facts = prepared.pilot, pool.facts
    heavy = np.zeros((len(facts), 2), dtype=np.bool_)
    with np.errstate(all="ignore"):
        reach = np.maximum(facts[:, GREATEST] - pilot.centre, pilot.centre - facts[:, LEAST])
        share = (reach * pilot.scale) ** 2 / sums[:, 1]
    if not prepared.job.moments_only:
        for output in np.flatnonzero(share > SUSPICIOUS):
            heavy[output] = heaviness(pool.pieces(int(output)), pilot.centre[output], share[output])
    return heavy


def _summary(
    prepared: Prepared, model: int, pool: Bins, n: int, said: tuple[Estimates, Estimates], heavy: BoolArray
) -> Summary:
    places, kept, asked = prepared.places[model], prepared.job.kept, prepared.questions[model]
    start = sum(len(other.events) for other in prepared.questions[:model])
    facts = facts_of(pool.facts, places, n)
    return Summary(
        n_draws=n,
        estimates=estimates_of(said[0], places, asked, start),
        errors=errors_of(said[1], places, asked, start),
        n_nan=facts[:, NANS].astype(np.int64),
        n_infinite=(facts[:, ABOVE] + facts[:, BELOW]).astype(np.int64),
        first_nonfinite=facts[:, FIRST].astype(np.int64),
        heavy_mean=taken(heavy[:, 0], places, 0.0).astype(np.bool_),
        heavy_sd=taken(heavy[:, 1], places, 0.0).astype(np.bool_),
        draws=None if kept is None else taken(kept, places),
    )
