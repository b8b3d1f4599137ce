"""Ratios of two models, or of before and after, with their ranges on a logarithmic axis around 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.charts import sides, style
from simulate.publishing.charts.axis import Scale
from simulate.publishing.charts.drivers import page
from simulate.publishing.charts.page import figure_of
from simulate.publishing.charts.theme import LIGHT
from simulate.publishing.comparison import ladder
from simulate.publishing.comparison.words import name_of, ratio_text
from simulate.publishing.ranges.words import percent
from simulate.publishing.wording.grades import grade

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.analysis.comparison import Compared
    from simulate.analysis.pairs import Pair
    from simulate.publishing.charts.saving import Origin

_LINES = 1.6


def ratios_chart(found: Compared, pairs: Sequence[Pair], origin: Origin) -> Figure:
    """One row per pair: all quantities of two models, or all pairs of models on one quantity."""
    two = len({(pair.a, pair.b) for pair in pairs}) == 1
    names = [(name_of(found, pair.a), name_of(found, pair.b)) for pair in pairs]
    if two:
        labels = [found.labels[pair.quantity][0] for pair in pairs]
        title = f"{names[0][0]} over {names[0][1]}"
    else:
        labels = [f"{first} / {second}" for first, second in names]
        title = f"{found.labels[pairs[0].quantity][0]}: ratios of models"
    judged = (
        ", hollow where half of the variance of its logarithm or more rests on judgement (grade c)"
        if any(map(_is_hollow, pairs))
        else ""
    )
    left_out = " Each model over the one before it; comparison.csv has all pairs." if ladder.is_long(found) else ""
    head = [
        f"Dot: median of the ratio of {found.draws:,} draws of both together, so that what they share cancels{judged}. "
        f"Thick line: middle 50 %. Thin line: {percent(found.probability)} range. Logarithmic axis; vertical line: "
        f"equal.{left_out}",
    ]
    low, high = (1 - found.probability) / 2, (1 + found.probability) / 2
    with style.context():
        told = sides.Ranges.of_rows([ratio_text(pair, found.probability) for pair in pairs], percent(found.probability))
        axes = page(title, head, origin, labels, right=told.edges[-1])
        bounds = [(_at(pair, low), _at(pair, 0.5), _at(pair, high)) for pair in pairs]
        Scale.of([1.0, *(value for row in bounds for value in row)]).apply(axes)
        axes.axvline(1.0, color=style.INK, lw=0.9, zorder=1)
        for k, pair in enumerate(pairs):
            _draw(axes, (k + 0.5) * _LINES, pair, bounds[k], LIGHT.colour(pair.a))
            told.draw(axes, k, (k + 0.5) * _LINES)
        told.draw_headings(axes, -0.6)
    return figure_of(axes)


def _is_hollow(pair: Pair) -> bool:
    return grade(pair.rests_on) == "c"


def _at(pair: Pair, level: float) -> float:
    return pair.ratio[min(pair.ratio, key=lambda q: abs(q - level))]


def _draw(axes: Axes, y: float, pair: Pair, bounds: tuple[float, float, float], colour: str) -> None:
    lower, median, upper = bounds
    axes.plot([lower, upper], [y, y], color=colour, lw=1.6, solid_capstyle="butt", zorder=3)
    inner = [_at(pair, 0.25), _at(pair, 0.75)]
    axes.plot(inner, [y, y], color=colour, lw=6.5, solid_capstyle="butt", zorder=3)
    ink = LIGHT.strong(colour)
    face, edge, width = (style.PAPER, ink, 1.6) if _is_hollow(pair) else (ink, style.PAPER, 1.2)
    axes.plot(median, y, "o", ms=6.5, mfc=face, mec=edge, mew=width, zorder=4)
