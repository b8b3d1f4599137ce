"""The page of a chart: title and reading aid above the axes, footer below, all measured in inches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from simulate.publishing.charts import style
from simulate.publishing.charts.theme import LIGHT
from simulate.publishing.wording import typeset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from simulate.publishing.charts.theme import Theme

LINE = 0.2
"""Height of one line of a row."""
MARGIN = 0.35
WIDTH = 10.4
_NARROWEST_AXES = 3.6
TITLE, _HEAD_LINE, _FOOT_LINE = 0.36, 0.18, 0.16
TITLE_NAME = "title-"
"""In an SVG file the lines of the title have the ids title-1, ...: a page that has headings leaves them out."""
HEADINGS, TICKS = 0.42, 0.42
"""Room for the headings of columns above the axes, and for the texts of ticks below."""


@dataclass(frozen=True, slots=True)
class Page:
    """A figure around axes that are `lines` high, `narrowest` inches wide or more, with text `left` and `right`."""

    left: float
    right: float
    lines: float
    title: str
    head: Sequence[str]
    foot: Sequence[str]
    theme: Theme = LIGHT
    narrowest: float = _NARROWEST_AXES

    def draw(self) -> Axes:
        """The empty axes on a new figure that has its title, its reading aid and its footer."""
        tall = max(self.lines, 1.0) * LINE
        width = max(WIDTH, 2 * MARGIN + self.left + self.right + self.narrowest)
        sheet = Sheet(width, HEADINGS + tall + TICKS, self.title, self.head, self.foot, self.theme)
        figure, bottom = sheet.draw()
        inches = MARGIN + self.left, bottom + TICKS, width - 2 * MARGIN - self.left - self.right, tall
        return add_axes(figure, inches)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A figure with room for `body` inches between its reading aid and its footer."""

    width: float
    body: float
    title: str
    head: Sequence[str]
    foot: Sequence[str]
    theme: Theme = LIGHT

    def draw(self) -> tuple[Figure, float]:
        """The figure with its title, its reading aid and its footer; and how high the room begins, in inches."""
        text = self.width - 2 * MARGIN
        head = [line for part in self.head for line in style.wrapped(part, text, style.SMALL)]
        foot = [line for part in self.foot for line in style.wrapped(part, text, style.TINY)]
        titles = style.wrapped(typeset.units(self.title), text, style.TITLE * 1.08)  # bold is wider
        bottom = MARGIN + len(foot) * _FOOT_LINE
        height = MARGIN + len(titles) * TITLE + len(head) * _HEAD_LINE + self.body + bottom
        figure = Figure(figsize=(self.width, height), facecolor=self.theme.paper)
        FigureCanvasAgg(figure)
        y = _write(
            figure, titles, height - MARGIN, TITLE, TITLE_NAME, size=style.TITLE, weight="bold", color=self.theme.ink
        )
        _write(figure, head, y, _HEAD_LINE, "", size=style.SMALL, color=self.theme.faint)
        _write(figure, foot, bottom, _FOOT_LINE, "", size=style.TINY, color=self.theme.faint)
        return figure, bottom


def add_axes(figure: Figure, inches: tuple[float, float, float, float]) -> Axes:
    """New axes at left, bottom, width and height in inches."""
    width, height = figure.get_size_inches()
    x, y, wide, tall = inches
    return figure.add_axes((x / width, y / height, wide / width, tall / height))


def figure_of(axes: Axes) -> Figure:
    """The figure that axes stand on.

    Raises
    ------
    ValueError
        They were removed from it.
    """
    figure = axes.get_figure(root=True)
    if figure is None:
        raise ValueError("these axes were removed from their figure")
    return figure


def _write(
    figure: Figure,
    lines: Sequence[str],
    top: float,
    line: float,
    name: str,
    *,
    size: float,
    color: str,
    weight: str = "normal",
) -> float:
    """Lines from `top` inches downwards, in a file named `name1`, ...; the height at which the next one would begin."""
    width, height = figure.get_size_inches()
    for k, text in enumerate(lines, 1):
        gid = f"{name}{k}" if name else None
        figure.text(MARGIN / width, top / height, text, size=size, color=color, weight=weight, va="top", gid=gid)
        top -= line
    return top
