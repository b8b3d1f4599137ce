"""The JSON of `wattif run --json`: nothing rounded, undefined numbers null, the same bytes for the same dataset."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from simulate.publishing.ranges import rows

if TYPE_CHECKING:
    import xarray as xr

    from simulate.publishing.ranges.records import Block, Model, Results, Row
    from simulate.publishing.wording.digits import Number


def to_json(ranges: xr.Dataset) -> dict[str, Any]:
    """The object that `run --json` prints."""
    results = rows.read(ranges)
    run = results.run
    return {
        "schema": 1,
        "seed": run.seed,
        "draws": run.draws,
        "sampler": run.sampler,
        "interval": run.probability,
        "models": [_model(results, model) for model in results.models],
    }


def text(ranges: xr.Dataset) -> str:
    """The same as one line per value, ASCII only, so that no label can reach a terminal unescaped."""
    return json.dumps(to_json(ranges), indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def level(quantile: float) -> str:
    """A quantile as the shortest decimal: 0.05, 0.975. Twelve digits: (1 - 0.9) / 2 is 0.04999999999999999."""
    return f"{quantile:.12g}"


def _model(results: Results, model: Model) -> dict[str, Any]:
    found = [(block, row) for block in results.blocks for row in block.rows if row.model is model]
    quantities: dict[str, Any] = {
        block.quantity: None if row.missing else _numbers(results, block, row)
        for block, row in found
        if block.headline or not row.missing
    }
    return {
        "id": model.id,
        "name": model.name,
        "quantities": quantities,
        "estimates": [
            {
                "quantity": estimate.quantity,
                "by": estimate.by,
                "value": _finite(estimate.value),
                "unit": estimate.unit,
                "percentile": estimate.percentile,
            }
            for estimate in results.estimates
            if estimate.model == model.id
        ],
        "not_computable": {quantity: list(needed) for quantity, needed in model.needs},
        "thresholds": [
            {"text": t.text, "probability": _finite(t.probability.value), "error": _error(t.probability)}
            for t in model.thresholds
        ],
        "warnings": list(model.warnings),
    }


def _numbers(results: Results, block: Block, row: Row) -> dict[str, Any]:
    named = {level(q): number for q, number in zip(results.quantiles, row.quantiles, strict=True)}
    numbers: dict[str, Any] = {
        "unit": block.unit,
        "mean": _finite(row.mean.value),
        "sd": _finite(row.sd.value),
        "quantiles": {name: _finite(number.value) for name, number in named.items()},
        "error": {name: _error(number) for name, number in ({"mean": row.mean, "sd": row.sd} | named).items()},
    }
    if row.rests_on:
        numbers["rests_on"] = dict(row.rests_on)
    if results.run.kind != "eti":
        # Shortest intervals end at no fixed quantile: without this their bounds would be lost.
        numbers["interval"] = [_finite(row.lower.value), _finite(row.upper.value)]
    return numbers


def _error(number: Number) -> float | None:
    """The error of an undefined number is undefined."""
    return _finite(number.error) if math.isfinite(number.value) else None


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
