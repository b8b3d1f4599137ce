"""Cases and summaries as texts, the same in the terminal, in the report and in the chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.analysis.baselines import BASELINES
from simulate.analysis.calibration import GOALS
from simulate.publishing.ranges import prefixes, words
from simulate.publishing.wording import digits
from simulate.publishing.wording.digits import Number
from simulate.publishing.wording.labels import clean
from simulate.publishing.wording.labels import markdown as escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulate.analysis.calibration import Calibration, Summary
    from simulate.analysis.cases import Case
    from simulate.analysis.scores import Mean

CASE = ("", "what", "disclosed", "median", "90 % range", "span", "the truth lies")
SUMMARY = ("", "figures", "groups", "within 50 %", "80 %", "90 %", "median off by", "bias", "span")
BESIDE = ("", "figures", "groups", "CRPS", "ours", "difference", "interval score", "ours", "difference")
ACCOUNT = ("", "what", "disclosed", "by its convention", "")


@dataclass(frozen=True, slots=True)
class Shown:
    """One case in words, its numbers in a unit that suits them."""

    disclosed: str
    median: str
    range: str
    span: str
    lies: str


def shown(case: Case) -> Shown:
    """The words of a case; empty where nothing is predicted."""
    prefix = prefixes.choose(case.unit, [case.disclosed])
    disclosed = f"{digits.given(case.disclosed * prefix.factor)} {prefix.unit}".strip()
    if case.percentile is None:
        return Shown(disclosed, "", "", "", case.note)
    low, median, high = (Number(case.quantile(p) * prefix.factor) for p in (0.05, 0.5, 0.95))
    lower, middle, upper = digits.texts(low, median, high)
    span = digits.span(low.value, high.value)
    return Shown(disclosed, middle, f"{lower} to {upper}", span, words.position(case.percentile))


def cases(items: Sequence[Case]) -> list[tuple[str, ...]]:
    """Rows under CASE."""
    told = [(item, shown(item)) for item in items]
    return [
        (clean(item.name), clean(item.label), text.disclosed, text.median, text.range, text.span, text.lies)
        for item, text in told
    ]


def accounts(items: Sequence[Case]) -> list[tuple[str, ...]]:
    """Rows under ACCOUNT."""
    rows: list[tuple[str, ...]] = []
    for item in items:
        prefix = prefixes.choose(item.unit, [item.disclosed])
        made = f"{digits.significant(item.quantile(0.5) * prefix.factor, 4)} {prefix.unit}".strip()
        rows.append(
            (clean(item.name), clean(item.label), shown(item).disclosed, made, "" if item.agrees else "does not agree")
        )
    return rows


def summaries(items: Sequence[Summary]) -> list[tuple[str, ...]]:
    """Rows under SUMMARY; goals stand in brackets."""
    return [_summary(item) for item in items]


def _summary(item: Summary) -> tuple[str, ...]:
    goal = GOALS.get(item.task)
    off = f"x{item.miss:.2f}" + (f" (goal x{goal.factor:g})" if goal else "")
    span = f"x{item.span:.1f}" + (f" (goal x{goal.span:g})" if goal else "")
    inside = [f"{each.covered:g} of {each.n}" for each in item.coverage]
    return (item.task, str(len(item.cases)), str(len(item.groups)), *inside, off, f"x{item.bias:.2f}", span)


def besides(item: Summary) -> list[tuple[str, ...]]:
    """Rows under BESIDE: each baseline of a class on the cases that it can forecast."""
    return [
        (
            each.name,
            str(each.n),
            str(each.n_groups),
            f"{each.crps.value:.3f}",
            f"{each.crps.value - each.crps_difference.value:.3f}",
            _difference(each.crps_difference, 3),
            f"{each.interval.value:.2f}",
            f"{each.interval.value - each.interval_difference.value:.2f}",
            _difference(each.interval_difference, 2),
        )
        for each in item.beside
    ]


def _difference(mean: Mean, places: int) -> str:
    error = "" if mean.error is None else f" ± {mean.error:.{places}f}"
    return f"{mean.value:+.{places}f}{error}"


def verdict(item: Summary) -> str:
    """What the coverage of the 90 % ranges says, by figures and by groups."""
    figures, groups = item.coverage[-1], item.by_group[-1]
    low, high = groups.bounds
    rate = f"{100 * groups.rate:.0f} % over {groups.n} {'group' if groups.n == 1 else 'groups'}"
    bounds = f"95 % bounds {100 * low:.0f} to {100 * high:.0f} %"
    hold = f"The 90 % ranges hold {figures.covered:g} of {figures.n} measured figures"
    return f"{hold}, {rate} ({bounds}): {groups.verdict}."


def outside(item: Summary) -> str:
    """Which figures the 90 % ranges do not hold, by name."""
    told = [f"{escaped(case.name)} ({words.position(case.percentile or 0.0)})" for case in item.cases if _missed(case)]
    return f"Outside: {'; '.join(told)}." if told else ""


def _missed(case: Case) -> bool:
    return not case.covered(0.9)


def against_baselines(calibration: Calibration) -> str:
    """How many comparisons of CRPS the ranges win, and how many by more than chance explains."""
    found = [each.crps_difference for item in calibration.tasks for each in item.beside]
    if not found:
        return ""
    better = sum(mean.value > 0 for mean in found)
    clearly = sum(mean.error is not None and mean.value > 2 * mean.error for mean in found)
    return (
        f"Beside {len(BASELINES)} baselines, in the classes that each can forecast, the ranges have the better CRPS in "
        f"{better} of {len(found)} comparisons, in {clearly} of them by more than twice the standard error."
    )


def shortfalls(calibration: Calibration) -> list[str]:
    """Every goal that is missed, and every baseline that is not beaten, in words."""
    found: list[str] = []
    for item in calibration.tasks:
        goal = GOALS.get(item.task)
        if goal and item.miss > goal.factor:
            found.append(f"{item.task}: the median is off by x{item.miss:.2f}, the goal is x{goal.factor:g}")
        if goal and item.span > goal.span:
            found.append(f"{item.task}: the 90 % range spans x{item.span:.1f}, the goal is x{goal.span:g}")
        if not item.by_group[-1].verdict.startswith("consistent"):
            found.append(f"{item.task}: the 90 % ranges hold the truth {item.by_group[-1].verdict}")
        found += [
            f"{item.task}: {each.name} scores better (CRPS {_difference(each.crps_difference, 3)})"
            for each in item.beside
            if each.crps_difference.value <= 0
        ]
        found += [
            f"{item.task}: {each.name} has the better interval score ({_difference(each.interval_difference, 2)})"
            for each in item.beside
            if each.interval_difference.value <= 0
        ]
    return found


def unjudged(calibration: Calibration) -> list[str]:
    """Classes with a goal and without a figure."""
    judged = {item.task for item in calibration.tasks}
    return [f"{task}: no measured figure to judge by" for task in GOALS if task not in judged]
