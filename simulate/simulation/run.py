"""Plans are drawn and summarised: one labelled dataset of ranges for all models of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import xarray as xr

from simulate.engine import blocks
from simulate.engine.run import Progress, run
from simulate.engine.statistics.estimates import Summary
from simulate.foundation.errors import InputError, Problem
from simulate.method.plan import Plan
from simulate.simulation import budget, pilot, precision, questions
from simulate.simulation.labelling import datasets
from simulate.simulation.labelling.labelled import Labelled, Settings
from simulate.simulation.models import Assembled, assemble, check_units
from simulate.simulation.oddities import oddities
from simulate.simulation.precision import Reached
from simulate.simulation.questions import Question, Threshold

REFUSED = 0.01
"""Share of draws beyond what a diagnostic refuses, from which a scenario is refused (method, Diagnostics)."""
READERS_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
LEVELS = (0.0005, 0.001, 0.0025, *(k / 200 for k in range(1, 200)), 0.9975, 0.999, 0.9995)
"""Probabilities at which the distribution of a quantity is kept, to be drawn: every half percent, tails to 1 in 2,000.

A straight line between them is nowhere off by more than a pixel of a chart a thousand pixels wide, tails excepted.
"""


@dataclass(frozen=True, slots=True)
class Request:
    """How to draw, and what to tell of the draws.

    `drawn` names quantities whose distribution is kept beside those of the headline.
    """

    draws: int = 2**20
    seed: int = 0
    sampler: str = "sobol"
    interval: float = 0.9
    interval_kind: str = "eti"
    thresholds: tuple[Threshold, ...] = ()
    keep_draws: bool = False
    drawn: tuple[str, ...] = ()
    threads: int = 1
    tolerance: float | None = None
    max_draws: int = precision.MOST
    progress: Progress | None = field(default=None, compare=False)

    @property
    def bounds(self) -> tuple[float, float]:
        """Probabilities of the two bounds of an equal-tailed interval: 0.05 and 0.95 for 0.9."""
        tail = float(f"{(1 - self.interval) / 2:.12g}")
        return tail, float(f"{1 - tail:.12g}")

    @property
    def quantiles(self) -> tuple[float, ...]:
        """All probabilities whose quantiles are told."""
        return tuple(sorted({*READERS_QUANTILES, *self.bounds}))


@dataclass(frozen=True)
class Outcome:
    """Ranges of all models, and their draws where they were kept: Datasets with dims model, quantile / model, draw.

    `reached` is how well the quantiles are known, where that was asked for; `interrupted` says that there are fewer
    draws than asked for.
    """

    ranges: xr.Dataset
    draws: xr.Dataset | None
    reached: Reached | None = None
    interrupted: bool = False


def simulate(plans: Sequence[Plan], request: Request) -> Outcome:
    """The ranges of every quantity of every plan, in the order of publication whatever the order given.

    With a tolerance, attempts of growing numbers of draws; each starts anew, so that the result is that of a run with
    so many draws and nothing else.

    Raises
    ------
    InputError
        A correlation that cannot be; a scenario whose draws a diagnostic refuses; units of one name that differ.
    RunError
        Draws to be kept that do not fit into memory.
    """
    ready = _ready(plans, request)
    draws = request.draws if request.tolerance is None else min(precision.FIRST, request.max_draws)
    while True:
        attempt = replace(request, draws=draws)
        budget.check(ready.plans, draws, keep=request.keep_draws)
        results = _drawn(ready, attempt)
        _refuse(ready, results)
        if request.tolerance is None:
            return _outcome(ready, results, attempt)
        found = precision.reached(ready.plans, ready.assembled.outputs, results, request.quantiles)
        interrupted = any(result.n_draws < draws for result in results)
        if found.within(request.tolerance) or draws >= request.max_draws or interrupted:
            return replace(_outcome(ready, results, attempt), reached=found)
        draws = min(precision.next_attempt(draws, found, request.tolerance, request.sampler), request.max_draws)


@dataclass(frozen=True, slots=True)
class _Ready:
    """Plans in the order of publication, what the engine runs of them, and what is asked of each."""

    plans: Sequence[Plan]
    assembled: Assembled
    asked: Sequence[Sequence[Question]]


def _ready(plans: Sequence[Plan], request: Request) -> _Ready:
    ordered = sorted(plans, key=lambda plan: plan.scenario.order)
    check_units(ordered)
    questions.check_thresholds(ordered, request.thresholds)
    assembled = assemble(ordered)
    asked = [
        questions.questions(plan, outputs, request.thresholds)
        for plan, outputs in zip(ordered, assembled.outputs, strict=True)
    ]
    return _Ready(ordered, assembled, asked)


def _outcome(ready: _Ready, results: Sequence[Summary], request: Request) -> Outcome:
    """What was drawn, labelled."""
    n_draws = results[0].n_draws if results else blocks.rounded(request.draws)
    models = _labelled(ready, results, request)
    interrupted = n_draws < blocks.rounded(request.draws)
    kept = datasets.draws(models) if request.keep_draws and not interrupted else None
    return Outcome(datasets.ranges(models, _settings(request, n_draws)), kept, interrupted=interrupted)


def _drawn(ready: _Ready, request: Request) -> Sequence[Summary]:
    return run(
        ready.assembled.models,
        ready.assembled.identities,
        seed=request.seed,
        draws=request.draws,
        sampler=request.sampler,
        probabilities=request.quantiles,
        events=[[question.event for question in of_model] for of_model in ready.asked],
        shortest=request.interval if request.interval_kind == "hdi" else None,
        levels=LEVELS,
        keep=request.keep_draws,
        progress=request.progress,
        threads=request.threads,
        interruptible=True,
    )


def _labelled(ready: _Ready, results: Sequence[Summary], request: Request) -> list[Labelled]:
    """What was drawn of each model, with what is worth a warning."""
    disagreements, assembled = pilot.disagreements(ready.plans), ready.assembled
    models = []
    for number, (plan, summary) in enumerate(zip(ready.plans, results, strict=True)):
        odd = oddities(
            plan, assembled, number, summary, seed=request.seed, sampler=request.sampler, draws=request.draws
        )
        warnings = *assembled.warnings[number], *disagreements.get(plan.scenario.id, ()), *odd
        asked = tuple(ready.asked[number])
        models.append(Labelled(plan, assembled.outputs[number], summary, asked, tuple(warnings)))
    return models


def _settings(request: Request, n_draws: int) -> Settings:
    return Settings(
        seed=request.seed,
        draws=n_draws,
        sampler=request.sampler,
        quantiles=request.quantiles,
        levels=LEVELS,
        drawn=request.drawn,
        interval=request.interval,
        interval_kind=request.interval_kind,
        thresholds=tuple(item.text for item in request.thresholds),
    )


def _refuse(ready: _Ready, results: Sequence[Summary]) -> None:
    problems: list[Problem] = []
    for plan, of_model, summary in zip(ready.plans, ready.asked, results, strict=True):
        for question, probability in zip(of_model, summary.estimates.events, strict=True):
            if question.purpose == "refused" and probability > REFUSED:
                limit = question.event.threshold
                message = f"{question.key} lies above {limit:g} in {100 * probability:.3g} % of draws, which cannot be"
                problems.append(plan.scenario.place.problem(message))
    if problems:
        raise InputError(problems)
