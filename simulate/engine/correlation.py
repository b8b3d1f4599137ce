"""Dependence between inputs: a Gaussian copula that leaves every marginal as it is.

Beliefs become normals; a model applies its own lower-triangular factor to those of a group, then every input its own
quantile function. An input depends only on those before it in the group's order, so that the first, and any that is
not correlated with an earlier one, keep their draws bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulate.foundation.errors import PriorError

Matrix = npt.NDArray[np.float64]

_SINGULAR = 1e-10
"""Eigenvalues up to this are taken for zero: a factor would rest on rounding."""
_MAX_PROJECTIONS = 1_000


def cholesky(matrix: npt.ArrayLike) -> Matrix:
    """Lower-triangular factor of a correlation matrix of normals.

    Raises
    ------
    PriorError
        No variables can be correlated like this; with the smallest eigenvalue.
    """
    wanted = _checked(matrix)
    smallest = float(np.linalg.eigvalsh(wanted)[0])
    if smallest <= _SINGULAR:
        raise PriorError(
            f"no variables can be correlated like this: the smallest eigenvalue of the matrix is {smallest:.4g}, "
            "it must be above 0"
        )
    return np.asarray(np.linalg.cholesky(wanted))


def nearest(matrix: npt.ArrayLike, smallest: float = 1e-6) -> Matrix:
    """The correlation matrix nearest to a symmetric one (Frobenius norm) with eigenvalues of about `smallest` or more.

    Alternating projections with Dykstra's correction (Higham 2002, algorithm 3.3). Only on request: it is another
    matrix than the one stated.
    """
    wanted = _checked(matrix)
    unit, correction = wanted.copy(), np.zeros_like(wanted)
    for _ in range(_MAX_PROJECTIONS):
        eigenvalues, vectors = np.linalg.eigh(unit - correction)
        positive = np.asarray((vectors * np.maximum(eigenvalues, smallest)) @ vectors.T)
        correction = positive - (unit - correction)
        previous, unit = unit, (positive + positive.T) / 2.0
        np.fill_diagonal(unit, 1.0)
        if np.abs(unit - previous).max() <= 1e-12:
            break
    return unit


def _checked(matrix: npt.ArrayLike) -> Matrix:
    wanted = np.asarray(matrix, dtype=np.float64)
    if wanted.ndim != 2 or wanted.shape[0] != wanted.shape[1] or not wanted.size:
        raise PriorError(f"a correlation matrix is square, got shape {wanted.shape}")
    if not (np.isfinite(wanted).all() and (np.diag(wanted) == 1.0).all() and (wanted == wanted.T).all()):
        raise PriorError("a correlation matrix is symmetric, with ones on its diagonal")
    return wanted


@dataclass(frozen=True, slots=True, eq=False)
class Correlation:
    """A group of a model's inputs, by position, and the factor (lower-triangular, rows of length 1) in their order."""

    positions: tuple[int, ...]
    factor: Matrix

    def __post_init__(self) -> None:
        n = len(self.positions)
        if self.factor.shape != (n, n) or np.triu(self.factor, 1).any():
            raise ValueError(f"{n} inputs need a lower-triangular factor of {n} rows, got shape {self.factor.shape}")
        if not np.allclose((self.factor**2).sum(axis=1), 1.0, rtol=0.0, atol=1e-9):
            raise ValueError("the rows of a correlation's factor have length 1")

    @property
    def changed(self) -> tuple[bool, ...]:
        """Which of the inputs depend on an earlier one."""
        return tuple(bool(row[:number].any()) for number, row in enumerate(self.factor))
