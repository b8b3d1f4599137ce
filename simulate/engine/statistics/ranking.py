"""Kernels that read quantiles from bins, by the sheet of `simulate.engine.statistics.counted`."""

from __future__ import annotations

import numpy as np

from simulate.engine.machine.bits import Floats, Integers, floats_at, integers_at
from simulate.engine.machine.counting import GREATEST, LEAST
from simulate.engine.machine.loading import Kernel
from simulate.engine.statistics.counted import (
    BINS,
    BOUNDS,
    ENDS,
    OUTPUTS,
    RECURRING,
    STARTS,
    TIMES,
    bin_of,
    count_at,
    edges,
    facts_of,
    grid_of,
)
from simulate.engine.statistics.grid import CROWDED

_STRIDE = 64
"""Bins that are passed over at once."""


def _put(pieces: Floats, n: int, count: float, low: float, high: float) -> int:
    pieces[3 * n], pieces[3 * n + 1], pieces[3 * n + 2] = count, low, high
    return n + 1


def _pieces_between(sheet: Integers, output: int, first: int, last: int, pieces: Floats) -> int:
    """The pieces of some bins, and all that recurs from the first on."""
    grid, facts, n = grid_of(sheet, output), facts_of(sheet, output), 0
    start, ends = integers_at(sheet[BINS])[output], integers_at(sheet[ENDS])
    bounds, kept = floats_at(sheet[BOUNDS] + 16 * ends[output]), ends[output + 1] > ends[output]
    at, stop = integers_at(sheet[STARTS])[output], integers_at(sheet[STARTS])[output + 1]
    recurring, times = floats_at(sheet[RECURRING]), floats_at(sheet[TIMES])
    for number in range(first, last + 1):
        count = float(count_at(sheet, start + number))
        if count == 0.0:
            continue
        if kept:
            low, high = bounds[2 * number], bounds[2 * number + 1]
        else:
            low, high = edges(number, grid)
            low, high = max(low, facts[LEAST]), min(high, facts[GREATEST])
        while at < stop and recurring[at] < high:
            value = recurring[at]
            if value > low:
                below = np.floor(count * ((value - low) / (high - low)))
                if below > 0.0:
                    n = _put(pieces, n, below, low, value)
                    count -= below
                low = value
            if times[at] > 0.0:
                n = _put(pieces, n, times[at], value, value)
            at += 1
        if count > 0.0:
            n = _put(pieces, n, count, low, high)
    for number in range(at, stop):
        if times[number] > 0.0:
            n = _put(pieces, n, times[number], recurring[number], recurring[number])
    return n


def _pieces_of(sheet_at: int, output: int, pieces_at: int) -> int:
    sheet = integers_at(sheet_at)
    grid, facts = grid_of(sheet, output), facts_of(sheet, output)
    if facts[LEAST] > facts[GREATEST]:
        return 0
    first, last = bin_of(facts[LEAST], grid), bin_of(facts[GREATEST], grid)
    return _pieces_between(sheet, output, first, last, floats_at(pieces_at))


pieces_of = Kernel(_pieces_of)
"""The distribution of one output as pieces in order, (piece, 3): count, lower and upper end; gives their number.

Ends are the bounds of bins that keep them, else the edges of bins, kept within what was drawn. A recurring value inside
a bin divides what else is in the bin as if that were spread evenly.
"""


