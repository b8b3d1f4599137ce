"""Counts of all outputs of a run, in the bins of their grids; bins of the same layout add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulate.engine.machine.loading import at
from simulate.engine.statistics import counted, ranking
from simulate.engine.statistics.grid import Grid
from simulate.engine.streams import FloatArray

IntArray = npt.NDArray[np.int64]
CountArray = npt.NDArray[np.uint32] | IntArray

NOTHING_YET = (np.inf, -np.inf, 0.0, 0.0, 0.0, -1.0)
"""Facts before the first draw, in the order of `simulate.engine.machine.counting`."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Grids of all outputs, and where in one array for all the bins of each begin: see `counted`.

    `before` says for every bin that keeps its ends, and for one more, how many recurring values come before it.
    """

    grids: FloatArray
    bins: IntArray
    ends: IntArray
    recurring: FloatArray
    starts: IntArray
    before: tuple[npt.NDArray[np.uint32], ...]
    most: int

    @classmethod
    def of(cls, grids: Sequence[Grid]) -> Layout:
        """The layout of these grids."""
        sizes = [2 * grid.half for grid in grids]
        kept = [size if grid.careful else 0 for grid, size in zip(grids, sizes, strict=True)]
        return cls(
            grids=np.array([grid.numbers for grid in grids]).reshape(-1, 6),
            bins=_starts(sizes),
            ends=_starts(kept),
            recurring=np.concatenate([np.empty(0), *(grid.recurring for grid in grids)]),
            starts=_starts([grid.recurring.size for grid in grids]),
            before=tuple(_before(grid, size) for grid, size in zip(grids, kept, strict=True)),
            most=max([1, *(size + 3 * grid.recurring.size for grid, size in zip(grids, sizes, strict=True))]),
        )

    def keeps_ends(self, output: int) -> bool:
        """Whether the bins of an output keep their least and greatest draw."""
        return bool(self.ends[output + 1] > self.ends[output])

    def room(self) -> FloatArray:
        """For the pieces of any output; memory that none takes is never touched."""
        return np.empty((self.most, 3))


def _before(grid: Grid, n_bins: int) -> npt.NDArray[np.uint32]:
    if not n_bins:
        return np.empty(0, dtype=np.uint32)
    return np.searchsorted(grid.cells(grid.recurring), np.arange(n_bins + 1)).astype(np.uint32)


def _starts(sizes: Sequence[int]) -> IntArray:
    return np.cumsum([0, *sizes]).astype(np.int64)


@dataclass(slots=True, eq=False)
class Bins:
    """Counts by bin, bounds (bin, 2) where they are kept, counts of recurring values, facts (output, fact).

    Memory that no draw touches is never taken. `narrow` counts are for one replicate: below 2^32, in half the memory.
    Kernels are given the `sheet`.
    """

    layout: Layout
    narrow: bool = False
    counts: CountArray = field(init=False)
    bounds: FloatArray = field(init=False)
    times: FloatArray = field(init=False)
    facts: FloatArray = field(init=False)
    sheet: IntArray = field(init=False)
    sheet_at: int = field(init=False)

    def __post_init__(self) -> None:
        layout = self.layout
        n_bins = int(layout.bins[-1])
        self.counts = np.zeros(n_bins, dtype=np.uint32) if self.narrow else np.zeros(n_bins, dtype=np.int64)
        self.bounds = np.tile([np.inf, -np.inf], (int(layout.ends[-1]), 1))
        self.times = np.zeros(layout.recurring.size)
        self.facts = np.tile(NOTHING_YET, (len(layout.grids), 1))
        known = at(layout.grids), at(layout.bins), at(layout.ends), at(layout.recurring), at(layout.starts)
        own = at(self.facts), at(self.counts), int(self.narrow), at(self.bounds), at(self.times)
        self.sheet = np.array([len(layout.grids), *known, *own], dtype=np.int64)
        self.sheet_at = at(self.sheet)

    def clear(self) -> None:
        """Forget all draws."""
        counted.clear(self.sheet_at)

    def add(self, other: Bins) -> None:
        """Take in all draws of other bins of the same layout."""
        counted.add(other.sheet_at, self.sheet_at)

    def quantiles(self, probabilities: Sequence[float], n: int) -> tuple[FloatArray, FloatArray]:
        """Quantiles (output, probability) of n draws, nan where there is none, and how far each is open."""
        layout = self.layout
        order = np.argsort(probabilities)
        ranks = np.array(probabilities)[order] * n
        values, open_to = np.empty((2, len(layout.grids), len(order)))
        ranking.quantiles(self.sheet_at, n, len(ranks), ranks, layout.room(), values, open_to)
        back = np.argsort(order)
        return values[:, back], open_to[:, back]

    def pieces(self, output: int) -> FloatArray:
        """The distribution of an output in order, (piece, 3): count, lower and upper end."""
        room = self.layout.room()
        return room[: ranking.pieces_of(self.sheet_at, output, room)]
