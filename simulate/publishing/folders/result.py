"""What `wattif run --to DIR` writes: the dataset, its numbers as CSV, charts, and a report."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simulate.foundation.errors import RunError
from simulate.publishing.charts import export
from simulate.publishing.charts.about import FORMATS
from simulate.publishing.charts.workers import Drawing, Workers
from simulate.publishing.ranges.csv_text import ranges_text
from simulate.publishing.ranges.report import report
from simulate.publishing.storage import netcdf, stages
from simulate.publishing.storage.files import flush_folder, write_text
from simulate.publishing.wording.labels import clean

if TYPE_CHECKING:
    import xarray as xr

CHARTS = "charts"


def write(ranges: xr.Dataset, draws: xr.Dataset | None, folder: Path, drawing: Drawing | None = None) -> list[str]:
    """The files of a result, as seen from the folder; other files there stay as they are.

    All are written beside their places first and moved in together, so that a crash on the way leaves the result that
    was there before, or none. `drawing` are the charts of these ranges where others draw them already.

    Raises
    ------
    RunError
        If a file cannot be written; nothing is changed then.
    """
    with staged(folder) as stage:
        drawn = drawing or Workers(0).start(export.each(ranges), FORMATS)
        netcdf.write(ranges, stage / "ranges.nc")
        if draws is not None:
            netcdf.write(draws.assign_attrs(ranges.attrs), stage / "draws.nc")
        write_text(stage / "ranges.csv", ranges_text(ranges))
        links = {chart.blocks[0].quantity: f"{CHARTS}/{chart.name}.svg" for chart in drawn.charts}
        write_text(stage / "report.md", report(ranges, links))
        files = [
            path
            for chart, contents in zip(drawn.charts, drawn.contents(), strict=True)
            for path in export.save(chart, contents, FORMATS, stage / CHARTS)
        ]
    names = ["ranges.nc", *(["draws.nc"] if draws is not None else []), "ranges.csv", "report.md"]
    return [*names, f"{CHARTS}/ ({len(files)} files)"]


@contextlib.contextmanager
def staged(folder: Path, *, last: str = "", replacing: Sequence[Path] = ()) -> Iterator[Path]:
    """A folder beside the places of a result; when the block ends without an error all its files take their places.

    The file named `last` comes last, and an older one of its name goes first; `replacing` are older files that have no
    place in the new result.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with stages.opened(folder) as stage:
            yield stage
            if last:
                (folder / last).unlink(missing_ok=True)
                flush_folder(folder)
            _remove(folder, [path for path in replacing if not (stage / path.relative_to(folder)).exists()])
            _move(stage, folder, last)
    except OSError as error:
        raise RunError(f"cannot write to {clean(str(folder))}: {error.strerror or error}") from error


def _remove(folder: Path, paths: Sequence[Path]) -> None:
    """Files, and folders that are then empty."""
    for path in paths:
        path.unlink(missing_ok=True)
        for above in path.parents:
            if above == folder or any(above.iterdir()):
                break
            above.rmdir()


def _move(stage: Path, folder: Path, last: str) -> None:
    """Renames only, which need no room on the disk."""
    for path in sorted(stage.rglob("*")):
        place = folder / path.relative_to(stage)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        elif path != stage / last:
            path.replace(place)
    flush_folder(folder)
    if last:
        (stage / last).replace(folder / last)
        flush_folder(folder)
