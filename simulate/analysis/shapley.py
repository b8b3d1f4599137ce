"""Shapley effects by one walk from one set of points to the other, every point in an order of its own (Goda 2021)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulate.analysis.factors import Factor
from simulate.analysis.points import Group, Points, moved
from simulate.analysis.sums import Mask, Sums, columns
from simulate.engine.blocks import BLOCK, REPLICATES
from simulate.engine.streams import FloatArray

Numbers = npt.NDArray[np.intp]


def add_shapley(
    batch: Points,
    factors: tuple[Factor, ...],
    reached: Numbers,
    ya: FloatArray,
    yb: FloatArray,
    logged: Mask,
    sums: Sums,
    rng: np.random.Generator,
) -> None:
    """From set b to set a, one factor after another, in an order of its own for every point (Goda 2021).

    What a factor adds to the covariance with a's output is its share; all shares together are the variance.
    """
    orders = rng.permuted(np.tile(reached, (batch.n, 1)), axis=1)
    values, before = batch.b.copy(), yb
    inside = [np.zeros((len(group.positions), batch.n), dtype=bool) for group in batch.groups]
    for step in range(len(reached)):
        chosen = orders[:, step]
        _take_over(batch, factors, chosen, inside, values)
        last = step == len(reached) - 1
        after = ya if last else columns(batch.evaluated(values), logged)
        share = (ya - 0.5 * (after + before)) * (after - before)
        _credit(share, chosen, len(factors), sums.shapley)
        before = after


def _take_over(
    batch: Points,
    factors: tuple[Factor, ...],
    chosen: Numbers,
    inside: list[Mask],
    values: FloatArray,
) -> None:
    """One more factor of every point comes from set a."""
    touched = [np.zeros(batch.n, dtype=bool) for _ in batch.groups]
    for number, factor in enumerate(factors):
        mask = chosen == number
        group = batch.group_of(factor.positions[0])
        if group is None:
            for position in factor.positions:
                np.copyto(values[position], batch.a[position], where=mask)
            continue
        k = batch.groups.index(group)
        inside[k][group.positions.index(factor.positions[0])] |= mask
        touched[k] |= mask
    for group, known, mask in zip(batch.groups, inside, touched, strict=True):
        _follow(batch, group, known, np.flatnonzero(mask), values)


def _follow(
    batch: Points,
    group: Group,
    known: Mask,
    at: Numbers,
    values: FloatArray,
) -> None:
    """Dependent inputs of these points: those known as in set a, the others as in b, moved along."""
    if not at.size:
        return
    rows, normals = known[:, at], np.empty((len(group.positions), at.size))
    codes = (rows * (1 << np.arange(len(rows)))[:, None]).sum(axis=0)
    for code in np.unique(codes):
        these = np.flatnonzero(codes == code)
        normals[:, these] = moved(group.matrix, rows[:, these[0]], group.a[:, at[these]], group.b[:, at[these]])
    for position, row in zip(group.positions, normals, strict=True):
        values[position, at] = batch.quantile(position, row)


def _credit(share: FloatArray, chosen: Numbers, n: int, sums: FloatArray) -> None:
    """Add the shares (column, point) to the factor that each point has just taken over."""
    replicate = (np.arange(chosen.size) // BLOCK) % REPLICATES
    cell = chosen * REPLICATES + replicate
    for column, row in enumerate(share):
        sums[:, column] += np.bincount(cell, row, minlength=n * REPLICATES).reshape(n, REPLICATES)
