"""Sums of the products that indices are made of, and the indices that they make."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulate.analysis.factors import Factor, Subject
from simulate.engine.blocks import REPLICATES
from simulate.engine.streams import FloatArray

Mask = npt.NDArray[np.bool_]


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
            error = (sums / scale).std(axis=-1, ddof=1) / np.sqrt(REPLICATES)
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


@dataclass(slots=True, eq=False)
class Sums:
    """Sums (factor, column, replicate) of the estimators' products, while points stream by."""

    n_factors: int
    n_columns: int
    first: FloatArray = field(init=False)
    first_scale: FloatArray = field(init=False)
    total: FloatArray = field(init=False)
    total_scale: FloatArray = field(init=False)
    shapley: FloatArray = field(init=False)
    shapley_scale: FloatArray = field(init=False)
    dummy: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        shape = (self.n_factors, self.n_columns, REPLICATES)
        for name in ("first", "first_scale", "total", "total_scale", "shapley"):
            setattr(self, name, np.zeros(shape))
        self.shapley_scale, self.dummy = np.zeros(shape[1:]), np.zeros(shape[1:])

    def error(self, n_outputs: int) -> float:
        """The largest standard error of first order and total of the outputs themselves."""
        found = (Index.of(2 * self.first, self.first_scale), Index.of(self.total, self.total_scale))
        return max((float(index.error[:, :n_outputs].max(initial=0.0)) for index in found), default=0.0)

    def indices(self, subject: Subject, logged: Mask, points: int) -> Indices:
        """What the sums say so far."""
        return Indices(
            subject.factors,
            subject.outputs,
            Index.of(2 * self.first, self.first_scale),
            Index.of(self.total, self.total_scale),
            Index.of(self.shapley, self.shapley_scale),
            Index.of(self.dummy, self.shapley_scale),
            tuple(bool(item) for item in logged),
            points,
        )


def columns(outputs: FloatArray, logged: Mask) -> FloatArray:
    """Outputs, then their logarithms; zeros, once and for all, where an output is not positive."""
    logged &= (outputs > 0).all(axis=1)
    logs = np.zeros_like(outputs)
    np.log(outputs, out=logs, where=logged[:, None])
    return np.concatenate([outputs, logs])
