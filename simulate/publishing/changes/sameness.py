"""What `wattif reproduce` says: identical, the same but for rounding, or what differs and by how much."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from simulate.publishing.wording import digits
from simulate.publishing.wording.labels import clean, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulate.analysis.sameness import Difference, Sameness

_LISTED = 20
_LENGTH = 60


def verdict(found: Sameness, environment: Mapping[str, tuple[str, str]]) -> str:
    """`identical`, `same` (rounding, where versions or machine differ) or `differs`."""
    if found.identical:
        return "identical"
    return "same" if found.agrees and environment else "differs"


def text(found: Sameness, environment: Mapping[str, tuple[str, str]], *, streams: bool) -> str:
    """The verdict on the first line, then what differs and what may be the reason."""
    counted = f"{found.numbers:,} numbers and texts compared"
    said = verdict(found, environment)
    if said == "identical":
        return f"identical: {counted}, every bit the same\n"
    if said == "same":
        lines = [f"same to {_ulp(found.ulp)} ulp: {counted}, the largest difference is {_percent(_largest(found))}"]
    else:
        lines = [f"differs: {len(found.differences)} of the variables and attributes; {counted}"]
    if said == "differs":
        lines += [f"  {_line(item)}" for item in found.differences[:_LISTED]]
        left = len(found.differences) - _LISTED
        lines += [f"  and {left} more"] if left > 0 else []
    if not streams:
        lines.append("drawn by another version of the random streams: ranges agree within their numerical errors only")
    if environment:
        then = ", ".join(f"{name} {clean(before) or 'not told'}" for name, (before, _) in environment.items())
        now = ", ".join(f"{name} {after}" for name, (_, after) in environment.items())
        lines += [f"made with  {then}", f"here       {now}"]
    return "\n".join(lines) + "\n"


def record(found: Sameness, environment: Mapping[str, tuple[str, str]], *, streams: bool) -> dict[str, Any]:
    """The same as JSON; what has no number is null."""
    return {
        "schema": 1,
        "verdict": verdict(found, environment),
        "compared": found.numbers,
        "ulp": _finite(found.ulp),
        "differences": [
            {"name": d.name, "where": d.where, "then": d.then, "now": d.now, "relative": _finite(d.relative),
             "ulp": _finite(d.ulp)}
            for d in found.differences
        ],
        "environment": {name: {"then": then, "now": now} for name, (then, now) in environment.items()},
        "streams": "same" if streams else "another version",
    }  # fmt: skip


def json_text(found: Sameness, environment: Mapping[str, tuple[str, str]], *, streams: bool) -> str:
    """One JSON object."""
    return json.dumps(record(found, environment, streams=streams), indent=1) + "\n"


def _line(item: Difference) -> str:
    place = f" ({clean(item.where)})" if item.where else ""
    then, now = (shortened(clean(value), _LENGTH) or "nothing" for value in (item.then, item.now))
    by = f", {_percent(item.relative)}" if math.isfinite(item.relative) else ""
    return f"{clean(item.name)}{place}: {then} then, {now} now{by}"


def _largest(found: Sameness) -> float:
    return max(item.relative for item in found.differences)


def _percent(relative: float) -> str:
    return f"{digits.significant(100 * relative, 2)} %"


def _ulp(value: float) -> str:
    return f"{math.ceil(value):,}"


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
