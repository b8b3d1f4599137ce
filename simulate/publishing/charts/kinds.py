"""Every kind of chart by the name that `wattif chart --kind` takes: a new kind is one file and one entry here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from simulate.publishing.charts.ranges import ranges_chart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.publishing.ranges.records import Block, Run


class Kind(Protocol):
    """Draws one quantity of all models: on a page of its own, or on axes that it is given."""

    def __call__(self, block: Block, run: Run, *, axes: Axes | None = None, scale: str = "auto") -> Figure:
        """The figure that was drawn on."""


KINDS: Mapping[str, Kind] = {"ranges": ranges_chart}
DEFAULT = "ranges"
