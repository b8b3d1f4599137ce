"""Draws until every published quantile is known well enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulate.engine.blocks import rounded
from simulate.engine.statistics.estimates import Summary
from simulate.method.plan import Plan

FIRST = 2**16
"""Draws of the first attempt."""
MOST = 2**28
"""Draws at which attempts end, unless told otherwise."""

# The error is itself estimated, from sixteen replicates: its square follows chi-squared with fifteen degrees of
# freedom over fifteen, whose 5 % point is 7.26 / 15. Only an error that stays below the tolerance with this much on top
# ends the attempts, so that a lucky pair of them does not. The error as it stands is already widened by 1.088.
ON_TOP = (15 / 7.261) ** 0.5 / 1.0875
_LEAST, _MOST = 1.25, 16.0
"""Least and greatest growth of an attempt."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The relative error of the quantile that is known worst, and which one that is."""

    error: float
    what: str

    def within(self, tolerance: float) -> bool:
        """Whether the tolerance holds, with what an estimated error may be off."""
        return self.error * ON_TOP <= tolerance


def reached(
    plans: Sequence[Plan], outputs: Sequence[Sequence[str]], results: Sequence[Summary], probabilities: Sequence[float]
) -> Reached:
    """How well the quantiles of headline quantities are known, relative to their size; points are known exactly.

    `outputs` are the names of each plan's statistics, `probabilities` those of their quantiles.
    """
    worst = Reached(0.0, "")
    headline = {name for plan in plans for name in plan.outputs}
    for plan, names, result in zip(plans, outputs, results, strict=True):
        with np.errstate(all="ignore"):
            relative = np.abs(result.errors.quantiles / result.estimates.quantiles)
        for name, row in zip(names, np.where(np.isfinite(relative), relative, 0.0), strict=True):
            if name in headline and row.max(initial=0.0) > worst.error:
                level = f"{100 * probabilities[int(row.argmax())]:.6g} % point"
                worst = Reached(float(row.max()), f"the {level} of {name} of {plan.scenario.id}")
    return worst


def next_attempt(draws: int, found: Reached, tolerance: float, sampler: str) -> int:
    """Draws after which the tolerance should hold.

    Errors fall as the root of the number of independent draws, and as its power 0.5 to 0.8 of Sobol' points: what falls
    more slowly than expected takes one attempt more, which is a small one.
    """
    power = 1.6 if sampler == "sobol" else 2.0
    factor = min(max((found.error * ON_TOP / tolerance) ** power, _LEAST), _MOST)
    return rounded(math.ceil(draws * factor))
