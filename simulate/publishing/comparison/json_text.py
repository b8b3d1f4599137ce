"""The JSON of `wattif compare --json`: nothing rounded, the same bytes for the same comparison."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from simulate.publishing.ranges.json_text import level

if TYPE_CHECKING:
    from simulate.analysis.claims import Answer
    from simulate.analysis.comparison import Compared
    from simulate.analysis.pairs import Pair
    from simulate.analysis.waterfall import Waterfall


def text(found: Compared) -> str:
    """One object, ASCII only."""
    told = {
        "schema": 1,
        "seed": found.seed,
        "draws": found.draws,
        "interval": found.probability,
        "scope": found.scope,
        "models": [{"id": id_, "name": found.names[id_]} for id_ in found.ids],
        "pairs": [_pair(pair, found) for pair in found.pairs],
        "rank_1": "least",
        "ranks": {
            quantity: {id_: [_finite(share) for share in p] for id_, p in ranks.items()}
            for quantity, ranks in found.ranks.items()
        },
        "shared": [
            {"name": item.quantity, "label": item.label, "stated_in": item.stated_in, "models": list(item.models)}
            for item in found.shared
        ],
        "separate": {id_: list(names) for id_, names in found.separate.items()},
        "claims": [_claim(answer) for answer in found.claims],
        "waterfalls": [_waterfall(item) for item in found.reasons],
    }
    return json.dumps(told, indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def _pair(pair: Pair, found: Compared) -> dict[str, Any]:
    return {
        "a": pair.a,
        "b": pair.b,
        "quantity": pair.quantity,
        "unit": found.labels[pair.quantity][1],
        "ratio": {
            "quantiles": {level(q): _finite(value) for q, value in pair.ratio.items()},
            "error": {level(q): _finite(value) for q, value in pair.ratio_error.items()},
            "rests_on": dict(pair.rests_on),
        },
        "p_less": _finite(pair.p_less),
        "p_less_error": _finite(pair.p_less_error),
        "p_equal": _finite(pair.p_equal),
    }


def _claim(answer: Answer) -> dict[str, Any]:
    claim = answer.claim
    told: dict[str, Any] = {"text": claim.text, "says": claim.says, "by": claim.by, "source": list(claim.source)}
    return {**told, "probability": _finite(answer.probability), "error": _finite(answer.error)}


def _waterfall(item: Waterfall) -> dict[str, Any]:
    bars = [
        {"name": bar.name, "label": bar.label, "theirs": bar.theirs, "ours": bar.ours, "factor": bar.factor}
        for bar in item.bars
    ]
    about = {"model": item.model, "quantity": item.quantity, "unit": item.unit, "by": item.by}
    return {**about, "theirs": item.theirs, "ours": item.ours, "bars": bars}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
