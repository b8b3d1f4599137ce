"""Tables of shares as colours with the numbers in them: inputs by outputs, models by ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.patches import Rectangle

from simulate.publishing.charts import sides, style
from simulate.publishing.charts.page import Page, figure_of
from simulate.publishing.wording import grades, typeset
from simulate.publishing.wording.labels import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.analysis.comparison import Compared
    from simulate.analysis.sensitivity import OutputStudy, Study
    from simulate.publishing.charts.saving import Origin

_LINES = 1.7
_ROWS = 14
_WIDEST = 3.8
_SHOWN = 0.005
_MOST_HEAD_LINES = 7
_HEAD_LINE = 0.75
_AROUND, _WIDEST_WORD = 0.08, 1.2
_ROOM = 9.7
"""Inches between the margins of a page."""
_DARK = 0.55
"""Share from which numbers are white."""


def heat_map(study: Study, origin: Origin) -> Figure:
    """Shapley effects of inputs (rows) on outputs (columns)."""
    outputs = [output for output in study.outputs if output.varies]
    shares = [{i.name: max(i.shown(o.by_log)[2].value, 0.0) for i in o.influences} for o in outputs]
    labels = {item.name: item.label for output in outputs for item in output.influences}
    ordered = sorted(labels, key=lambda name: -max((column.get(name, 0.0) for column in shares), default=0.0))
    names = [name for name in ordered if max(column.get(name, 0.0) for column in shares) >= 0.01][:_ROWS]
    cells = [[column.get(name, 0.0) for column in shares] for name in names]
    logs = [clean(output.label) for output in outputs if output.by_log]
    head = [
        "Share of the variance that each input brings into each output (Shapley effects, per cent; a column adds up to "
        "100 with what is not shown).",
        *([f"Of the logarithm, because they span more than a factor of five: {'; '.join(logs)}."] if logs else []),
        f"In brackets what the range rests on: {grades.MEANING}. {study.points:,} points.",
    ]
    title = f"Which assumption drives which output: {clean(study.name)}"
    return _matrix(title, head, origin, [labels[name] for name in names], [_graded(o) for o in outputs], cells)


def _graded(output: OutputStudy) -> str:
    name = grades.grade(output.rests_on)
    return f"{output.label} ({name})" if name else output.label


def rank_chart(found: Compared, quantity: str, origin: Origin) -> Figure:
    """Probability of each rank by model, the least first."""
    ranks = found.ranks[quantity]
    heads = ["least", *map(_ordinal, range(2, len(ranks))), "most"]
    head = [
        f"Probability in per cent that a model has each rank among these, under the beliefs stated; {found.draws:,} "
        "draws of all models together, so that what they share cancels.",
    ]
    title = f"{clean(found.labels[quantity][0])}: who needs least, who most"
    return _matrix(title, head, origin, [found.names[id_] for id_ in ranks], heads, list(ranks.values()))


def _ordinal(k: int) -> str:
    suffix = "th" if k % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(k % 10, "th")
    return f"{k}{suffix}"


def _matrix(
    title: str,
    head: Sequence[str],
    origin: Origin,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[float]],
) -> Figure:
    names = [style.drawable(typeset.units(clean(row)), "an input") for row in rows]
    with style.context():
        left = sides.GAP + min(max((style.width(name, style.NAME) for name in names), default=1.0), _WIDEST)
        labels = [style.drawable(typeset.units(clean(column)), "an output") for column in columns]
        cell = max((_ROOM - left) / max(len(columns), 1), *(_widest_word(label) + _AROUND for label in labels), 0.0)
        heads = [style.wrapped(label, cell - _AROUND, style.TINY)[:_MOST_HEAD_LINES] for label in labels]
        top = _HEAD_LINE * max(map(len, heads), default=0) + 0.3
        tall = top + max(len(rows), 1) * _LINES
        wide = cell * max(len(columns), 1)
        axes = Page(left, 0.0, tall, style.drawable(title, "Shares"), head, origin.foot, narrowest=wide).draw()
        axes.set_xlim(0, max(len(columns), 1))
        axes.set_ylim(tall, 0.0)
        axes.set_axis_off()
        for column, lines in enumerate(heads):
            place = (column + 0.5, top - 0.25)
            axes.text(*place, "\n".join(lines), ha="center", va="bottom", size=style.TINY, color=style.FAINT)
        for k, (name, row) in enumerate(zip(names, cells, strict=True)):
            y = top + (k + 0.5) * _LINES
            sides.write(axes, 0, y, style.cut(name, left - sides.GAP, style.NAME), -left, size=style.NAME)
            for column, share in enumerate(row):
                _cell(axes, column, y, share)
    return figure_of(axes)


def _widest_word(label: str) -> float:
    """Inches that a column needs for its label, within reason."""
    return min(max((style.width(word, style.TINY) for word in label.split()), default=0.0), _WIDEST_WORD)


def _cell(axes: Axes, column: int, y: float, share: float) -> None:
    colour = mpl.colors.to_hex(mpl.colormaps["Blues"](0.08 + 0.87 * min(share, 1.0)))
    place = (column + 0.02, y - 0.47 * _LINES)
    face = colour if share >= _SHOWN else style.PAPER
    axes.add_patch(Rectangle(place, 0.96, 0.94 * _LINES, facecolor=face, edgecolor=style.RULE, lw=0.8))
    if share >= _SHOWN:
        ink = style.PAPER if share >= _DARK else style.INK
        axes.text(column + 0.5, y, f"{100 * share:.0f}", ha="center", va="center", size=style.SMALL, color=ink)
