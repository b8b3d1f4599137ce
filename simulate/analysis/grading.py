"""What ranges rest on: shares of their variance by the quality of the priors behind them.

The priors of one grade are one player of the game whose worth is the variance explained; their Shapley effect (Owen
2014) is their share, dependence and interactions included.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import xarray as xr

from simulate.analysis.factors import GRADES, Factor, Subject, reach, subject
from simulate.engine.blocks import BLOCK, REPLICATES
from simulate.engine.exchange.exchange import Exchange
from simulate.engine.exchange.sums import Sums
from simulate.engine.model import Model
from simulate.method.plan import Plan
from simulate.simulation.labelling.labelled import index

DIM = "grade"
PART = "rests_on"
WIDE = 5.0
"""Outputs that span more than this factor are judged by the variance of their logarithm."""
GRADE_NAMES = ("a", "b", "c")
_CERTAIN = 1e-12
SAMPLER = "sobol"

Shares = dict[str, float]
Progress = Callable[[float, int], object]


def graded(
    ranges: xr.Dataset, plans: Sequence[Plan], seed: int = 0, *, threads: int = 1, progress: Progress | None = None
) -> xr.Dataset:
    """The ranges with a companion `Q.rests_on` (model, grade) of every quantity: shares of a, b and c that sum to 1.

    They are nan where nothing was computed, or where no prior stands behind a number. See `rests_on`.
    """
    shared = rests_on(plans, seed, threads=threads, progress=progress)
    found = {plan.scenario.id: shares for plan, shares in zip(plans, shared, strict=True)}
    models = [str(model) for model in ranges["model"].values]
    variables = {}
    for quantity in [str(name) for name in ranges.data_vars if "." not in str(name)]:
        shares = [[found[model].get(quantity, {}).get(grade, np.nan) for grade in GRADE_NAMES] for model in models]
        label = f"shares of the variance of {ranges.variables[quantity].attrs['long_name']} by quality of its priors"
        variables[f"{quantity}.{PART}"] = xr.Variable(("model", DIM), shares, {"units": "1", "long_name": label})
    told = {"long_name": "quality of priors: a measured or reported, b third-party, c judgement"}
    return ranges.assign_coords({DIM: (DIM, index(GRADE_NAMES), told)}).assign(variables)


def rests_on(
    plans: Sequence[Plan], seed: int = 0, *, threads: int = 1, progress: Progress | None = None
) -> list[dict[str, Shares]]:
    """For every plan, the shares by grade of every quantity; of a point all of it is that of its weakest prior.

    From 16,384 pairs of points: over seeds a share varies by 0.005, of a few outputs by 0.02, of one by 0.04. No plan's
    shares depend on the other plans, or on threads. `progress` is told how many plans are done, and of how many.
    """
    shares: list[dict[str, Shares]] = []
    with ThreadPoolExecutor(threads) as executor:
        for found in executor.map(lambda plan: _of(subject(plan, tuple(plan.quantities)), seed), plans):
            shares.append(found)
            if progress is not None:
                progress(len(shares), len(plans))
    return shares


def _of(asked: Subject, seed: int) -> dict[str, Shares]:
    shares = shares_of(asked.model, asked.identities, _by_grade(asked.factors), seed)
    weakest = weakest_of(asked.plan, asked.model)
    return {name: own or weakest.get(n, {}) for n, (name, own) in enumerate(zip(asked.outputs, shares, strict=True))}


def shares_of(
    model: Model,
    identities: Sequence[bytes],
    players: Mapping[str, tuple[int, ...]],
    seed: int,
    *,
    wide: float = WIDE,
) -> list[Shares]:
    """Shares of every output of a model by grade, each of which has the inputs at some positions.

    Outputs that span more than the factor `wide` are judged by their logarithm. There are none of an output that does
    not vary, or is no number somewhere.
    """
    exchange = Exchange(model, identities, [*players.values()], seed=seed, sampler=SAMPLER, n_blocks=1, indices=False)
    exchange.add(0, 1)
    return _shares(exchange.sums(), [*players], wide)


def _by_grade(found: Sequence[Factor]) -> dict[str, tuple[int, ...]]:
    """Positions of the inputs of each grade that there is."""
    positions: dict[str, tuple[int, ...]] = {}
    for factor in found:
        name = GRADES[factor.quality]
        positions[name] = positions.get(name, ()) + factor.positions
    return positions


def _shares(sums: Sums, players: Sequence[str], wide: float) -> list[Shares]:
    n = len(sums.logged)
    columns = np.arange(n) + np.where(sums.logged & (sums.span > wide), n, 0)
    effects = np.zeros((n, len(GRADE_NAMES)))
    effects[:, [GRADE_NAMES.index(name) for name in players]] = sums.shapley[:, columns].sum(axis=-1).T
    effects = np.maximum(effects, 0.0)  # estimates below are noise about it
    with np.errstate(all="ignore"):
        square = BLOCK * REPLICATES * sums.mean[columns] ** 2
        varies = np.isfinite(effects).all(axis=1) & (sums.shapley_scale[columns].sum(axis=1) > _CERTAIN * square)
    return [
        dict(zip(GRADE_NAMES, map(float, row / row.sum()), strict=True)) if varied and row.any() else {}
        for row, varied in zip(effects, varies, strict=True)
    ]


def weakest_of(plan: Plan, model: Model) -> dict[int, Shares]:
    """By the position of an output, the grade of the weakest prior that it rests on, points included."""
    found: dict[int, str] = {}
    for position, outputs in reach(model.program).items():
        if position < len(plan.inputs):
            own = GRADES[plan.inputs[position].prior.quality]
            found |= {output: max(own, found.get(output, "a")) for output in outputs}
    return {output: {name: float(name == own) for name in GRADE_NAMES} for output, own in found.items()}
