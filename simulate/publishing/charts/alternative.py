"""A chart in words, for readers who do not see it and for the `alt` of a web page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.ranges import prefixes, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulate.publishing.charts.kinds.kind import Kind
    from simulate.publishing.ranges.records import Block, Row, Run


def text(blocks: Sequence[Block], run: Run, kind: Kind) -> str:
    """One line that says what is drawn, then one per quantity and model; every number of the rows is in it."""
    return "\n".join(_lines(blocks, run, kind))


def _lines(blocks: Sequence[Block], run: Run, kind: Kind) -> Iterator[str]:
    models = list(dict.fromkeys(row.model.name for block in blocks for row in block.rows))
    which = models[0] if len(models) == 1 else f"{len(models)} models, newest first"
    many = len(blocks) > 1
    what = f"{len(blocks)} quantities" if many else prefixes.heading(prefixes.readable(blocks[0])) if blocks else ""
    shortest = "shortest " if run.kind == "hdi" else ""
    yield f"{kind.title}: {what}, of {which}; medians with {shortest}{words.percent(run.probability)} ranges."
    for block in blocks:
        shown = prefixes.readable(block)
        lead = f"{prefixes.heading(shown)}: " if many else ""
        yield from (f"{lead}{_row(row, shown.unit)}" for row in shown.rows)


def _row(row: Row, unit: str) -> str:
    told = words.of(row, unit)
    marks = "".join(f"; {mark.by or 'disclosed'}: {mark.value}, {mark.lies}" for mark in told.figures)
    grade = f" (grade {told.grade})" if told.grade else ""
    if told.missing:
        return f"{row.model.name}, {told.missing}{marks}."
    span = f", range {told.range}" if told.bounds[1] else f", {told.range}"
    return f"{row.model.name}, median {told.median}{span}{grade}{marks}."
