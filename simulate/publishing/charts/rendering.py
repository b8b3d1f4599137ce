"""Charts drawn: the only way from what is to be drawn to figures and to bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.charts.about import FORMATS, About
from simulate.publishing.charts.kinds.table import kind
from simulate.publishing.charts.page import Page, figure_of
from simulate.publishing.charts.panels import panels_chart
from simulate.publishing.charts.ranges import ranges_chart
from simulate.publishing.charts.saving import encoded
from simulate.publishing.charts.theme import THEMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from simulate.publishing.charts.export import Chart


def figure(chart: Chart) -> Figure:
    """The figure of a chart; UsageError for what cannot be drawn like that."""
    look, theme = chart.look, THEMES[chart.look.theme]
    if chart.multiples:
        return panels_chart(chart.blocks, chart.models, chart.run, kind=kind(look.kind), scale=look.scale, theme=theme)
    return ranges_chart(chart.blocks[0], chart.run, kind=kind(look.kind), scale=look.scale, theme=theme)


def warm_up() -> None:
    """Load fonts and what writes each format, which the first chart would wait for."""
    page = Page(1.0, 1.0, 1.0, "0", ["0"], ["0"]).draw()
    for form in FORMATS:
        encoded(figure_of(page), form, About("", "", ""))


def contents(chart: Chart, formats: Sequence[str]) -> list[bytes]:
    """The bytes of its file in each format; UsageError as `figure`."""
    drawn, about = figure(chart), chart.about
    return [encoded(drawn, form, about) for form in formats]
