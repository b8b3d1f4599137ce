"""Tail probabilities of whole arrays: what the inversion of a mixture asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.foundation.lazy import np

if TYPE_CHECKING:
    from simulate.beliefs.families.distribution import Distribution, FloatArray


def tail(distribution: Distribution, x: FloatArray, upper: bool) -> FloatArray:
    """`sf` (upper) or `cdf` of an array; silent where x is at the ends of the number range.

    A family may have a method `tail(x, upper)` for arrays; one that has none is asked value by value, 0.5 to 1 µs each
    instead of 0.02 to 0.1.
    """
    with np.errstate(all="ignore"):
        own = getattr(distribution, "tail", None)
        if own is not None:
            return np.asarray(own(x, upper), dtype=np.float64)
        one = distribution.sf if upper else distribution.cdf
        return np.fromiter(map(one, x.ravel().tolist()), np.float64, x.size).reshape(x.shape)
