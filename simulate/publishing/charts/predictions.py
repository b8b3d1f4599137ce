"""Predictions over what was disclosed: one row per figure, the truth a line at 1, and where it falls in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.publishing.calibration import lines
from simulate.publishing.charts import percentiles, saving, sides, style
from simulate.publishing.charts.about import About
from simulate.publishing.charts.axis import Scale
from simulate.publishing.charts.page import Page, figure_of
from simulate.publishing.charts.theme import LIGHT
from simulate.publishing.wording.csv_text import Value, text
from simulate.publishing.wording.labels import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.analysis.calibration import Calibration
    from simulate.analysis.cases import Case
    from simulate.publishing.calibration.record import Made

LICENCE = "CC BY 4.0"
_TITLE = "Predicted over disclosed"
_ROW, _HEADING, _WIDEST_NAME = 1.75, 1.7, 3.0
"""Lines of a row and of a heading, and inches of a name."""


def write(calibration: Calibration, made: Made, folder: Path) -> list[tuple[str, str]]:
    """The charts as folder/NAME.{svg,pdf,png,csv}; alternative text and name of each, none without a measured case."""
    if calibration.overall is None:
        return []
    shown = [
        (predictions_chart(calibration, made), "predictions", _TITLE, _alt(calibration), _plotted(calibration)),
        (
            percentiles.percentiles_chart(calibration.overall, foot(made)),
            *("percentiles", percentiles.TITLE, percentiles.alt(calibration.overall)),
            percentiles.plotted(calibration.overall),
        ),
    ]
    for figure, name, title, alt, numbers in shown:
        saving.save(figure, folder / name, About(title, made.program, LICENCE, alt), numbers)
    return [(alt, name) for _, name, _, alt, _ in shown]


def foot(made: Made) -> list[str]:
    """Where the numbers of a chart come from."""
    source = f"Source: {made.program}, catalogue {made.catalogue}, {made.draws:,} draws, seed {made.seed}"
    return [f"{source}; every figure with its source is in the report.", f"Licence: {LICENCE}."]


def predictions_chart(calibration: Calibration, made: Made) -> Figure:
    """The figure; classes from top to bottom, figures in sample last and pale."""
    with style.context():
        chart = _Chart.of(_sections(calibration))
        page = Page(
            left=chart.names_width + sides.GAP,
            right=chart.right,
            lines=chart.height,
            title=_TITLE,
            head=_reading(calibration),
            foot=foot(made),
        )
        axes = page.draw()
        chart.draw(axes)
    return figure_of(axes)


def _sections(calibration: Calibration) -> list[tuple[str, tuple[Case, ...]]]:
    told = [(item.task, item.cases) for item in calibration.tasks]
    apart = calibration.in_sample
    return [*told, *([("in sample, counted nowhere", apart.cases)] if apart else [])]


def _reading(calibration: Calibration) -> list[str]:
    said = [
        "Each disclosed figure was withheld, with everything that tells it, and predicted from the rest. Dot: median. "
        "Thick line: middle 50 %. Thin line: 90 % range. Vertical line: the disclosed figure; red ranges miss it.",
        "Logarithmic axis: 0.5 is half of what was disclosed, 2 is twice as much.",
    ]
    return [*said, lines.verdict(calibration.overall)] if calibration.overall else said


@dataclass(frozen=True, slots=True)
class _Chart:
    """Headings and rows from top to bottom, with the height of each in lines from the top."""

    headings: tuple[tuple[float, str], ...]
    rows: tuple[tuple[float, Case], ...]
    height: float
    pale: frozenset[int]
    scale: Scale

    @classmethod
    def of(cls, sections: Sequence[tuple[str, Sequence[Case]]]) -> _Chart:
        headings, rows, y = [], [], 0.0
        for title, cases in sections:
            headings.append((y + 1.0, title[0].upper() + title[1:]))
            y += _HEADING
            for case in cases:
                rows.append((y + 0.5, case))
                y += _ROW
        ratios = [value / case.disclosed for _, case in rows for value in (case.quantiles[0], case.quantiles[-1])]
        pale = frozenset(number for number, (_, case) in enumerate(rows) if case.fitted)
        return cls(tuple(headings), tuple(rows), y, pale, Scale.of([*ratios, 0.5, 2.0]))

    @property
    def names_width(self) -> float:
        """Inches of the widest name or label, or of what they are cut to."""
        widths = [style.width(clean(case.name), style.NAME, "bold") for _, case in self.rows]
        widths += [style.width(clean(case.label), style.TINY) for _, case in self.rows]
        widths += [style.width(title, style.NAME, "bold") for _, title in self.headings]
        return min(max(widths), _WIDEST_NAME)

    @property
    def right(self) -> float:
        """Inches right of the axes: disclosed figure, and where it lies."""
        return self._columns[1] + self._widest([lines.shown(case).lies for _, case in self.rows])

    @property
    def _columns(self) -> tuple[float, float]:
        disclosed = self._widest([*(lines.shown(case).disclosed for _, case in self.rows), "disclosed"])
        return sides.GAP + disclosed, 2 * sides.GAP + disclosed

    @staticmethod
    def _widest(texts: Sequence[str]) -> float:
        return max(style.width(text, style.SMALL) for text in texts)

    def draw(self, axes: Axes) -> None:
        """Rows, axis and words."""
        axes.set_ylim(self.height, 0.0)
        self.scale.apply(axes)
        _draw_frame(axes)
        for y, title in self.headings:
            room = self.names_width
            sides.write(axes, 0, y, style.cut(title, room, style.NAME, "bold"), -room - sides.GAP, size=style.NAME)
        for number, (y, case) in enumerate(self.rows):
            self._draw_row(axes, y, case, pale=number in self.pale)
        for edge, heading, ha in zip(self._columns, ("disclosed", "which lies"), ("right", "left"), strict=True):
            sides.write(axes, 1, 0.2, heading, edge, size=style.TINY, color=style.FAINT, ha=ha)

    def _draw_row(self, axes: Axes, y: float, case: Case, *, pale: bool) -> None:
        left = -self.names_width - sides.GAP
        name = style.cut(style.drawable(clean(case.name), case.id), self.names_width, style.NAME, "bold")
        label = style.cut(style.drawable(clean(case.label), case.quantity), self.names_width, style.TINY)
        sides.write(axes, 0, y, name, left, size=style.NAME, weight="bold")
        sides.write(axes, 0, y + 0.8, label, left, size=style.TINY, color=style.FAINT)
        _draw_range(axes, y + 0.35, case, pale=pale)
        text = lines.shown(case)
        sides.write(axes, 1, y + 0.35, text.disclosed, self._columns[0], size=style.SMALL, ha="right")
        sides.write(axes, 1, y + 0.35, text.lies, self._columns[1], size=style.SMALL, color=style.FAINT)


def _draw_frame(axes: Axes) -> None:
    axes.set_yticks([])
    axes.spines[["left", "right", "top"]].set_visible(False)
    axes.spines["bottom"].set_color(style.FAINT)
    axes.tick_params(axis="x", length=3, color=style.FAINT, labelsize=style.SMALL, labelcolor=style.INK, labeltop=True)
    axes.grid(visible=True, axis="x", color=style.RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.axvline(1.0, color=style.INK, lw=1.2, zorder=2)


def _draw_range(axes: Axes, y: float, case: Case, *, pale: bool) -> None:
    missed = not case.covered(0.9)
    colour = style.PALE if pale else LIGHT.palette[1 if missed else 0]
    for (low, high), width in (((0.05, 0.95), 1.6), ((0.25, 0.75), 6.0)):
        ends = [case.quantile(p) / case.disclosed for p in (low, high)]
        axes.plot(ends, [y, y], color=colour, lw=width, solid_capstyle="butt", zorder=3)
    median = case.quantile(0.5) / case.disclosed
    axes.plot(median, y, "o", ms=7.0, mfc=LIGHT.strong(colour), mec=style.PAPER, mew=1.0, zorder=4)


def _alt(calibration: Calibration) -> str:
    return f"Predictions over disclosed figures. {lines.verdict(calibration.overall)}" if calibration.overall else ""


def _plotted(calibration: Calibration) -> str:
    header = ["id", "quantity", "class", "median", "p25", "p75", "p05", "p95", "disclosed", "unit", "percentile"]
    return text(header, _numbers(calibration))


def _numbers(calibration: Calibration) -> Iterator[list[Value]]:
    for title, cases in _sections(calibration):
        for case in cases:
            ratios = [case.quantile(p) / case.disclosed for p in (0.5, 0.25, 0.75, 0.05, 0.95)]
            yield [case.id, case.quantity, title, *ratios, case.disclosed, case.unit, case.percentile]
