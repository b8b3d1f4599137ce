"""The JSON of `wattif diff --json`: nothing rounded, undefined numbers null."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulate.analysis.causes import Cause
    from simulate.analysis.changes import Changes, Moved, Shift


def text(found: Changes) -> str:
    """One JSON object."""
    return json.dumps(record(found), indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def record(found: Changes) -> dict[str, Any]:
    """All moves, whether headline or not."""
    return {
        "schema": 1,
        "compared": found.compared,
        "limit": found.limit,
        "moved": [_moved(item) for item in found.moved],
        "only_before": [{"model": model, "quantity": quantity or None} for model, quantity in found.only_then],
        "only_now": [{"model": model, "quantity": quantity or None} for model, quantity in found.only_now],
        "run": [_cause(cause) for cause in found.run],
    }


def _moved(item: Moved) -> dict[str, Any]:
    return {
        "model": item.model,
        "quantity": item.quantity,
        "unit": item.unit,
        "headline": item.headline,
        "0.05": _shift(item.lower),
        "0.5": _shift(item.median),
        "0.95": _shift(item.upper),
        "percent": _finite(item.percent),
        "half_widths": _finite(item.half_widths),
        "errors": _finite(item.errors),
        "causes": [_cause(cause) for cause in item.causes],
    }


def _shift(shift: Shift) -> dict[str, Any]:
    return {"before": _finite(shift.then), "now": _finite(shift.now), "error": _finite(shift.error)}


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "kind": cause.kind,
        "name": cause.name or None,
        "stated_in": cause.stated_in or None,
        "before": cause.then,
        "now": cause.now,
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
