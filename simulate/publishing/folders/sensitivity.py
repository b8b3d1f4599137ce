"""What `wattif sensitivity --to DIR` writes: dataset, CSV and charts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulate.publishing.charts import drivers, matrices, saving
from simulate.publishing.folders.result import CHARTS, staged
from simulate.publishing.storage import netcdf
from simulate.publishing.storage.files import write_text
from simulate.publishing.wording import csv_text
from simulate.publishing.wording.labels import slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr

    from simulate.analysis.sensitivity import OutputStudy, Study
    from simulate.publishing.charts.saving import Origin


def write(
    dataset: xr.Dataset, studies: Sequence[Study], details: Sequence[str], origin: Origin, probability: float, to: Path
) -> list[str]:
    """`sensitivity.nc`, `.csv`, `disclosure.csv`, and for every model a heat map, and a tornado and bars per detail."""
    charts = 0
    with staged(to) as stage:
        netcdf.write(dataset, stage / "sensitivity.nc")
        write_text(stage / "sensitivity.csv", _inputs_text(studies))
        write_text(stage / "disclosure.csv", _asks_text(studies))
        for study in studies:
            place = stage / CHARTS / "sensitivity" / slug(study.id)
            title = f"Sensitivity of {study.name}"
            heat = matrices.heat_map(study, origin)
            charts += len(saving.save(heat, place.joinpath("inputs"), origin.about(title), _inputs_text([study])))
            for output in study.outputs:
                if output.varies and output.quantity in details:
                    name = slug(output.quantity)
                    tornado = drivers.tornado(study, output, origin, probability)
                    charts += len(
                        saving.save(tornado, place.joinpath(f"{name}-tornado"), origin.about(title), _swings(output))
                    )
                    bars = drivers.disclosure(study, output, origin, probability)
                    asked = _asks_text([study], output.quantity)
                    charts += len(saving.save(bars, place.joinpath(f"{name}-disclosure"), origin.about(title), asked))
    return ["sensitivity.nc", "sensitivity.csv", "disclosure.csv", f"{CHARTS}/sensitivity/ ({charts} files)"]


def _inputs_text(studies: Sequence[Study]) -> str:
    names = ("first_order", "total", "shapley", "first_order_log", "total_log", "shapley_log", "rank_correlation")
    header = ["model", "quantity", "input", "label", "group", "quality"]
    header += [part for name in names for part in (name, f"{name}_error")]
    lines: list[list[csv_text.Value]] = []
    for study in studies:
        for output in study.outputs:
            for i in output.influences:
                measures = (i.first, i.total, i.shapley, i.first_log, i.total_log, i.shapley_log, i.rank)
                numbers = [n for m in measures for n in ((m.value, m.error) if m else (None, None))]
                lines.append([study.id, output.quantity, i.name, i.label, i.group, i.quality, *numbers])
    return csv_text.text(header, lines)


def _asks_text(studies: Sequence[Study], quantity: str = "") -> str:
    header = ["model", "quantity", "candidate", "label", "kind", "askable", "narrowing", "narrowing_error"]
    header += ["interval_score_gain", "span_now", "span_then", "span_is", "settles_route", "span_settled"]
    lines: list[list[csv_text.Value]] = []
    for study in studies:
        for output in study.outputs:
            for ask in output.asks if quantity in ("", output.quantity) else ():
                worth, settles = ask.disclosure, ask.settles
                route = f"{settles.quantity}: {settles.route}" if settles else ""
                lines.append(
                    [study.id, output.quantity, ask.name, ask.label, ask.kind, "yes" if ask.askable else "no",
                     worth.narrowing, worth.error, worth.gain, worth.span_now, worth.span_then,
                     "factor" if worth.log else "width", route, ask.span_settled]
                )  # fmt: skip
    return csv_text.text(header, lines)


def _swings(output: OutputStudy) -> str:
    header = ["input", "label", "level", "at", "lower", "median", "upper", "unit"]
    lines: list[list[csv_text.Value]] = [
        [item.name, item.label, s.level, s.at, s.lower, s.median, s.upper, output.unit]
        for item in output.influences
        for s in item.swings
    ]
    return csv_text.text(header, lines)
