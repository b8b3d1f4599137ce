"""The numbers of charts as CSV, unrounded, in the unit that is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.ranges import prefixes
from simulate.publishing.wording import csv_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulate.publishing.ranges.records import Block, Row, Run
    from simulate.publishing.wording.csv_text import Value

HEADER = ("quantity", "model", "name", "mark", "by", "unit", "median", "p25", "p75", "lower", "upper", "interval",
          "interval_kind", "grade", "value", "share_of_draws_below")  # fmt: skip
_NUMBERS = 5


def text(blocks: Sequence[Block], run: Run, *, levels: bool = False) -> str:
    """A row per range, per estimate and per disclosed figure; with `levels` also one per level of each distribution."""
    shown = [prefixes.readable(block) for block in blocks]
    return csv_text.text(HEADER, (line for block in shown for line in _lines(block, run, levels)))


def _lines(block: Block, run: Run, levels: bool) -> Iterator[list[Value]]:
    for row in block.rows:
        numbers = [n.value for n in (row.median, row.q25, row.q75, row.lower, row.upper)]
        yield [*_labels(block, row, "range"), *numbers, run.probability, run.kind, row.grade, None, None]
        for figure in row.estimates:
            yield _mark(block, row, "estimate", figure.by, figure.value, figure.percentile)
        for figure in row.disclosed:
            yield _mark(block, row, "disclosed", "", figure.value, figure.percentile)
        for share, value in zip(block.levels if levels else (), row.levels, strict=False):
            yield _mark(block, row, "level", "", value, share)


def _labels(block: Block, row: Row, mark: str, by: str = "") -> list[Value]:
    return [block.quantity, row.model.id, row.model.name, mark, by, block.unit or "1"]


def _mark(block: Block, row: Row, mark: str, by: str, value: float, share: float | None) -> list[Value]:
    return [*_labels(block, row, mark, by), *[None] * _NUMBERS, None, "", "", value, share]
