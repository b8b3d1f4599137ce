"""Tables of ranges for Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.ranges import prefixes, rows, words
from simulate.publishing.ranges.columns import ESTIMATE, FURTHER, core
from simulate.publishing.ranges.words import Words, between
from simulate.publishing.wording.labels import markdown as escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr

    from simulate.publishing.ranges.records import Block


def markdown(ranges: xr.Dataset, *, quantities: Sequence[str] | None = None, everything: bool = False) -> str:
    """One table per quantity, each under a heading of the second level; quantities as for the terminal's table."""
    results = rows.read(ranges)
    percent = words.percent(results.run.probability)
    parts = []
    for block in results.shown(quantities, everything):
        shown = prefixes.readable(block)
        parts.append(f"## {escaped(prefixes.heading(shown))}\n\n{table(shown, percent, everything=everything)}")
    return "\n".join(parts)


def table(block: Block, percent: str, *, everything: bool = False) -> str:
    """The table of a block whose unit is chosen already; it ends with a line break."""
    texts = [words.of(row, block.unit) for row in block.rows]
    columns = core(percent, texts) + (FURTHER if everything else ())
    estimates = any(row.estimates for row in block.rows)
    headings = ["model", *(column.heading for column in columns), *(ESTIMATE if estimates else ())]
    rules = ["---", *("---:" for _ in columns), *(("---", "---") if estimates else ())]
    lines = [headings, rules]
    for text in texts:
        numbers = [between(column.numbers(text)) for column in columns]
        if text.missing:
            # The second column is the range: the reason stands where the reader looks for it.
            numbers = ["", text.missing, *[""] * (len(columns) - 2)]
        lines.append([text.name, *numbers, *(_estimates(text) if estimates else ())])
    return "".join(f"| {' | '.join(cell if line is rules else escaped(cell) for cell in line)} |\n" for line in lines)


def _estimates(text: Words) -> tuple[str, str]:
    values = "; ".join(f"{mark.value} ({mark.by})" for mark in text.marks)
    return values, "; ".join(mark.lies for mark in text.marks)
