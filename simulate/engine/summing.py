"""From what workers have counted to what is said of each model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

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
class Counted:
    """What some draws say of all outputs of the job, with one more axis in front for several replicates.

    Sums (output, 2), counts of events, facts (output, fact), quantiles and how far they are open (output, probability),
    shortest intervals (output, 2).
    """

    sums: FloatArray
    counts: FloatArray
    facts: FloatArray
    quantiles: FloatArray
    open_to: FloatArray
    shortest: FloatArray


def replicate(prepared: Prepared, worker: Worker) -> Counted:
    """What a worker has found in the replicate that it has just finished."""
    return _counted(prepared, worker.bins, worker.tree.total(), worker.counts.copy(), worker.n_blocks * BLOCK)


def summaries(prepared: Prepared, pool: Bins, replicates: Mapping[int, Counted]) -> tuple[Summary, ...]:
    """What all replicates say of each model."""
    each = [replicates[number] for number in sorted(replicates)]
    tree = Tree()
    for place, one in enumerate(each):
        tree.add(place, one.sums)
    n_each = prepared.n_blocks * BLOCK
    n = n_each * len(each)
    whole = _counted(prepared, pool, tree.total(), np.sum([one.counts for one in each], axis=0), n)
    parts = Counted(*(np.stack([getattr(one, item.name) for one in each]) for item in fields(Counted)))
    estimates = _estimates(prepared, whole, n)
    errors = Estimates.errors(_estimates(prepared, parts, n_each), _open(estimates, whole, n))
    heavy, levels = _heavy(prepared, pool, whole.sums), _levels(prepared, pool, n)
    return tuple(
        _summary(prepared, model, pool, n, (estimates, errors), heavy, levels) for model in range(len(prepared.places))
    )


def typical_error(replicates: Mapping[int, Counted]) -> float:
    """Relative error of a quantile in the middle, for an output in the middle of those that vary."""
    quantiles = np.array([one.quantiles for one in replicates.values()])
    middle = quantiles[:, :, quantiles.shape[2] // 2]
    with np.errstate(all="ignore"):
        relative = standard_error(middle) / np.abs(middle.mean(axis=0))
    relative = relative[np.isfinite(relative) & (relative > 0.0)]
    return float(np.median(relative)) if relative.size else np.nan


def _counted(prepared: Prepared, bins: Bins, sums: FloatArray, counts: FloatArray, n: int) -> Counted:
    asked = prepared.questions[0]
    quantiles, open_to = bins.quantiles(asked.probabilities, n)
    shortest = np.empty((len(sums), 2 if asked.shortest else 0))
    if asked.shortest:
        for output in range(len(sums)):
            shortest[output] = shortest_interval(bins.pieces(output), asked.shortest)
    return Counted(sums, counts, bins.facts.copy(), quantiles, open_to, shortest)


def _estimates(prepared: Prepared, counted: Counted, n: int) -> Estimates:
    """What so many draws say of all outputs of the job, or so many in each of several replicates."""
    pilot = prepared.pilot
    nan, finite = counted.facts[..., NANS] > 0, counted.facts[..., NANS : BELOW + 1].sum(axis=-1) == 0
    mean, sd = mean_and_sd(counted.sums, n, pilot.centre, pilot.scale)
    mean, sd = (np.where(finite & np.isfinite(values), values, np.nan) for values in (mean, sd))
    events = counted.counts / n
    for place, own in enumerate(prepared.job.events):
        for number, _ in own:
            events[..., number] = np.where(nan[..., place], np.nan, events[..., number])
    quantiles = counted.quantiles
    return Estimates(
        mean=mean,
        sd=sd,
        quantiles=np.where(nan[..., None] | ~np.isfinite(quantiles), np.nan, quantiles),
        events=events,
        shortest=np.where(nan[..., None], np.nan, counted.shortest),
    )


def _open(estimates: Estimates, counted: Counted, n: int) -> Estimates:
    """By how much estimates are open whatever the draws.

    No mean or sd is known better than to half a draw in all of them: with evenly spread points the replicates of an
    output of one input agree far beyond that, and would hide it.
    """
    half, share = estimates.sd / (2 * n), estimates.events
    events = np.where((share > 0.0) & (share < 1.0), 0.5 / n, 0.0)
    return Estimates(half, half, counted.open_to, events, np.zeros_like(counted.shortest))


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


def _levels(prepared: Prepared, pool: Bins, n: int) -> FloatArray:
    """Further quantiles of all draws, (output of the job, level); nan where one is infinite or a draw is nan."""
    asked = prepared.questions[0].levels
    if not asked:
        return np.empty((len(pool.facts), 0))
    values, _ = pool.quantiles(asked, n)
    return np.where((pool.facts[:, NANS] > 0)[:, None] | ~np.isfinite(values), np.nan, values)


def _summary(
    prepared: Prepared,
    model: int,
    pool: Bins,
    n: int,
    said: tuple[Estimates, Estimates],
    heavy: BoolArray,
    levels: FloatArray,
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
        levels=taken(levels, [place if np.isfinite(place) else np.nan for place in places]),
        draws=None if kept is None else taken(kept, places),
    )
