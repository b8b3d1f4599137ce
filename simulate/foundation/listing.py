"""Names in a sentence: a few of them, and how many more there are."""

from __future__ import annotations

from collections.abc import Sequence

MOST = 8


def listed(names: Sequence[str], most: int = MOST) -> str:
    """`a, b, c`; of many the first ones and a count: `a, b and 90 more`."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[: most - 1])} and {len(names) - most + 1:,} more"
