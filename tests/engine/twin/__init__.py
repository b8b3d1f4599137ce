"""The engine's slow twin: plain NumPy, all draws in memory, exact quantiles, every statistic by its definition."""

from dataclasses import dataclass, fields

import numpy as np

from simulate.engine.blocks import BLOCK, REPLICATES, Blocks, rounded
from simulate.engine.evaluation import evaluate
from simulate.engine.program import Op
from simulate.engine.streams import Stream
from tests.engine.twin import points

COMPARE = {
    Op.LT: np.less,
    Op.LE: np.less_equal,
    Op.GT: np.greater,
    Op.GE: np.greater_equal,
    Op.EQ: np.equal,
    Op.NE: np.not_equal,
}
T_OVER_NORMAL = 2.131449546 / 1.959963985


@dataclass
class Said:
    mean: np.ndarray
    sd: np.ndarray
    quantiles: np.ndarray
    events: np.ndarray


@dataclass
class Summary:
    draws: np.ndarray
    estimates: Said
    errors: Said


def input_values(model, tails):
    """Values (input, draw) of a model's inputs for signed tails (belief, draw) of the run's beliefs."""
    own = {place: tails[item.belief] for place, item in enumerate(model.inputs)}
    for group in model.correlations:
        behind = [points.normals(tails[model.inputs[place].belief]) for place in group.positions]
        for number, place in enumerate(group.positions):
            if group.changed[number]:
                own[place] = points.tails_of_normals(group.factor[number] @ np.array(behind))
    return np.array([item.quantile.function(own[place]) for place, item in enumerate(model.inputs)])


def run(models, beliefs, *, seed, draws, sampler="sobol", probabilities=(0.05, 0.25, 0.5, 0.75, 0.95), events=()):
    """As `simulate.engine.run.run`, draws always kept."""
    n_blocks = rounded(draws) // (BLOCK * REPLICATES)
    streams = [Stream(seed, identity, rank) for rank, identity in enumerate(beliefs)]
    used = {item.belief for model in models for item in model.inputs}
    tails = np.zeros((len(beliefs), REPLICATES * n_blocks * BLOCK))
    for belief in used:
        rows = [points.SAMPLERS[sampler](streams[belief], Blocks(r, 0, n_blocks), n_blocks) for r in range(REPLICATES)]
        tails[belief] = np.array(rows).reshape(REPLICATES, n_blocks, BLOCK).transpose(1, 0, 2).ravel()
    asked = events or [()] * len(models)
    return tuple(summary(model, tails, probabilities, own) for model, own in zip(models, asked, strict=True))


def summary(model, tails, probabilities, events):
    values = input_values(model, tails) if model.inputs else np.empty((0, tails.shape[1]))
    kept = evaluate(model.program, values, tails.shape[1])
    replicates = kept.reshape(len(kept), -1, REPLICATES, BLOCK).transpose(2, 0, 1, 3).reshape(REPLICATES, len(kept), -1)
    parts = [said(part, probabilities, events) for part in replicates]
    errors = Said(
        *(
            np.std([getattr(part, item.name) for part in parts], axis=0, ddof=1) / 4 * T_OVER_NORMAL
            for item in fields(Said)
        )
    )
    return Summary(kept, said(kept, probabilities, events), errors)


def said(draws, probabilities, events):
    with np.errstate(all="ignore"):
        return Said(
            draws.mean(axis=1),
            draws.std(axis=1),
            np.quantile(draws, probabilities, axis=1, method="hazen").T,
            np.array([COMPARE[event.comparison](draws[event.output], event.threshold).mean() for event in events]),
        )
