"""Tables of ranges for Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.ranges import notes, rows
from simulate.publishing.ranges.sheets import sheet
from simulate.publishing.ranges.words import between
from simulate.publishing.wording.labels import markdown as escaped
from simulate.publishing.wording.labels import markdown_paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr

    from simulate.publishing.ranges.records import Block, Run
    from simulate.publishing.ranges.sheets import Line, Sheet


def markdown(ranges: xr.Dataset, *, quantities: Sequence[str] | None = None, everything: bool = False) -> str:
    """A table per quantity, each under a heading of the second level, and below them what they mean.

    Quantities as for the terminal's table.
    """
    results = rows.read(ranges)
    blocks = results.shown(quantities, everything)
    parts = [
        f"## {escaped(made.caption)}\n\n{written(made)}"
        for made in (sheet(block, results.run, everything=everything) for block in blocks)
    ]
    told = "".join(f"- {escaped(note)}\n" for note in notes.after(results, blocks, everything=everything))
    return "\n".join([*parts, f"## How to read this\n\n{told}"])


def table(block: Block, run: Run, *, everything: bool = False) -> str:
    """The table of a block with its footnotes; it ends with a line break."""
    return written(sheet(block, run, everything=everything))


def written(made: Sheet) -> str:
    """A sheet as Markdown; each footnote is a paragraph below it."""
    rules = [
        "---",
        *("---:" if column.value else "---" for column in made.columns),
        *(("---:", "---") if made.estimates else ()),
    ]
    lines = [[escaped(heading) for heading in made.headings], rules, *(_cells(line, made) for line in made.lines)]
    rows = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    return rows + "".join(f"\n{_raised(note.mark)}{markdown_paragraph(note.text)}\n" for note in made.footnotes)


def _cells(line: Line, made: Sheet) -> list[str]:
    name = escaped(line.name) + _raised(line.mark)
    numbers = [escaped(between([number.strip() for number in cell])) for cell in line.cells]
    if line.missing:
        # The second column is the range: the reason stands where the reader looks for it.
        numbers = ["", escaped(line.missing), *[""] * (len(made.columns) - 2)]
    points = "; ".join(escaped(value.strip()) for value, _ in line.estimates)
    lies = "; ".join(escaped(lies) for _, lies in line.estimates)
    return [name, *numbers, *((points, lies) if made.estimates else ())]


def _raised(mark: str) -> str:
    """The mark of a footnote: HTML that every reader of Markdown shows."""
    return f"<sup>{mark}</sup>" if mark else ""
