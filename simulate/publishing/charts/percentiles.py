"""Where the truths fell in their predicted distributions: each a dot, and their distribution beside an even one."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from simulate.publishing.charts import sides, style
from simulate.publishing.charts.page import LINE, Page, figure_of
from simulate.publishing.charts.theme import LIGHT
from simulate.publishing.wording.csv_text import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.analysis.calibration import Summary

TITLE = "Where the disclosed figures fell"
_HIGH, _STRIP = 4.2 / LINE, 0.1
"""Height of the axes in lines, and the share of it under zero in which the dots stand."""


def percentiles_chart(overall: Summary, foot: Sequence[str]) -> Figure:
    """The distribution of the percentiles, groups weighing alike, with a band around the diagonal."""
    n = len(overall.groups)
    with style.context():
        head = [
            "Share of the draws below each disclosed figure (dots), and how many figures lie at or below that share "
            "(steps; each group weighs alike). Predictions that state their uncertainty rightly follow the diagonal.",
            f"Grey: where the steps of {n} independent groups stay in 95 of 100 cases if they do (Kolmogorov's band).",
        ]
        axes = Page(left=0.6, right=0.4, lines=_HIGH, title=TITLE, head=head, foot=foot).draw()
        _draw(axes, overall)
    return figure_of(axes)


def steps(overall: Summary) -> list[tuple[str, str, float, float]]:
    """Id, quantity, percentile and cumulated weight of each case, by percentile."""
    sizes = Counter(case.group for case in overall.cases)
    total, found = 0.0, []
    for case in sorted(overall.cases, key=lambda case: (case.percentile or 0.0, case.id, case.quantity)):
        total += 1 / sizes[case.group] / len(sizes)
        found.append((case.id, case.quantity, case.percentile or 0.0, total))
    return found


def band(n: int) -> float:
    """Half-width of the 95 % band of an empirical distribution of n values (Stephens 1970, JRSS B 32)."""
    return float(special.kolmogi(0.05)) / (math.sqrt(n) + 0.12 + 0.11 / math.sqrt(n))


def _draw(axes: Axes, overall: Summary) -> None:
    known = steps(overall)
    p = np.linspace(0.0, 1.0, 201)
    half = band(len(overall.groups))
    axes.fill_between(p, np.clip(p - half, 0, 1), np.clip(p + half, 0, 1), color=style.RULE, lw=0, zorder=1)
    axes.plot([0, 1], [0, 1], color=style.FAINT, lw=1.0, zorder=2)
    colour = LIGHT.palette[0]
    at, shares = [item[2] for item in known], [item[3] for item in known]
    axes.step([0.0, *at, 1.0], [0.0, *shares, 1.0], where="post", color=colour, lw=2.2, zorder=3)
    axes.plot(at, [-_STRIP / 2] * len(at), "o", ms=7.0, mfc=colour, mec=style.PAPER, mew=0.8, alpha=0.8, zorder=4)
    axes.set_xlim(0, 1)
    axes.set_ylim(-_STRIP, 1)
    ticks = [0.05, 0.25, 0.5, 0.75, 0.95]
    axes.set_xticks(ticks, [f"{100 * tick:g} %" for tick in ticks])
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1.0], ["0", "25 %", "50 %", "75 %", "all"])
    axes.spines[["right", "top"]].set_visible(False)
    axes.tick_params(length=3, color=style.FAINT, labelsize=style.SMALL, labelcolor=style.INK)
    sides.write(axes, 0, 1.05, "figures", -0.45, size=style.TINY, color=style.FAINT)


def alt(overall: Summary) -> str:
    """The chart in words."""
    told = ", ".join(f"{id_} {quantity} {100 * share:.0f} %" for id_, quantity, share, _ in steps(overall))
    return f"Share of the draws below each disclosed figure: {told}."


def plotted(overall: Summary) -> str:
    """The numbers of the chart."""
    return text(["id", "quantity", "percentile", "share_of_figures"], steps(overall))
