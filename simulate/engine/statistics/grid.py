"""Where the bins of an output lie: cells of equal width per octave of the distance from an origin.

Cell numbers come from the bits of a float, so that finding one costs a shift. What varies by less than half of itself
is counted by its distance from the median, 256 cells per octave; what spans more, and is all of one sign, by itself,
1,024 cells per octave. Either way the bins about the 5 % point are less than a hundredth of a standard deviation wide
and interpolation costs 1e-5 of it. Where many draws lie close together and others a thousand times as far apart, the
octaves, about the median or about zero, are fine enough for both. A pilot chooses; where it finds more than one draw in
fifty in one bin, or a value that recurs, bins also keep their least and greatest draw.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulate.engine.streams import FloatArray

MOST_RECURRING = 4_096
_MANY = 256
CROWDED = 1 / 50
"""Share of draws in one bin from which the bin is not narrow."""

_MANTISSA = 52
_WIDE = 1.5
"""Ratio of the 95 % to the 5 % point from which an output is counted by itself, not by its distance from the median."""
_BITS_OF_VALUE, _BITS_OF_DISTANCE = 10, 8
_FEWEST_BITS = 3
_COARSER = 2
"""Bits less where bins keep their ends: 16 bytes more a bin, and what lies between two ends is known better."""
_MOST_CELLS = 1 << 14
"""Cells to either side of the origin: coarser ones where more would be needed."""
_MARGIN = 4
"""Octaves beyond what the pilot reached; draws beyond these share the outermost bins."""
_FINE = 10
"""Octaves below the quartiles' distance that are told apart: what is nearer to the median shares two bins."""
_FEW = 256
"""One draw in so many may be nearer to the origin than what is told apart."""
_LOWEST, _HIGHEST = -1022, 1023


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Bins 0 to 2 half - 1 of one output; `recurring` are values with counts of their own."""

    origin: float
    nearest: float
    furthest: float
    first: int
    shift: int
    half: int
    recurring: FloatArray
    crowded: bool

    @classmethod
    def of(cls, ordered: FloatArray) -> Grid:
        """The grid for finite pilot draws in rising order, at least one."""
        n = ordered.size
        low, lower, median, upper, high = (float(ordered[int(p * (n - 1))]) for p in (0.05, 0.25, 0.5, 0.75, 0.95))
        wide = (ordered[0] > 0.0 and high >= _WIDE * low) or (ordered[-1] < 0.0 and low <= _WIDE * high)
        origin = 0.0 if wide else median
        largest = max(abs(float(ordered[0]) - origin), abs(float(ordered[-1]) - origin))
        smallest = min(abs(float(ordered[0])), abs(float(ordered[-1]))) if wide else (upper - lower) * 2.0**-_FINE
        exponents = _exponents(smallest, largest)
        bits = _BITS_OF_VALUE if wide else _BITS_OF_DISTANCE
        grid = cls._between(origin, *exponents, bits, _recurring(ordered))
        if grid.crowds(ordered):
            alone = ordered[~np.isin(ordered, grid.recurring)] if grid.recurring.size else ordered
            if not wide and grid.densest(alone) > CROWDED * n:
                origin, exponents = cls._of_several_scales(origin, exponents, alone)
                grid = cls._between(origin, *exponents, bits, grid.recurring)
            grid = replace(grid, crowded=grid.densest(ordered) > CROWDED * n)
        if grid.careful:
            coarse = cls._between(origin, *exponents, bits - _COARSER, grid.recurring)
            return replace(coarse, crowded=grid.crowded)
        return grid

    @classmethod
    def _of_several_scales(
        cls, median: float, exponents: tuple[int, int], ordered: FloatArray
    ) -> tuple[float, tuple[int, int]]:
        """Origin and octaves of an output that is narrow somewhere and a thousand times as wide elsewhere.

        The distances of the pilot from the median tell how narrow; where it is narrow about zero, zero is the better
        origin. With a mixture of thousandths and thousands the 75 % point was off by twenty of its stated errors.
        """
        choices = [(median, exponents), *(_nearby(origin, ordered) for origin in (median, 0.0))]

        def densest(choice: tuple[float, tuple[int, int]]) -> int:
            origin, (lowest, highest) = choice
            return cls._between(origin, lowest, highest, _BITS_OF_DISTANCE, np.empty(0)).densest(ordered)

        return min(choices, key=densest)

    @classmethod
    def _between(cls, origin: float, lowest: int, highest: int, bits: int, recurring: FloatArray) -> Grid:
        while (highest - lowest) << bits > _MOST_CELLS and bits > _FEWEST_BITS:
            bits -= 1
        nearest, furthest = float(np.ldexp(1.0, lowest)), float(np.nextafter(np.ldexp(1.0, highest), 0.0))
        shift = _MANTISSA - bits
        first, last = (int(np.float64(size).view(np.int64)) >> shift for size in (nearest, furthest))
        return cls(origin, nearest, furthest, first, shift, last - first + 1, recurring, crowded=False)

    @property
    def numbers(self) -> tuple[float, ...]:
        """What `simulate.engine.machine.counting` wants to know."""
        return self.origin, self.nearest, self.furthest, float(self.first), float(self.shift), float(self.half)

    @property
    def careful(self) -> bool:
        """Whether bins keep their least and greatest draw."""
        return self.crowded or self.recurring.size > 0

    def crowds(self, ordered: FloatArray) -> bool:
        """Whether one draw in fifty or more, of some in rising order, shares a bin."""
        most = CROWDED * len(ordered)
        # A bin with more than that holds two neighbours among every so manieth: a hundred draws tell, not all.
        few = self.cells(ordered[:: max(int(most) // 2, 1)])
        return bool((few[1:] == few[:-1]).any()) and self.densest(ordered) > most

    def densest(self, ordered: FloatArray) -> int:
        """How many of some values in rising order share a bin, at most."""
        cells = self.cells(ordered)
        edges = np.concatenate([[-1], np.flatnonzero(cells[1:] != cells[:-1]), [len(ordered) - 1]])
        return int((edges[1:] - edges[:-1]).max()) if len(ordered) else 0

    def cells(self, values: FloatArray) -> FloatArray:
        """Numbers of the bins that hold values; the slow twin of the kernel."""
        distance = values - self.origin
        size = np.clip(np.abs(distance), self.nearest, self.furthest)
        cell = (size.view(np.int64) >> self.shift) - self.first
        return np.asarray(self.half + np.where(distance >= 0.0, cell, -1 - cell))


def _exponents(smallest: float, largest: float) -> tuple[int, int]:
    """Powers of two between which distances are told apart."""
    highest = int(np.frexp(largest)[1]) + _MARGIN if largest else _LOWEST + 1
    highest = min(max(highest, _LOWEST + 1), _HIGHEST)
    lowest = int(np.frexp(smallest)[1]) - 1 - _MARGIN if smallest else highest - _FINE - 2 * _MARGIN
    return min(max(lowest, _LOWEST), highest - 1), highest


def _nearby(origin: float, ordered: FloatArray) -> tuple[float, tuple[int, int]]:
    """An origin with the octaves of the distances from it, all but the few that are the shortest."""
    distances = np.abs(ordered - origin)
    distances = np.sort(distances[distances > 0.0])
    if not distances.size:
        return origin, _exponents(0.0, 0.0)
    return origin, _exponents(float(distances[distances.size // _FEW]), float(distances[-1]))


def _recurring(ordered: FloatArray) -> FloatArray:
    """Values that occur twice or more, the most frequent of them, in rising order.

    A continuous output repeats none of 2^53 values in a pilot.
    """
    if not (ordered[1:] == ordered[:-1]).any():
        return np.empty(0)
    values, counts = np.unique(ordered, return_counts=True)
    recur = counts > 1
    if recur.sum() < _MANY or counts[recur].sum() < ordered.size / 2:
        # Else all are values of a long table, and such as were drawn once are too.
        values, counts = values[recur], counts[recur]
    most = np.argsort(-counts, kind="stable")[:MOST_RECURRING]
    return np.asarray(np.sort(values[most]) + 0.0)
