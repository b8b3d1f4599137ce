"""A dataset of ranges or draws made once more, from nothing but its own attributes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.analysis.grading import PART, graded
from simulate.analysis.sensitivity import study
from simulate.analysis.stored import ATTRIBUTE, with_studies
from simulate.engine.streams import STREAM_VERSION
from simulate.foundation.errors import RunError
from simulate.method.source_texts import SourceTexts
from simulate.simulation import environment
from simulate.simulation.questions import threshold
from simulate.simulation.run import Request, simulate

if TYPE_CHECKING:
    import xarray as xr

    from simulate.engine.run import Progress


@dataclass(frozen=True)
class Repetition:
    """The dataset made again, and what was another when it was made first: name -> (then, now)."""

    dataset: xr.Dataset
    environment: dict[str, tuple[str, str]]
    streams: bool
    """Whether both were drawn by the same version of the random streams."""


def repeat(dataset: xr.Dataset, *, threads: int = 1, progress: Progress | None = None) -> Repetition:
    """The dataset that the attributes of a dataset describe.

    Raises
    ------
    RunError
        The attributes do not say enough.
    InputError
        This version refuses the scenarios, bundles or settings that they hold.
    KeyboardInterrupt
        The run was interrupted: half of it cannot be compared.
    """
    attrs = dataset.attrs
    plans = SourceTexts.read(attrs).plans()
    keep = "draw" in dataset.dims
    request = _request(dataset, keep=keep, threads=threads, progress=progress)
    outcome = simulate(plans, request)
    if outcome.interrupted:
        raise KeyboardInterrupt
    made = outcome.ranges
    if keep and outcome.draws is not None:
        made = outcome.draws.assign_attrs(outcome.ranges.attrs)
    elif any(str(name).endswith(f".{PART}") for name in dataset.variables):
        made = graded(made, plans, request.seed, threads=threads)
    if ATTRIBUTE in attrs and not keep:
        made = with_studies(made, [study(plan, probability=request.interval, seed=request.seed) for plan in plans])
    then, now = json.loads(attrs.get("environment") or "{}"), environment.here()
    changed = {name: (str(then.get(name, "")), now.get(name, "")) for name in {**then, **now}}
    return Repetition(
        made,
        {name: pair for name, pair in changed.items() if pair[0] != pair[1]},
        streams=str(attrs.get("stream_version", "")) == STREAM_VERSION,
    )


def _request(dataset: xr.Dataset, *, keep: bool, threads: int, progress: Progress | None) -> Request:
    attrs = dataset.attrs
    try:
        asked = json.loads(attrs["asked"])
        return Request(
            draws=int(attrs["draws"]),
            seed=int(attrs["seed"]),
            sampler=str(attrs["sampler"]),
            interval=float(asked["interval"]),
            interval_kind=str(asked["interval_kind"]),
            thresholds=tuple(threshold(str(text)) for text in asked["thresholds"]),
            keep_draws=keep,
            threads=threads,
            progress=progress,
        )
    except (KeyError, ValueError, TypeError) as error:
        raise RunError(f"this dataset does not say how it was drawn: {error}") from error
