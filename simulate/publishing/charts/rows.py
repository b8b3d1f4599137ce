"""Rows of a chart: what the kind draws of each model, its range in words at the end, and what others say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.foundation.errors import UsageError
from simulate.publishing.charts import sides, style
from simulate.publishing.charts.axis import Scale
from simulate.publishing.charts.kinds.kind import Place
from simulate.publishing.charts.kinds.shapes import Shape
from simulate.publishing.charts.marks import Marks
from simulate.publishing.ranges import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes

    from simulate.publishing.charts.kinds.kind import Kind
    from simulate.publishing.charts.theme import Theme
    from simulate.publishing.ranges.records import Block, Row, Run
    from simulate.publishing.ranges.words import Words

MANY = 12
"""With more rows than this there is room for one line of each, and none for what is below."""
PAD = 0.45
"""Space above and below the texts of a row, in lines."""
_PANEL = 3.6
"""Most lines above a row where it is one of many small charts."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows with their texts; row k lies between tops k and k + 1, in lines from the top of the axes.

    Several charts in line have the same tops, and None where one of them lacks a model.
    """

    rows: tuple[Row | None, ...]
    texts: tuple[Words | None, ...]
    kind: Kind
    levels: tuple[float, ...]
    ranges: sides.Ranges
    marks: Marks
    scale: Scale
    theme: Theme
    height: float

    @classmethod
    def of(
        cls,
        block: Block,
        run: Run,
        kind: Kind,
        scale: str,
        theme: Theme,
        *,
        models: Sequence[str] | None = None,
        terse: bool = False,
    ) -> Rows:
        """The rows of a block in its unit, or one for each of these models."""
        check(block, kind, scale)
        by_model = {row.model.id: row for row in block.rows}
        rows = tuple(by_model.get(model) for model in (by_model if models is None else models))
        texts = tuple(words.of(row, block.unit) if row else None for row in rows)
        values = list(_plotted(block, kind))
        return cls(
            rows=rows,
            texts=texts,
            kind=kind,
            levels=block.levels,
            ranges=sides.Ranges.of([text or words.Words("") for text in texts], words.percent(run.probability), theme),
            marks=Marks.of([block], terse=terse),
            scale=Scale.from_zero(values) if kind.from_zero else Scale.of(values, scale),
            theme=theme,
            height=min(kind.height(len(rows)), _PANEL if terse else math.inf),
        )

    @property
    def lines(self) -> list[float]:
        """The height of each row."""
        marks = (len(text.figures) if text else 0 for text in self.texts)
        return [1 + self.height + n + 2 * PAD for n in marks]

    @property
    def right(self) -> float:
        """Inches right of the axes."""
        return max(self.ranges.edges[-1], self.marks.width([text for text in self.texts if text]))

    def draw(
        self, axes: Axes, tops: Sequence[float], names: sides.Names | None = None, right: float | None = None
    ) -> None:
        """Rows, axis and words; rules end `right` inches beside the axes, or with the words."""
        axes.set_ylim(max(tops[-1], 1.0), 0.0)
        self.scale.apply(axes)
        self._draw_frame(axes, tops, names.width if names else 0.0, self.right if right is None else right)
        for k, row in enumerate(self.rows):
            y = tops[k] + PAD + self.height + 0.5
            if names:
                names.draw(axes, k, y)
            if row:
                self._draw_row(Place(axes, y, self.height, self.scale.log, self.theme, len(self.rows), self.levels), k)

    def _draw_row(self, place: Place, k: int) -> None:
        row, text = self.rows[k], self.texts[k]
        if row is None or text is None:
            return
        if row.computed:
            self.kind.draw(place, row)
            self.ranges.draw(place.axes, k, place.y)
        else:
            missing = style.cut(text.missing, place.width + self.right - sides.GAP, style.SMALL)
            sides.write(place.axes, 0, place.y, missing, sides.GAP, size=style.SMALL, color=self.theme.faint)
        self.marks.draw(place, row, text, self.right)

    def _draw_frame(self, axes: Axes, tops: Sequence[float], left: float, right: float) -> None:
        """Rules between the rows from the names to the words, and one at each tick."""
        theme = self.theme
        axes.set_facecolor(theme.paper)
        axes.set_yticks([])
        axes.spines[["left", "right", "top"]].set_visible(False)
        axes.spines["bottom"].set_color(theme.faint)
        axes.tick_params(axis="x", length=3, color=theme.faint, labelsize=style.SMALL, labelcolor=theme.ink)
        # On a tall chart the ticks below are out of sight of the first rows.
        axes.tick_params(axis="x", labeltop=len(self.rows) > MANY)
        axes.grid(visible=True, axis="x", color=theme.rule, linewidth=0.8)
        axes.set_axisbelow(True)
        inches = axes.bbox.width / axes.figure.dpi
        ends, across = [-left / inches, 1 + right / inches], axes.get_yaxis_transform()
        for top in tops[:-1]:
            axes.plot(ends, [top, top], color=theme.rule, lw=0.8, transform=across, clip_on=False, zorder=0)


def check(block: Block, kind: Kind, scale: str) -> None:
    """UsageError for what a chart of this kind or scale cannot show."""
    if kind.shape and not block.levels:
        raise UsageError(
            f"no distribution of {block.quantity} is kept in this dataset, so only its range can be drawn; "
            f"scenarios are drawn anew for it: wattif chart SCENARIO --quantity {block.quantity}"
        )
    if kind.from_zero and scale == "log":
        raise UsageError("bars begin at zero, which a logarithmic axis does not have; draw ranges instead")
    if scale == "log" and any(value <= 0 for value in _plotted(block, kind)):
        raise UsageError(f"{block.quantity} has values that are not above zero, so its axis cannot be logarithmic")


def _plotted(block: Block, kind: Kind) -> Iterator[float]:
    for row in block.rows:
        yield from (number.value for number in (row.lower, row.median, row.upper, row.q25, row.q75))
        yield from (figure.value for figure in (*row.estimates, *row.disclosed))
        if kind.shape:
            yield from Shape.of(block.levels, row.levels).ends if row.levels else ()
