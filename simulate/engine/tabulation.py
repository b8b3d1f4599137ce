"""How quantile tables are made, and held against exact quantiles.

Exact quantiles are taken at 13 Chebyshev points per octave: the nearest singularity, probability 0, lies three
half-widths from the middle, so that each point gains a factor of 5.8. They are carried over to cubics, which are then
compared with exact quantiles in the middle of cells. An octave that is not that smooth is built cell by cell, and a
cell that no cubic fits is split.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from simulate.engine.pieces import exactly
from simulate.engine.streams import FloatArray
from simulate.engine.table import CELLS, EXACT, FITS, LEVELS, OCTAVES, SMALLEST_EXPONENT, Level, Table, Tabled

TOLERANCE = 1e-7
"""Largest error as a probability, relative to the smaller of p and 1 - p."""

_NODES = 13
_LOBATTO = np.array([0.0, 0.25, 0.75, 1.0])
_PLACES = np.arange(CELLS) / CELLS
_CHECKED = np.array([0, 4, 9, 13, 18, 22, 27, 31])
_MOST_SPLIT = 64
"""Cells per level: next to a power law as steep as p^20 all are odd, and exact quantiles are cheaper than tables."""
_ROUNDING = 8 * np.finfo(np.float64).eps

BoolArray = npt.NDArray[np.bool_]


def build(distribution: Tabled) -> Table:
    """The table of a distribution: 1,300 exact quantiles, and 850 to verify them, where its density is smooth."""
    start = np.tile(2.0 ** np.arange(SMALLEST_EXPONENT, SMALLEST_EXPONENT + OCTAVES), 2)
    width, sign = start, np.repeat([1.0, -1.0], OCTAVES)
    levels: list[Level] = []
    with np.errstate(all="ignore"):
        cubics, fits = _octaves(distribution, start, sign)
        while True:
            chosen = _chosen(fits, width) if len(levels) + 1 < LEVELS else np.zeros_like(fits)
            block = np.where(fits, FITS, np.where(chosen, np.cumsum(chosen).reshape(fits.shape) - 1, EXACT))
            levels.append(Level(np.ascontiguousarray(cubics.reshape(-1, 4).T), block.ravel()))
            if not chosen.any():
                return Table(distribution, tuple(levels))
            start = (start[:, None] + width[:, None] * _PLACES)[chosen]
            width, sign = (np.repeat(of_parent, chosen.sum(axis=1)) for of_parent in (width / CELLS, sign))
            cubics, fits = _split(distribution, start, width, sign)


def _chosen(fits: BoolArray, width: FloatArray) -> BoolArray:
    """Which of the cells (parent, cell) that do not fit are split: the most probable ones, and not too many."""
    probability = np.where(fits, 0.0, width[:, None])
    if np.count_nonzero(probability) <= _MOST_SPLIT:
        return ~fits
    least = np.sort(probability, axis=None)[-_MOST_SPLIT]
    return np.asarray(probability > least)


def _octaves(distribution: Tabled, start: FloatArray, sign: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Cubics (octave, cell, coefficient) and whether they fit (octave, cell), by way of Chebyshev points."""
    values = _exact(distribution, start[:, None] * (1.0 + _chebyshev()), sign)
    cubics = np.einsum("on,ncp->ocp", values - values[:, :1], _carry_over())
    cubics[..., 0] += values[:, :1]
    smooth = _fits(distribution, cubics[:, _CHECKED], start, start, sign, _CHECKED).all(axis=1)
    fits = np.ones(cubics.shape[:2], dtype=np.bool_)
    cubics[~smooth], fits[~smooth] = _split(distribution, start[~smooth], start[~smooth], sign[~smooth])
    return cubics, fits


def _split(
    distribution: Tabled, start: FloatArray, width: FloatArray, sign: FloatArray
) -> tuple[FloatArray, BoolArray]:
    """Cubics (parent, cell, coefficient) and whether they fit (parent, cell), each cell by itself."""
    places = (_PLACES[:, None] + _LOBATTO / CELLS).ravel()
    tails = start[:, None] + width[:, None] * places
    values = _exact(distribution, tails, sign).reshape(-1, CELLS, _LOBATTO.size)
    cubics = np.einsum("ocn,np->ocp", values - values[..., :1], _cubic())
    cubics[..., 0] = values[..., 0]
    return cubics, _fits(distribution, cubics, start, width, sign, np.arange(CELLS))


def _fits(
    distribution: Tabled,
    cubics: FloatArray,
    start: FloatArray,
    width: FloatArray,
    sign: FloatArray,
    cells: npt.NDArray[np.int64],
) -> BoolArray:
    """Whether these cells of each parent agree with the exact quantile in their middle, (parent, cell).

    The error in value is turned into one in probability by the cubic's own slope. A cell that turns back does not fit.
    """
    c0, c1, c2, c3 = np.moveaxis(cubics, -1, 0)
    middle = start[:, None] + width[:, None] * (cells + 0.5) / CELLS
    wanted = _exact(distribution, middle, sign)
    found = c0 + 0.5 * (c1 + 0.5 * (c2 + 0.5 * c3))
    slopes = np.stack([c1, c1 + c2 + 0.75 * c3, c1 + 2.0 * c2 + 3.0 * c3])
    rounding = _ROUNDING * np.abs(wanted)
    steady = (slopes >= -rounding).all(axis=0) | (slopes <= rounding).all(axis=0)
    allowed = TOLERANCE * np.abs(slopes[1]) * middle * CELLS / width[:, None] + rounding
    return np.asarray(steady & (np.abs(found - wanted) <= allowed))


def _exact(distribution: Tabled, tails: FloatArray, sign: FloatArray) -> FloatArray:
    """Exact quantiles for probabilities (row, point) of the lower (+1) or upper (-1) tail, by row."""
    return exactly(distribution, (tails * sign[:, None]).ravel()).reshape(tails.shape)


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
    points = (_PLACES[:, None] + _LOBATTO / CELLS).ravel()
    distance = points[:, None] - nodes
    hit = distance == 0
    terms = weights / np.where(hit, 1.0, distance)
    basis = np.where(hit.any(axis=1, keepdims=True), hit, terms / terms.sum(axis=1, keepdims=True))
    return np.asarray(np.einsum("cqn,qp->ncp", basis.reshape(CELLS, _LOBATTO.size, _NODES), _cubic()))
