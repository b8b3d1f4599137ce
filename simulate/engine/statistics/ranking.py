"""Kernels that add up bins of all outputs, and read quantiles from them.

Arrays of a layout, for all outputs: `grids` (output, number), `bins` where the bins of each begin, `ends` where the
ends of those begin that keep them, `recurring` and `starts` the recurring values and where those of each begin; all
but the first have one entry more than there are outputs, or values.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulate.engine.machine.counting import (
    ABOVE,
    BELOW,
    FIRST,
    FIRST_CELL,
    FURTHEST,
    GREATEST,
    HALF,
    LEAST,
    NANS,
    NEAREST,
    ORIGIN,
    SHIFT,
)
from simulate.engine.machine.jit import as_bits, as_float, kernel
from simulate.engine.streams import FloatArray

IntArray = npt.NDArray[np.int64]
CountArray = npt.NDArray[np.uint32] | IntArray


@kernel
def bin_of(value: float, grid: FloatArray) -> int:
    """The bin that holds a value: as `simulate.engine.machine.counting.count`, for one."""
    distance = value - grid[ORIGIN]
    size = min(max(abs(distance), grid[NEAREST]), grid[FURTHEST])
    cell = np.int64(np.uint64(as_bits(size)) >> np.uint64(grid[SHIFT])) - np.int64(grid[FIRST_CELL])
    return int(np.int64(grid[HALF]) + (cell if distance >= 0.0 else -1 - cell))


@kernel
def clear(
    grids: FloatArray,
    bins: IntArray,
    ends: IntArray,
    facts: FloatArray,
    counts: CountArray,
    bounds: FloatArray,
    times: FloatArray,
) -> None:
    """Forget all draws: bins between the least and the greatest, and the one that nan are counted in."""
    times[:] = 0.0
    for output in range(grids.shape[0]):
        start, middle = bins[output], bins[output] + np.int64(grids[output, HALF]) - 1
        low, high = middle, middle
        if facts[output, LEAST] <= facts[output, GREATEST]:
            low = min(low, start + bin_of(facts[output, LEAST], grids[output]))
            high = max(high, start + bin_of(facts[output, GREATEST], grids[output]))
        counts[low : high + 1] = 0
        if ends[output + 1] > ends[output]:
            shift = ends[output] - start
            bounds[low + shift : high + shift + 1, 0] = np.inf
            bounds[low + shift : high + shift + 1, 1] = -np.inf
        facts[output, LEAST], facts[output, GREATEST], facts[output, FIRST] = np.inf, -np.inf, -1.0
        facts[output, NANS] = facts[output, ABOVE] = facts[output, BELOW] = 0.0


@kernel
def add(
    grids: FloatArray,
    bins: IntArray,
    ends: IntArray,
    facts: FloatArray,
    counts: CountArray,
    bounds: FloatArray,
    times: FloatArray,
    into_facts: FloatArray,
    into_counts: CountArray,
    into_bounds: FloatArray,
    into_times: FloatArray,
) -> None:
    """Add facts, counts, bounds of bins and counts of recurring values to others."""
    for number in range(times.size):
        into_times[number] += times[number]
    for output in range(grids.shape[0]):
        own, pool = facts[output], into_facts[output]
        if own[LEAST] <= own[GREATEST]:
            start, shift = bins[output], ends[output] - bins[output]
            low, high = start + bin_of(own[LEAST], grids[output]), start + bin_of(own[GREATEST], grids[output])
            for place in range(low, high + 1):
                into_counts[place] += counts[place]
            if ends[output + 1] > ends[output]:
                for place in range(low + shift, high + shift + 1):
                    into_bounds[place, 0] = min(into_bounds[place, 0], bounds[place, 0])
                    into_bounds[place, 1] = max(into_bounds[place, 1], bounds[place, 1])
        pool[LEAST], pool[GREATEST] = min(pool[LEAST], own[LEAST]), max(pool[GREATEST], own[GREATEST])
        pool[NANS] += own[NANS]
        pool[ABOVE] += own[ABOVE]
        pool[BELOW] += own[BELOW]
        if own[FIRST] >= 0.0:
            pool[FIRST] = own[FIRST] if pool[FIRST] < 0.0 else min(pool[FIRST], own[FIRST])


@kernel
def pieces_of(
    grid: FloatArray,
    facts: FloatArray,
    counts: CountArray,
    bounds: FloatArray,
    recurring: FloatArray,
    times: FloatArray,
    pieces: FloatArray,
) -> int:
    """The distribution of one output as pieces in order, (piece, 3): count, lower and upper end; gives their number.

    Ends are the bounds of bins that keep them, else the edges of bins, kept within what was drawn. A recurring value
    inside a bin divides what else is in the bin as if that were spread evenly.
    """
    n, at = 0, 0
    if facts[LEAST] > facts[GREATEST]:
        return 0
    first, shift, half = np.int64(grid[FIRST_CELL]), np.int64(grid[SHIFT]), np.int64(grid[HALF])
    for number in range(bin_of(facts[LEAST], grid), bin_of(facts[GREATEST], grid) + 1):
        count = np.float64(counts[number])
        if count == 0.0:
            continue
        if bounds.shape[0]:
            low, high = bounds[number, 0], bounds[number, 1]
        else:
            cell = number - half if number >= half else half - 1 - number
            near = as_float((cell + first) << shift) if cell else 0.0
            far = as_float((cell + first + 1) << shift) if cell < half - 1 else np.inf
            low = max(grid[ORIGIN] + (near if number >= half else -far), facts[LEAST])
            high = min(grid[ORIGIN] + (far if number >= half else -near), facts[GREATEST])
        while at < recurring.size and recurring[at] < high:
            value = recurring[at]
            if value > low:
                below = np.floor(count * ((value - low) / (high - low)))
                if below > 0.0:
                    pieces[n, 0], pieces[n, 1], pieces[n, 2] = below, low, value
                    n += 1
                    count -= below
                low = value
            if times[at] > 0.0:
                pieces[n, 0], pieces[n, 1], pieces[n, 2] = times[at], value, value
                n += 1
            at += 1
        if count > 0.0:
            pieces[n, 0], pieces[n, 1], pieces[n, 2] = count, low, high
            n += 1
    for number in range(at, recurring.size):
        if times[number] > 0.0:
            pieces[n, 0], pieces[n, 1], pieces[n, 2] = times[number], recurring[number], recurring[number]
            n += 1
    return n


@kernel
def ranked(pieces: FloatArray, ranks: FloatArray, drawn: int, values: FloatArray, open_to: FloatArray) -> None:
    """Values by rank, ranks in rising order: rank r lies in the first piece with r draws up to its end.

    Draw number k of n in a piece stands at (k - 1/2) / n of it (Hazen's rule); where the ends are draws themselves
    (`drawn` is 1), the first and the last stand at the ends. Nothing is interpolated between pieces. `open_to` says by
    how much a value may be off whatever the draws: half the distance of two draws around there, and what a density
    that rises or falls to those next to it bends a straight line, an eighth of the piece times the relative slope.
    """
    piece, before = 0, 0.0
    for number in range(ranks.size):
        while piece < pieces.shape[0] - 1 and before + pieces[piece, 0] < ranks[number]:
            before += pieces[piece, 0]
            piece += 1
        count, low, high = pieces[piece, 0], pieces[piece, 1], pieces[piece, 2]
        share = (ranks[number] - before - 0.5 * drawn) / max(count - drawn, 1.0)
        value = low if low == high else low + min(max(share, 0.0), 1.0) * (high - low)
        values[number] = min(value, high)
        open_to[number] = 0.0
        if low < high:
            before_it, after_it = max(piece - 1, 0), min(piece + 1, pieces.shape[0] - 1)
            slope = abs(_density(pieces, after_it) - _density(pieces, before_it)) / (2.0 * _density(pieces, piece))
            around = pieces[before_it, 0] + pieces[after_it, 0] + (count if before_it < piece < after_it else 0.0)
            apart = max((high - low) / count, (pieces[after_it, 2] - pieces[before_it, 1]) / around)
            open_to[number] = 0.5 * apart + (high - low) * min(slope, 1.0) / 8.0


@kernel
def _density(pieces: FloatArray, piece: int) -> float:
    width = pieces[piece, 2] - pieces[piece, 1]
    return float(pieces[piece, 0] / width if width > 0.0 else 0.0)


@kernel
def quantiles(
    grids: FloatArray,
    bins: IntArray,
    ends: IntArray,
    recurring: FloatArray,
    starts: IntArray,
    facts: FloatArray,
    counts: CountArray,
    bounds: FloatArray,
    times: FloatArray,
    ranks: FloatArray,
    pieces: FloatArray,
    values: FloatArray,
    open_to: FloatArray,
) -> None:
    """Values (output, rank) by rank, and how far they are open, for all outputs; nan where there is no draw.

    `pieces` is room for those of one output.
    """
    for output in range(grids.shape[0]):
        own = slice(starts[output], starts[output + 1])
        n = pieces_of(
            grids[output],
            facts[output],
            counts[bins[output] : bins[output + 1]],
            bounds[ends[output] : ends[output + 1]],
            recurring[own],
            times[own],
            pieces,
        )
        if n == 0:
            values[output, :] = np.nan
            open_to[output, :] = np.nan
        else:
            ranked(pieces[:n], ranks, int(ends[output + 1] > ends[output]), values[output], open_to[output])
