"""The JSON of `wattif diff --json`: nothing rounded, undefined numbers null."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulate.analysis.causes import Cause
    from simulate.analysis.changes import Changes, Moved, Shift
    from simulate.analysis.shares import Parts


def text(found: Changes) -> str:
    """One JSON object."""
    return json.dumps(record(found), indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def record(found: Changes) -> dict[str, Any]:
    """All moves, whether headline or not."""
    return {
        "schema": 1,
        "compared": found.compared,
        "limit": found.limit,
        "moved": [_moved(item, found.limit) for item in found.moved],
        "only_before": [{"model": model, "quantity": quantity or None} for model, quantity in found.only_then],
        "only_now": [{"model": model, "quantity": quantity or None} for model, quantity in found.only_now],
        "run": [_cause(cause) for cause in found.causes.run],
    }


def _moved(item: Moved, limit: float) -> dict[str, Any]:
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
        "shares": _shares(item, limit),
        "unshared": item.unshared or None,
    }


def _shares(item: Moved, limit: float) -> dict[str, Any] | None:
    found = item.attribution
    if found is None:
        return None
    return {
        "by": "factor" if found.factors else "difference",
        "of": [
            {"causes": [_cause(cause) for cause in share.causes], **_parts(share.parts, limit)}
            for share in found.shares
        ],
        "unexplained": _parts(found.unexplained, limit),
    }


def _parts(parts: Parts, limit: float) -> dict[str, Any]:
    return {
        level: {"value": _finite(part.value), "error": _finite(part.error), "zero": abs(part.errors) <= limit}
        for level, part in zip(("0.05", "0.5", "0.95"), parts, strict=True)
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
