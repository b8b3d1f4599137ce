"""Charts as files: SVG, PDF and PNG that are the same bytes on every run, and the plotted numbers as CSV."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from simulate.foundation.errors import UsageError
from simulate.publishing.charts import style
from simulate.publishing.charts.kinds import DEFAULT, KINDS
from simulate.publishing.ranges import prefixes, rows
from simulate.publishing.storage.files import write_bytes, write_text
from simulate.publishing.wording import csv_text
from simulate.publishing.wording.labels import slugs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import xarray as xr
    from matplotlib.figure import Figure

    from simulate.publishing.ranges.records import Block, Run

FORMATS = ("svg", "pdf", "png")
_DOTS_PER_INCH = 200


def write(
    ranges: xr.Dataset,
    folder: Path,
    *,
    quantities: Sequence[str] | None = None,
    kind: str = DEFAULT,
    scale: str = "auto",
    formats: Sequence[str] = FORMATS,
) -> list[Path]:
    """A chart per quantity (the headline where none is named), as `folder`/QUANTITY.FORMAT and QUANTITY.csv.

    Raises
    ------
    UsageError
        For a kind, format or quantity that there is not.
    RunError
        If a file cannot be written.

    """
    if kind not in KINDS:
        raise UsageError(f"no such kind of chart: {kind}; there are {', '.join(KINDS)}")
    if unknown := [name for name in formats if name not in FORMATS]:
        raise UsageError(f"no such format: {unknown[0]}; there are {', '.join(FORMATS)}")
    results = rows.read(ranges)
    stems = names(ranges)
    written = []
    for block in results.shown(quantities):
        figure = KINDS[kind](block, results.run, scale=scale)
        stem = folder / stems[block.quantity]
        files = {name: content(figure, name, block, results.run) for name in formats}
        written += [write_bytes(stem.with_suffix(f".{name}"), file) for name, file in files.items()]
        written.append(write_text(stem.with_suffix(".csv"), plotted(block, results.run)))
    return written


def names(ranges: xr.Dataset) -> dict[str, str]:
    """The file name, without extension, of each quantity's chart; the same whichever charts are written."""
    return slugs(block.quantity for block in rows.read(ranges).blocks)


def content(figure: Figure, name: str, block: Block, run: Run) -> bytes:
    """The bytes of a file in the format `name`; no clock, path or version of a library is among them."""
    title = f"{prefixes.heading(prefixes.readable(block))}: {run.title}" if run.title else block.label
    return encoded(figure, name, title, run.program, run.licence)


def encoded(figure: Figure, name: str, title: str, program: str, licence: str) -> bytes:
    """The bytes of any figure in the format `name`, with what it is and who made it."""
    metadata = {
        "svg": {"Date": None, "Creator": program, "Title": title, "Rights": licence},
        "pdf": {"CreationDate": None, "Creator": program, "Producer": program, "Title": title},
        "png": {"Software": program, "Title": title, "Copyright": licence},
    }[name]
    file = io.BytesIO()
    with style.context():
        figure.savefig(file, format=name, metadata=metadata, dpi=_DOTS_PER_INCH)
    return file.getvalue()


def plotted(block: Block, run: Run) -> str:
    """The numbers of a chart in the unit of the chart: a row per range, and a row per estimate."""
    shown = prefixes.readable(block)
    header = ["model", "name", "mark", "by", "unit", "median", "p25", "p75", "lower", "upper", "interval"]
    header += ["interval_kind", "value", "share_of_draws_below"]
    lines: list[list[csv_text.Value]] = []
    for row in shown.rows:
        labels: list[csv_text.Value] = [row.model.id, row.model.name]
        numbers = [n.value for n in (row.median, row.q25, row.q75, row.lower, row.upper)]
        lines.append([*labels, "range", "", shown.unit or "1", *numbers, run.probability, run.kind, None, None])
        for e in row.estimates:
            blank = [None] * len(numbers)
            lines.append([*labels, "estimate", e.by, shown.unit or "1", *blank, None, "", e.value, e.percentile])
    return csv_text.text(header, lines)
