"""What a dataset says besides numbers: figures of others, warnings, priors, and all texts that it was made from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from simulate.beliefs.prior import Disclosure, Estimate
from simulate.engine.streams import STREAM_VERSION
from simulate.foundation import units
from simulate.foundation.units import DIMENSIONLESS
from simulate.method.source_texts import SourceTexts
from simulate.simulation import environment
from simulate.simulation.labelling.labelled import Labelled, Settings
from simulate.simulation.questions import remark


def attributes(models: Sequence[Labelled], settings: Settings) -> dict[str, Any]:
    """The attributes of a dataset of ranges."""
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
    """Every statement asked about; None where draws are no numbers, or there are none."""
    answers = [(text, *_answer(model, "threshold", position)) for position, text in enumerate(settings.thresholds)]
    return [
        {"text": text, "probability": probability, "error": error}
        if np.isfinite(probability)
        else {"text": text, "probability": None, "error": None}
        for text, probability, error in answers
    ]


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
