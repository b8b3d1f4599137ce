"""Ranks of many models as ranges: where each may stand among all, from least to most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator

from simulate.publishing.charts import sides, style
from simulate.publishing.charts.drivers import page
from simulate.publishing.charts.page import figure_of
from simulate.publishing.charts.theme import LIGHT
from simulate.publishing.comparison import ladder
from simulate.publishing.comparison.words import name_of
from simulate.publishing.ranges.words import percent
from simulate.publishing.wording.labels import clean

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.analysis.comparison import Compared
    from simulate.publishing.charts.saving import Origin

_LINES = 1.6
_MIDDLE = 0.5


def chart(found: Compared, quantity: str, origin: Origin) -> Figure:
    """A row per model: median, middle half and range of its rank."""
    ranks, ordered = found.ranks[quantity], ladder.order(found, quantity)
    head = [
        f"Dot: median of the rank among these {len(ordered)}, 1 the least, in {found.draws:,} draws of all models "
        f"together, so that what they share cancels. Thick line: middle 50 %. Thin line: {percent(found.probability)} "
        "range.",
    ]
    title = f"{clean(found.labels[quantity][0])}: who needs least, who most"
    with style.context():
        bounds = [ladder.rank_range(ranks[id_], found.probability) for id_ in ordered]
        medians = [ladder.rank_range(ranks[id_], 0.0)[0] for id_ in ordered]
        told = sides.Ranges.of_rows(
            [
                (str(median), str(low), str(high) if low < high else "")
                for median, (low, high) in zip(medians, bounds, strict=True)
            ],
            percent(found.probability),
        )
        axes = page(title, head, origin, [name_of(found, id_) for id_ in ordered], right=told.edges[-1])
        axes.set_xlim(0.5, len(ordered) + 0.5)
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True, steps=[1, 2, 5, 10]))
        for k, id_ in enumerate(ordered):
            y, colour = (k + 0.5) * _LINES, LIGHT.colour(id_)
            for ends, width in ((bounds[k], 1.6), (ladder.rank_range(ranks[id_], _MIDDLE), 6.5)):
                axes.plot(ends, [y, y], color=colour, lw=width, solid_capstyle="butt", zorder=3)
            axes.plot(medians[k], y, "o", ms=6.5, mfc=LIGHT.strong(colour), mec=style.PAPER, mew=1.2, zorder=4)
            told.draw(axes, k, y)
        told.draw_headings(axes, -0.6)
    return figure_of(axes)
