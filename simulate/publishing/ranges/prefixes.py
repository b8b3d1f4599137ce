"""Unit prefixes chosen by the data, so that most numbers of a block have one to three digits before the point."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from statistics import median_low
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulate.publishing.ranges.records import Block, Row


@dataclass(frozen=True, slots=True)
class Prefix:
    """Multiply by `factor` to get numbers in `unit`."""

    factor: float
    unit: str


# Units of one family, each with its size in the first. Words where SI offers none that a reader cannot mistake: "M"
# is a million to some and a thousand to others, "ML" is a megalitre only outside machine learning.
_FAMILIES: tuple[dict[str, float], ...] = (
    {"Wh": 1.0, "kWh": 1e3, "MWh": 1e6, "GWh": 1e9, "TWh": 1e12},
    {"W": 1.0, "kW": 1e3, "MW": 1e6, "GW": 1e9, "TW": 1e12},
    {"gCO2e": 1.0, "kgCO2e": 1e3, "tCO2e": 1e6, "ktCO2e": 1e9, "MtCO2e": 1e12},
    {"m2": 1.0, "ha": 1e4, "km2": 1e6},
    {"FLOP/s": 1.0, "GFLOP/s": 1e9, "TFLOP/s": 1e12, "PFLOP/s": 1e15, "EFLOP/s": 1e18},
    {"FLOP": 1.0, **{f"10^{power} FLOP": 10.0**power for power in (18, 21, 24, 27)}},
)
# Families that grow by words. Below a million a pure number is a count, and counts are read whole.
_WORDS = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_WORDED = re.compile(r"USD_\d{4}|m3|h|m2 year|1|")


def choose(unit: str, magnitudes: Iterable[float]) -> Prefix:
    """The largest prefix under which the median of the magnitudes is at least 1; the smallest where none is."""
    sizes = [size for size in map(abs, magnitudes) if size and math.isfinite(size)]
    family = _family(unit)
    if not sizes or unit not in family:
        return Prefix(1.0, "" if unit == "1" else unit)
    typical = median_low(sizes) * family[unit]
    # A hair of tolerance: 1000 kWh must not stay kWh because 1e3 * 1e3 rounds down.
    fitting = [name for name, size in family.items() if typical >= size * (1 - 1e-9)]
    chosen = fitting[-1] if fitting else next(iter(family))
    return Prefix(family[unit] / family[chosen], "" if chosen == "1" else chosen)


def readable(block: Block) -> Block:
    """The block in the unit that suits its numbers; `unit` is empty for plain counts."""
    prefix = choose(block.unit, (_magnitude(row) for row in block.rows if row.computed))
    return replace(block, unit=prefix.unit, rows=tuple(row.times(prefix.factor) for row in block.rows))


def alone(block: Block, row: Row) -> Block:
    """The block of one row, whose unit can then suit its own numbers."""
    return replace(block, rows=(row,))


def heading(block: Block) -> str:
    """Label and unit: `Energy at the meter, GWh`."""
    return f"{block.label}, {block.unit}" if block.unit else block.label


def _magnitude(row: Row) -> float:
    """The median says how large a range is, unless it lies near zero between its bounds."""
    return max(abs(row.median.value), min(abs(row.lower.value), abs(row.upper.value)))


def _family(unit: str) -> dict[str, float]:
    for family in _FAMILIES:
        if unit in family:
            return family
    if not _WORDED.fullmatch(unit):
        return {}
    words = {word: size for word, size in _WORDS.items() if unit not in ("1", "") or size >= 1e6}
    named = "" if unit == "1" else unit
    return {unit: 1.0, **{f"{word} {named}".strip(): size for word, size in words.items()}}
