"""Quantile functions put together from their two halves, and kept within their ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.foundation.lazy import np

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from simulate.beliefs.families.distribution import FloatArray


DEEPEST = 1e-100
"""Tail probability at which the quantiles of families inverted by SciPy end: from 1e-125 on its inverses give nan."""


def kept(values: npt.ArrayLike, p: npt.ArrayLike, first: float, last: float) -> FloatArray:
    """Quantiles clipped between the ends of the support, which p = 0 and p = 1 give exactly.

    `first` belongs to p = 0 and is the greater of the two for upper-tail probabilities.
    """
    inside = np.clip(values, min(first, last), max(first, last))
    p = np.asarray(p, dtype=np.float64)
    return np.where(p <= 0.0, first, np.where(p >= 1.0, last, inside))


def by_halves(
    lower: FloatArray,
    upper: FloatArray,
    from_below: Callable[[FloatArray], FloatArray],
    from_above: Callable[[FloatArray], FloatArray],
) -> FloatArray:
    """Quantiles from the smaller of two complementary tail probabilities, which has not lost its digits.

    Rounding may put the halves the wrong way round where they meet; the median from below keeps them apart.
    """
    in_lower = lower <= 0.5
    below = from_below(np.append(lower[in_lower], 0.5))
    quantiles = np.empty(lower.shape)
    quantiles[in_lower] = np.minimum(below[:-1], below[-1])
    if not in_lower.all():
        quantiles[~in_lower] = np.maximum(from_above(upper[~in_lower]), below[-1])
    return quantiles
