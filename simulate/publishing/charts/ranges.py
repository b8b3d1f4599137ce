"""Ranges as a dot (median), a thick line (50 %) and a thin line (the interval), with the range in words beside them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from simulate.publishing.charts import sides, style
from simulate.publishing.charts.axis import Scale
from simulate.publishing.charts.page import Page
from simulate.publishing.ranges import prefixes, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.publishing.ranges.records import Block, Row, Run
    from simulate.publishing.ranges.words import Mark, Words

# One shape per author of estimates, and the same shape before it in words.
_SHAPES = (("D", "diamond"), ("s", "square"), ("^", "triangle"), ("v", "inverted triangle"), ("o", "circle"))
_WIDEST_MARK = 3.2
_MARKS = sides.GAP + 0.14
"""Inches from the axes to the words of an estimate; its shape stands before them."""
# More models than this, and their developers would make the chart taller than a page.
_MODELS_WITH_DEVELOPER = 12
_PAD = 0.45
"""Space above and below the texts of a row, in lines."""


def ranges_chart(block: Block, run: Run, *, axes: Axes | None = None, scale: str = "auto") -> Figure:
    """One row per model from top to bottom, in the order of the block; `scale` is auto (log where it can be) or linear.

    Without `axes` a whole figure with title, reading aid and footer. With `axes` only rows, axis and words are drawn
    there, the words in their own size outside the axes: the caller titles it and leaves room on both sides.
    """
    shown = prefixes.readable(block)
    with style.context():
        chart = _Chart.of(shown, run, scale)
        if axes is None:
            page = Page(
                left=chart.names.width,
                right=chart.right,
                lines=chart.tops[-1],
                title=style.drawable(prefixes.heading(shown), block.quantity),
                head=list(chart.reading(run)),
                foot=list(_footer(run)),
            )
            axes = page.draw()
        chart.draw(axes)
    figure = axes.get_figure(root=True)
    if figure is None:
        raise ValueError("these axes were removed from their figure")
    return figure


@dataclass(frozen=True, slots=True)
class _Chart:
    """Rows with their texts; row k lies between tops k and k + 1, in lines from the top of the axes."""

    block: Block
    texts: tuple[Words, ...]
    names: sides.Names
    ranges: sides.Ranges
    authors: tuple[str, ...]
    tops: tuple[float, ...]
    scale: Scale

    @classmethod
    def of(cls, block: Block, run: Run, scale: str) -> _Chart:
        texts = tuple(words.of(row, block.unit) for row in block.rows)
        few = len(block.rows) <= _MODELS_WITH_DEVELOPER
        names = sides.Names(
            [style.drawable(row.model.name, row.model.id) for row in block.rows],
            [_detail(row) if few else "" for row in block.rows],
        )
        lines = [1 + max(bool(d), len(text.marks)) + 2 * _PAD for d, text in zip(names.details, texts, strict=True)]
        return cls(
            block=block,
            texts=texts,
            names=names,
            ranges=sides.Ranges.of(texts, words.percent(run.probability)),
            authors=tuple(words.estimate_authors([block])),
            tops=tuple(accumulate(lines, initial=0.0)),
            scale=Scale.of(_plotted(block.rows), scale),
        )

    @property
    def right(self) -> float:
        """Inches right of the axes."""
        marks = (style.width(_told(mark), style.SMALL) for text in self.texts for mark in text.marks)
        return max(self.ranges.edges[-1], _MARKS + min(max(marks, default=0.0), _WIDEST_MARK))

    def reading(self, run: Run) -> Iterator[str]:
        """What the marks mean."""
        kind = "shortest " if run.kind == "hdi" else ""
        yield (
            f"Dot: median of {run.draws:,} draws. Thick line: middle 50 %. Thin line: {kind}"
            f"{words.percent(run.probability)} range, a credible interval of the beliefs stated in the priors."
        )
        shapes = ", ".join(f"{_author(author)} ({self._shape(author)[1]})" for author in self.authors)
        estimates = f"Estimates of others: {shapes}. " if self.authors else ""
        log = "Logarithmic axis: equal steps are equal factors. " if self.scale.log else ""
        yield f"{estimates}{log}{words.scopes(row.model for row in self.block.rows)}"

    def draw(self, axes: Axes) -> None:
        """Rows, axis and words."""
        axes.set_ylim(max(self.tops[-1], 1.0), 0.0)
        self.scale.apply(axes)
        self._draw_frame(axes)
        for k, row in enumerate(self.block.rows):
            y = self.tops[k] + _PAD + 0.5
            self.names.draw(axes, k, y)
            if row.computed:
                _draw_range(axes, row, y)
                self.ranges.draw(axes, k, y)
            else:
                room = axes.bbox.width / axes.figure.dpi + self.right - sides.GAP
                missing = style.cut(self.texts[k].missing, room, style.SMALL)
                sides.write(axes, 0, y, missing, sides.GAP, size=style.SMALL, color=style.FAINT)
            self._draw_estimates(axes, k, y)
        self.ranges.draw_headings(axes, -0.6)

    def _draw_frame(self, axes: Axes) -> None:
        """Rules between the rows from the names to the words, and one at each tick."""
        axes.set_yticks([])
        axes.spines[["left", "right", "top"]].set_visible(False)
        axes.spines["bottom"].set_color(style.FAINT)
        axes.tick_params(axis="x", length=3, color=style.FAINT, labelsize=style.SMALL, labelcolor=style.INK)
        # On a tall chart the ticks below are out of sight of the first rows.
        axes.tick_params(axis="x", labeltop=len(self.block.rows) > _MODELS_WITH_DEVELOPER)
        axes.grid(visible=True, axis="x", color=style.RULE, linewidth=0.8)
        axes.set_axisbelow(True)
        inches = axes.bbox.width / axes.figure.dpi
        ends = [-self.names.width / inches, 1 + self.right / inches]
        for top in self.tops[:-1]:
            axes.plot(
                ends,
                [top, top],
                color=style.RULE,
                lw=0.8,
                transform=axes.get_yaxis_transform(),
                clip_on=False,
                zorder=0,
            )

    def _draw_estimates(self, axes: Axes, k: int, y: float) -> None:
        for line, (mark, estimate) in enumerate(zip(self.texts[k].marks, self.block.rows[k].estimates, strict=True), 1):
            shape = self._shape(mark.by)[0]
            if math.isfinite(estimate.value):
                # What measures something else stays pale: it lies nowhere in this range.
                ink = style.PALE if estimate.percentile is None else style.INK
                axes.plot(estimate.value, y, shape, ms=6.5, mfc=style.PAPER, mec=ink, mew=1.2, zorder=5)
            sides.draw_mark(axes, y + line, shape, sides.GAP + (_MARKS - sides.GAP) / 2.5)
            told = style.cut(_told(mark), self.right - _MARKS, style.SMALL)
            sides.write(axes, 1, y + line, told, _MARKS, size=style.SMALL, color=style.FAINT)

    def _shape(self, author: str) -> tuple[str, str]:
        return _SHAPES[self.authors.index(author) % len(_SHAPES)]


def _draw_range(axes: Axes, row: Row, y: float) -> None:
    colour = style.colour(row.model.id)
    for low, high, width in ((row.lower, row.upper, 1.6), (row.q25, row.q75, 6.5)):
        axes.plot([low.value, high.value], [y, y], color=colour, lw=width, solid_capstyle="butt", zorder=3)
    axes.plot(row.median.value, y, "o", ms=8.0, mfc=style.darker(colour), mec=style.PAPER, mew=1.2, zorder=4)


def _plotted(rows: Sequence[Row]) -> Iterator[float]:
    for row in rows:
        yield from (number.value for number in (row.lower, row.median, row.upper, row.q25, row.q75))
        yield from (estimate.value for estimate in row.estimates)


def _told(mark: Mark) -> str:
    return f"{_author(mark.by)}: {mark.value}, {mark.lies}"


def _author(author: str) -> str:
    return style.drawable(author, "an estimate")


def _detail(row: Row) -> str:
    year = row.model.released[:4]
    return style.drawable(", ".join(part for part in (row.model.developer, year) if part), year)


def _footer(run: Run) -> Iterator[str]:
    catalogue = f", catalogue {run.catalogue}" if run.catalogue else ""
    where = "every prior with its source is in the report and the dataset"
    yield f"Source: {run.program}{catalogue}, seed {run.seed}; {where}."
    if run.licence:
        yield f"Licence: {run.licence}."
