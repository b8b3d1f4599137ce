"""Two models on one quantity: the ratio draw by draw, and who needs less."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from simulate.analysis.probability import probability_of, replicates
from simulate.analysis.together import Together
from simulate.engine.blocks import REPLICATES
from simulate.engine.streams import FloatArray
from simulate.simulation.run import Request

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Pair:
    """Two models on one quantity: quantiles of the ratio a / b, and the probability that a needs less.

    A probability lies no nearer to 0 or 1 than the draws can show, unless nothing is uncertain.
    """

    a: str
    b: str
    quantity: str
    ratio: Mapping[float, float]
    ratio_error: Mapping[float, float]
    p_less: float
    p_less_error: float
    p_equal: float


def pairs(
    drawn: Together,
    quantities: Sequence[str],
    probability: float = 0.9,
    progress: Callable[[int, int], object] | None = None,
) -> tuple[Pair, ...]:
    """Every pair on every quantity that both have, in the order of the models; `progress` is told how many are done."""
    levels = Request(interval=probability).quantiles
    wanted = [
        (a, b, quantity)
        for quantity in quantities
        for a, b in combinations(drawn.ids, 2)
        if (a, quantity) in drawn.draws and (b, quantity) in drawn.draws
    ]
    found: list[Pair] = []
    for a, b, quantity in wanted:
        found.append(_pair(a, b, quantity, drawn, levels))
        if progress is not None:
            progress(len(found), len(wanted))
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
