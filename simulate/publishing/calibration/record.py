"""The JSON of `wattif calibrate --json`: nothing rounded, undefined numbers null."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulate.analysis.calibration import GOALS
from simulate.analysis.cases import PROBABILITIES, QUANTILES
from simulate.publishing.ranges.json_text import level

if TYPE_CHECKING:
    from simulate.analysis.calibration import Beside, Calibration, Summary
    from simulate.analysis.cases import Case, Score
    from simulate.analysis.scores import Coverage, Mean


@dataclass(frozen=True, slots=True)
class Made:
    """How the predictions were drawn."""

    draws: int
    seed: int
    sampler: str
    program: str
    catalogue: str


def to_json(calibration: Calibration, made: Made) -> dict[str, Any]:
    """The object that `calibrate --json` prints; only measured figures out of sample are in its statistics."""
    return {
        "schema": 1,
        "seed": made.seed,
        "draws": made.draws,
        "sampler": made.sampler,
        "overall": _summary(calibration.overall) if calibration.overall else None,
        "classes": [{"class": item.task, **_summary(item), **_goal(item)} for item in calibration.tasks],
        "groups": [{"group": item.task, **_summary(item)} for item in calibration.groups],
        "in_sample": _summary(calibration.in_sample) if calibration.in_sample else None,
        "cases": [_case(item) for item in calibration.cases],
    }


def text(calibration: Calibration, made: Made) -> str:
    """The same as text, ASCII only, so that no label can reach a terminal unescaped."""
    return json.dumps(to_json(calibration, made), indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def _case(item: Case) -> dict[str, Any]:
    quantiles = {level(p): _finite(value) for p, value in zip(QUANTILES, item.quantiles, strict=False)}
    return {
        "id": item.id,
        "name": item.name,
        "quantity": item.quantity,
        "kind": item.kind,
        "class": item.task,
        "group": item.group,
        "fitted": item.fitted,
        "counted": item.counted and not item.fitted,
        "disclosed": item.disclosed,
        "rounding": list(item.rounding),
        "unit": item.unit,
        "quantiles": quantiles or None,
        "percentile": item.percentile,
        "covered": {level(p): item.covered(p) for p in PROBABILITIES} if item.percentile is not None else None,
        "agrees": item.agrees,
        "withheld": list(item.withheld),
        "refitted": item.refitted or None,
        "evidence": list(item.evidence),
        "score": _score(item.score) if item.score else None,
        "baselines": {name: _score(score) for name, score in (item.baselines or {}).items()},
        "note": item.note,
        "source": item.source,
    }


def _summary(item: Summary) -> dict[str, Any]:
    return {
        "n": len(item.cases),
        "n_groups": len(item.groups),
        "coverage": {level(each.probability): _coverage(each) for each in item.coverage},
        "coverage_by_group": {level(each.probability): _coverage(each) for each in item.by_group},
        "bias": item.bias,
        "miss": item.miss,
        "worst": item.worst,
        "span": item.span,
        "widest": item.widest,
        "crps": _mean(item.crps),
        "interval_score": _mean(item.interval),
        "baselines": [_beside(each) for each in item.beside],
    }


def _goal(item: Summary) -> dict[str, Any]:
    goal = GOALS.get(item.task)
    return {"goal": {"miss": goal.factor, "span": goal.span} if goal else None}


def _beside(item: Beside) -> dict[str, Any]:
    return {
        "name": item.name,
        "n": item.n,
        "n_groups": item.n_groups,
        "crps": _mean(item.crps),
        "interval_score": _mean(item.interval),
        "crps_difference": _mean(item.crps_difference),
        "interval_score_difference": _mean(item.interval_difference),
    }


def _coverage(item: Coverage) -> dict[str, Any]:
    low, high = item.bounds
    rest = {"rate": item.rate, "low": low, "high": high, "verdict": item.verdict}
    return {"covered": item.covered, "n": item.n, **rest}


def _mean(item: Mean) -> dict[str, float | None]:
    return {"mean": item.value, "error": item.error}


def _score(item: Score) -> dict[str, float]:
    return {"crps": item.crps, "interval": item.interval}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
