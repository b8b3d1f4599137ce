"""The JSON of `wattif sensitivity --json`: nothing rounded, undefined numbers null, the same bytes for a study."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulate.analysis.asking import Ask
    from simulate.analysis.budget import Budget
    from simulate.analysis.further import Further
    from simulate.analysis.sensitivity import Influence, Measure, OutputStudy, Study


def text(studies: Sequence[Study], more: Sequence[Further] = (), *, seed: int, interval: float) -> str:
    """One object with all models, ASCII only."""
    told: dict[str, Any] = {"schema": 1, "seed": seed, "interval": interval}
    told["models"] = [_model(study) for study in studies]
    for model, item in zip(told["models"], more, strict=False):
        model["further"] = _further(item)
    return json.dumps(_defined(told), indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def _defined(told: Any) -> Any:  # noqa: ANN401 -- any JSON
    """The same with null for what is no number."""
    if isinstance(told, dict):
        return {name: _defined(item) for name, item in told.items()}
    if isinstance(told, list | tuple):
        return [_defined(item) for item in told]
    return None if isinstance(told, float) and not math.isfinite(told) else told


def _model(study: Study) -> dict[str, Any]:
    return {
        "id": study.id,
        "name": study.name,
        "points": study.points,
        "draws": study.draws,
        "undefined": list(study.undefined),
        "quantities": {output.quantity: _output(output) for output in study.outputs},
        "budgets": {budget.quantity: _budget(budget) for budget in study.budgets},
    }


def _output(output: OutputStudy) -> dict[str, Any]:
    return {
        "label": output.label,
        "unit": output.unit,
        "lower": output.lower,
        "median": output.median,
        "upper": output.upper,
        "shown": "logarithm" if output.by_log else "itself",
        "inputs": [_input(item) for item in output.influences],
        "disclosure": [_ask(item) for item in output.asks],
        "dummy": {"value": output.dummy.value, "error": output.dummy.error},
        "groups": _groups(output),
        "rests_on": dict(output.rests_on),
    }


def _further(item: Further) -> dict[str, Any]:
    """What was asked for besides."""
    tables: dict[str, Mapping[str, Sequence[Any]]] = {
        "pairs": item.pairs,
        "pawn": item.pawn,
        "power": item.scaled,
        "break_even": item.break_even,
    }
    told: dict[str, Any] = {
        name: {quantity: [asdict(row) for row in rows] for quantity, rows in table.items()}
        for name, table in tables.items()
    }
    told["thresholds"] = [
        {
            "text": target.text,
            "probability": target.probability,
            "inputs": [
                {
                    "name": factor.name,
                    "first_order": float(target.first.value[k]),
                    "first_order_error": float(target.first.error[k]),
                    "total": float(target.total.value[k]),
                    "total_error": float(target.total.error[k]),
                    "shapley": float(target.shapley.value[k]),
                    "shapley_error": float(target.shapley.error[k]),
                }
                for k, factor in enumerate(target.factors)
            ],
        }
        for target in item.targets
    ]
    return told


def _budget(budget: Budget) -> dict[str, Any]:
    """The law of propagation beside the draws; `c` is the slope at the medians."""
    return {
        "inputs": [
            {"name": i.name, "x": i.x, "u": i.u, "c": i.c, "cu": i.contribution, "share": i.share} for i in budget.lines
        ],
        "value": budget.value,
        "u": budget.combined,
        "mean": budget.mean,
        "sd": budget.sd,
        "equal_tailed": list(budget.equal_tailed),
        "shortest": list(budget.shortest),
        "draws": budget.draws,
    }


def _groups(output: OutputStudy) -> dict[str, float]:
    """Shapley effects add up, so that those of a group of inputs are the group's."""
    groups: dict[str, float] = {}
    for item in output.influences:
        groups[item.group] = groups.get(item.group, 0.0) + item.shown(output.by_log)[2].value
    return groups


def _input(item: Influence) -> dict[str, Any]:
    told: dict[str, Any] = {"name": item.name, "label": item.label, "kind": item.kind, "group": item.group}
    measures: dict[str, Measure | None] = {
        "first_order": item.first,
        "total": item.total,
        "first_order_log": item.first_log,
        "total_log": item.total_log,
        "shapley": item.shapley,
        "shapley_log": item.shapley_log,
        "rank_correlation": item.rank,
    }
    for name, measure in measures.items():
        told[name] = measure.value if measure else None
        told[f"{name}_error"] = measure.error if measure else None
    told["quantities"] = list(item.quantities)
    told["tornado"] = [
        {"level": s.level, "at": s.at, "lower": s.lower, "median": s.median, "upper": s.upper} for s in item.swings
    ]
    return told


def _ask(item: Ask) -> dict[str, Any]:
    worth, settled = item.disclosure, item.settles
    settles = None
    if settled is not None:
        settles = {
            "quantity": settled.quantity,
            "route": settled.route,
            "value": settled.value,
            "span_then": settled.spans[""],
        }
    return {
        "name": item.name,
        "label": item.label,
        "kind": item.kind,
        "askable": item.askable,
        "narrowing": worth.narrowing,
        "narrowing_error": worth.error,
        "interval_score_gain": worth.gain,
        "span_now": worth.span_now,
        "span_then": worth.span_then,
        "span_is": "factor" if worth.log else "width",
        "settles": settles,
    }
