"""Counts of all outputs of a run, in the bins of their grids; bins of the same layout add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulate.engine.statistics import ranking
from simulate.engine.statistics.grid import Grid
from simulate.engine.streams import FloatArray

IntArray = npt.NDArray[np.int64]

NOTHING_YET = (np.inf, -np.inf, 0.0, 0.0, 0.0, -1.0)
"""Facts before the first draw, in the order of `simulate.engine.machine.counting`."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Grids of all outputs, and where in one array for all the bins of each begin: see `ranking`."""

    grids: FloatArray
    bins: IntArray
    ends: IntArray
    recurring: FloatArray
    starts: IntArray

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
        )

    def keeps_ends(self, output: int) -> bool:
        """Whether the bins of an output keep their least and greatest draw."""
        return bool(self.ends[output + 1] > self.ends[output])


def _starts(sizes: Sequence[int]) -> IntArray:
    return np.cumsum([0, *sizes]).astype(np.int64)


@dataclass(slots=True, eq=False)
class Bins:
    """Counts by bin, bounds (bin, 2) where they are kept, counts of recurring values, facts (output, fact).

    Memory that no draw touches is never taken. `narrow` counts are for one replicate: below 2^32, in half the memory.
    """

    layout: Layout
    narrow: bool = False
    counts: ranking.CountArray = field(init=False)
    bounds: FloatArray = field(init=False)
    times: FloatArray = field(init=False)
    facts: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        layout = self.layout
        n_bins = int(layout.bins[-1])
        self.counts = np.zeros(n_bins, dtype=np.uint32) if self.narrow else np.zeros(n_bins, dtype=np.int64)
        self.bounds = np.tile([np.inf, -np.inf], (int(layout.ends[-1]), 1))
        self.times = np.zeros(layout.recurring.size)
        self.facts = np.tile(NOTHING_YET, (len(layout.grids), 1))

    def clear(self) -> None:
        """Forget all draws."""
        layout = self.layout
        ranking.clear(layout.grids, layout.bins, layout.ends, self.facts, self.counts, self.bounds, self.times)

    def add(self, other: Bins) -> None:
        """Take in all draws of other bins of the same layout."""
        layout = self.layout
        own = self.facts, self.counts, self.bounds, self.times
        ranking.add(layout.grids, layout.bins, layout.ends, other.facts, other.counts, other.bounds, other.times, *own)

    def quantiles(self, probabilities: Sequence[float], n: int) -> tuple[FloatArray, FloatArray]:
        """Quantiles (output, probability) of n draws, nan where there is none, and how far each is open."""
        layout = self.layout
        order = np.argsort(probabilities)
        values, open_to = np.empty((2, len(layout.grids), len(order)))
        ranking.quantiles(
            *(layout.grids, layout.bins, layout.ends, layout.recurring, layout.starts),
            *(self.facts, self.counts, self.bounds, self.times),
            *(np.array(probabilities)[order] * n, self._room(), values, open_to),
        )
        back = np.argsort(order)
        return values[:, back], open_to[:, back]

    def pieces(self, output: int) -> FloatArray:
        """The distribution of an output in order, (piece, 3): count, lower and upper end."""
        layout = self.layout
        own = slice(int(layout.starts[output]), int(layout.starts[output + 1]))
        room = self._room()
        n = ranking.pieces_of(
            layout.grids[output],
            self.facts[output],
            self.counts[layout.bins[output] : layout.bins[output + 1]],
            self.bounds[layout.ends[output] : layout.ends[output + 1]],
            *(layout.recurring[own], self.times[own], room),
        )
        return room[:n]

    def _room(self) -> FloatArray:
        sizes = np.diff(self.layout.bins) + 3 * np.diff(self.layout.starts)
        return np.empty((int(sizes.max(initial=1)), 3))
