"""`report.md` of a calibration: every case with what was withheld, scores beside baselines, accounts, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.calibration import lines, texts
from simulate.publishing.wording import plain_tables
from simulate.publishing.wording.labels import markdown as escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulate.analysis.calibration import Calibration
    from simulate.analysis.cases import Case
    from simulate.publishing.calibration.record import Made


def report(calibration: Calibration, made: Made, charts: Sequence[tuple[str, str]]) -> str:
    """The text of the report; `charts` are pairs of alternative text and path."""
    return "\n".join(_parts(calibration, made, charts))


def _parts(calibration: Calibration, made: Made, charts: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield "# Predictions beside what was disclosed\n"
    yield texts.summary(calibration)
    yield from (f"![{escaped(alt)}]({path})\n" for alt, path in charts)
    for item in calibration.tasks:
        yield f"## {item.task[0].upper()}{item.task[1:]}\n\n{_cases(item.cases)}"
        if item.beside:
            yield f"### Beside what others do\n\n{plain_tables.markdown(lines.BESIDE, lines.besides(item))}"
    if calibration.groups:
        rows = lines.summaries(calibration.groups)
        yield f"## By group\n\n{plain_tables.markdown(('group', *lines.SUMMARY[1:]), rows)}"
        yield f"### Coverage of each group\n\n{_bounds(calibration)}"
    if calibration.in_sample:
        cases = _cases(calibration.in_sample.cases)
        yield f"## In sample\n\nA prior rests on the run itself: counted nowhere.\n\n{cases}"
    if calibration.uncounted:
        cases = _cases(calibration.uncounted)
        yield f"## Shown, counted nowhere\n\nDerived, accounted, assumed, or not predicted.\n\n{cases}"
    if calibration.accounts:
        rows = lines.accounts(calibration.accounts)
        yield f"## Accounts\n\nBy its convention, to 1 % or half a unit of the last digit.\n\n{_accounts(rows)}"
    yield "## How to read this\n\n" + "".join(f"- {escaped(text)}\n" for text in (*texts.READING, texts.BASELINES))
    yield f"## What was withheld, and sources\n\n{_sources(calibration.cases)}"
    yield f"{texts.provenance(made)} Licence of these results: CC BY 4.0.\n"


def _cases(items: Sequence[Case]) -> str:
    heading = ("model", *lines.CASE[1:], "kind")
    rows = [(*row, item.kind) for row, item in zip(lines.cases(items), items, strict=True)]
    return plain_tables.markdown(heading, rows, left=2)


def _accounts(rows: Sequence[Sequence[str]]) -> str:
    return plain_tables.markdown(("account", *lines.ACCOUNT[1:]), rows, left=2)


def _bounds(calibration: Calibration) -> str:
    """Coverage of each group with Clopper-Pearson bounds; of few figures they are wide."""
    rows = []
    for item in calibration.groups:
        bounds = [(each, *each.bounds) for each in item.coverage]
        told = [f"{each.covered:g} of {each.n} ({100 * low:.0f} to {100 * high:.0f} %)" for each, low, high in bounds]
        rows.append((item.task, *told))
    return plain_tables.markdown(("group", "50 % ranges", "80 % ranges", "90 % ranges"), rows)


def _sources(items: Sequence[Case]) -> str:
    heading = (
        "model",
        "what",
        "kind",
        "group",
        "withheld",
        "refitted without the group",
        "evidence of the run",
        "source",
    )
    rows = [
        (
            *(item.name, item.label, item.kind, item.group, ", ".join(item.withheld), item.refitted),
            *("; ".join(item.evidence), item.source),
        )
        for item in items
        if item.agrees is None
    ]
    return plain_tables.markdown(heading, rows, left=len(heading))
