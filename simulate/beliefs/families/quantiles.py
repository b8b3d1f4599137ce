"""Rounding kept away from the ends of quantile functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.foundation.lazy import np

if TYPE_CHECKING:
    import numpy.typing as npt

    from simulate.beliefs.families.distribution import FloatArray


def kept(values: npt.ArrayLike, p: npt.ArrayLike, first: float, last: float) -> FloatArray:
    """Quantiles clipped between the ends of the support, which p = 0 and p = 1 give exactly.

    `first` belongs to p = 0 and is the greater of the two for upper-tail probabilities.
    """
    inside = np.clip(values, min(first, last), max(first, last))
    p = np.asarray(p, dtype=np.float64)
    return np.where(p <= 0.0, first, np.where(p >= 1.0, last, inside))
