"""From somebody else's figure to our median, factor by factor, on a logarithmic axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.charts import sides, style
from simulate.publishing.charts.axis import Scale
from simulate.publishing.charts.page import Page, figure_of
from simulate.publishing.comparison.words import times
from simulate.publishing.ranges import prefixes
from simulate.publishing.wording import digits
from simulate.publishing.wording.labels import clean

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.analysis.waterfall import Bar, Waterfall
    from simulate.publishing.charts.saving import Origin

_LINES = 1.6
_WIDEST = 3.8
_UP, _DOWN = "#bd1f01", "#3f90da"
"""Of the palette for colour-blind readers (Petroff 2021)."""


def waterfall_chart(item: Waterfall, name: str, origin: Origin) -> Figure:
    """One row per factor between the two figures."""
    prefix = prefixes.choose(item.unit, [item.ours])
    unit = f", {prefix.unit}" if prefix.unit else ""
    labels = [f"{clean(item.by)}", *(_begun(clean(bar.label)) for bar in item.bars), f"{clean(name)}, our median"]
    head = [
        "Each bar: by what factor one difference moves the figure, whatever the order in which they are taken (Shapley "
        "shares of the logarithm). Logarithmic axis: equal lengths are equal factors. Unexplained: what our method "
        "does not make of their inputs, such as parts that they leave out.",
    ]
    with style.context():
        left = sides.GAP + min(max(style.width(label, style.NAME) for label in labels), _WIDEST)
        lines = len(labels) * _LINES
        title = f"{clean(item.label)}{unit}: why our figure differs from that of {clean(item.by)}"
        right = sides.GAP + max(style.width(_told(bar), style.SMALL) for bar in item.bars)
        axes = Page(left, max(right, 1.0), lines, style.drawable(title, "Waterfall"), head, origin.foot).draw()
        _draw(axes, item, prefix.factor, lines)
        for k, label in enumerate(labels):
            shown = style.cut(style.drawable(label, "a factor"), left - sides.GAP, style.NAME)
            bold = "bold" if k in (0, len(labels) - 1) else "normal"
            sides.write(axes, 0, (k + 0.5) * _LINES, shown, -left, size=style.NAME, weight=bold)
    return figure_of(axes)


def _draw(axes: Axes, item: Waterfall, scale: float, lines: float) -> None:
    at = item.theirs * scale
    steps = [at]
    for bar in item.bars:
        steps.append(steps[-1] * bar.factor)
    Scale.of(steps).apply(axes)
    axes.set_ylim(lines, 0.0)
    axes.set_yticks([])
    axes.spines[["left", "right", "top"]].set_visible(False)
    axes.grid(visible=True, axis="x", color=style.RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(axis="x", length=3, color=style.FAINT, labelsize=style.SMALL, labelcolor=style.INK)
    for k, bar in enumerate(item.bars, 1):
        y = (k + 0.5) * _LINES
        colour = _UP if bar.factor > 1 else _DOWN
        axes.plot([steps[k - 1], steps[k]], [y, y], color=colour, lw=11, solid_capstyle="butt", zorder=3)
        axes.plot([steps[k], steps[k]], [y, y + _LINES], color=style.FAINT, lw=0.8, zorder=2)
        sides.write(axes, 1, y, _told(bar), sides.GAP, size=style.SMALL)
    for k, value in ((0, at), (len(item.bars) + 1, steps[-1])):
        axes.plot(value, (k + 0.5) * _LINES, "o", ms=8, color=style.INK, zorder=4)
        sides.write(
            axes, 1, (k + 0.5) * _LINES, digits.significant(value, 3), sides.GAP, size=style.NAME, weight="bold"
        )
    axes.plot([at, at], [0.5 * _LINES, 1.5 * _LINES], color=style.FAINT, lw=0.8, zorder=2)


def _begun(label: str) -> str:
    """With a capital, as labels of quantities have."""
    return label[:1].upper() + label[1:]


def _told(bar: Bar) -> str:
    """`x0.73   1.00 there, 0.735 here`."""
    if bar.theirs is None or bar.ours is None:
        return times(bar.factor)
    there, here = (digits.significant(value, 3) for value in (bar.theirs, bar.ours))
    return f"{times(bar.factor)}   {there} there, {here} here"
