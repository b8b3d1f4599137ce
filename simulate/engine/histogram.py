"""Quantiles of streams of any length from counts in narrow bins, mergeable and bit for bit the same for any split.

A bin is a cell of two grids at once: 1,024 cells per octave of the value, and 128 per octave of its distance from a
centre. Quantities over many decades need the first, quantities that vary by parts per million the second. Both cell
numbers come from the bits of a float and never fall as the value rises, so their sum numbers the bins of the common
refinement in order. Each bin knows its least and greatest value: points and atoms come out exactly, and what is
interpolated stays between values that were drawn.

Rank convention: a quantile lies in the first bin in which the share of draws at or below reaches p (the inverse of
the empirical distribution function), within it where Hazen's rule puts it (draw number k of n in order of size stands
at (k - 1/2) / n). Nothing is interpolated between bins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulate.engine.streams import FloatArray

IntArray = npt.NDArray[np.int64]

_VALUE_SHIFT = 52 - 10
_DISTANCE_SHIFT = 52 - 7
_MAGNITUDE = np.int64(2**63 - 1)


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """Bins in order: number, count, least and greatest value of each. No nan; infinities have bins of their own."""

    keys: npt.NDArray[np.int32]
    counts: IntArray
    least: FloatArray
    greatest: FloatArray

    @classmethod
    def of(
        cls, ordered: FloatArray, centre: float, scratch: IntArray | None = None, atoms: FloatArray | None = None
    ) -> Histogram:
        """The histogram of values in rising order, without nan or negative zeros.

        `scratch` are three rows at least as long to work in: fresh memory at every call takes longer than the work.
        `atoms` are values in rising order that get bins of their own, so that they are not smeared over their
        neighbours; histograms to be merged need the same ones.
        """
        rows = np.empty((3, ordered.size), dtype=np.int64) if scratch is None else scratch[:, : ordered.size]
        keys = _cells(ordered, _VALUE_SHIFT, rows[0])
        with np.errstate(over="ignore"):
            distance = np.subtract(ordered, centre, out=rows[1].view(np.float64))
        keys += _cells(distance, _DISTANCE_SHIFT, rows[2])
        if atoms is not None and atoms.size:
            _part(keys, ordered, atoms, centre)
        stops = np.append(np.flatnonzero(keys[1:] != keys[:-1]) + 1, ordered.size)[: ordered.size]
        starts = np.append(0, stops[:-1])[: ordered.size]
        return cls(keys[starts].astype(np.int32), stops - starts, ordered[starts], ordered[stops - 1])

    @classmethod
    def merged(cls, parts: Iterable[Histogram]) -> Histogram:
        """The histogram of all draws of histograms about one centre."""
        parts = list(parts)
        if len(parts) == 1:
            return parts[0]
        keys = np.concatenate([part.keys for part in parts])
        # A stable sort recognises the rising runs that the parts are, and only merges them.
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        starts = np.append(0, np.flatnonzero(keys[1:] != keys[:-1]) + 1)[: keys.size]
        return cls(
            keys[starts],
            np.add.reduceat(np.concatenate([part.counts for part in parts])[order], starts),
            np.minimum.reduceat(np.concatenate([part.least for part in parts])[order], starts),
            np.maximum.reduceat(np.concatenate([part.greatest for part in parts])[order], starts),
        )

    def __len__(self) -> int:
        return int(self.keys.size)

    @property
    def n(self) -> int:
        """How many draws there are."""
        return int(self.counts.sum())

    def quantiles(self, probabilities: npt.ArrayLike) -> FloatArray:
        """Quantiles for probabilities in (0, 1); nan where there is no draw."""
        position = np.asarray(probabilities, dtype=np.float64) * self.n
        return self._at(position, position - 0.5)

    def ranked(self, ranks: npt.ArrayLike) -> FloatArray:
        """Draws by rank, 1 being the least; interpolated where a bin holds values between its least and greatest."""
        rank = np.asarray(ranks, dtype=np.float64)
        return self._at(rank, rank - 1.0)

    def _at(self, reached: FloatArray, before: FloatArray) -> FloatArray:
        """The value in the first bin with `reached` draws up to its end, at a place with `before` draws before it."""
        if not self.counts.size:
            return np.full(np.shape(reached), np.nan)
        up_to = np.cumsum(self.counts)
        number = np.minimum(np.searchsorted(up_to, reached, side="left"), up_to.size - 1)
        count, least, greatest = self.counts[number], self.least[number], self.greatest[number]
        place = np.clip((before - (up_to[number] - count)) / np.maximum(count - 1, 1), 0.0, 1.0)
        with np.errstate(invalid="ignore"):
            inside = least + place * np.where(least < greatest, greatest - least, 0.0)
        return np.minimum(inside, greatest)

    def shortest(self, probability: float) -> tuple[float, float]:
        """The shortest interval with at least this share of the draws; nan, nan where no such interval is finite.

        Both its bounds are draws, one of them the least or greatest of its bin; of equally short ones the lowest.
        """
        if not self.counts.size:
            return np.nan, np.nan
        n_inside = max(int(np.ceil(probability * self.n)), 1)
        last = np.cumsum(self.counts)
        ranks = np.concatenate([last - self.counts + 1, last])
        lower = np.unique(np.concatenate([ranks, ranks - n_inside + 1]))
        lower = lower[(lower >= 1) & (lower + n_inside - 1 <= self.n)]
        lows, highs = self.ranked(lower), self.ranked(lower + n_inside - 1)
        finite = np.isfinite(lows) & np.isfinite(highs)
        if not finite.any():
            return np.nan, np.nan
        with np.errstate(invalid="ignore"):
            best = np.argmin(np.where(finite, highs - lows, np.inf))
        return float(lows[best]), float(highs[best])


def _part(keys: IntArray, ordered: FloatArray, atoms: FloatArray, centre: float) -> None:
    """Split the bins that hold atoms: what lies below an atom, the atom itself, what lies above it."""
    cells = _cells(atoms, _VALUE_SHIFT, np.empty(atoms.size, dtype=np.int64))
    cells += _cells(atoms - centre, _DISTANCE_SHIFT, np.empty(atoms.size, dtype=np.int64))
    ends = np.searchsorted(keys, cells, side="right")
    first, after = (np.searchsorted(ordered, atoms, side=side) for side in ("left", "right"))
    keys *= 2 * atoms.size + 1
    for lowest, beyond, end in zip(first, after, ends, strict=True):
        keys[lowest:beyond] += 1
        keys[beyond:end] += 2


def _cells(values: FloatArray, shift: int, out: IntArray) -> IntArray:
    """Numbers of the cells that hold values: their bits, as integers that rise with the value, without the lowest."""
    bits = values.view(np.int64)
    np.right_shift(bits, 63, out=out)
    out &= _MAGNITUDE
    out ^= bits
    out >>= shift
    return out
