"""Quantile functions as tables of cubics, for families whose exact quantiles take microseconds a draw.

The cell of a draw is found from the bits of its tail's probability: the exponent and the five upper mantissa bits, so
that every octave of both tails has 32 cells, down to 2^-54. Where no cubic fits a cell, because a density has a kink or
a gap there, the next five bits choose among 32 smaller ones, and the five after those once more. Draws in cells that
still do not fit, one in 1e5 around a gap, get exact quantiles.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from simulate.engine.pieces import Exact, exactly
from simulate.engine.streams import FloatArray

IntArray = npt.NDArray[np.int64]

LEVELS = 3
BITS = 5
CELLS = 1 << BITS
OCTAVES = 53
SMALLEST_EXPONENT = -54
FITS, EXACT = -1, -2
"""In place of the number of a block: the cell's own cubic holds; or its draws get exact quantiles."""

_MANTISSA = 52
_SIDE = OCTAVES * CELLS
_FIRST = (1023 + SMALLEST_EXPONENT) << BITS
_ONE = np.int64(1023 << _MANTISSA)


class Tabled(Exact, Protocol):
    """What a table can be made of: quantiles from both sides, within bounds."""

    @property
    def support(self) -> tuple[float, float]:
        """Least and greatest value."""


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """Cubics (4, cell), lowest power first, in the place within a cell from 0 to 1.

    `block` says which 32 cells of the next level replace a cell, or FITS, or EXACT.
    """

    cubics: FloatArray
    block: IntArray

    def at(self, cell: IntArray, bits: IntArray, depth: int) -> FloatArray:
        """Values of the cubics of these cells; `bits` are those of the tails' probabilities."""
        used = BITS * (depth + 1)
        place = bits & np.int64((1 << (_MANTISSA - used)) - 1)
        place <<= used
        place |= _ONE
        x = place.view(np.float64)
        x -= 1.0
        values: FloatArray = self.cubics[3].take(cell)
        for row in self.cubics[2::-1]:
            values *= x
            values += row.take(cell)
        return values


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Quantiles of a distribution, within 1e-7 of the smaller tail's probability. See `tabulation.build`.

    In the first level the cells of the upper tail follow those of the lower.
    """

    distribution: Tabled
    levels: tuple[Level, ...]
    smooth: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "smooth", bool((self.levels[0].block == FITS).all()))

    def __call__(self, tails: FloatArray) -> FloatArray:
        """Values for signed tails."""
        bits = np.abs(tails).view(np.int64)
        cell = (bits >> (_MANTISSA - BITS)) - _FIRST
        cell += np.where(tails < 0, _SIDE, 0)
        values = self.levels[0].at(cell, bits, 0)
        if not self.smooth:
            self._refine(values, cell, bits, tails)
        return np.clip(values, *self.distribution.support, out=values)

    def _refine(self, values: FloatArray, cell: IntArray, bits: IntArray, tails: FloatArray) -> None:
        """Replace values in cells that do not fit."""
        draws = np.arange(values.size)
        for depth, level in enumerate(self.levels):
            if depth:
                values[draws] = level.at(cell, bits, depth)
            block = level.block.take(cell)
            exact = draws[block == EXACT]
            values[exact] = exactly(self.distribution, tails[exact])
            odd = np.flatnonzero(block >= 0)
            draws, bits = draws[odd], bits[odd]
            cell = block[odd] << BITS | bits >> (_MANTISSA - BITS * (depth + 2)) & (CELLS - 1)
