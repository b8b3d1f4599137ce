"""The calibration for a terminal, and its summary for the README."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.calibration import lines
from simulate.publishing.wording import plain_tables
from simulate.publishing.wording.labels import markdown as escaped
from simulate.publishing.wording.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulate.analysis.calibration import Calibration, Summary
    from simulate.publishing.calibration.record import Made

READING = (
    "90 % range: 5 % of the draws lie below it and 5 % above. Each figure was withheld, with everything that tells it, "
    "and predicted from the rest; the truth lies above or below so many percent of the draws.",
    "median off by: the factor on either side; bias: median over truth; span: upper over lower bound of the 90 % "
    "range. All are geometric means over groups (a developer on one kind of chip): runs of one group are no "
    "independent evidence. 95 % bounds: Clopper-Pearson, of groups.",
)
BASELINES = (
    "Scores: of the logarithm to base 10, mean over groups, less is better. A positive difference says that the ranges "
    "score better than the baseline, ± its standard error. A baseline gets the medians of the same inputs."
)
_WIDEST = 100
"""Columns of prose."""


def table(calibration: Calibration, made: Made, width: int = _WIDEST) -> str:
    """What `wattif calibrate` prints, at most `width` cells wide where numbers allow it."""
    return "\n".join(_parts(calibration, made, width))


def _parts(calibration: Calibration, made: Made, width: int) -> Iterator[str]:
    for item in calibration.tasks:
        yield f"{_heading(item)}\n" + _rows(lines.CASE, lines.cases(item.cases), width)
    if calibration.in_sample:
        heading = "In sample: a prior rests on the run itself; counted nowhere"
        yield f"{heading}\n" + _rows(lines.CASE, lines.cases(calibration.in_sample.cases), width)
    if calibration.uncounted:
        heading = "No measurement, or not predicted: shown, counted nowhere"
        yield f"{heading}\n" + _rows(lines.CASE, [_with_kind(*pair) for pair in _kinds(calibration)], width)
    if calibration.tasks:
        yield "Out of sample, by class\n" + _rows(lines.SUMMARY, lines.summaries(_classes(calibration)), width, left=1)
    yield from (
        f"Beside what others do: {item.task}\n" + _rows(lines.BESIDE, lines.besides(item), width, left=1)
        for item in calibration.tasks
        if item.beside
    )
    yield from _accounts(calibration, width)
    if calibration.overall:
        said = [
            lines.verdict(calibration.overall),
            *(f"Falls short: {text}." for text in lines.shortfalls(calibration)),
        ]
        yield _paragraphs(said, width)
    yield _paragraphs([*(READING if calibration.overall else ()), *_baselines(calibration), provenance(made)], width)


def _baselines(calibration: Calibration) -> list[str]:
    return [BASELINES] if any(item.beside for item in calibration.tasks) else []


def _paragraphs(notes: Sequence[str], width: int) -> str:
    return "".join(f"{line}\n" for note in notes for line in wrapped(note, min(width, _WIDEST)))


def _rows(heading: Sequence[str], rows: Sequence[Sequence[str]], width: int, left: int = 2) -> str:
    """A table whose first columns are texts."""
    return plain_tables.aligned(heading, rows, left=left, indent="  ", width=width)


def _heading(item: Summary) -> str:
    return item.task[0].upper() + item.task[1:]


def _classes(calibration: Calibration) -> list[Summary]:
    together = [calibration.overall] if calibration.overall and len(calibration.tasks) > 1 else []
    return [*calibration.tasks, *together]


def _kinds(calibration: Calibration) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (item.kind, row) for item, row in zip(calibration.uncounted, lines.cases(calibration.uncounted), strict=True)
    ]


def _with_kind(kind: str, row: tuple[str, ...]) -> tuple[str, ...]:
    return (row[0], f"{kind}: {row[1]}", *row[2:])


def _accounts(calibration: Calibration, width: int) -> Iterator[str]:
    accounts = calibration.accounts
    failed = [item for item in accounts if not item.agrees]
    if accounts:
        told = f"{len(accounts) - len(failed)} of {len(accounts)} figures come out of their own convention"
        yield f"Accounts: {told}, to 1 % or half a unit of the last digit\n" + (
            _rows(lines.ACCOUNT, lines.accounts(failed), width) if failed else ""
        )


def provenance(made: Made) -> str:
    """Draws, sampler, seed and versions."""
    how = f"{made.draws:,} draws per case, sampler {made.sampler}, seed {made.seed}"
    return f"{how}; {made.program}, catalogue {made.catalogue}."


def summary(calibration: Calibration) -> str:
    """The paragraphs and the table that the README shows, whatever they say."""
    overall = calibration.overall
    if overall is None:
        return "No measured figure is predicted out of sample.\n"
    rows = plain_tables.markdown(("class", *lines.SUMMARY[1:]), lines.summaries(_classes(calibration)))
    first = (
        f"{len(overall.cases)} measured figures of {len(overall.groups)} groups (a developer on one kind of chip) were "
        f"withheld, each with everything that tells it, and predicted from the rest. {lines.verdict(overall)}"
    )
    rest = [lines.outside(overall), lines.against_baselines(calibration), _apart(calibration)]
    short = [f"- {escaped(text)}" for text in (*lines.shortfalls(calibration), *lines.unjudged(calibration))]
    falls = ["Falls short of its goals:", "", *short] if short else ["No goal is missed."]
    return "\n".join([first, "", rows, " ".join(text for text in rest if text), "", *falls]) + "\n"


def _apart(calibration: Calibration) -> str:
    """What is counted elsewhere."""
    n_fitted = len(calibration.in_sample.cases) if calibration.in_sample else 0
    accounts = calibration.accounts
    agreeing = sum(bool(item.agrees) for item in accounts)
    apart = f"Counted apart: {n_fitted} in sample, because a prior rests on the run itself."
    told = f"{agreeing} of {len(accounts)} published figures that are arithmetic come out of their own convention."
    return f"{apart} {told}" if accounts else apart
