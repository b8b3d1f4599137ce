"""What stands above and below a chart: how to read it, and where its numbers come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.charts.kinds.interval import is_hollow
from simulate.publishing.charts.kinds.kind import Seen
from simulate.publishing.charts.kinds.shapes import Shape
from simulate.publishing.ranges import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulate.publishing.charts.kinds.kind import Kind
    from simulate.publishing.charts.marks import Marks
    from simulate.publishing.ranges.records import Block, Run


def aid(blocks: Sequence[Block], run: Run, kind: Kind, marks: Marks, *, n_rows: int, log: bool) -> Iterator[str]:
    """What the marks mean."""
    rows = [row for block in blocks for row in block.rows]
    shortest = "shortest " if run.kind == "hdi" else ""
    interval = f"{shortest}{words.percent(run.probability)} range, a credible interval of the stated priors"
    recurring = kind.shape and any(
        Shape.of(block.levels, row.levels).atoms for block in blocks for row in block.rows if row.levels
    )
    seen = Seen(n_rows, interval, hollow=any(is_hollow(row) for row in rows), recurring=recurring)
    yield _held(f"{kind.reading(seen)} From {run.draws:,} draws.")
    axis = "Logarithmic axis: equal steps are equal factors. " if log else ""
    yield f"{marks.reading()}{axis}{words.scopes({row.model.id: row.model for row in rows}.values())}"


def _held(text: str) -> str:
    """Numbers and their percent signs stay on one line."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def foot(run: Run) -> Iterator[str]:
    """Source, versions and licence."""
    catalogue = f", catalogue {run.catalogue}" if run.catalogue else ""
    where = "every prior with its source is in the report and the dataset"
    yield f"Source: {run.program}{catalogue}, seed {run.seed}; {where}."
    if run.licence:
        yield f"Licence: {run.licence}."
