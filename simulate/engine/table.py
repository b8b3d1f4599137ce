"""Quantile functions as tables of cubics, for families whose exact quantiles take microseconds.

A cell is found from the bits of a tail's probability: its exponent and its five upper mantissa bits, 32 cells per
octave, so that both tails keep their relative resolution down to 2^-54. Exact quantiles are taken at 13 Chebyshev
points per octave (the nearest singularity, probability 0, lies three half-widths from the middle: each point gains a
factor of 5.8) and carried over to cubics; what was built is then held against exact quantiles between those points.
Where an octave is not that smooth its cells are built one by one, and a cell that no cubic fits is never used:
its draws get exact quantiles. A gap in a density is such a place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from simulate.beliefs.families.distribution import Distribution
from simulate.engine.pieces import exactly
from simulate.engine.streams import FloatArray

TOLERANCE = 1e-7
"""Largest error of a table as a probability, relative to the smaller of p and 1 - p."""

_OCTAVES = 53
_CELL_BITS = 5
_CELLS = 1 << _CELL_BITS
_SIDE = _OCTAVES * _CELLS
_SHIFT = 52 - _CELL_BITS
_FIRST = (1023 - 54) << _CELL_BITS
_IN_CELL = np.int64((1 << _SHIFT) - 1)
_ONE = np.int64(1023 << 52)
_NODES = 13
_LOBATTO = np.array([0.0, 0.25, 0.75, 1.0])
_CHECKED = np.array([0, 4, 9, 13, 18, 22, 27, 31])
_ROUNDING = 8 * np.finfo(np.float64).eps

Exact = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """`coefficients` (4, cell) of cubics in the place within a cell, 0 to 1; the upper tail's cells after the lower's.

    `by_exact` marks cells whose draws are computed exactly.
    """

    distribution: Distribution
    coefficients: FloatArray
    by_exact: npt.NDArray[np.bool_]

    def __call__(self, tails: FloatArray) -> FloatArray:
        """Quantiles for signed tails."""
        bits = np.abs(tails).view(np.int64)
        cell = (bits >> _SHIFT) - _FIRST
        cell += np.where(tails < 0, _SIDE, 0)
        bits &= _IN_CELL
        bits <<= _CELL_BITS
        bits |= _ONE
        place = bits.view(np.float64)
        place -= 1.0
        values = self.coefficients[3].take(cell)
        for row in self.coefficients[2::-1]:
            values *= place
            values += row.take(cell)
        np.clip(values, *self.distribution.support, out=values)
        if self.by_exact.any():
            odd = np.flatnonzero(self.by_exact.take(cell))
            values[odd] = exactly(self.distribution, tails[odd])
        return values


def build(distribution: Distribution) -> Table:
    """The table of a distribution, verified."""
    with np.errstate(all="ignore"):
        sides = [_side(exact) for exact in (distribution.ppf, distribution.isf)]
    coefficients = np.concatenate([cubics.reshape(-1, 4) for cubics, _ in sides])
    by_exact = np.concatenate([odd.ravel() for _, odd in sides])
    return Table(distribution, np.ascontiguousarray(coefficients.T), by_exact)


def _side(exact: Exact) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Cubics (octave, cell, coefficient) of one tail, and the cells (octave, cell) that they do not fit."""
    low = 2.0 ** np.arange(-54, -54 + _OCTAVES)[:, None]
    nodes = low * (1.0 + _chebyshev())
    # Octaves share their ends.
    values = np.empty_like(nodes)
    values[:, :-1] = exact(nodes[:, :-1])
    values[:-1, -1], values[-1:, -1] = values[1:, 0], exact(nodes[-1:, -1])
    cubics = np.einsum("on,ncp->ocp", values - values[:, :1], _carry_over())
    cubics[..., 0] += values[:, :1]
    odd = np.zeros(cubics.shape[:2], dtype=np.bool_)
    for octave in np.flatnonzero(~_fits(cubics, low, exact, _CHECKED).all(axis=1)):
        cubics[octave], odd[octave] = _cell_by_cell(float(low[octave, 0]), exact)
    return cubics, odd


def _cell_by_cell(low: float, exact: Exact) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Cubics of the cells of one octave, each through four exact quantiles, and which of them do not fit."""
    starts = low * (1.0 + np.arange(_CELLS)[:, None] / _CELLS)
    values = exact(starts + low / _CELLS * _LOBATTO)
    cubics = np.einsum("cn,np->cp", values - values[:, :1], _cubic())
    cubics[:, 0] = values[:, 0]
    fits = _fits(cubics[None], np.array([[low]]), exact, np.arange(_CELLS))
    return np.where(fits[0, :, None], cubics, 0.0), ~fits[0]


def _fits(cubics: FloatArray, low: FloatArray, exact: Exact, cells: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether these cells (octave, cell) of octaves that start at `low` agree with the exact quantile in their middle.

    The error in value is turned into one in probability by the cubic's own slope. A cell that turns back does not fit.
    """
    c0, c1, c2, c3 = np.moveaxis(cubics[:, cells], -1, 0)
    middle = low * (1.0 + (cells + 0.5) / _CELLS)
    wanted = exact(middle)
    found = c0 + 0.5 * (c1 + 0.5 * (c2 + 0.5 * c3))
    slopes = np.stack([c1, c1 + c2 + 0.75 * c3, c1 + 2.0 * c2 + 3.0 * c3])
    rounding = _ROUNDING * np.abs(wanted)
    steady = (slopes >= -rounding).all(axis=0) | (slopes <= rounding).all(axis=0)
    allowed = TOLERANCE * np.abs(slopes[1]) * middle * _CELLS / low + rounding
    return np.asarray(steady & (np.abs(found - wanted) <= allowed))


@lru_cache(maxsize=1)
def _chebyshev() -> FloatArray:
    """Places of the Chebyshev points of an octave, 0 to 1 with both ends."""
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.arange(_NODES) / (_NODES - 1)))


@lru_cache(maxsize=1)
def _cubic() -> FloatArray:
    """(point, coefficient): from values at the four points of a cell to the coefficients of its cubic."""
    return np.asarray(np.linalg.inv(np.vander(_LOBATTO, increasing=True)).T)


@lru_cache(maxsize=1)
def _carry_over() -> FloatArray:
    """(node, cell, coefficient): from values at the nodes of an octave to the cubics of its cells.

    Barycentric interpolation (Berrut and Trefethen 2004, eq. 4.2) at the four points of each cell.
    """
    nodes = _chebyshev()
    weights = np.where(np.arange(_NODES) % 2, -1.0, 1.0)
    weights[[0, -1]] *= 0.5
    points = (np.arange(_CELLS)[:, None] + _LOBATTO).ravel() / _CELLS
    distance = points[:, None] - nodes
    hit = distance == 0
    terms = weights / np.where(hit, 1.0, distance)
    basis = np.where(hit.any(axis=1, keepdims=True), hit, terms / terms.sum(axis=1, keepdims=True))
    return np.asarray(np.einsum("cqn,qp->ncp", basis.reshape(_CELLS, 4, _NODES), _cubic()))
