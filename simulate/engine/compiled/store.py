"""Where the bins of all outputs are kept."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulate.engine.blocks import BLOCK
from simulate.engine.compiled import bins
from simulate.engine.compiled.machine import IntArray
from simulate.engine.histogram import Histogram
from simulate.engine.streams import FloatArray


@dataclass(slots=True, eq=False)
class Store:
    """Bins of all outputs: see `simulate.engine.compiled.bins`."""

    n_outputs: int
    used: int = 1
    pages: bins.PageArray = field(init=False)
    bins: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        self.pages = np.zeros((self.n_outputs, bins.PAGES), dtype=np.uint16)
        # Memory that is never touched is never taken.
        self.bins = np.empty(((2 * BLOCK + 128 * self.n_outputs) * bins.PAGE, 3))

    def clear(self) -> None:
        """Empty all bins."""
        self.pages[:] = 0
        self.used = 1

    @property
    def n_pages(self) -> int:
        """How many pages there is room for."""
        return len(self.bins) // bins.PAGE

    def make_room(self, wanted: int) -> None:
        """See to it that so many pages are free."""
        while self.n_pages - self.used < wanted:
            self.bins = np.concatenate([self.bins, np.empty_like(self.bins)])

    def _in_use(self, output: int) -> IntArray:
        which = np.empty(bins.PAGES, dtype=np.int64)
        return which[: bins.in_use(self.pages[output].view(np.uint64), self.pages[output], which)]

    def histogram(self, output: int) -> Histogram:
        """The histogram of an output."""
        which = self._in_use(output)
        most = which.size * bins.PAGE
        keys, counts, ends = np.empty(most, dtype=np.int32), np.empty(most, dtype=np.int64), np.empty((2, most))
        n = bins.gather(which, self.pages[output], self.bins, keys, counts, ends)
        return Histogram(keys[:n].copy(), counts[:n].copy(), ends[0, :n].copy(), ends[1, :n].copy())

    def add(self, other: Store) -> None:
        """Take in all bins of another store."""
        for output in range(self.n_outputs):
            which = other._in_use(output)
            self.make_room(which.size)
            pages, into = other.pages[output], self.pages[output]
            self.used = bins.pour(which, pages, other.bins, into, self.bins, self.used)
