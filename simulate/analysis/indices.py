"""Sobol' indices and Shapley effects of every factor on every output and on its logarithm, each with its error.

First order: the share of the variance that knowing the factor would take away; total: the share that would be left if
all others were known. With dependent inputs these are the full first-order and the independent total index (Mara,
Tarantola and Annoni 2015). Shapley effects share the variance out completely, interactions and dependence in equal
parts (Owen 2014; Song, Nelson and Staum 2016).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulate.analysis.factors import Factor, Subject
from simulate.engine.blocks import BLOCK, REPLICATES, rounded
from simulate.engine.exchange.exchange import Exchange
from simulate.engine.exchange.sums import Sums
from simulate.engine.statistics.moments import standard_error
from simulate.engine.streams import FloatArray

POINTS, MOST = 2**16, 2**18
TOLERANCE = 0.005
SAMPLER = "sobol"
Progress = Callable[[float], object]
_AT_ONCE = POINTS // (BLOCK * REPLICATES)
"""Blocks of every replicate between two looks at the errors."""


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Values and standard errors (factor, output)."""

    value: FloatArray
    error: FloatArray

    @classmethod
    def of(cls, sums: FloatArray, scale: FloatArray) -> Index:
        """Ratios of sums (..., replicate), with the standard error of sixteen replicates; 0 where nothing varies."""
        with np.errstate(divide="ignore", invalid="ignore"):
            value = sums.sum(axis=-1) / scale.sum(axis=-1)
            error = standard_error(np.moveaxis(sums / scale, -1, 0))
        constant = np.broadcast_to(scale.sum(axis=-1) == 0, value.shape)
        return cls(np.where(constant, 0.0, value), np.where(constant, 0.0, error))


@dataclass(frozen=True, slots=True, eq=False)
class Indices:
    """First order, total and Shapley effect by factor; columns are the outputs, then their logarithms.

    `dummy` is what the plain estimator finds for a factor on which nothing depends: the noise of the method.
    `logged` says which outputs have a logarithm.
    """

    factors: tuple[Factor, ...]
    outputs: tuple[str, ...]
    first: Index
    total: Index
    shapley: Index
    dummy: Index
    logged: tuple[bool, ...]
    points: int

    @classmethod
    def of(cls, subject: Subject, sums: Sums, points: int) -> Indices:
        """What sums over so many points say."""
        return cls(
            subject.factors,
            subject.outputs,
            Index.of(2 * sums.first, sums.first_scale),
            Index.of(sums.total, sums.total_scale),
            Index.of(sums.shapley, sums.shapley_scale),
            Index.of(sums.dummy, sums.shapley_scale),
            tuple(bool(item) for item in sums.logged),
            points,
        )

    @property
    def error(self) -> float:
        """The largest standard error of first order and total of the outputs themselves."""
        n = len(self.outputs)
        return max(float(index.error[:, :n].max(initial=0.0)) for index in (self.first, self.total))


def indices(
    subject: Subject,
    *,
    seed: int = 0,
    points: int | None = None,
    sampler: str = SAMPLER,
    shapley: bool = True,
    progress: Progress | None = None,
) -> Indices:
    """The indices of one plan; memory does not grow with `points`, which are rounded up to a multiple of 16,384.

    Unless it is said how many points to take, 65,536, and up to four times as many where first order or total of an
    output have a larger error than 0.005 (Shapley effects stay with the first 65,536). `progress` is told the share of
    the points that is done.
    """
    n_blocks = rounded(points or MOST) // (BLOCK * REPLICATES)
    positions = [factor.positions for factor in subject.factors]
    exchange = Exchange(
        subject.model, subject.identities, positions, seed=seed, sampler=sampler, n_blocks=n_blocks, shapley=shapley
    )
    stop = 0
    for start in range(0, n_blocks, _AT_ONCE):
        stop = min(start + _AT_ONCE, n_blocks)
        exchange.add(start, stop, walk=points is not None or start == 0)
        if progress is not None:
            progress(stop / n_blocks)
        if points is None and Indices.of(subject, exchange.sums(), 0).error <= TOLERANCE:
            break
    return Indices.of(subject, exchange.sums(), stop * BLOCK * REPLICATES)
