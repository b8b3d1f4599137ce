"""Tables as CSV: numbers unrounded, text that a spreadsheet would run made harmless."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

from simulate.publishing.wording.labels import cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Value = str | float | None


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


def _written(value: Value) -> str:
    if isinstance(value, str):
        return cell(value)
    return "" if value is None or not math.isfinite(value) else repr(value)
