"""One quantity of all models, a row each: name, what the kind of chart draws, and the range in words at the end."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from simulate.publishing.charts import reading, sides, style
from simulate.publishing.charts.kinds.table import DEFAULT, KINDS
from simulate.publishing.charts.page import Page, figure_of
from simulate.publishing.charts.rows import MANY, PAD, Rows
from simulate.publishing.charts.theme import LIGHT
from simulate.publishing.ranges import prefixes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.publishing.charts.kinds.kind import Kind
    from simulate.publishing.charts.theme import Theme
    from simulate.publishing.ranges.records import Block, Row, Run


def ranges_chart(
    block: Block,
    run: Run,
    *,
    kind: Kind = KINDS[DEFAULT],
    axes: Axes | None = None,
    scale: str = "auto",
    theme: Theme = LIGHT,
) -> Figure:
    """One row per model from top to bottom, in the order of the block; `scale` is auto (log if it can), log or linear.

    Without `axes` a whole figure with title, reading aid and footer. With `axes` only rows, axis and words are drawn
    there, the words in their own size outside the axes: the caller titles it and leaves room on both sides.

    Raises
    ------
    UsageError
        The kind draws distributions, and none are kept of this quantity; or the axis cannot be logarithmic.
    """
    shown = prefixes.readable(block)
    with style.context():
        rows = Rows.of(shown, run, kind, scale, theme)
        names = _names(shown, theme)
        two = rows.height + 2 + 2 * PAD
        tops = tuple(accumulate(map(max, rows.lines, (two if d else 0.0 for d in names.details)), initial=0.0))
        if axes is None:
            page = Page(
                left=names.width,
                right=rows.right,
                lines=tops[-1],
                title=style.drawable(prefixes.heading(shown), block.quantity),
                head=list(reading.aid([shown], run, kind, rows.marks, n_rows=len(block.rows), log=rows.scale.log)),
                foot=list(reading.foot(run)),
                theme=theme,
            )
            axes = page.draw()
        rows.draw(axes, tops, names)
        rows.ranges.draw_headings(axes, -0.6)
    return figure_of(axes)


def _names(block: Block, theme: Theme) -> sides.Names:
    few = len(block.rows) <= MANY
    return sides.Names(
        [style.drawable(row.model.name, row.model.id) for row in block.rows],
        [_detail(row) if few else "" for row in block.rows],
        theme,
    )


def _detail(row: Row) -> str:
    year = row.model.released[:4]
    return style.drawable(", ".join(part for part in (row.model.developer, year) if part), year)
