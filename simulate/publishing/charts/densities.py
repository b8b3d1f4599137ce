"""What priors believe: a density per row with its 5, 50 and 95 % marks, and under it what the sources found."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from simulate.publishing.catalogue import statements
from simulate.publishing.catalogue import version as catalogue
from simulate.publishing.charts import density, saving, sides, style
from simulate.publishing.charts.about import FORMATS, About, check_formats
from simulate.publishing.charts.axis import Scale
from simulate.publishing.charts.page import Page, figure_of
from simulate.publishing.charts.theme import LIGHT
from simulate.publishing.wording import csv_text, digits, typeset
from simulate.publishing.wording.labels import clean, slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.method.catalogue import Statement
    from simulate.publishing.wording.csv_text import Value

LICENCE = "CC BY 4.0"
_MANY = 12
# Heights within a row, in lines: the density, the strip of evidence under it, the texts of an axis of its own.
_CURVE, _STRIP, _AXIS, _GAP = 2.3, 0.75, 1.2, 0.5
_NAMES, _NAME_LINES, _BOLD = 2.6, 2, 1.2
"""Inches of the names left of the axes, lines of one, and how much wider bold type is."""
_HEADINGS = ("median", "90 % range")
_TAIL_INK, _RANGE_INK = 0.16, 0.45
"""How much of the colour is in the tails and in the middle 90 %; the rest is paper, so nothing is transparent."""


def write(
    stated: Sequence[Statement], name: str, folder: Path, *, program: str, formats: Sequence[str] = FORMATS
) -> list[Path]:
    """The chart of a bundle or a quantity as `folder`/NAME.FORMAT and its numbers as CSV; nothing where all is exact.

    Raises
    ------
    UsageError
        For a format that there is not.
    RunError
        If a file cannot be written.

    """
    check_formats(formats)
    if all(statement.exact for statement in stated):
        return []
    figure = densities_chart(stated, name, program=program)
    about = About(_title(stated, name), program, LICENCE)
    return saving.save(figure, folder / slug(name), about, plotted(stated, name), formats)


def densities_chart(stated: Sequence[Statement], name: str, *, program: str = "wattif") -> Figure:
    """One row per prior: of a bundle each with an axis of its own, of a quantity all on one axis.

    Exact priors of a bundle are named above the rows; those of a quantity are sticks on the common axis.
    """
    with style.context():
        chart = _Chart.of(stated, name)
        page = Page(
            left=_NAMES + sides.GAP,
            right=chart.edges[1],
            lines=chart.tops[-1],
            title=style.drawable(_title(stated, name), name),
            head=list(chart.reading()),
            foot=[
                f"Source: {program}, catalogue {catalogue.version()}; sources and reasons: wattif priors {name}.",
                f"Licence: {LICENCE}.",
            ],
        )
        canvas = page.draw()
        chart.draw(canvas)
    return figure_of(canvas)


def plotted(stated: Sequence[Statement], name: str) -> str:
    """The numbers of a chart: quantiles, evidence, the values of tables and points, and the curve."""
    chart = _Chart.of(stated, name)
    lines: list[list[Value]] = []
    for row in chart.rows:
        statement = row.statement
        labels: list[Value] = [statement.bundle.name, statement.quantity.id, statement.unit]
        for mark, value in zip(("p05", "p50", "p95"), statement.quantiles(), strict=True):
            lines.append([*labels, mark, value, value, None])
        lines += [[*labels, "evidence", low, high, None] for low, high in statement.evidence]
        lines += [[*labels, "value", x / row.factor, x / row.factor, weight] for x, weight in row.atoms.items()]
        if row.curve is not None:
            points = zip(row.curve.x.tolist(), row.curve.height.tolist(), strict=True)
            lines += [[*labels, "density", x / row.factor, x / row.factor, height] for x, height in points]
    return csv_text.text(["bundle", "quantity", "unit", "mark", "low", "high", "weight"], lines)


@dataclass(frozen=True, slots=True)
class _Row:
    """One prior in the unit that is printed; `curve` is None for values of a table and for points."""

    statement: Statement
    factor: float
    scale: Scale
    atoms: dict[float, float]
    curve: density.Curve | None

    @classmethod
    def of(cls, statement: Statement, scale: Scale) -> _Row:
        factor = statements.prefix(statement).factor
        atoms = {x * factor: weight for x, weight in statement.atoms.items()}
        if statement.exact:
            atoms = {statement.quantiles()[1] * factor: 1.0}
        curve = None
        if not atoms:
            found = density.curve(statement.distribution, log=scale.log)
            curve = density.Curve(found.x * factor, found.height)
        return cls(statement, factor, scale, atoms, curve)


@dataclass(frozen=True, slots=True)
class _Chart:
    """Rows with their texts; row k lies between tops k and k + 1, in lines from the top of the canvas."""

    rows: tuple[_Row, ...]
    exact: tuple[Statement, ...]
    common: Scale | None
    names: tuple[list[str], ...]
    medians: list[str]
    ranges: list[str]
    tops: tuple[float, ...]
    colour: str

    @classmethod
    def of(cls, stated: Sequence[Statement], name: str) -> _Chart:
        of_quantity = _is_quantity(stated, name)
        shown = [statement for statement in stated if of_quantity or not statement.exact]
        common = _scale(shown) if of_quantity else None
        rows = tuple(_Row.of(statement, common or _scale([statement])) for statement in shown)
        texts = [statements.numbers(statement) for statement in shown]
        height = _CURVE + _STRIP + _GAP + (0.0 if common else _AXIS)
        return cls(
            rows=rows,
            exact=tuple(statement for statement in stated if statement.exact and not of_quantity),
            common=common,
            names=tuple(_name(statement, of_quantity) for statement in shown),
            medians=[text[1] for text in texts],
            ranges=[
                "" if statement.exact else f"{text[0]} to {text[2]}"
                for statement, text in zip(shown, texts, strict=True)
            ],
            tops=tuple(accumulate([height] * len(rows), initial=0.0)),
            colour=LIGHT.palette[0],
        )

    @property
    def edges(self) -> tuple[float, float]:
        """Where medians and ranges end, in inches right of the axes."""
        median = sides.GAP + max(style.width(text, style.NAME, "bold") for text in [*self.medians, _HEADINGS[0]])
        return median, median + 2 * sides.GAP + max(
            style.width(text, style.NAME) for text in [*self.ranges, "90 % range"]
        )

    def reading(self) -> Iterator[str]:
        """What the marks mean, and what is not drawn because it is exact."""
        curves = (
            "Curve: density along the axis, each to its own height. " if any(row.curve for row in self.rows) else ""
        )
        sticks = (
            "Sticks: values of a table by their weight, or one exact value. " if any(r.atoms for r in self.rows) else ""
        )
        found = "Diamonds, bars: what sources found. " if any(r.statement.evidence for r in self.rows) else ""
        yield f"{curves}{sticks}Dark: the middle 90 %. Lines: 5, 50 and 95 %. {found}"
        if self.exact:
            said = (f"{clean(item.quantity.label)} {_point(item)}" for item in self.exact)
            yield f"Exact: {'; '.join(said)}."

    def draw(self, canvas: Axes) -> None:
        """All rows on axes of their own, with names and numbers beside them."""
        canvas.set_ylim(self.tops[-1], 0.0)
        canvas.axis("off")
        for k, row in enumerate(self.rows):
            top = self.tops[k] + _GAP
            axes = _axes(canvas, self.tops[-1], top, _CURVE + _STRIP)
            row.scale.apply(axes)
            self._draw_frame(axes, last=k == len(self.rows) - 1, first=k == 0)
            _draw_row(axes, row, self.colour)
            self._write(canvas, k, top + 0.7)
        for edge, heading in zip(self.edges, _HEADINGS, strict=True):
            sides.write(canvas, 1, -0.2, heading, edge, size=style.TINY, color=style.FAINT, ha="right")

    def _write(self, canvas: Axes, k: int, y: float) -> None:
        """What stands beside row k."""
        *names, under = self.names[k]
        for line, name in enumerate(names):
            sides.write(canvas, 0, y + line, typeset.units(name), -_NAMES - sides.GAP, size=style.NAME, weight="bold")
        sides.write(canvas, 0, y + len(names), under, -_NAMES - sides.GAP, size=style.TINY, color=style.FAINT)
        # On a common axis the unit stands in the title.
        statement = self.rows[k].statement
        told = statements.standing(statement) if self.common else typeset.units(statements.prefix(statement).unit)
        sides.write(canvas, 1, y, self.medians[k], self.edges[0], size=style.NAME, weight="bold", ha="right")
        sides.write(canvas, 1, y, self.ranges[k], self.edges[1], size=style.NAME, ha="right")
        sides.write(canvas, 1, y + 1, told, self.edges[1], size=style.TINY, color=style.FAINT, ha="right")

    def _draw_frame(self, axes: Axes, *, first: bool, last: bool) -> None:
        axes.set_yticks([])
        axes.spines[["left", "right", "top"]].set_visible(False)
        axes.spines["bottom"].set_color(style.RULE if self.common else style.FAINT)
        labelled = last or not self.common
        axes.tick_params(
            axis="x",
            length=3 if labelled else 0,
            color=style.FAINT,
            labelsize=style.SMALL if self.common else style.TINY,
            labelcolor=style.INK,
            labelbottom=labelled,
            labeltop=bool(self.common) and first and len(self.rows) > _MANY,
        )
        axes.set_axisbelow(True)
        if self.common:
            axes.grid(visible=True, axis="x", color=style.RULE, linewidth=0.8)


def _axes(canvas: Axes, lines: float, top: float, height: float) -> Axes:
    """Axes that take some lines of the canvas."""
    figure, box = canvas.figure, canvas.get_position()
    line = box.height / max(lines, 1.0)
    axes = figure.add_axes((box.x0, box.y1 - (top + height) * line, box.width, height * line))
    axes.patch.set_visible(False)
    axes.set_ylim(-_STRIP / _CURVE, 1.0)
    return axes


def _draw_row(axes: Axes, row: _Row, colour: str) -> None:
    quantiles = [value * row.factor for value in row.statement.quantiles()]
    axes.plot([row.scale.low, row.scale.high], [0, 0], color=style.FAINT, lw=0.6, zorder=2)
    if row.curve is not None:
        _draw_curve(axes, row.curve, quantiles, colour)
    else:
        _draw_sticks(axes, row.atoms, quantiles, colour)
    for low, high in row.statement.evidence:
        _draw_evidence(axes, low * row.factor, high * row.factor)


def _draw_curve(axes: Axes, curve: density.Curve, quantiles: Sequence[float], colour: str) -> None:
    top = max(curve.height) * 1.05
    heights = curve.height / top
    axes.fill_between(curve.x, heights, color=LIGHT.mixed(colour, _TAIL_INK), lw=0, zorder=3)
    inside = (curve.x >= quantiles[0]) & (curve.x <= quantiles[2])
    x = [quantiles[0], *curve.x[inside].tolist(), quantiles[2]]
    y = [curve.at(quantiles[0]) / top, *heights[inside].tolist(), curve.at(quantiles[2]) / top]
    axes.fill_between(x, y, color=LIGHT.mixed(colour, _RANGE_INK), lw=0, zorder=3)
    axes.plot(curve.x, heights, color=colour, lw=1.2, zorder=4)
    for k, value in enumerate(quantiles):
        ink, width = (LIGHT.strong(colour), 2.0) if k == 1 else (colour, 1.2)
        axes.plot(
            [value, value], [0, max(curve.at(value) / top, 0.08)], color=ink, lw=width, solid_capstyle="butt", zorder=5
        )


def _draw_sticks(axes: Axes, atoms: dict[float, float], quantiles: Sequence[float], colour: str) -> None:
    top = max(atoms.values()) * 1.05
    for x, weight in atoms.items():
        inside = quantiles[0] <= x <= quantiles[2]
        ink = colour if inside else LIGHT.mixed(colour, _RANGE_INK)
        axes.plot([x, x], [0, weight / top], color=ink, lw=2.4, solid_capstyle="butt", zorder=4)
    axes.plot(quantiles[1], 0, "o", ms=6, mfc=LIGHT.strong(colour), mec=style.PAPER, mew=1.0, zorder=6)


def _draw_evidence(axes: Axes, low: float, high: float) -> None:
    y = -0.55 * _STRIP / _CURVE
    if low == high:
        axes.plot(low, y, "D", ms=4.5, mfc=style.PAPER, mec=style.INK, mew=1.1, zorder=6)
    else:
        axes.plot([low, high], [y, y], color=style.INK, lw=1.2, marker="|", ms=6, mew=1.2, zorder=5)


def _scale(shown: Sequence[Statement]) -> Scale:
    """An axis that holds the densities and the evidence."""
    values: list[float] = []
    for statement in shown:
        factor = statements.prefix(statement).factor
        values += [value * factor for value in density.ends(statement.distribution)]
        values += [value * factor for span in statement.evidence for value in span]
    wide = bool(values) and density.is_wide(min(values), max(values))
    return Scale.of(values, "log" if wide else "linear")


def _is_quantity(stated: Sequence[Statement], name: str) -> bool:
    return bool(stated) and stated[0].bundle.name != name


def _title(stated: Sequence[Statement], name: str) -> str:
    if _is_quantity(stated, name):
        unit = statements.prefix(stated[0]).unit
        label = clean(stated[0].quantity.label)
        return f"{label}, {unit}" if unit else label
    return clean(stated[0].bundle.title) if stated else name


def _name(statement: Statement, of_quantity: bool) -> list[str]:
    """One or two lines of what a row is, and a smaller one of who says so."""
    label, name = (
        (statement.bundle.title, statement.bundle.name)
        if of_quantity
        else (statement.quantity.label, statement.quantity.id)
    )
    lines = style.wrapped(style.drawable(clean(label), name), _NAMES, style.NAME * _BOLD)
    if len(lines) > _NAME_LINES:
        lines = [*lines[: _NAME_LINES - 1], " ".join(lines[_NAME_LINES - 1 :])]
    under = statement.bundle.name if of_quantity else statements.standing(statement)
    cut = [style.cut(line, _NAMES, style.NAME, "bold") for line in lines]
    return [*cut, style.cut(style.drawable(under, name), _NAMES, style.TINY)]


def _point(statement: Statement) -> str:
    shown = statements.prefix(statement)
    return f"{digits.point(statement.quantiles()[1] * shown.factor)} {shown.unit}".strip()
