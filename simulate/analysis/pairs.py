"""Two models on one quantity: the ratio draw by draw, and who needs less."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np

from simulate.analysis.probability import probability_of, replicates
from simulate.analysis.ratio_grading import ratios_rest_on
from simulate.analysis.together import Together
from simulate.engine.blocks import REPLICATES
from simulate.engine.streams import FloatArray
from simulate.simulation.run import Request

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Pair:
    """Two models on one quantity: quantiles of the ratio a / b, and the probability that a needs less.

    A probability lies no nearer to 0 or 1 than the draws can show, unless nothing is uncertain. `rests_on` are the
    shares of the variance of the ratio's logarithm by the quality of the priors behind it: a, b and c.
    """

    a: str
    b: str
    quantity: str
    ratio: Mapping[float, float]
    ratio_error: Mapping[float, float]
    p_less: float
    p_less_error: float
    p_equal: float
    rests_on: Mapping[str, float] = field(default_factory=dict)


def pairs(
    drawn: Together,
    quantities: Sequence[str],
    probability: float = 0.9,
    progress: Callable[[int, int], object] | None = None,
) -> tuple[Pair, ...]:
    """Every pair on every quantity that both have, in the order of the models; `progress` is told how many are done."""
    wanted = {
        (i, j): [name for name in quantities if {(drawn.ids[k], name) for k in (i, j)} <= drawn.draws.keys()]
        for i, j in combinations(range(len(drawn.ids)), 2)
    }
    rests_on = ratios_rest_on(drawn.plans, wanted, drawn.seed)
    levels = Request(interval=probability).quantiles
    ordered = [(pair, name) for name in quantities for pair, names in wanted.items() if name in names]
    found: list[Pair] = []
    for (i, j), quantity in ordered:
        pair = _pair(drawn.ids[i], drawn.ids[j], quantity, drawn, levels)
        found.append(replace(pair, rests_on=rests_on[(i, j), quantity]))
        if progress is not None:
            progress(len(found), len(ordered))
    return tuple(found)


def _pair(a: str, b: str, quantity: str, drawn: Together, levels: Sequence[float]) -> Pair:
    first, second = drawn.draws[a, quantity], drawn.draws[b, quantity]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = first / second
    values = np.quantile(ratio, levels)
    single = np.stack([np.quantile(part, levels) for part in replicates(ratio)])
    errors = single.std(axis=0, ddof=1) / np.sqrt(REPLICATES)
    # Two ways to compute one number may differ in its last bit.
    equal = np.abs(first - second) <= _ROUNDING * np.maximum(np.abs(first), np.abs(second))
    less = (first < second) & ~equal
    p_less, error = probability_of(less, certain=bool(equal.all()) or (_certain(first) and _certain(second)))
    return Pair(
        a,
        b,
        quantity,
        dict(zip(levels, values.tolist(), strict=True)),
        dict(zip(levels, errors.tolist(), strict=True)),
        p_less,
        error,
        float(equal.mean()),
    )


def _certain(row: FloatArray) -> bool:
    return bool(row.min() == row.max())
