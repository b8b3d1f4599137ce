"""Predictions held against what was disclosed: coverage, scores beside baselines, bias and sharpness.

Cases of one group are no independent evidence, so every number is first a mean within a group, then over groups.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.analysis.baselines import ENERGY_BY_HOURS, ENERGY_BY_SIZE, HOURS_BY_SIZE, OTHER
from simulate.analysis.cases import PROBABILITIES, Case, Evaluate, Score, case
from simulate.analysis.scores import Coverage, Mean
from simulate.foundation.errors import InputError, Problem
from simulate.method.plan import plan

if TYPE_CHECKING:
    from simulate.beliefs.prior import Scenario

TASKS = (ENERGY_BY_HOURS, HOURS_BY_SIZE, ENERGY_BY_SIZE, OTHER)


@dataclass(frozen=True, slots=True)
class Goal:
    """What a class of predictions is meant to reach: factor that the median is off by, and span of the 90 % range."""

    factor: float
    span: float


GOALS = {ENERGY_BY_HOURS: Goal(1.35, 2.0), HOURS_BY_SIZE: Goal(1.6, 5.0), ENERGY_BY_SIZE: Goal(1.7, 6.0)}


@dataclass(frozen=True, slots=True)
class Beside:
    """A baseline on the cases of a class that it can forecast: its scores, and how much worse it is (positive)."""

    name: str
    n: int
    n_groups: int
    crps: Mean
    interval: Mean
    crps_difference: Mean
    interval_difference: Mean


@dataclass(frozen=True, slots=True)
class Summary:
    """What the cases of one class say, groups weighing alike.

    `bias` is the median predicted over the truth, `miss` the factor by which it is off on either side, both as
    geometric means; `span` is the upper over the lower bound of the 90 % range.
    """

    task: str
    cases: tuple[Case, ...]
    coverage: tuple[Coverage, ...]
    by_group: tuple[Coverage, ...]
    bias: float
    miss: float
    worst: float
    span: float
    widest: float
    crps: Mean
    interval: Mean
    beside: tuple[Beside, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of its cases."""
        return tuple(dict.fromkeys(item.group for item in self.cases))


@dataclass(frozen=True, slots=True)
class Calibration:
    """All cases, and summaries of those that are out of sample: of each class, of all together, of each group."""

    cases: tuple[Case, ...]
    tasks: tuple[Summary, ...]
    overall: Summary | None
    groups: tuple[Summary, ...]
    in_sample: Summary | None

    @property
    def accounts(self) -> tuple[Case, ...]:
        """Figures that come out of their developers' own conventions, or should."""
        return tuple(item for item in self.cases if item.agrees is not None)

    @property
    def uncounted(self) -> tuple[Case, ...]:
        """Figures that are no measurement, or of which nothing is predicted: shown, never counted."""
        return tuple(item for item in self.cases if not item.counted and item.agrees is None)


def calibrate(
    scenarios: Sequence[Scenario],
    evaluate: Evaluate,
    progress: Callable[[int, int], None] | None = None,
) -> Calibration:
    """Every disclosed figure of the scenarios against its prediction.

    Raises
    ------
    InputError
        With every problem of the scenarios, or every measured figure that is still an input of its own prediction.
    """
    _check(scenarios)
    asked = [(scenario, disclosure) for scenario in scenarios for disclosure in scenario.disclosed]
    found: list[Case] = []
    problems: list[Problem] = []
    for number, (scenario, disclosure) in enumerate(asked):
        try:
            found.append(case(scenario, disclosure, evaluate))
        except InputError as error:
            problems += [problem for problem in error.problems if problem not in problems]
        if progress:
            progress(number + 1, len(asked))
    if problems:
        raise InputError(problems)
    return judged(found)


def _check(scenarios: Sequence[Scenario]) -> None:
    """Every problem of the scenarios as they are: where much is withheld a wrong name or unit could go unnoticed."""
    problems: list[Problem] = []
    for scenario in scenarios:
        try:
            plan(scenario)
        except InputError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise InputError(problems)


def judged(cases: Iterable[Case]) -> Calibration:
    """Cases with their summaries; in-sample ones are counted apart, in no class and no group."""
    found = tuple(cases)
    evidence = [item for item in found if item.counted and not item.fitted]
    fitted = [item for item in found if item.counted and item.fitted]
    by_task = {task: [item for item in evidence if item.task == task] for task in TASKS}
    by_group = {group: [item for item in evidence if item.group == group] for group in sorted(_groups(evidence))}
    return Calibration(
        cases=found,
        tasks=tuple(_summary(task, items) for task, items in by_task.items() if items),
        overall=_summary("all", evidence) if evidence else None,
        groups=tuple(_summary(group, items) for group, items in by_group.items()),
        in_sample=_summary("in sample", fitted) if fitted else None,
    )


def _summary(task: str, cases: Sequence[Case]) -> Summary:
    groups = _groups(cases)
    logs = [math.log(item.quantile(0.5) / item.disclosed) for item in cases]
    spans = [math.log(item.quantile(0.95) / item.quantile(0.05)) for item in cases]
    names = list(dict.fromkeys(name for item in cases for name in item.baselines or {}))
    return Summary(
        task=task,
        cases=tuple(cases),
        coverage=tuple(_coverage(p, cases, len(cases), lambda _: 1.0) for p in PROBABILITIES),
        by_group=tuple(_coverage(p, cases, len(groups), lambda item: 1 / groups[item.group]) for p in PROBABILITIES),
        bias=math.exp(_over_groups(cases, logs).value),
        miss=math.exp(_over_groups(cases, [abs(value) for value in logs]).value),
        worst=math.exp(max(abs(value) for value in logs)),
        span=math.exp(_over_groups(cases, spans).value),
        widest=math.exp(max(spans)),
        crps=_over_groups(cases, [_score(item).crps for item in cases]),
        interval=_over_groups(cases, [_score(item).interval for item in cases]),
        beside=tuple(_beside(name, cases) for name in names),
    )


def _coverage(probability: float, cases: Sequence[Case], n: int, weight: Callable[[Case], float]) -> Coverage:
    covered = math.fsum(weight(item) for item in cases if item.covered(probability))
    return Coverage(probability, round(covered, 9), n)


def _beside(name: str, cases: Sequence[Case]) -> Beside:
    paired = [(item, (item.baselines or {})[name]) for item in cases if name in (item.baselines or {})]
    items = [item for item, _ in paired]
    return Beside(
        name=name,
        n=len(items),
        n_groups=len(_groups(items)),
        crps=_over_groups(items, [score.crps for _, score in paired]),
        interval=_over_groups(items, [score.interval for _, score in paired]),
        crps_difference=_over_groups(items, [score.crps - _score(item).crps for item, score in paired]),
        interval_difference=_over_groups(items, [score.interval - _score(item).interval for item, score in paired]),
    )


def _over_groups(cases: Sequence[Case], values: Sequence[float]) -> Mean:
    """Mean within each group, then over groups."""
    by_group: dict[str, list[float]] = {}
    for item, value in zip(cases, values, strict=True):
        by_group.setdefault(item.group, []).append(value)
    return Mean.of([math.fsum(inside) / len(inside) for inside in by_group.values()])


def _groups(cases: Iterable[Case]) -> dict[str, int]:
    """Number of cases in each group."""
    counted: dict[str, int] = {}
    for item in cases:
        counted[item.group] = counted.get(item.group, 0) + 1
    return counted


def _score(item: Case) -> Score:
    if item.score is None:
        raise ValueError(f"{item.id} {item.quantity} has no score")
    return item.score
