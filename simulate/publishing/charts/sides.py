"""What stands beside the axes of a chart, row by row: names on the left, ranges and estimates in words on the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.transforms import ScaledTranslation

from simulate.publishing.charts import style
from simulate.publishing.charts.theme import LIGHT
from simulate.publishing.ranges.columns import on_the_point

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes

    from simulate.publishing.charts.theme import Theme
    from simulate.publishing.ranges.words import Words

GAP = 0.16
"""Inches between the axes and what stands beside them."""
_WIDEST_NAME = 2.6
_TO, _SPACE = "to", " "


@dataclass(frozen=True, slots=True)
class Names:
    """A name and a smaller line under it for each row."""

    names: Sequence[str]
    details: Sequence[str]
    theme: Theme = LIGHT

    @property
    def width(self) -> float:
        """Inches left of the axes, the gap included."""
        names = (style.width(name, style.NAME, "bold") for name in self.names)
        details = (style.width(detail, style.TINY) for detail in self.details)
        return GAP + min(max((*names, *details), default=0.0), _WIDEST_NAME)

    def draw(self, axes: Axes, k: int, y: float) -> None:
        """Row k with its first line at y."""
        room = self.width - GAP
        name = style.cut(self.names[k], room, style.NAME, "bold")
        detail = style.cut(self.details[k], room, style.TINY)
        write(axes, 0, y, name, -self.width, size=style.NAME, weight="bold", color=self.theme.ink)
        write(axes, 0, y + 1, detail, -self.width, size=style.TINY, color=self.theme.faint)


@dataclass(frozen=True, slots=True)
class Ranges:
    """Median and bounds of each row, in columns whose decimal points align."""

    medians: Sequence[str]
    lowers: Sequence[str]
    uppers: Sequence[str]
    headings: tuple[str, str]
    theme: Theme = LIGHT

    @classmethod
    def of(cls, texts: Sequence[Words], percent: str, theme: Theme = LIGHT) -> Ranges:
        """The columns of these rows; what has no two bounds says so where the upper one would stand."""
        return cls.of_rows([(text.median, *text.bounds) for text in texts], percent, theme)

    @classmethod
    def of_rows(cls, rows: Sequence[tuple[str, str, str]], percent: str, theme: Theme = LIGHT) -> Ranges:
        """The columns of rows of median, lower and upper bound, the last one empty where there are no two."""
        columns = (
            [median for median, _, _ in rows],
            [lower if upper else "" for _, lower, upper in rows],
            [upper or lower for _, lower, upper in rows],
        )
        medians, lowers, uppers = (on_the_point(column) for column in columns)
        return cls(medians, lowers, uppers, ("median", f"{percent} range"), theme)

    @property
    def edges(self) -> tuple[float, float, float]:
        """Where the three columns end, in inches right of the axes."""
        median = _widest(self.medians, "bold")
        lower, upper = _widest(self.lowers), _widest(self.uppers)
        headings = [style.width(heading, style.TINY) for heading in self.headings]
        first = GAP + max(median, headings[0])
        to = style.width(_TO, style.NAME) + 2 * style.width(_SPACE, style.NAME)
        last = first + 2 * GAP + max(lower + to + upper, headings[1])
        return first, last - upper - to, last

    def draw(self, axes: Axes, k: int, y: float) -> None:
        """Row k with its first line at y."""
        for edge, text, weight in zip(
            self.edges, (self.medians[k], self.lowers[k], self.uppers[k]), ("bold", "normal", "normal"), strict=True
        ):
            at = edge - _blank(text, weight)
            write(axes, 1, y, text.strip(), at, size=style.NAME, weight=weight, ha="right", color=self.theme.ink)
        if self.lowers[k]:
            at = self.edges[1] + style.width(_SPACE, style.NAME)
            write(axes, 1, y, _TO, at, size=style.NAME, color=self.theme.ink)

    def draw_headings(self, axes: Axes, y: float) -> None:
        """What the columns are."""
        for edge, heading in zip((self.edges[0], self.edges[2]), self.headings, strict=True):
            write(axes, 1, y, heading, edge, size=style.TINY, color=self.theme.faint, ha="right")


def write(
    axes: Axes,
    side: float,
    y: float,
    text: str,
    inches: float,
    *,
    size: float,
    color: str = style.INK,
    weight: str = "normal",
    ha: str = "left",
) -> None:
    """A text at height y, some inches right of the left (0) or right (1) side of the axes."""
    if text:
        axes.annotate(
            text,
            (side, y),
            (inches * 72, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            size=size,
            color=color,
            weight=weight,
            ha=ha,
            va="center_baseline",
            annotation_clip=False,
        )


def draw_mark(axes: Axes, y: float, shape: str, inches: float, face: str, edge: str) -> None:
    """A small shape at height y, some inches right of the axes."""
    beside = ScaledTranslation(inches, 0, axes.figure.dpi_scale_trans)
    axes.plot(
        1,
        y,
        shape,
        transform=axes.get_yaxis_transform() + beside,
        clip_on=False,
        ms=4.5 if edge != "none" else 5.5,
        mfc=face,
        mec=edge,
        mew=1.0,
    )


def _widest(texts: Iterable[str], weight: str = "normal") -> float:
    return max((style.width(text.strip(), style.NAME, weight) + _blank(text, weight) for text in texts), default=0.0)


def _blank(number: str, weight: str) -> float:
    """Inches of the digits and the point that stand behind other numbers of a column, but not behind this one.

    Spaces of these widths exist, but each face of type with a character beyond Latin-1 makes a PDF 0.4 s slower.
    """
    kept = number.rstrip()
    missing = len(number) - len(kept)
    point = missing > 0 and "." not in kept
    return point * style.width(".", style.NAME, weight) + (missing - point) * style.width("0", style.NAME, weight)
