"""Given quantities held against the routes that could also compute them, by a small run of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simulate.engine.streams import LARGEST_TAIL, FloatArray
from simulate.engine.tables import table
from simulate.method.plan import Comparison, Plan
from simulate.simulation.models import draws_of

DRAWS = 16_384
"""Enough for quantiles to a few percent, which is all that a warning needs; 20 ms a model."""


def disagreements(plans: Sequence[Plan]) -> dict[str, list[str]]:
    """Warnings by model: the medians of prior and route each lie outside the other's 90 % range.

    The run is apart from that of the ranges, so that priors which only a comparison needs change no draw of it.
    """
    found: dict[str, list[str]] = {}
    for plan in plans:
        for comparison in plan.comparisons:
            routed = replace(plan, inputs=comparison.inputs, steps=comparison.steps, comparisons=(), correlations=())
            said = _disagreement(comparison, draws_of(routed, comparison.quantity.id, DRAWS))
            if said:
                found.setdefault(plan.scenario.id, []).append(said)
    return found


def _disagreement(comparison: Comparison, draws: FloatArray) -> str:
    low, median, high = (float(value) for value in np.quantile(draws, [0.05, 0.5, 0.95]))
    # By the table that it is drawn by: scipy.special, for exact ones, takes 0.1 s to import.
    p05, p50, p95 = (float(value) for value in table(comparison.given)(np.array([0.05, LARGEST_TAIL, -0.05])))
    if low <= p50 <= high or p05 <= median <= p95:
        return ""
    unit = "" if comparison.quantity.unit.text == "1" else f" {comparison.quantity.unit.text}"
    return (
        f"{comparison.quantity.id} is given as {_range(p05, p95)}{unit}, "
        f"but the route {comparison.route} gives {_range(low, high)}{unit}"
    )


def _range(low: float, high: float) -> str:
    return f"{low:.4g}" if low == high else f"{low:.3g} to {high:.3g}"
