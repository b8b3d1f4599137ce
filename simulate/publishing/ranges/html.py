"""Tables of ranges for web pages: semantic, without script, style attribute or id, fit to be put into any page.

`table` is one quantity with its footnotes in the table's foot; `fragment` is several with what they mean below; `STYLE`
is all the style that they want, for a `<style>` element or a file. Classes start with `wattif`.
"""

from __future__ import annotations

import math
from html import escape
from itertools import zip_longest
from typing import TYPE_CHECKING

from simulate.publishing.ranges import notes, rows
from simulate.publishing.ranges.glyphs import Axis, glyph, scale
from simulate.publishing.ranges.sheets import sheet
from simulate.publishing.wording import typeset

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import xarray as xr

    from simulate.publishing.ranges.records import Block, Run
    from simulate.publishing.ranges.sheets import Line, Sheet

STYLE = """\
.wattif-scroll { overflow-x: auto; margin-bottom: 1.5em; }
.wattif-table { border-collapse: collapse; font-variant-numeric: tabular-nums lining-nums; }
.wattif-table caption { caption-side: top; text-align: left; font-weight: 600; padding: 0.3em 0; }
.wattif-table th, .wattif-table td { padding: 0.25em 0.8em 0.25em 0; text-align: left; vertical-align: baseline; }
.wattif-table thead th { border-block: 1px solid; border-top-width: 2px; font-weight: 400; }
.wattif-table tbody th { font-weight: 400; }
.wattif-table tbody tr:last-child > * { border-bottom: 2px solid; }
.wattif-table .wattif-number { text-align: right; white-space: nowrap; }
.wattif-table tfoot td { font-size: 0.85em; }
.wattif-table tfoot p { margin: 0.2em 0; }
.wattif-glyph { vertical-align: -0.15em; }
.wattif-notes { max-width: 45em; font-size: 0.85em; }
"""
_NUMBER = ' class="wattif-number"'


def fragment(ranges: xr.Dataset, *, quantities: Sequence[str] | None = None, everything: bool = False) -> str:
    """A `<section>` of tables with what they mean below; quantities as for the terminal's table.

    ASCII only, other characters as references, so that it means the same whatever the encoding of the page around it.
    """
    results = rows.read(ranges)
    blocks = results.shown(quantities, everything)
    tables = "".join(_scrolling(block, table(block, results.run, everything=everything)) for block in blocks)
    told = notes.after(results, blocks, everything=everything)
    below = "".join(f"<p>{escape(note)}</p>\n" for note in told)
    text = (
        f'<section class="wattif">\n<style>\n{STYLE}</style>\n{tables}<div class="wattif-notes">\n{below}</div>\n'
        "</section>\n"
    )
    return text.encode("ascii", "xmlcharrefreplace").decode()


def _scrolling(block: Block, table: str) -> str:
    """What is wider than a phone scrolls by itself, with keys too, and does not take the page along."""
    return f'<div class="wattif-scroll" role="region" aria-label="{escape(block.label)}" tabindex="0">\n{table}</div>\n'


def table(
    block: Block,
    run: Run,
    *,
    everything: bool = False,
    alone: bool = False,
    glyphs: bool = False,
    links: Mapping[str, str] | None = None,
) -> str:
    """One `<table>` of a quantity: caption with unit, column and row headers, footnotes; it ends with a line break.

    One that stands `alone` has the scope of its models among the footnotes, even where it is that of all.

    Each number's cell has the unrounded number in the unit of the caption as `data-value`, each row the model's id as
    `data-model`; `links` are the addresses that names lead to, by model. With `glyphs` a small picture of each range
    stands behind its name.
    """
    made = sheet(block, run, everything=everything, alone=alone)
    axis = Axis.of(made.block.rows) if glyphs else None
    parts = [
        f'<table class="wattif-table" data-quantity="{escape(block.quantity)}">\n',
        f"<caption>{_isolated(made.caption)}</caption>\n",
        f"<thead>\n<tr>{''.join(_headings(made, axis))}</tr>\n</thead>\n",
        "<tbody>\n",
        *(f"{_row(line, made, axis, links or {})}\n" for line in made.lines),
        "</tbody>\n",
        *_foot(made, len(made.headings) + (axis is not None)),
        "</table>\n",
    ]
    return "".join(parts)


def _headings(made: Sheet, axis: Axis | None) -> Iterator[str]:
    numeric = [False, *(column.value is not None for column in made.columns), True]
    for heading, number in zip_longest(made.headings, numeric[: len(made.headings)]):
        kind = _NUMBER if number else ""
        yield f'<th scope="col"{kind}>{escape(heading)}</th>'
        if heading is made.headings[0] and axis:
            kind = "range on a logarithmic axis" if axis.log else "range on a linear axis"
            yield f'<th scope="col" aria-label="{kind}">{scale(axis)}</th>'


def _row(line: Line, made: Sheet, axis: Axis | None, links: Mapping[str, str]) -> str:
    name = _isolated(line.name)
    if line.row.model.id in links:
        name = f'<a href="{escape(links[line.row.model.id])}">{name}</a>'
    mark = f"<sup>{escape(line.mark)}</sup>" if line.mark else ""
    picture = f"<td>{glyph(line.row, axis)}</td>" if axis else ""
    cells = picture + "".join(_cells(line, made))
    return f'<tr data-model="{escape(line.row.model.id)}"><th scope="row">{name}{mark}</th>{cells}</tr>'


def _cells(line: Line, made: Sheet) -> Iterator[str]:
    if line.missing:
        yield f'<td colspan="{len(made.columns)}">{escape(line.missing)}</td>'
    else:
        for column, numbers in zip(made.columns, line.cells, strict=True):
            value = column.value(line.row) if column.value else math.nan
            told = f' data-value="{value!r}"' if math.isfinite(value) else ""
            yield f"<td{_NUMBER if column.value else ''}{told}>{typeset.HTML.cell(numbers)}</td>"
    if made.estimates:
        yield f"<td{_NUMBER}>{'<br>'.join(typeset.HTML.cell([value]) for value, _ in line.estimates)}</td>"
        yield f"<td>{'<br>'.join(_isolated(lies) for _, lies in line.estimates)}</td>"


def _foot(made: Sheet, width: int) -> Iterator[str]:
    if made.footnotes:
        told = "".join(
            f"<p>{f'<sup>{escape(note.mark)}</sup> ' if note.mark else ''}{escape(note.text)}</p>"
            for note in made.footnotes
        )
        yield f'<tfoot>\n<tr><td colspan="{width}">{told}</td></tr>\n</tfoot>\n'


def _isolated(text: str) -> str:
    """Somebody's label; one that runs from right to left takes nothing beside it along."""
    return f"<bdi>{escape(text)}</bdi>" if text else ""
