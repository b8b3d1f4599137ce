"""Datasets of ranges and of draws.

A dataset of ranges has, for every quantity Q, the variables `Q` (model, quantile), `Q.mean`, `Q.sd` (model),
`Q.interval` (model, ci_bound) and the numerical errors `Q.error` (model, quantile), `Q.mean_error`, `Q.sd_error`
(model); headline quantities also `Q.levels` (model, level), quantiles close enough to draw the distribution. The dot
cannot stand in an id, so companions never meet another quantity.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from simulate.method.quantity import Quantity
from simulate.simulation.labelling.attributes import attributes
from simulate.simulation.labelling.labelled import Labelled, Settings, index
from simulate.simulation.labelling.variables import variables


def ranges(models: Sequence[Labelled], settings: Settings) -> xr.Dataset:
    """The dataset of ranges; models that lack a quantity have nan there."""
    found: dict[str, xr.Variable] = {}
    for quantity in _quantities(models):
        found |= variables(quantity, models, settings)
    return xr.Dataset(found, coords=_coordinates(models, settings), attrs=attributes(models, settings))


def draws(models: Sequence[Labelled]) -> xr.Dataset:
    """All draws kept: one variable (model, draw) per quantity."""
    found = {}
    for quantity in _quantities(models):
        if not any(quantity.id in model.outputs for model in models):
            continue
        rows = []
        for model in models:
            kept = model.summary.draws
            n = 0 if kept is None else kept.shape[1]
            has = quantity.id in model.outputs and kept is not None
            rows.append(kept[model.outputs.index(quantity.id)] if has and kept is not None else np.full(n, np.nan))
        attrs = {"units": quantity.unit.text, "long_name": quantity.label}
        found[quantity.id] = xr.Variable(("model", "draw"), np.stack(rows), attrs)
    return xr.Dataset(found, coords=_labels(models))


def _quantities(models: Sequence[Labelled]) -> list[Quantity]:
    """All quantities in the order of the method; those that none has but could be asked for are null in JSON."""
    found: dict[str, Quantity] = {}
    for model in models:
        for id_, quantity in model.plan.method.items():
            if id_ in model.outputs or id_ in model.plan.outputs or id_ in model.plan.missing:
                found.setdefault(id_, quantity)
    order = list(models[0].plan.method) if models else []
    place = {id_: position for position, id_ in enumerate(order)}
    return sorted(found.values(), key=lambda quantity: place.get(quantity.id, len(order)))


def _labels(models: Sequence[Labelled]) -> dict[str, Any]:
    scenarios = [model.plan.scenario for model in models]

    def texts(found: Sequence[object], what: str) -> tuple[str, Any, dict[str, str]]:
        return "model", np.array([str(item or "") for item in found], dtype=object), {"long_name": what}

    return {
        "model": ("model", index([item.id for item in scenarios]), {"long_name": "id of the scenario"}),
        "name": texts([item.name for item in scenarios], "name of the model"),
        "developer": texts([item.developer for item in scenarios], "who trained it"),
        "released": texts([item.released for item in scenarios], "when it was released"),
        "scope": texts([item.scope for item in scenarios], "which training the numbers are of"),
    }


def _coordinates(models: Sequence[Labelled], settings: Settings) -> dict[str, Any]:
    bounds = {"ci_bound": ("ci_bound", index(["lower", "upper"]), {"long_name": "bound of the interval"})}
    told = {"units": "1", "long_name": "probability that a draw is not above"}
    levels = {name: (name, pd.Index(getattr(settings, f"{name}s")), told) for name in ("quantile", "level")}
    return {**_labels(models), **levels, **bounds}