def _ranked(
    pieces: Floats,
    n: int,
    before: float,
    drawn: int,
    many: float,
    ranks: Floats,
    n_ranks: int,
    values: Floats,
    open_to: Floats,
) -> int:
    """Values by rank, ranks in rising order: rank r lies in the first piece with r draws up to its end.

    There are `before` draws below the first piece. Draw number k of n in a piece stands at (k - 1/2) / n of it (Hazen's
    rule); where the ends are draws themselves (`drawn` is 1), the first and the last stand at the ends. Nothing is
    interpolated between pieces. `open_to` says by how much a value may be off whatever the draws: half the distance of
    two draws around there, and what a density that rises or falls to those next to it bends a straight line, an eighth
    of the piece times the relative slope. Nobody knows where in a piece with more than `many` draws these lie if it is
    twice as dense as a neighbour: then it is half the piece. Of `exp(tan(x)) + 1`, which spans a thousand octaves, the
    25 % point was 160 stated errors off.
    """
    piece = 0
    for number in range(n_ranks):
        if n == 0:
            values[number] = open_to[number] = np.nan
            continue
        while piece < n - 1 and before + pieces[3 * piece] < ranks[number]:
            before += pieces[3 * piece]
            piece += 1
        count, low, high = pieces[3 * piece], pieces[3 * piece + 1], pieces[3 * piece + 2]
        share = (ranks[number] - before - 0.5 * drawn) / max(count - drawn, 1.0)
        value = low if low == high else low + min(max(share, 0.0), 1.0) * (high - low)
        values[number] = min(value, high)
        open_to[number] = 0.0
        if low < high:
            before_it, after_it = max(piece - 1, 0), min(piece + 1, n - 1)
            slope = abs(_density(pieces, after_it) - _density(pieces, before_it)) / (2.0 * _density(pieces, piece))
            around = pieces[3 * before_it] + pieces[3 * after_it] + (count if before_it < piece < after_it else 0.0)
            apart = max((high - low) / count, (pieces[3 * after_it + 2] - pieces[3 * before_it + 1]) / around)
            open_to[number] = 0.5 * apart + (high - low) * min(slope, 1.0) / 8.0
            if count > many and (_peaks(pieces, piece, before_it) or _peaks(pieces, piece, after_it)):
                open_to[number] = max(open_to[number], 0.5 * (high - low))
    return n


def _peaks(pieces: Floats, piece: int, other: int) -> bool:
    """Whether a piece is more than twice as dense as another, which is no single value."""
    other_is_wide = pieces[3 * other + 1] < pieces[3 * other + 2]
    return bool(other_is_wide and _density(pieces, piece) > 2.0 * _density(pieces, other))


def _density(pieces: Floats, piece: int) -> float:
    width = pieces[3 * piece + 2] - pieces[3 * piece + 1]
    return float(pieces[3 * piece] / width if width > 0.0 else 0.0)


def _one_by_one(
    sheet: Integers,
    output: int,
    drawn: int,
    many: float,
    ranks: int,
    n_ranks: int,
    pieces: Floats,
    values: int,
    open_to: int,
) -> int:
    """As `_ranked` of all pieces where nothing recurs, from the bin of each rank and those next to it.

    Writing all pieces down takes ten times as long.
    """
    grid, facts, start = grid_of(sheet, output), facts_of(sheet, output), integers_at(sheet[BINS])[output]
    first, last = start + bin_of(facts[LEAST], grid), start + bin_of(facts[GREATEST], grid)
    place, before = first, 0
    for number in range(n_ranks):
        rank = floats_at(ranks)[number]
        while place + _STRIDE <= last:
            total = 0
            for other in range(place, place + _STRIDE):
                total += count_at(sheet, other)
            if before + total >= rank:
                break
            place, before = place + _STRIDE, before + total
        while place < last and before + count_at(sheet, place) < rank:
            place, before = place + 1, before + count_at(sheet, place)
        low, high = max(place - 1, first), min(place + 1, last)
        while low > first and not count_at(sheet, low):
            low -= 1
        while high < last and not count_at(sheet, high):
            high += 1
        below = before - (count_at(sheet, low) if low < place else 0)
        n = _pieces_between(sheet, output, low - start, high - start, pieces)
        at = 8 * number
        own = floats_at(ranks + at), floats_at(values + at), floats_at(open_to + at)
        _ranked(pieces, n, below, drawn, many, own[0], 1, own[1], own[2])
    return n_ranks


def _quantiles(
    sheet_at: int, n_draws: int, n_ranks: int, ranks: int, pieces_at: int, values_at: int, open_at: int
) -> int:
    sheet, pieces, many = integers_at(sheet_at), floats_at(pieces_at), n_draws * CROWDED
    ends, starts = integers_at(sheet[ENDS]), integers_at(sheet[STARTS])
    for output in range(sheet[OUTPUTS]):
        values, open_to = values_at + 8 * n_ranks * output, open_at + 8 * n_ranks * output
        facts, drawn = facts_of(sheet, output), int(ends[output + 1] > ends[output])
        if starts[output + 1] == starts[output] and facts[LEAST] <= facts[GREATEST]:
            _one_by_one(sheet, output, drawn, many, ranks, n_ranks, pieces, values, open_to)
        else:
            n = _pieces_of(sheet_at, output, pieces_at)
            _ranked(pieces, n, 0.0, drawn, many, floats_at(ranks), n_ranks, floats_at(values), floats_at(open_to))
    return 0


quantiles = Kernel(_quantiles)
"""Values (output, rank) of so many draws by rank, and how far they are open, for all outputs.

They are nan where there is no draw. `pieces` is room for those of one output.
"""
