"""What `wattif compare --to DIR` writes: dataset, CSV and charts."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from simulate.publishing.charts import matrices, rank_ranges, ratios, saving, waterfalls
from simulate.publishing.comparison import ladder
from simulate.publishing.folders.result import CHARTS, staged
from simulate.publishing.storage import netcdf
from simulate.publishing.storage.files import write_text
from simulate.publishing.wording import csv_text
from simulate.publishing.wording.grades import grade
from simulate.publishing.wording.labels import slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr

    from simulate.analysis.claims import Answer
    from simulate.analysis.comparison import Compared
    from simulate.analysis.pairs import Pair
    from simulate.analysis.waterfall import Waterfall
    from simulate.publishing.charts.saving import Origin

_PAIR = 2


def write(dataset: xr.Dataset, found: Compared, origin: Origin, to: Path) -> list[str]:
    """`comparison.nc`, `.csv`, `claims.csv`, charts of ratios, of ranks of three models or more, and waterfalls."""
    files = ["comparison.nc", "comparison.csv", *(["claims.csv"] if found.claims else [])]
    charts = 0
    with staged(to) as stage:
        netcdf.write(dataset, stage / "comparison.nc")
        write_text(stage / "comparison.csv", _pairs_text(found))
        if found.claims:
            write_text(stage / "claims.csv", _claims_text(found.claims))
        place = stage / CHARTS / "comparison"
        for quantity, ranks in found.ranks.items():
            if len(ranks) > _PAIR and found.is_ranked(quantity):
                draw = rank_ranges.chart if ladder.is_long(found) else matrices.rank_chart
                figure = draw(found, quantity, origin)
                stem = place.joinpath(f"{slug(quantity)}-ranks")
                charts += len(saving.save(figure, stem, origin.about("Ranks"), _ranks_text(found, quantity)))
        for name, pairs in _shown_together(found).items():
            figure = ratios.ratios_chart(found, pairs, origin)
            stem = place.joinpath(f"{name}-ratios")
            charts += len(saving.save(figure, stem, origin.about("Ratios"), _pairs_text(found, pairs)))
        for k, item in enumerate(found.reasons, 1):
            figure = waterfalls.waterfall_chart(item, found.names.get(item.model, item.model), origin)
            stem = place.joinpath(f"{slug(item.model)}-{slug(item.quantity)}-{k}")
            charts += len(saving.save(figure, stem, origin.about("Why figures differ"), _bars_text(item)))
    return [*files, *([f"{CHARTS}/comparison/ ({charts} files)"] if charts else [])]


def _shown_together(found: Compared) -> dict[str, list[Pair]]:
    """All quantities of two models on one chart; of more models a chart per quantity, of many with neighbours alone.

    Ratios must be positive.
    """
    told = (
        [pair for name in found.ranks for pair in ladder.steps(found, name)] if ladder.is_long(found) else found.pairs
    )
    pairs = [pair for pair in told if all(0 < ratio < math.inf for ratio in pair.ratio.values())]
    charts: dict[str, list[Pair]] = {}
    for pair in pairs:
        name = slug(pair.quantity) if len(found.ids) > _PAIR else slug(f"{pair.a}-{pair.b}")
        charts.setdefault(name, []).append(pair)
    return charts


def _pairs_text(found: Compared, pairs: Sequence[Pair] | None = None) -> str:
    levels = list(found.pairs[0].ratio) if found.pairs else []
    names = [f"ratio_{csv_text.column(level)}" for level in levels]
    header = ["a", "b", "quantity", *names, *(f"{name}_error" for name in names), "grade", "p_less", "p_less_error"]
    lines: list[list[csv_text.Value]] = [
        [p.a, p.b, p.quantity, *p.ratio.values(), *p.ratio_error.values(), grade(p.rests_on), p.p_less, p.p_less_error]
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
