"""What ranges rest on: shares of their variance by the quality of the priors behind them.

The priors of one grade are one player of the game whose worth is the variance explained; their Shapley effect (Owen
2014) is their share, dependence and interactions included. With three grades all orders are enumerated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, permutations

import numpy as np
import xarray as xr

from simulate.analysis.factors import GRADES, Factor, factors, reach
from simulate.analysis.points import Points, exchanged, in_normals, paired
from simulate.engine.blocks import GRAIN
from simulate.engine.model import Model
from simulate.engine.run import run
from simulate.engine.streams import FloatArray
from simulate.method.plan import Plan
from simulate.simulation.datasets import index
from simulate.simulation.models import assemble

DIM = "grade"
PART = "rests_on"
WIDE = 5.0
"""Outputs that span more than this factor are judged by the variance of their logarithm."""
GRADE_NAMES = ("a", "b", "c")
_CERTAIN = 1e-12
_TAILS, _ENOUGH = (0.05, 0.95), 1_024
_PAIRS = GRAIN // 2

Shares = dict[str, float]


def graded(ranges: xr.Dataset, plans: Sequence[Plan], seed: int = 0) -> xr.Dataset:
    """The ranges with a companion `Q.rests_on` (model, grade) of every quantity: shares of a, b and c that sum to 1.

    They are nan where nothing was computed, or where no prior stands behind a number.
    """
    found = {plan.scenario.id: shares for plan, shares in zip(plans, rests_on(plans, seed), strict=True)}
    models = [str(model) for model in ranges["model"].values]
    variables = {}
    for quantity in [str(name) for name in ranges.data_vars if "." not in str(name)]:
        shares = [[found[model].get(quantity, {}).get(grade, np.nan) for grade in GRADE_NAMES] for model in models]
        label = f"shares of the variance of {ranges.variables[quantity].attrs['long_name']} by quality of its priors"
        variables[f"{quantity}.{PART}"] = xr.Variable(("model", DIM), shares, {"units": "1", "long_name": label})
    return ranges.assign_coords({DIM: (DIM, index(GRADE_NAMES))}).assign(variables)


def rests_on(plans: Sequence[Plan], seed: int = 0) -> list[dict[str, Shares]]:
    """For every plan, the shares by grade of every quantity; of a point all of it is that of its weakest prior.

    All models are drawn in one run of 16,384 draws, whose replicates are independent: eight are paired with the other
    eight. Shares are known to about 0.02.
    """
    assembled = assemble(plans, lambda plan: tuple(plan.quantities))
    drawn = run(
        [in_normals(model) for model in assembled.models],
        assembled.identities,
        seed=seed,
        draws=GRAIN,
        probabilities=(0.5,),
        keep=True,
        moments_only=True,
    )
    found = []
    for plan, model, outputs, summary in zip(plans, assembled.models, assembled.outputs, drawn, strict=True):
        values = np.empty((0, GRAIN)) if summary.draws is None else summary.draws
        a, b = values[:, :_PAIRS], values[:, -_PAIRS:]
        shares = _shares(paired(model, a, b), _by_grade(factors(plan, assembled, model)))
        weakest = _weakest(plan, model)
        found.append(
            {name: share or weakest.get(n, {}) for n, (name, share) in enumerate(zip(outputs, shares, strict=True))}
        )
    return found


def _by_grade(found: Sequence[Factor]) -> dict[str, tuple[int, ...]]:
    """Positions of the inputs of each grade that there is."""
    positions: dict[str, tuple[int, ...]] = {}
    for factor in found:
        name = GRADES[factor.quality]
        positions[name] = positions.get(name, ()) + factor.positions
    return positions


def _shares(points: Points, players: Mapping[str, tuple[int, ...]]) -> list[Shares]:
    """Shares by grade of every output; none of an output that does not vary."""
    outputs: dict[frozenset[str], FloatArray] = {}
    for size in range(len(players) + 1):
        for some in combinations(players, size):
            values = exchanged(points, tuple(p for name in some for p in players[name]), swap=False)
            outputs[frozenset(some)] = points.evaluated(values)
    logged = _logged(outputs)
    for rows in outputs.values():
        np.log(rows, out=rows, where=logged[:, None])
    with np.errstate(all="ignore"):  # outputs that are no numbers have no shares
        worth = _effects(outputs, list(players))
        total = worth.sum(axis=0)
        varies = np.isfinite(total) & (total > _CERTAIN * (outputs[frozenset()] ** 2).mean(axis=1))
    return [
        dict(zip(GRADE_NAMES, map(float, row / row.sum()), strict=True)) if varied else {}
        for row, varied in zip(worth.T, varies, strict=True)
    ]


def _effects(outputs: Mapping[frozenset[str], FloatArray], players: Sequence[str]) -> FloatArray:
    """Shapley effects (grade, output) from the outputs (output, point) where some players come from the first set.

    What a step from one set of players to a larger one adds to the covariance with the first set (Goda 2021, equation
    5) is a difference of two worths, so that each set is gone through once. Estimates below 0 are noise about it.
    """
    whole = outputs[frozenset(players)]
    centre = whole.mean(axis=1, keepdims=True)
    worth = {
        some: np.einsum("op,op->o", (whole - centre) - 0.5 * (rows - centre), rows - centre) / rows.shape[1]
        for some, rows in outputs.items()
    }
    effects = np.zeros((len(GRADE_NAMES), len(whole)))
    orders = list(permutations(players))
    for order in orders:
        for k, name in enumerate(order):
            step = worth[frozenset(order[: k + 1])] - worth[frozenset(order[:k])]
            effects[GRADE_NAMES.index(name)] += step / len(orders)
    return np.maximum(effects, 0.0)


def _logged(outputs: Mapping[frozenset[str], FloatArray]) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Which outputs are positive throughout and span more than a factor of five."""
    positive = np.all([(outputs > 0).all(axis=1) for outputs in outputs.values()], axis=0)
    lower, upper = np.quantile(outputs[frozenset()][:, :_ENOUGH], _TAILS, axis=1)
    return np.asarray(positive & (upper > WIDE * lower))


def _weakest(plan: Plan, model: Model) -> dict[int, Shares]:
    """By the position of an output, the grade of the weakest prior that it rests on, points included."""
    found: dict[int, str] = {}
    for position, outputs in reach(model.program).items():
        if position < len(plan.inputs):
            own = GRADES[plan.inputs[position].prior.quality]
            found |= {output: max(own, found.get(output, "a")) for output in outputs}
    return {output: {name: float(name == own) for name in GRADE_NAMES} for output, own in found.items()}
