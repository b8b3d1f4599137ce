"""The only reader of a dataset of ranges: tables, charts, CSV, JSON and report all print the records that it gives.

Expected: dims `model`, `quantile`, `ci_bound`; per quantity Q the variables `Q` (model, quantile), `Q.error`,
`Q.mean`, `Q.sd`, `Q.mean_error`, `Q.sd_error` (model) and `Q.interval` (model, ci_bound), where it was asked what a
range rests on `Q.rests_on` (model, grade), and of what is to be drawn `Q.levels` (model, level); labels as coordinates
of `model`; what has no array (estimates, gaps, thresholds, warnings, priors) as JSON texts in global attributes.
"""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.foundation.errors import RunError
from simulate.publishing.ranges.records import Block, Estimate, Model, Results, Row, Run, Threshold
from simulate.publishing.wording.digits import Number
from simulate.publishing.wording.labels import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr

_LABELS = ("name", "developer", "released", "scope")
_NO_INTERVAL: dict[str, Any] = {"ci_prob": 0.9, "ci_kind": "eti"}


def read(ranges: xr.Dataset) -> Results:
    """The records of a dataset of ranges.

    Raises
    ------
    RunError
        If the dataset is of another kind, or lacks something that every dataset of ranges has.

    """
    try:
        return _read(ranges)
    except (KeyError, ValueError, TypeError) as error:
        raise RunError(f"this dataset holds no ranges that wattif can read: {error}") from error


def _read(ranges: xr.Dataset) -> Results:
    models = _models(ranges)
    quantiles = tuple(float(q) for q in ranges.variables["quantile"].values)
    estimates = tuple(_estimate(entry) for entry in _json(ranges, "estimates", []))
    # Older datasets have them in the units of their sources, and not where they fall.
    disclosed = tuple(_estimate(entry) for entry in _json(ranges, "disclosed", []) if "percentile" in entry)
    quantities = [str(name) for name in ranges.data_vars if "." not in str(name)]
    return Results(
        run=_run(ranges, quantities),
        models=models,
        quantiles=quantiles,
        blocks=tuple(_block(ranges, quantity, models, quantiles, (estimates, disclosed)) for quantity in quantities),
        estimates=estimates,
        priors=_json(ranges, "priors", {}),
    )


def _json(ranges: xr.Dataset, name: str, default: Any) -> Any:  # noqa: ANN401 -- JSON is of any type
    return json.loads(ranges.attrs.get(name) or json.dumps(default))


def _run(ranges: xr.Dataset, quantities: Sequence[str]) -> Run:
    attrs = ranges.attrs
    interval: dict[str, Any] = ranges.variables[f"{quantities[0]}.interval"].attrs if quantities else _NO_INTERVAL
    words = {name: clean(str(attrs.get(name, ""))) for name in ("title", "sampler", "licence", "history")}
    return Run(
        draws=int(attrs["draws"]),
        seed=int(attrs["seed"]),
        probability=float(interval["ci_prob"]),
        kind=str(interval["ci_kind"]),
        program=clean(str(attrs.get("program_version", "wattif"))),
        catalogue=clean(str(attrs.get("catalogue_version", ""))),
        **words,
    )


def _models(ranges: xr.Dataset) -> tuple[Model, ...]:
    ids = [str(model) for model in ranges.variables["model"].values]
    labels = {
        name: [clean(str(label)) for label in ranges.variables[name].values]
        if name in ranges.coords
        else [""] * len(ids)
        for name in ("name", "developer", "released", "scope")
    }
    names = [name or model for name, model in zip(labels["name"], ids, strict=True)]
    # Two runs of one name (a revision, a copy) stay apart by their ids.
    names = [f"{name} ({ids[k]})" if names.count(name) > 1 else name for k, name in enumerate(names)]
    keys = ("not_computable", "undefined", "thresholds", "warnings")
    gaps, undefined, thresholds, warnings = (_json(ranges, key, {}) for key in keys)
    return tuple(
        Model(
            id=model,
            name=names[k],
            developer=labels["developer"][k],
            released=labels["released"][k],
            scope=labels["scope"][k],
            needs=tuple((quantity, tuple(map(clean, needed))) for quantity, needed in gaps.get(model, {}).items()),
            undefined=tuple(undefined.get(model, [])),
            thresholds=tuple(_threshold(entry) for entry in thresholds.get(model, [])),
            warnings=tuple(clean(warning) for warning in warnings.get(model, [])),
        )
        for k, model in enumerate(ids)
    )


