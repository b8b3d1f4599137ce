"""Tornado and value-of-disclosure bars: one row per input, the largest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.charts import sides, style
from simulate.publishing.charts.axis import Scale
from simulate.publishing.charts.page import Page, figure_of
from simulate.publishing.charts.theme import LIGHT
from simulate.publishing.ranges import prefixes
from simulate.publishing.ranges.words import percent
from simulate.publishing.sensitivity.asking import asks, factor, lower, then
from simulate.publishing.wording import digits, grades, typeset
from simulate.publishing.wording.labels import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.analysis.sensitivity import Influence, OutputStudy, Study
    from simulate.publishing.charts.saving import Origin

_ROWS = 10
_LINES = 1.6
"""Height of a row, in lines."""
_WIDEST = 3.8
_BAR = 11.0
_SMALLEST = 0.005


def tornado(study: Study, output: OutputStudy, origin: Origin, probability: float) -> Figure:
    """Median of the output where an input is low and where it is high, with the range that all else leaves."""
    rows = [item for item in output.influences if len(item.swings) > 1 and _moves(item, output)][:_ROWS]
    prefix = prefixes.choose(output.unit, [output.median])
    shares = [f"{100 * max(item.shown(output.by_log)[2].value, 0):.0f} %" for item in rows]
    head = [
        f"Thick line: median where the input is at its 5 % (hollow) and 95 % point (full), thickest between its 25 and "
        f"75 % points. Thin line: {percent(probability)} range at the two ends, all else as believed. Vertical line: "
        f"median of {study.draws:,} draws. Share: Shapley effect{' on the logarithm' if output.by_log else ''}. "
        f"{grades.sentence(output.rests_on)}".rstrip(),
    ]
    unit = f", {prefix.unit}" if prefix.unit else ""
    title = f"{clean(output.label)}{unit}: which assumption moves it, {clean(study.name)}"
    with style.context():
        axes = page(title, head, origin, [item.label for item in rows], right=0.9)
        values = [v * prefix.factor for item in rows for s in item.swings for v in (s.lower, s.upper)]
        Scale.of(values or [output.median * prefix.factor]).apply(axes)
        axes.axvline(output.median * prefix.factor, color=style.FAINT, lw=0.8, zorder=1)
        for k, item in enumerate(rows):
            _swing(axes, (k + 0.5) * _LINES, item, prefix.factor, LIGHT.colour(study.id))
            sides.write(axes, 1, (k + 0.5) * _LINES, shares[k], 0.75, size=style.NAME, ha="right")
        sides.write(axes, 1, -0.6, "share", 0.75, size=style.TINY, color=style.FAINT, ha="right")
    return figure_of(axes)


def _moves(item: Influence, output: OutputStudy) -> bool:
    first, last = item.swings[0].median, item.swings[-1].median
    return abs(first - last) > 1e-9 * abs(first) and item.shown(output.by_log)[2].value >= _SMALLEST


def _swing(axes: Axes, y: float, item: Influence, scale: float, colour: str) -> None:
    first, last = item.swings[0], item.swings[-1]
    low, high = (min(first.lower, last.lower) * scale, max(first.upper, last.upper) * scale)
    axes.plot([low, high], [y, y], color=colour, lw=1.4, solid_capstyle="butt", zorder=2)
    axes.plot([first.median * scale, last.median * scale], [y, y], color=colour, lw=5, solid_capstyle="butt", zorder=3)
    if len(item.swings) == 5:
        inner = [item.swings[1].median * scale, item.swings[3].median * scale]
        axes.plot(inner, [y, y], color=colour, lw=10, solid_capstyle="butt", zorder=3)
    axes.plot(first.median * scale, y, "o", ms=6, mfc=style.PAPER, mec=LIGHT.strong(colour), mew=1.2, zorder=4)
    axes.plot(last.median * scale, y, "o", ms=6, mfc=LIGHT.strong(colour), mec=style.PAPER, mew=1.0, zorder=4)


def disclosure(study: Study, output: OutputStudy, origin: Origin, probability: float) -> Figure:
    """By how much the range would narrow if one thing were disclosed."""
    rows = [ask for ask in asks(output) if ask.kind != "missing"][:_ROWS]
    whom = clean(study.developer) or clean(study.name)
    now = factor(output.span) if output.log else digits.significant(output.span, 2)
    head = [
        f"By how much the {percent(probability)} range of {clean(study.name)} (now {now}) would narrow on average if "
        f"one number were known, with all that depends on it; in words what would be left. Bars end in the standard "
        f"error of {study.draws:,} draws. {grades.sentence(output.rests_on)}".rstrip(),
    ]
    with style.context():
        title = f"What to ask {whom}: value of disclosure for {lower(output.label)}"
        axes = page(title, head, origin, [ask.label for ask in rows], right=1.5)
        axes.set_xlim(min([0.0, *(ask.disclosure.narrowing for ask in rows)]), 1.0)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "a point"])
        for k, ask in enumerate(rows):
            y, worth = (k + 0.5) * _LINES, ask.disclosure
            axes.plot([0, worth.narrowing], [y, y], color=LIGHT.colour(study.id), lw=_BAR, solid_capstyle="butt")
            ends = [worth.narrowing - worth.error, worth.narrowing + worth.error]
            axes.plot(ends, [y, y], color=style.INK, lw=1.2, solid_capstyle="butt", zorder=4)
            sides.write(axes, 1, y, f"{now} to {then(ask)}", sides.GAP, size=style.NAME)
    return figure_of(axes)


def page(title: str, head: Sequence[str], origin: Origin, labels: Sequence[str], right: float) -> Axes:
    """An empty page of rows with these labels on their left."""
    names = [style.drawable(typeset.units(clean(label)), "an input") for label in labels]
    left = sides.GAP + min(max((style.width(name, style.NAME) for name in names), default=1.0), _WIDEST)
    lines = max(len(names), 1) * _LINES
    axes = Page(left, right, lines, style.drawable(title, "Sensitivity"), head, origin.foot).draw()
    axes.set_ylim(lines, 0.0)
    axes.set_yticks([])
    axes.spines[["left", "right", "top"]].set_visible(False)
    axes.spines["bottom"].set_color(style.FAINT)
    axes.tick_params(axis="x", length=3, color=style.FAINT, labelsize=style.SMALL, labelcolor=style.INK)
    axes.grid(visible=True, axis="x", color=style.RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    for k, name in enumerate(names):
        room = left - sides.GAP
        sides.write(axes, 0, (k + 0.5) * _LINES, style.cut(name, room, style.NAME), -left, size=style.NAME)
    return axes
