"""Ranges as CSV: one row per model and quantity, numbers unrounded, text that a spreadsheet would run made harmless."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

from simulate.publishing.ranges import rows, words
from simulate.publishing.wording.labels import cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import xarray as xr

    from simulate.publishing.ranges.records import Block, Results, Row
    from simulate.publishing.wording.digits import Number

Value = str | float | None


def ranges_text(ranges: xr.Dataset) -> str:
    """All quantities in the unit of the dataset; `missing` says why a range is not there."""
    results = rows.read(ranges)
    levels = [column(quantile) for quantile in results.quantiles]
    numbers = ["mean", "sd", *levels]
    header = ["model", "name", "quantity", "label", "unit", *numbers, "lower", "upper", "interval", "interval_kind"]
    header += [f"{name}_error" for name in numbers] + ["missing"]
    return text(header, (_line(results, block, row) for block in results.blocks for row in block.rows))


def text(header: Sequence[str], lines: Iterable[Sequence[Value]]) -> str:
    """A CSV table with lines ended as on Unix; undefined numbers are empty cells."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_written(value) for value in line] for line in lines)
    return file.getvalue()


def column(quantile: float) -> str:
    """The name of a quantile's column: p05, p50, p97.5."""
    percent = f"{100 * quantile:.10g}"
    return f"p0{percent}" if quantile < 0.1 and percent[:2] != "10" else f"p{percent}"


def _line(results: Results, block: Block, row: Row) -> list[Value]:
    model = row.model
    numbers = (row.mean, row.sd, *row.quantiles)
    return [
        *(model.id, model.name, block.quantity, block.label, block.unit),
        *(number.value for number in numbers),
        *(row.lower.value, row.upper.value, results.run.probability, results.run.kind),
        *(_error(number) for number in numbers),
        "" if row.computed else words.needs(row.missing),
    ]


def _error(number: Number) -> float | None:
    return None if math.isnan(number.value) else number.error


def _written(value: Value) -> str:
    if isinstance(value, str):
        return cell(value)
    return "" if value is None or not math.isfinite(value) else repr(value)
