"""Many quantities as small multiples: a panel each, all with the same models in the same order, named once a line."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from simulate.foundation.errors import UsageError
from simulate.publishing.charts import reading, sides, style
from simulate.publishing.charts.kinds.table import DEFAULT, KINDS
from simulate.publishing.charts.marks import Marks
from simulate.publishing.charts.page import LINE, MARGIN, WIDTH, Sheet, add_axes
from simulate.publishing.charts.rows import Rows
from simulate.publishing.charts.theme import LIGHT
from simulate.publishing.ranges import prefixes
from simulate.publishing.wording import typeset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from simulate.publishing.charts.kinds.kind import Kind
    from simulate.publishing.charts.theme import Theme
    from simulate.publishing.ranges.records import Block, Model, Run

_COLUMNS = 2
_GUTTER = 0.35
_AXES = 2.5
"""Least width of the axes of a panel in inches."""
_TITLE, _HEADING, _TICKS, _APART = 0.24, 0.2, 0.3, 0.24
_TITLE_SIZE = 11.0
_TALLEST = 200.0
"""Inches: no reader of PDF opens a taller page."""


def panels_chart(
    blocks: Sequence[Block],
    models: Sequence[Model],
    run: Run,
    *,
    kind: Kind = KINDS[DEFAULT],
    scale: str = "auto",
    theme: Theme = LIGHT,
) -> Figure:
    """A page of panels in two columns, in the order of the blocks; the model stands in the title where it is one.

    A row of every panel for each of the models that a block has.

    Raises
    ------
    UsageError
        Nothing to draw, a page that no reader opens, or what `rows.check` says.
    """
    if not blocks:
        raise UsageError("there is no quantity to draw")
    with style.context():
        grid = _Grid.of(blocks, models, run, kind, scale, theme)
        if grid.height > _TALLEST:
            most = f"{_TALLEST:g} inches are the most that readers of PDF open"
            raise UsageError(f"{len(blocks)} quantities make a page of {grid.height:.0f} inches; {most}: name fewer")
        log = any(panel.scale.log for panel in grid.panels)
        aid = reading.aid(grid.blocks, run, kind, Marks.of(grid.blocks), n_rows=len(grid.models), log=log)
        title = style.drawable(grid.models[0].name if len(grid.models) == 1 else run.title or "Ranges", "Ranges")
        sheet = Sheet(grid.width, grid.height, title, list(aid), list(reading.foot(run)), theme)
        figure, bottom = sheet.draw()
        grid.draw(figure, bottom)
    return figure


@dataclass(frozen=True, slots=True)
class _Grid:
    """Panels in the order of reading; in a line all have the same rows at the same heights."""

    blocks: tuple[Block, ...]
    models: tuple[Model, ...]
    panels: tuple[Rows, ...]
    names: sides.Names | None
    theme: Theme

    @classmethod
    def of(
        cls, blocks: Sequence[Block], models: Sequence[Model], run: Run, kind: Kind, scale: str, theme: Theme
    ) -> _Grid:
        shown = tuple(prefixes.readable(block) for block in blocks)
        having = {row.model.id for block in shown for row in block.rows}
        models = tuple(model for model in models if model.id in having)
        ids = [model.id for model in models]
        panels = tuple(Rows.of(block, run, kind, scale, theme, models=ids, terse=True) for block in shown)
        names = [style.drawable(model.name, model.id) for model in models]
        return cls(shown, models, panels, sides.Names(names, [""] * len(names), theme) if len(ids) > 1 else None, theme)

    @property
    def lines(self) -> list[range]:
        """Numbers of the panels in each line."""
        return [range(k, min(k + _COLUMNS, len(self.panels))) for k in range(0, len(self.panels), _COLUMNS)]

    @property
    def left(self) -> float:
        """Inches of the names."""
        return self.names.width if self.names else 0.0

    @property
    def rights(self) -> list[float]:
        """Inches right of the axes of each column."""
        return [max((panel.right for panel in self.panels[k::_COLUMNS]), default=0.0) for k in range(_COLUMNS)]

    @property
    def width(self) -> float:
        """Inches of the page."""
        return max(WIDTH, 2 * MARGIN + self.left + sum(self.rights) + _COLUMNS * _AXES + (_COLUMNS - 1) * _GUTTER)

    @property
    def axes_width(self) -> float:
        """Inches of the axes of a panel."""
        return (self.width - 2 * MARGIN - self.left - sum(self.rights) - (_COLUMNS - 1) * _GUTTER) / _COLUMNS

    def tops(self, line: range) -> tuple[float, ...]:
        """Where the rows of the panels in a line begin, in lines of text."""
        heights = (max(of_row) for of_row in zip(*(self.panels[k].lines for k in line), strict=True))
        return tuple(accumulate(heights, initial=0.0))

    @property
    def height(self) -> float:
        """Inches of all lines of panels."""
        return _APART + sum(self._around + self.tops(line)[-1] * LINE for line in self.lines)

    @property
    def _around(self) -> float:
        return _TITLE + _HEADING + _TICKS + _APART

    def draw(self, figure: Figure, bottom: float) -> None:
        """All panels, the first line on top."""
        top = bottom + self.height - _APART
        for line in self.lines:
            tops, x = self.tops(line), MARGIN + self.left
            tall = tops[-1] * LINE
            for column, k in enumerate(line):
                axes = add_axes(figure, (x, top - _TITLE - _HEADING - tall, self.axes_width, tall))
                self.panels[k].draw(axes, tops, self.names if column == 0 else None, self.rights[column])
                self.panels[k].ranges.draw_headings(axes, -0.5)
                self._draw_title(figure, k, x, top)
                x += self.axes_width + self.rights[column] + _GUTTER
            top -= self._around + tall

    def _draw_title(self, figure: Figure, k: int, x: float, top: float) -> None:
        """Label and unit of a panel, from the left end of its axes, the label cut where the panel ends."""
        width, height = figure.get_size_inches()
        block, room = self.blocks[k], self.axes_width + self.rights[k % _COLUMNS]
        unit = typeset.units(f", {block.unit}" if block.unit else "")
        label = style.drawable(typeset.units(block.label), block.quantity)
        cut = style.cut(label, room - style.width(unit, _TITLE_SIZE, "bold"), _TITLE_SIZE, "bold")
        title = style.cut(f"{cut}{unit}", room, _TITLE_SIZE, "bold")
        figure.text(x / width, top / height, title, size=_TITLE_SIZE, color=self.theme.ink, weight="bold", va="top")
