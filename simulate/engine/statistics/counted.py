"""Bins of all outputs as kernels see them: a sheet of addresses; how they are forgotten and added up.

For all outputs: `GRIDS` (output, number), `BINS` where the bins of each begin, `ENDS` where the ends of those begin
that keep them, `RECURRING` and `STARTS` the recurring values and where those of each begin; `BINS`, `ENDS` and `STARTS`
have one entry more than there are outputs. Counts are `NARROW`, of 32 bits, or not.
"""

from __future__ import annotations

import numpy as np

from simulate.engine.machine.bits import Floats, Integers, as_float, as_word, counts_at, floats_at, integers_at
from simulate.engine.machine.counting import (
    ABOVE,
    BELOW,
    FACTS,
    FIRST,
    FIRST_CELL,
    FURTHEST,
    GREATEST,
    GRID,
    HALF,
    LEAST,
    NANS,
    NEAREST,
    ORIGIN,
    SHIFT,
)
from simulate.engine.machine.loading import Kernel

SHEET = 11
"""Entries of a sheet."""
OUTPUTS, GRIDS, BINS, ENDS, RECURRING, STARTS, OF_OUTPUT, COUNTS, NARROW, BOUNDS, TIMES = range(SHEET)


def grid_of(sheet: Integers, output: int) -> Floats:
    """Where bins of an output lie."""
    return floats_at(sheet[GRIDS] + 8 * GRID * output)


def facts_of(sheet: Integers, output: int) -> Floats:
    """What is known of an output besides its counts."""
    return floats_at(sheet[OF_OUTPUT] + 8 * FACTS * output)


def count_at(sheet: Integers, place: int) -> int:
    """How many draws are in a bin, by its place among those of all outputs."""
    return int(counts_at(sheet[COUNTS])[place] if sheet[NARROW] else integers_at(sheet[COUNTS])[place])


def bin_of(value: float, grid: Floats) -> int:
    """The bin that holds a value: as `simulate.engine.machine.counting.count`, for one."""
    distance = value - grid[ORIGIN]
    size = min(max(abs(distance), grid[NEAREST]), grid[FURTHEST])
    cell = np.int64(as_word(size) >> np.uint64(grid[SHIFT])) - np.int64(grid[FIRST_CELL])
    return int(np.int64(grid[HALF]) + (cell if distance >= 0.0 else -1 - cell))


def edges(number: int, grid: Floats) -> tuple[float, float]:
    """Where a bin begins and ends."""
    first, shift, half = np.int64(grid[FIRST_CELL]), np.int64(grid[SHIFT]), np.int64(grid[HALF])
    cell = number - half if number >= half else half - 1 - number
    near = as_float((cell + first) << shift) if cell else 0.0
    far = as_float((cell + first + 1) << shift) if cell < half - 1 else np.inf
    return grid[ORIGIN] + (near if number >= half else -far), grid[ORIGIN] + (far if number >= half else -near)


def _clear(sheet_at: int) -> int:
    sheet = integers_at(sheet_at)
    bins, ends, bounds = integers_at(sheet[BINS]), integers_at(sheet[ENDS]), floats_at(sheet[BOUNDS])
    for number in range(integers_at(sheet[STARTS])[sheet[OUTPUTS]]):
        floats_at(sheet[TIMES])[number] = 0.0
    for output in range(sheet[OUTPUTS]):
        grid, facts = grid_of(sheet, output), facts_of(sheet, output)
        low = high = int(grid[HALF]) - 1
        if facts[LEAST] <= facts[GREATEST]:
            low, high = min(low, bin_of(facts[LEAST], grid)), max(high, bin_of(facts[GREATEST], grid))
        for place in range(bins[output] + low, bins[output] + high + 1):
            if sheet[NARROW]:
                counts_at(sheet[COUNTS])[place] = np.uint32(0)
            else:
                integers_at(sheet[COUNTS])[place] = 0
        if ends[output + 1] > ends[output]:
            for place in range(ends[output] + low, ends[output] + high + 1):
                bounds[2 * place], bounds[2 * place + 1] = np.inf, -np.inf
        facts[LEAST], facts[GREATEST], facts[FIRST] = np.inf, -np.inf, -1.0
        facts[NANS] = facts[ABOVE] = facts[BELOW] = 0.0
    return 0


clear = Kernel(_clear)
"""Forget all draws: bins between the least and the greatest, and the one that nan are counted in."""


def _add(sheet_at: int, into_at: int) -> int:
    sheet, into = integers_at(sheet_at), integers_at(into_at)
    bins, ends, into_counts = integers_at(sheet[BINS]), integers_at(sheet[ENDS]), integers_at(into[COUNTS])
    bounds, into_bounds = floats_at(sheet[BOUNDS]), floats_at(into[BOUNDS])
    for number in range(integers_at(sheet[STARTS])[sheet[OUTPUTS]]):
        floats_at(into[TIMES])[number] += floats_at(sheet[TIMES])[number]
    for output in range(sheet[OUTPUTS]):
        grid, own, pool = grid_of(sheet, output), facts_of(sheet, output), facts_of(into, output)
        if own[LEAST] <= own[GREATEST]:
            low, high = bin_of(own[LEAST], grid), bin_of(own[GREATEST], grid)
            for place in range(bins[output] + low, bins[output] + high + 1):
                into_counts[place] += count_at(sheet, place)
            if ends[output + 1] > ends[output]:
                for place in range(ends[output] + low, ends[output] + high + 1):
                    into_bounds[2 * place] = min(into_bounds[2 * place], bounds[2 * place])
                    into_bounds[2 * place + 1] = max(into_bounds[2 * place + 1], bounds[2 * place + 1])
        pool[LEAST], pool[GREATEST] = min(pool[LEAST], own[LEAST]), max(pool[GREATEST], own[GREATEST])
        pool[NANS] += own[NANS]
        pool[ABOVE] += own[ABOVE]
        pool[BELOW] += own[BELOW]
        if own[FIRST] >= 0.0:
            pool[FIRST] = own[FIRST] if pool[FIRST] < 0.0 else min(pool[FIRST], own[FIRST])
    return 0


add = Kernel(_add)
"""Add all that is in one sheet to another of the same layout, whose counts are not narrow."""
