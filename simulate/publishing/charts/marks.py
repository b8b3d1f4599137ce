"""What others say, marked on a row: estimates hollow, a shape per author; disclosed figures as a filled cross."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.publishing.charts import sides, style
from simulate.publishing.ranges import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulate.publishing.charts.kinds.kind import Place
    from simulate.publishing.ranges.records import Block, Estimate, Row
    from simulate.publishing.ranges.words import Mark, Words

# One shape per author of estimates, and the same shape before it in words.
_SHAPES = (("D", "diamond"), ("s", "square"), ("^", "triangle"), ("v", "inverted triangle"), ("o", "circle"))
_CROSS = "X"
_WIDEST = 3.2
_INDENT = sides.GAP + 0.18
"""Inches from the axes to the words of a mark; its shape stands before them."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a chart; `terse` leaves the authors to the shapes."""

    authors: tuple[str, ...]
    disclosed: bool
    terse: bool = False

    @classmethod
    def of(cls, blocks: Sequence[Block], *, terse: bool = False) -> Marks:
        """Those of these blocks."""
        disclosed = any(row.disclosed for block in blocks for row in block.rows)
        return cls(tuple(words.estimate_authors(blocks)), disclosed, terse)

    def width(self, texts: Sequence[Words]) -> float:
        """Inches right of the axes that the words of marks take."""
        told = [style.width(self._told(mark), style.SMALL) for text in texts for mark in text.figures]
        return _INDENT + min(max(told), _WIDEST) if told else 0.0

    def reading(self) -> str:
        """Which shape is whose; empty where nobody says anything."""
        shapes = ", ".join(f"{_author(author)} ({self._shape(author)[1]})" for author in self.authors)
        estimates = f"Estimates of others: {shapes}. " if shapes else ""
        return f"{estimates}Cross: disclosed by the developer. " if self.disclosed else estimates

    def draw(self, place: Place, row: Row, text: Words, room: float) -> None:
        """On the line of the row, and in words below its range, `room` inches right of the axes."""
        theme = place.theme
        for line, (mark, figure) in enumerate(zip(text.figures, _figures(row), strict=True), 1):
            shape = self._shape(mark.by)[0] if figure.by else _CROSS
            if math.isfinite(figure.value):
                # What measures something else stays pale: it lies nowhere in this range.
                ink = theme.pale if figure.percentile is None else theme.ink
                # Hollow shapes have no ground: the end of a range is seen through them.
                inside, edge = (ink, "none") if shape == _CROSS else ("none", ink)
                place.axes.plot(figure.value, place.y, shape, ms=8, mfc=inside, mec=edge, mew=1.2, zorder=5)
                if place.height:
                    ends = [place.base, place.base - place.height]
                    place.axes.plot([figure.value] * 2, ends, color=ink, lw=0.8, ls=(0, (3, 2)), zorder=2.5)
            filled, edge = (theme.faint, "none") if shape == _CROSS else (theme.paper, theme.faint)
            sides.draw_mark(place.axes, place.y + line, shape, sides.GAP + 0.05, filled, edge)
            told = style.cut(self._told(mark), room - _INDENT, style.SMALL)
            sides.write(place.axes, 1, place.y + line, told, _INDENT, size=style.SMALL, color=theme.faint)

    def _told(self, mark: Mark) -> str:
        who = "disclosed: " if not mark.by else "" if self.terse else f"{_author(mark.by)}: "
        return f"{who}{mark.value}, {mark.lies}"

    def _shape(self, author: str) -> tuple[str, str]:
        return _SHAPES[self.authors.index(author) % len(_SHAPES)]


def _figures(row: Row) -> Iterator[Estimate]:
    yield from row.estimates
    yield from row.disclosed


def _author(author: str) -> str:
    return style.drawable(author, "an estimate")
