"""Statistics of bare arrays get names, units and coordinates: the only place where they do.

A dataset of ranges has, for every quantity Q, the variables `Q` (model, quantile), `Q.mean`, `Q.sd` (model),
`Q.interval` (model, ci_bound) and the numerical errors `Q.error` (model, quantile), `Q.mean_error`, `Q.sd_error`
(model); headline quantities also `Q.levels` (model, level), quantiles close enough to draw the distribution. The dot
cannot stand in an id, so companions never meet another quantity.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from simulate.beliefs.prior import Disclosure, Estimate
from simulate.engine.statistics.estimates import Summary
from simulate.engine.streams import STREAM_VERSION, FloatArray
from simulate.foundation import units
from simulate.foundation.errors import InputError, Problem
from simulate.foundation.units import DIMENSIONLESS
from simulate.method.plan import Plan
from simulate.method.quantity import Quantity
from simulate.method.source_texts import SourceTexts
from simulate.simulation import environment
from simulate.simulation.questions import Question, remark


@dataclass(frozen=True)
class Labelled:
    """One model: its plan, the names of its statistics, what was asked, and what the simulation has to say."""

    plan: Plan
    outputs: tuple[str, ...]
    summary: Summary
    questions: tuple[Question, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """How the draws were made and what was asked of all of them."""

    seed: int
    draws: int
    sampler: str
    quantiles: tuple[float, ...]
    levels: tuple[float, ...]
    drawn: tuple[str, ...]
    interval: float
    interval_kind: str
    thresholds: tuple[str, ...]


def check_units(plans: Sequence[Plan]) -> None:
    """InputError where two scenarios give one name two units: a dataset has one unit per quantity."""
    first: dict[str, Plan] = {}
    problems: list[Problem] = []
    for plan in plans:
        for id_ in plan.quantities:
            other = first.setdefault(id_, plan)
            here, there = plan.method[id_], other.method[id_]
            if here.unit.text != there.unit.text:
                message = f"is in {here.unit.text} here and in {there.unit.text} in {other.scenario.id}; run them apart"
                problems.append(Problem(message, (id_,), plan.scenario.id))
    if problems:
        raise InputError(problems)


def ranges(models: Sequence[Labelled], settings: Settings) -> xr.Dataset:
    """The dataset of ranges; models that lack a quantity have nan there."""
    variables: dict[str, xr.Variable] = {}
    for quantity in _quantities(models):
        variables |= _variables(quantity, models, settings)
    dataset = xr.Dataset(variables, coords=_coordinates(models, settings))
    return dataset.assign_attrs(_attributes(models, settings))


def draws(models: Sequence[Labelled]) -> xr.Dataset:
    """All draws kept: one variable (model, draw) per quantity."""
    variables = {}
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
        variables[quantity.id] = xr.Variable(("model", "draw"), np.stack(rows), attrs)
    return xr.Dataset(variables, coords=_labels(models))


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


def _variables(quantity: Quantity, models: Sequence[Labelled], settings: Settings) -> dict[str, xr.Variable]:
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


def _labels(models: Sequence[Labelled]) -> dict[str, Any]:
    scenarios = [model.plan.scenario for model in models]
    return {
        "model": ("model", index([item.id for item in scenarios])),
        "name": ("model", np.array([item.name for item in scenarios], dtype=object)),
        "developer": ("model", np.array([item.developer for item in scenarios], dtype=object)),
        "released": ("model", np.array([str(item.released or "") for item in scenarios], dtype=object)),
        "scope": ("model", np.array([item.scope for item in scenarios], dtype=object)),
    }


def _coordinates(models: Sequence[Labelled], settings: Settings) -> dict[str, Any]:
    bounds = {"ci_bound": ("ci_bound", index(["lower", "upper"]))}
    levels = {name: (name, pd.Index(getattr(settings, f"{name}s"))) for name in ("quantile", "level")}
    return {**_labels(models), **levels, **bounds}


def index(texts: Sequence[str]) -> pd.Index[Any]:
    """Texts to find rows by; made by xarray of an array, it would have to look whether that is one of pint: 0.05 s."""
    return pd.Index(texts, dtype=object)


def _attributes(models: Sequence[Labelled], settings: Settings) -> dict[str, Any]:
    by_model = {model.plan.scenario.id: model for model in models}
    texts: dict[str, Any] = {
        "estimates": [item for model in models for item in _estimates(model)],
        "disclosed": [item for model in models for item in _disclosed(model)],
        "not_computable": {id_: {q: list(needs) for q, needs in m.plan.missing.items()} for id_, m in by_model.items()},
        "undefined": {id_: _undefined(model) for id_, model in by_model.items()},
        "thresholds": {id_: _thresholds(model, settings) for id_, model in by_model.items()},
        "warnings": {id_: _warnings(model) for id_, model in by_model.items()},
        "priors": {id_: _priors(model) for id_, model in by_model.items()},
        "asked": {
            "interval": settings.interval,
            "interval_kind": settings.interval_kind,
            "thresholds": list(settings.thresholds),
        },
        "environment": environment.here(),
    }
    return {
        "Conventions": "CF-1.11",
        "title": "Ranges of what training takes" if len(models) != 1 else f"Ranges: {models[0].plan.scenario.name}",
        "seed": settings.seed,
        "draws": settings.draws,
        "sampler": settings.sampler,
        "stream_version": STREAM_VERSION,
        **{name: json.dumps(value, ensure_ascii=False) for name, value in texts.items()},
        **SourceTexts.of(model.plan.scenario for model in models).attributes,
    }


def _answer(model: Labelled, purpose: str, key: object) -> tuple[float, float]:
    """Probability of what was asked, and its numerical error."""
    for position, question in enumerate(model.questions):
        if question.purpose == purpose and question.key == key:
            return float(model.summary.estimates.events[position]), float(model.summary.errors.events[position])
    return float("nan"), float("nan")


def _estimates(model: Labelled) -> list[dict[str, Any]]:
    return [
        {**_placed(model, "estimate", position, item), "by": item.by, "inputs": dict(item.inputs)}
        for position, item in enumerate(model.plan.scenario.estimates)
    ]


def _disclosed(model: Labelled) -> list[dict[str, Any]]:
    return [
        {**_placed(model, "disclosed", position, item), "kind": item.kind, "group": item.group}
        for position, item in enumerate(model.plan.scenario.disclosed)
    ]


def _placed(model: Labelled, purpose: str, position: int, item: Estimate | Disclosure) -> dict[str, Any]:
    """A figure of others in the unit of the quantity, and the share of draws that are not above it."""
    scenario, quantity = model.plan.scenario, model.plan.method[item.quantity]
    percentile, _ = _answer(model, purpose, position)
    comparable = item.scope == scenario.scope and np.isfinite(percentile)
    return {
        "model": scenario.id,
        "quantity": item.quantity,
        "value": units.convert_float(item.value, item.unit or DIMENSIONLESS, quantity.unit),
        "unit": quantity.unit.text,
        "scope": item.scope,
        # A number of another scope lies nowhere in this range: the two measure different things.
        "percentile": percentile if comparable else None,
        "source": "; ".join(item.source),
    }


def _thresholds(model: Labelled, settings: Settings) -> list[dict[str, Any]]:
    told = []
    for position, text in enumerate(settings.thresholds):
        probability, error = _answer(model, "threshold", position)
        if np.isfinite(probability):
            told.append({"text": text, "probability": probability, "error": error})
    return told


def _warnings(model: Labelled) -> list[str]:
    said = [*model.plan.warnings, *model.warnings]
    for question, probability in zip(model.questions, model.summary.estimates.events, strict=True):
        said += [text for text in [remark(model.plan, question, float(probability))] if text]
    summary = model.summary
    for id_, no_mean, no_sd in zip(model.outputs, summary.heavy_mean, summary.heavy_sd, strict=True):
        if no_mean or no_sd:
            what = "mean and standard deviation" if no_mean else "standard deviation"
            said.append(f"{id_}: single draws far out would decide its {what}, left out here; its quantiles stand")
    return said


def _undefined(model: Labelled) -> list[str]:
    """Quantities with draws that are no numbers, and so without any statistic."""
    return [id_ for id_, n_nan in zip(model.outputs, model.summary.n_nan, strict=True) if n_nan]


def _priors(model: Labelled) -> list[dict[str, Any]]:
    return [
        {
            "quantity": item.quantity.id,
            "label": item.quantity.label,
            "prior": item.prior.text,
            "unit": item.prior.unit.text if item.prior.unit else item.quantity.unit.text,
            "stated_in": item.prior.origin,
            "drawn": "per model" if item.per_model else "shared",
            "source": list(item.prior.source),
            "why": item.prior.why,
            "year": item.prior.year,
            "quality": item.prior.quality,
            "basis": item.prior.basis,
            "from_run": list(item.prior.from_run),
        }
        for item in model.plan.inputs
    ]
