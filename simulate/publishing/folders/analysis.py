"""What `wattif sensitivity --to DIR` and `wattif compare --to DIR` write: dataset, CSV and charts."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from simulate.publishing.charts import drivers, matrices, ratios, saving, waterfalls
from simulate.publishing.folders.result import CHARTS, staged
from simulate.publishing.storage import netcdf
from simulate.publishing.storage.files import write_text
from simulate.publishing.wording import csv_text
from simulate.publishing.wording.labels import slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr

    from simulate.analysis.claims import Answer
    from simulate.analysis.comparison import Compared, Pair
    from simulate.analysis.sensitivity import OutputStudy, Study
    from simulate.analysis.waterfall import Waterfall
    from simulate.publishing.charts.saving import Origin

_PAIR = 2


def write_sensitivity(
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


def write_comparison(
    dataset: xr.Dataset,
    found: Compared,
    answers: Sequence[Answer],
    reasons: Sequence[Waterfall],
    origin: Origin,
    probability: float,
    to: Path,
) -> list[str]:
    """`comparison.nc`, `.csv`, `claims.csv`, charts of ratios, of ranks of three models or more, and waterfalls."""
    files = ["comparison.nc", "comparison.csv", *(["claims.csv"] if answers else [])]
    charts = 0
    with staged(to) as stage:
        netcdf.write(dataset, stage / "comparison.nc")
        write_text(stage / "comparison.csv", _pairs_text(found))
        if answers:
            write_text(stage / "claims.csv", _claims_text(answers))
        place = stage / CHARTS / "comparison"
        for quantity, ranks in found.ranks.items():
            if len(ranks) > _PAIR and all(math.isfinite(share) for shares in ranks.values() for share in shares):
                figure = matrices.rank_chart(found, quantity, origin)
                stem = place.joinpath(f"{slug(quantity)}-ranks")
                charts += len(saving.save(figure, stem, origin.about("Ranks"), _ranks_text(found, quantity)))
        for name, pairs in _shown_together(found).items():
            figure = ratios.ratios_chart(found, pairs, origin, probability)
            stem = place.joinpath(f"{name}-ratios")
            charts += len(saving.save(figure, stem, origin.about("Ratios"), _pairs_text(found, pairs)))
        for k, item in enumerate(reasons, 1):
            figure = waterfalls.waterfall_chart(item, found.names.get(item.model, item.model), origin)
            stem = place.joinpath(f"{slug(item.model)}-{slug(item.quantity)}-{k}")
            charts += len(saving.save(figure, stem, origin.about("Why figures differ"), _bars_text(item)))
    return [*files, *([f"{CHARTS}/comparison/ ({charts} files)"] if charts else [])]


def _shown_together(found: Compared) -> dict[str, list[Pair]]:
    """All quantities of two models on one chart; of more models a chart per quantity; ratios must be positive."""
    pairs = [pair for pair in found.pairs if all(0 < ratio < math.inf for ratio in pair.ratio.values())]
    charts: dict[str, list[Pair]] = {}
    for pair in pairs:
        name = slug(pair.quantity) if len(found.ids) > _PAIR else slug(f"{pair.a}-{pair.b}")
        charts.setdefault(name, []).append(pair)
    return charts


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


def _pairs_text(found: Compared, pairs: Sequence[Pair] | None = None) -> str:
    levels = list(found.pairs[0].ratio) if found.pairs else []
    names = [f"ratio_{csv_text.column(level)}" for level in levels]
    header = ["a", "b", "quantity", *names, *(f"{name}_error" for name in names), "p_less", "p_less_error"]
    lines: list[list[csv_text.Value]] = [
        [p.a, p.b, p.quantity, *p.ratio.values(), *p.ratio_error.values(), p.p_less, p.p_less_error]
        for p in (found.pairs if pairs is None else pairs)
    ]
    return csv_text.text(header, lines)


def _claims_text(answers: Sequence[Answer]) -> str:
    header = ["text", "says", "by", "source", "probability", "error"]
    lines: list[list[csv_text.Value]] = [
        [a.claim.text, a.claim.says, a.claim.by, "; ".join(a.claim.source), a.probability, a.error] for a in answers
    ]
    return csv_text.text(header, lines)


def _ranks_text(found: Compared, quantity: str) -> str:
    header = ["model", *(f"rank_{k}" for k in range(1, len(found.ranks[quantity]) + 1))]
    return csv_text.text(header, [[id_, *shares] for id_, shares in found.ranks[quantity].items()])


def _bars_text(item: Waterfall) -> str:
    header = ["factor_of", "label", "theirs", "ours", "factor"]
    return csv_text.text(header, [[bar.name, bar.label, bar.theirs, bar.ours, bar.factor] for bar in item.bars])
