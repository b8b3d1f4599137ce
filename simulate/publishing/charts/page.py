"""The page of a chart: title and reading aid above the axes, footer below, all measured in inches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from simulate.publishing.charts import style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

LINE = 0.2
"""Height of one line of a row."""
_WIDTH = 10.4
_NARROWEST_AXES = 3.6
MARGIN = 0.35
"""Blank inches on all sides."""
TITLE, _HEAD_LINE, _FOOT_LINE = 0.36, 0.18, 0.16
TITLE_NAME = "title-"
"""In an SVG file the lines of the title have the ids title-1, ...: a page that has headings leaves them out."""
_HEADINGS, _TICKS = 0.42, 0.42
"""Room for the headings of columns above the axes, and for the texts of ticks below."""


@dataclass(frozen=True, slots=True)
class Page:
    """A figure around axes that have `left` and `right` inches of text beside them and are `lines` high."""

    left: float
    right: float
    lines: float
    title: str
    head: Sequence[str]
    foot: Sequence[str]

    def draw(self) -> Axes:
        """The empty axes on a new figure that has its title, its reading aid and its footer."""
        text = self._width - 2 * MARGIN
        head = [line for part in self.head for line in style.wrapped(part, text, style.SMALL)]
        foot = [line for part in self.foot for line in style.wrapped(part, text, style.TINY)]
        titles = style.wrapped(self.title, text, style.TITLE * 1.08)  # bold is wider
        above = MARGIN + len(titles) * TITLE + len(head) * _HEAD_LINE + _HEADINGS
        below = _TICKS + len(foot) * _FOOT_LINE + MARGIN
        height = above + max(self.lines, 1.0) * LINE + below
        figure = Figure(figsize=(self._width, height))
        FigureCanvasAgg(figure)
        y = height - MARGIN
        y = _write(figure, titles, y, TITLE, size=style.TITLE, weight="bold", color=style.INK, name=TITLE_NAME)
        _write(figure, head, y, _HEAD_LINE, size=style.SMALL, color=style.FAINT)
        _write(figure, foot, MARGIN + len(foot) * _FOOT_LINE, _FOOT_LINE, size=style.TINY, color=style.FAINT)
        inches = (MARGIN + self.left, below, text - self.left - self.right, height - above - below)
        x, y, width, tall = inches
        return figure.add_axes((x / self._width, y / height, width / self._width, tall / height))

    @property
    def _width(self) -> float:
        return max(_WIDTH, 2 * MARGIN + self.left + self.right + _NARROWEST_AXES)


def _write(
    figure: Figure,
    lines: Sequence[str],
    top: float,
    line: float,
    *,
    size: float,
    color: str,
    weight: str = "normal",
    name: str = "",
) -> float:
    """Lines from `top` inches downwards, in a file named `name1`, ...; the height at which the next one would begin."""
    width, height = figure.get_size_inches()
    for k, text in enumerate(lines, 1):
        id_ = f"{name}{k}" if name else None
        figure.text(MARGIN / width, top / height, text, size=size, color=color, weight=weight, va="top", gid=id_)
        top -= line
    return top