def _threshold(entry: dict[str, Any]) -> Threshold:
    probability, error = entry["probability"], entry.get("error") or 0.0
    return Threshold(clean(entry["text"]), Number(math.nan if probability is None else float(probability), error))


def _estimate(entry: dict[str, Any]) -> Estimate:
    texts = {name: clean(str(entry.get(name) or "")) for name in ("by", "unit", "scope", "source")}
    return Estimate(entry["model"], entry["quantity"], value=entry["value"], percentile=entry["percentile"], **texts)


def _block(
    ranges: xr.Dataset,
    quantity: str,
    models: Sequence[Model],
    quantiles: Sequence[float],
    figures: tuple[Sequence[Estimate], Sequence[Estimate]],
) -> Block:
    variable, finer = ranges.variables[quantity], ranges.variables.get(f"{quantity}.levels")
    table, shares = _table(ranges, quantity), _shares(ranges, quantity, len(models))
    rows = []
    for k, model in enumerate(models):
        missing = model.lacks(quantity)
        if missing is None and quantity not in model.undefined and np.isnan(table[k]).all():
            continue
        theirs, told = (tuple(e for e in some if e.model == model.id and e.quantity == quantity) for some in figures)
        row = replace(_row(model, table[k], quantiles, theirs, missing or ()), rests_on=shares[k], disclosed=told)
        rows.append(replace(row, levels=tuple(finer.values[k].tolist())) if finer is not None and row.computed else row)
    return Block(
        quantity=quantity,
        label=clean(str(variable.attrs["long_name"]), quantity),
        unit=clean(str(variable.attrs["units"])),
        headline=bool(variable.attrs.get("headline", 0)),
        rows=tuple(rows),
        about=clean(str(variable.attrs.get("comment", ""))),
        sentence=clean(str(variable.attrs.get("sentence", ""))),
        levels=tuple(ranges.variables["level"].values.tolist()) if finer is not None else (),
    )


def _shares(ranges: xr.Dataset, quantity: str, n_models: int) -> list[dict[str, float]]:
    """What the range of each model rests on, by grade; nothing where that was not asked, or no prior is behind it."""
    name = f"{quantity}.rests_on"
    if name not in ranges.variables:
        return [{} for _ in range(n_models)]
    grades = [str(grade) for grade in ranges.variables["grade"].values]
    known = [(row, not np.isnan(row).any()) for row in np.asarray(ranges.variables[name].values, dtype=float)]
    return [dict(zip(grades, map(float, row), strict=True)) if whole else {} for row, whole in known]


def _table(ranges: xr.Dataset, quantity: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """(model, number) values: mean, sd, quantiles; then their errors in the same order; then the two bounds."""
    parts = ["{}.mean", "{}.sd", "{}", "{}.mean_error", "{}.sd_error", "{}.error", "{}.interval"]
    # Variables, not arrays with coordinates: those take 0.3 ms each to put together, for seven hundred.
    columns = [np.asarray(ranges.variables[part.format(quantity)].values, dtype=float) for part in parts]
    return np.column_stack(columns)


def _row(
    model: Model,
    numbers: Sequence[float],
    quantiles: Sequence[float],
    estimates: tuple[Estimate, ...],
    missing: tuple[str, ...],
) -> Row:
    n = len(quantiles) + 2
    values, errors, bounds = numbers[:n], numbers[n : 2 * n], numbers[2 * n :]
    mean, sd, *levels = (
        Number(float(value), 0.0 if math.isnan(error) else float(error))
        for value, error in zip(values, errors, strict=True)
    )

    def at(level: float) -> Number:
        distances = [abs(quantile - level) for quantile in quantiles]
        if min(distances) > 1e-9:
            raise ValueError(f"no quantile {level:g}")
        return levels[distances.index(min(distances))]

    return Row(
        model=model,
        lower=_bound(float(bounds[0]), levels),
        q25=at(0.25),
        median=at(0.5),
        q75=at(0.75),
        upper=_bound(float(bounds[1]), levels),
        mean=mean,
        sd=sd,
        quantiles=tuple(levels),
        estimates=estimates,
        missing=missing,
    )


def _bound(value: float, levels: Sequence[Number]) -> Number:
    """A bound with the numerical error of the nearest quantile: the same one, where the interval is equal-tailed."""
    nearest = min(levels, key=lambda level: abs(level.value - value), default=Number(0.0))
    return Number(value, nearest.error)
