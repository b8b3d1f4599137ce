"""What `wattif calibrate --to DIR` writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.analysis.cases import QUANTILES
from simulate.publishing.calibration import record, texts
from simulate.publishing.calibration.report import report
from simulate.publishing.charts import predictions
from simulate.publishing.folders.result import CHARTS, staged
from simulate.publishing.storage.files import write_text
from simulate.publishing.wording import csv_text

if TYPE_CHECKING:
    from pathlib import Path

    from simulate.analysis.calibration import Calibration
    from simulate.analysis.cases import Case
    from simulate.publishing.calibration.record import Made


def write(calibration: Calibration, made: Made, folder: Path) -> list[str]:
    """The files of a calibration, as seen from the folder; all are moved in together.

    Raises
    ------
    RunError
        If a file cannot be written; nothing is changed then.
    """
    with staged(folder) as stage:
        write_text(stage / "calibration.json", record.text(calibration, made))
        write_text(stage / "calibration.csv", cases_text(calibration))
        write_text(stage / "summary.md", texts.summary(calibration))
        written = predictions.write(calibration, made, stage / CHARTS)
        charts = [(alt, f"{CHARTS}/{name}.svg") for alt, name in written]
        write_text(stage / "report.md", report(calibration, made, charts))
    return ["calibration.json", "calibration.csv", "summary.md", "report.md", f"{CHARTS}/ ({4 * len(written)} files)"]


def cases_text(calibration: Calibration) -> str:
    """One row per case, numbers unrounded."""
    levels = [csv_text.column(quantile) for quantile in QUANTILES]
    header = ["id", "name", "quantity", "unit", "kind", "class", "group", "fitted", "counted", "disclosed"]
    header += ["disclosed_low", "disclosed_high", *levels, "percentile", "agrees", "note", "source"]
    return csv_text.text(header, (_row(item) for item in calibration.cases))


def _row(item: Case) -> list[csv_text.Value]:
    labels = [item.id, item.name, item.quantity, item.unit, item.kind, item.task, item.group]
    flags = [str(item.fitted).lower(), str(item.counted and not item.fitted).lower()]
    numbers = [item.disclosed, *item.rounding, *(item.quantiles or [None] * len(QUANTILES)), item.percentile]
    agrees = "" if item.agrees is None else str(item.agrees).lower()
    return [*labels, *flags, *numbers, agrees, item.note, item.source]
