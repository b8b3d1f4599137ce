"""Ranges as CSV: one row per model and quantity, numbers unrounded."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simulate.publishing.ranges import rows, words
from simulate.publishing.wording.csv_text import column, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr

    from simulate.publishing.ranges.records import Block, Results, Row
    from simulate.publishing.wording.csv_text import Value
    from simulate.publishing.wording.digits import Number


def ranges_text(ranges: xr.Dataset, *, quantities: Sequence[str] | None = None) -> str:
    """All quantities, or those named, in the unit of the dataset; `missing` says why a range is not there.

    Raises
    ------
    UsageError
        For a quantity that the dataset does not have.

    """
    results = rows.read(ranges)
    blocks = results.shown(quantities) if quantities else results.blocks
    levels = [column(quantile) for quantile in results.quantiles]
    numbers = ["mean", "sd", *levels]
    header = ["model", "name", "quantity", "label", "unit", *numbers, "lower", "upper", "interval", "interval_kind"]
    header += [f"{name}_error" for name in numbers] + ["grade", "missing"]
    return text(header, (_line(results, block, row) for block in blocks for row in block.rows))


def _line(results: Results, block: Block, row: Row) -> list[Value]:
    model = row.model
    numbers = (row.mean, row.sd, *row.quantiles)
    return [
        *(model.id, model.name, block.quantity, block.label, block.unit),
        *(number.value for number in numbers),
        *(row.lower.value, row.upper.value, results.run.probability, results.run.kind),
        *(_error(number) for number in numbers),
        row.grade,
        "" if row.computed else words.needs(row.missing),
    ]


def _error(number: Number) -> float | None:
    return None if math.isnan(number.value) else number.error
