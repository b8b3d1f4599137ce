"""From statistics of the outputs of a job to those of one model: some are shared with others, some are numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from simulate.engine.evaluation import apply
from simulate.engine.statistics.estimates import Estimates, Questions
from simulate.engine.streams import FloatArray

Place = int | float
"""An output of the job by number, or a number that an output of a model always is."""


def taken(values: npt.NDArray[Any], places: Sequence[Place], otherwise: float | None = None) -> FloatArray:
    """Rows of `values` (output of the job, ...) at these places; numbers give themselves, or something else."""
    rows = np.empty((len(places), *values.shape[1:]))
    for number, place in enumerate(places):
        rows[number] = values[place] if isinstance(place, int) else place if otherwise is None else otherwise
    return rows


def facts_of(facts: FloatArray, places: Sequence[Place], n: int) -> FloatArray:
    """Facts (output, fact) of a model, in the order of `simulate.engine.machine.counting`, from those of n draws."""
    rows = taken(facts, places)
    for number, place in enumerate(places):
        if not isinstance(place, int):
            odd = n * np.isnan(place), n * (place == np.inf), n * (place == -np.inf)
            rows[number] = place, place, *odd, 0.0 if any(odd) else -1.0
    return rows


def estimates_of(estimates: Estimates, places: Sequence[Place], asked: Questions, start: int) -> Estimates:
    """What all draws say of a model; the answers to its questions begin at `start`."""
    chosen = _chosen(estimates, places, asked, start)
    for number, event in enumerate(asked.events):
        place = places[event.output]
        if not isinstance(place, int):
            chosen.events[number] = np.nan if np.isnan(place) else apply(event.comparison, place, event.threshold)
    for number, place in enumerate(places):
        if not isinstance(place, int):
            finite = np.isfinite(place)
            chosen.sd[number] = 0.0 if finite else np.nan
            for part in (chosen.mean, chosen.quantiles, chosen.shortest):
                part[number] = place if finite else np.nan
    return chosen


def errors_of(errors: Estimates, places: Sequence[Place], asked: Questions, start: int) -> Estimates:
    """Their standard errors; what is always the same has none."""
    chosen = _chosen(errors, places, asked, start)
    for number, place in enumerate(places):
        if not isinstance(place, int):
            for part in (chosen.mean, chosen.sd, chosen.quantiles, chosen.shortest):
                part[number] = 0.0 if np.isfinite(place) else np.nan
    return chosen


def _chosen(values: Estimates, places: Sequence[Place], asked: Questions, start: int) -> Estimates:
    return Estimates(
        mean=taken(values.mean, places),
        sd=taken(values.sd, places),
        quantiles=taken(values.quantiles, places),
        events=values.events[start : start + len(asked.events)].copy(),
        shortest=taken(values.shortest, places),
    )
