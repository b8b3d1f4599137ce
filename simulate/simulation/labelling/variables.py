"""The variables of one quantity, for all models."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from simulate.engine.statistics.estimates import Summary
from simulate.engine.streams import FloatArray
from simulate.method.quantity import Quantity
from simulate.simulation.labelling.labelled import Labelled, Settings


def variables(quantity: Quantity, models: Sequence[Labelled], settings: Settings) -> dict[str, xr.Variable]:
    """The quantity and its companions by name; nan for models that lack it."""
    n = len(settings.quantiles)
    levels, errors, bounds = (np.full((len(models), width), np.nan) for width in (n, n, 2))
    moments = {name: np.full(len(models), np.nan) for name in ("mean", "sd", "mean_error", "sd_error")}
    for row, model in enumerate(models):
        if quantity.id not in model.outputs:
            continue
        position = model.outputs.index(quantity.id)
        estimates, uncertain = model.summary.estimates, model.summary.errors
        levels[row], errors[row] = estimates.quantiles[position], uncertain.quantiles[position]
        if not model.summary.heavy_mean[position]:
            moments["mean"][row], moments["mean_error"][row] = estimates.mean[position], uncertain.mean[position]
        if not model.summary.heavy_sd[position]:
            moments["sd"][row], moments["sd_error"][row] = estimates.sd[position], uncertain.sd[position]
        bounds[row] = _interval(model.summary, position, levels[row], settings)
    name, unit, label = quantity.id, quantity.unit.text, quantity.label
    headline = any(name in model.plan.outputs for model in models)
    attrs = {"units": unit, "long_name": label, "headline": int(headline), "group": quantity.group}
    attrs |= {name: text for name, text in (("comment", quantity.about), ("sentence", quantity.sentence)) if text}
    interval = {"units": unit, "ci_kind": settings.interval_kind, "ci_prob": settings.interval}
    distribution = _distribution(quantity, models, settings) if headline or name in settings.drawn else {}
    companions = ("mean", "sd", "mean_error", "sd_error", "error", "interval", *(["levels"] if distribution else []))
    attrs["ancillary_variables"] = " ".join(f"{name}.{part}" for part in companions)
    return {
        name: xr.Variable(("model", "quantile"), levels, attrs),
        f"{name}.error": _variable(("model", "quantile"), errors, unit, f"standard error of quantiles of {label}"),
        f"{name}.mean": _variable(("model",), moments["mean"], unit, f"mean of {label}"),
        f"{name}.sd": _variable(("model",), moments["sd"], unit, f"standard deviation of {label}"),
        f"{name}.mean_error": _variable(("model",), moments["mean_error"], unit, f"standard error of mean of {label}"),
        f"{name}.sd_error": _variable(("model",), moments["sd_error"], unit, f"standard error of sd of {label}"),
        f"{name}.interval": xr.Variable(
            ("model", "ci_bound"), bounds, {**interval, "long_name": f"{settings.interval:.12g} interval of {label}"}
        ),
        **distribution,
    }


def _distribution(quantity: Quantity, models: Sequence[Labelled], settings: Settings) -> dict[str, xr.Variable]:
    rows = np.full((len(models), len(settings.levels)), np.nan)
    for row, model in enumerate(models):
        if quantity.id in model.outputs:
            rows[row] = model.summary.levels[model.outputs.index(quantity.id)]
    label = f"quantiles of {quantity.label}, to draw it"
    return {f"{quantity.id}.levels": _variable(("model", "level"), rows, quantity.unit.text, label)}


def _variable(dims: tuple[str, ...], values: FloatArray, unit: str, label: str) -> xr.Variable:
    return xr.Variable(dims, values, {"units": unit, "long_name": label})


def _interval(summary: Summary, position: int, levels: FloatArray, settings: Settings) -> FloatArray:
    if settings.interval_kind == "hdi":
        return np.asarray(summary.estimates.shortest[position])
    tail = (1 - settings.interval) / 2
    distances = np.abs(np.array(settings.quantiles)[:, None] - np.array([tail, 1 - tail]))
    return np.asarray(levels[distances.argmin(axis=0)])
