"""Studies and comparisons as Datasets: everything that tables and charts show, with names, units and coordinates."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import xarray as xr

from simulate.analysis.asking import Ask
from simulate.analysis.comparison import Compared
from simulate.analysis.grading import DIM, GRADE_NAMES
from simulate.analysis.pairs import Pair
from simulate.analysis.sensitivity import Influence, Measure, OutputStudy, Study

_MEASURES: dict[str, Callable[[Influence], Measure | None]] = {
    "first_order": lambda item: item.first,
    "total": lambda item: item.total,
    "shapley": lambda item: item.shapley,
    "first_order_log": lambda item: item.first_log,
    "total_log": lambda item: item.total_log,
    "shapley_log": lambda item: item.shapley_log,
    "rank_correlation": lambda item: item.rank,
}
_WORTH: dict[str, Callable[[Ask], float | None]] = {
    "narrowing": lambda ask: ask.disclosure.narrowing,
    "narrowing_error": lambda ask: ask.disclosure.error,
    "interval_score_gain": lambda ask: ask.disclosure.gain,
    "span_now": lambda ask: ask.disclosure.span_now,
    "span_then": lambda ask: ask.disclosure.span_then,
    "span_settled": lambda ask: ask.span_settled,
}


def sensitivity(studies: Sequence[Study]) -> xr.Dataset:
    """Indices (model, quantity, input) and values of disclosure (model, quantity, candidate); nan where none is."""
    found = {(study.id, output.quantity): output for study in studies for output in study.outputs}
    models = list(dict.fromkeys(model for model, _ in found))
    quantities = list(dict.fromkeys(quantity for _, quantity in found))
    inputs = _names(item.name for output in found.values() for item in output.influences)
    candidates = _names(item.name for output in found.values() for item in output.asks)
    shape = (len(models), len(quantities))
    variables: dict[str, xr.Variable] = {}
    for name, of in _MEASURES.items():
        values, errors = np.full((*shape, len(inputs)), np.nan), np.full((*shape, len(inputs)), np.nan)
        for (model, quantity), output in found.items():
            for item in output.influences:
                measure, at = of(item), (models.index(model), quantities.index(quantity), inputs.index(item.name))
                if measure is not None:
                    values[at], errors[at] = measure.value, measure.error
        variables[name] = _variable(("model", "quantity", "input"), values, name.replace("_", " "))
        variables[f"{name}_error"] = _variable(("model", "quantity", "input"), errors, f"standard error of {name}")
    for name, worth in _WORTH.items():
        values = np.full((*shape, len(candidates)), np.nan)
        for (model, quantity), output in found.items():
            for ask in output.asks:
                told = worth(ask)
                if told is not None:
                    values[models.index(model), quantities.index(quantity), candidates.index(ask.name)] = told
        variables[name] = _variable(("model", "quantity", "candidate"), values, name.replace("_", " "))
    coords = {"model": models, "quantity": quantities, "input": inputs, "candidate": candidates}
    attrs = {"title": "Sensitivity and value of disclosure", "rests_on": json.dumps(_grades(found))}
    return xr.Dataset(variables, {k: (k, np.array(v, dtype=object)) for k, v in coords.items()}, attrs)


def comparison(found: Compared) -> xr.Dataset:
    """Ratios (pair, level), what they rest on (pair, grade), probabilities (pair), ranks (ranked, model, rank)."""
    ranks = np.full((len(found.ranks), len(found.ids), len(found.ids)), np.nan)
    for k, by_model in enumerate(found.ranks.values()):
        for id_, shares in by_model.items():
            ranks[k, found.ids.index(id_), : len(shares)] = shares
    coords: dict[str, Any] = {
        "rank": ("rank", np.arange(1, len(found.ids) + 1)),
        "model": ("model", np.array(found.ids, dtype=object)),
        "ranked": ("ranked", np.array(list(found.ranks), dtype=object)),
    }
    ranked = {
        "rank_probability": _variable(("ranked", "model", "rank"), ranks, "probability of each rank, 1 the least")
    }
    attrs = {"title": "Comparison", "draws": found.draws, **_besides(found)}
    return _of_pairs(found.pairs).assign(ranked).assign_coords(coords).assign_attrs(attrs)


def _of_pairs(pairs: Sequence[Pair]) -> xr.Dataset:
    levels = list(pairs[0].ratio) if pairs else []
    ratio = np.array([list(pair.ratio.values()) for pair in pairs]).reshape(len(pairs), len(levels))
    errors = np.array([list(pair.ratio_error.values()) for pair in pairs]).reshape(ratio.shape)
    shares = [[pair.rests_on.get(name, np.nan) for name in GRADE_NAMES] for pair in pairs]
    grades = np.array(shares).reshape(len(pairs), len(GRADE_NAMES))
    variables = {
        "ratio": _variable(("pair", "quantile"), ratio, "first over second"),
        "ratio_error": _variable(("pair", "quantile"), errors, "standard error of ratio"),
        "ratio_rests_on": _variable(("pair", DIM), grades, "shares of its variance by grade"),
        "p_less": _variable(("pair",), np.array([p.p_less for p in pairs]), "probability that the first is less"),
        "p_less_error": _variable(("pair",), np.array([p.p_less_error for p in pairs]), "its standard error"),
    }
    coords: dict[str, Any] = {
        "quantile": ("quantile", np.array(levels, dtype=float)),
        DIM: (DIM, np.array(GRADE_NAMES, dtype=object)),
    }
    for name in ("a", "b", "quantity"):
        coords[name] = ("pair", np.array([getattr(pair, name) for pair in pairs], dtype=object))
    return xr.Dataset(variables, coords)


def _besides(found: Compared) -> dict[str, str]:
    """Claims with their answers, and reasons, as JSON."""
    told = [
        {"text": a.text, "says": a.says, "by": a.by, "probability": a.probability, "error": a.error}
        for a in found.claims
    ]
    bars = [
        {"model": w.model, "quantity": w.quantity, "by": w.by, "theirs": w.theirs, "ours": w.ours, "unit": w.unit,
         "factors": {bar.name: bar.factor for bar in w.bars}, "labels": {bar.name: bar.label for bar in w.bars}}
        for w in found.reasons
    ]  # fmt: skip
    return {"claims": json.dumps(told), "waterfalls": json.dumps(bars)}


def _names(found: Any) -> list[str]:  # noqa: ANN401 -- any iterable of names
    return list(dict.fromkeys(found))


def _variable(dims: tuple[str, ...], values: Any, label: str) -> xr.Variable:  # noqa: ANN401 -- arrays of any shape
    return xr.Variable(dims, values, {"units": "1", "long_name": label})


def _grades(found: dict[tuple[str, str], OutputStudy]) -> dict[str, dict[str, float]]:
    return {f"{model}/{quantity}": dict(output.rests_on) for (model, quantity), output in found.items()}
