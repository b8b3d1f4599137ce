"""What `wattif run --to DIR` writes: the dataset, its numbers as CSV, charts, and a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing import csv_text, storage
from simulate.publishing.charts import export
from simulate.publishing.files import write_text
from simulate.publishing.report import report

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

CHARTS = "charts"


def write(ranges: xr.Dataset, draws: xr.Dataset | None, folder: Path) -> list[str]:
    """The files of a result, in the order of writing, as seen from the folder; other files there stay as they are.

    Raises
    ------
    RunError
        If a file cannot be written; those before it are whole.

    """
    written = [storage.write(ranges, folder / "ranges.nc")]
    if draws is not None:
        written.append(storage.write(draws.assign_attrs(ranges.attrs), folder / "draws.nc"))
    written.append(write_text(folder / "ranges.csv", csv_text.ranges_text(ranges)))
    charts = export.write(ranges, folder / CHARTS)
    links = {quantity: f"{CHARTS}/{name}.svg" for quantity, name in export.names(ranges).items()}
    written.append(write_text(folder / "report.md", report(ranges, links)))
    return [path.name for path in written] + [f"{CHARTS}/ ({len(charts)} files)"]
