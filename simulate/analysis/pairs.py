"""Two models on one quantity: the ratio draw by draw, and who needs less."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise

import numpy as np

from simulate.analysis.probability import probability_of, replicates, undefined
from simulate.analysis.ratio_grading import ratios_rest_on
from simulate.analysis.together import Together
from simulate.engine.blocks import REPLICATES
from simulate.engine.streams import FloatArray
from simulate.simulation import budget
from simulate.simulation.run import Request

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Pair:
    """Two models on one quantity: quantiles of the ratio a / b, and the probability that a needs less.

    A probability lies no nearer to 0 or 1 than the draws can show, unless nothing is uncertain; it is nan where draws
    are no numbers. `rests_on` are the
    shares of the variance of the ratio's logarithm by the quality of the priors behind it, a, b and c; nothing where
    everything cancels.
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

    def turned(self) -> Pair:
        """The same two in the other order: b / a."""
        levels = {level: float(f"{1 - level:.12g}") for level in sorted(self.ratio, reverse=True)}
        ratio = {levels[q]: 1 / self.ratio[q] if self.ratio[q] else math.inf for q in levels}
        errors = {levels[q]: self.ratio_error[q] * ratio[levels[q]] ** 2 for q in levels}
        p_less = 0.0 if self.p_equal == 1.0 else 1.0 - self.p_less - self.p_equal
        return replace(self, a=self.b, b=self.a, ratio=ratio, ratio_error=errors, p_less=p_less)


def pairs(
    drawn: Together,
    quantities: Sequence[str],
    probability: float = 0.9,
    *,
    neighbours: bool = False,
    progress: Callable[[int, int], object] | None = None,
) -> tuple[Pair, ...]:
    """Every pair on every quantity that both have, in the order of the models; `progress` is told how many are done.

    With `neighbours`, those alone that are next to each other by their medians.
    """
    wanted = _wanted(drawn, quantities, neighbours)
    levels = Request(interval=probability).quantiles
    found: dict[str, list[Pair]] = {name: [] for name in quantities}
    done, total = 0, sum(map(len, wanted.values()))
    with closing(ratios_rest_on(drawn.plans, wanted, drawn.seed, threads=budget.cores())) as graded:
        for (i, j), shares in graded:
            for name, rests_on in shares.items():
                pair = _pair(drawn.ids[i], drawn.ids[j], name, drawn, levels)
                found[name].append(pair if pair.p_equal == 1.0 else replace(pair, rests_on=rests_on))
                done += 1
                if progress is not None:
                    progress(done, total)
    return tuple(pair for of_quantity in found.values() for pair in of_quantity)


def _wanted(drawn: Together, quantities: Sequence[str], neighbours: bool) -> dict[tuple[int, int], list[str]]:
    """The quantities of each pair, by the numbers of its models."""
    wanted: dict[tuple[int, int], list[str]] = {}
    for quantity in quantities:
        known = [k for k, id_ in enumerate(drawn.ids) if (id_, quantity) in drawn.draws]
        if neighbours:
            known.sort(key=lambda k: _median(drawn.draws[drawn.ids[k], quantity]))
        for two in pairwise(known) if neighbours else combinations(known, 2):
            wanted.setdefault((min(two), max(two)), []).append(quantity)
    return dict(sorted(wanted.items()))


def _pair(a: str, b: str, quantity: str, drawn: Together, levels: Sequence[float]) -> Pair:
    first, second = drawn.draws[a, quantity], drawn.draws[b, quantity]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratio = first / second
        values = np.quantile(ratio, levels)
        single = np.stack([np.quantile(part, levels) for part in replicates(ratio)])
        errors = single.std(axis=0, ddof=1) / np.sqrt(REPLICATES)
    p_less, error, p_equal = _less(first, second)
    return Pair(
        a,
        b,
        quantity,
        dict(zip(levels, values.tolist(), strict=True)),
        dict(zip(levels, errors.tolist(), strict=True)),
        p_less,
        error,
        p_equal,
    )


def _less(first: FloatArray, second: FloatArray) -> tuple[float, float, float]:
    """Probability that the first is less, its error, and the probability that they are equal."""
    if undefined(first, second):
        return math.nan, math.nan, math.nan
    with np.errstate(invalid="ignore"):  # two infinite draws have no difference
        # Two ways to compute one number may differ in its last bit.
        equal = np.abs(first - second) <= _ROUNDING * np.maximum(np.abs(first), np.abs(second))
    equal |= first == second
    less = (first < second) & ~equal
    p_less, error = probability_of(less, certain=bool(equal.all()) or (_certain(first) and _certain(second)))
    return p_less, error, float(equal.mean())


def _median(row: FloatArray) -> float:
    """The median; of what is undefined infinity, which comes last."""
    return math.inf if undefined(row) else float(np.median(row))


def _certain(row: FloatArray) -> bool:
    return bool(row.min() == row.max())
