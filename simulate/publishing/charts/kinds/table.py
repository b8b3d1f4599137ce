"""Every kind of chart by the name that `wattif chart --kind` takes: a new kind is one file and one entry here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.foundation.errors import UsageError
from simulate.foundation.nearest import suggestion
from simulate.publishing.charts.kinds.bars import BARS
from simulate.publishing.charts.kinds.cumulative import CUMULATIVE
from simulate.publishing.charts.kinds.density import DENSITY
from simulate.publishing.charts.kinds.dots import DOTS
from simulate.publishing.charts.kinds.interval import INTERVAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulate.publishing.charts.kinds.kind import Kind

KINDS: Mapping[str, Kind] = {
    "range": INTERVAL,
    "dots": DOTS,
    "density": DENSITY,
    "cumulative": CUMULATIVE,
    "bars": BARS,
}
DEFAULT = "range"


def kind(name: str) -> Kind:
    """The kind of this name; UsageError with the nearest where there is none."""
    if name not in KINDS:
        raise UsageError(f"no such kind of chart: {name}; there are {', '.join(KINDS)}{suggestion(name, KINDS)}")
    return KINDS[name]
