"""How a result shows itself in a notebook: a table per headline quantity with small pictures, notes folded away."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from simulate.publishing.ranges import notes, rows
from simulate.publishing.ranges.html import STYLE, table

if TYPE_CHECKING:
    import xarray as xr

_PICTURE = (
    "Pictures: dot, median; thick line, middle 50 % of the draws; thin line, range; all models of a table on one axis, "
    "logarithmic where all are positive."
)


def page(ranges: xr.Dataset) -> str:
    """HTML of the headline quantities; what the numbers mean stands behind a summary to unfold."""
    results = rows.read(ranges)
    blocks = results.shown()
    tables = "".join(table(block, results.run, glyphs=True) for block in blocks)
    told = "".join(f"<p>{escape(note)}</p>" for note in [_PICTURE, *notes.after(results, blocks, everything=False)])
    models = f"{len(results.models)} {'model' if len(results.models) == 1 else 'models'}"
    summary = f"{models}, {results.run.draws:,} draws, seed {results.run.seed}: how to read this"
    style = f"<style>\n{STYLE}.wattif-table {{ margin-bottom: 1em; }}\n</style>\n"
    details = f'<details class="wattif-notes"><summary>{escape(summary)}</summary>{told}</details>'
    return f'<div class="wattif">\n{style}{tables}{details}\n</div>\n'
