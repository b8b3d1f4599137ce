"""Tail probabilities of whole arrays: what the inversion of a mixture asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from simulate.foundation.lazy import np

if TYPE_CHECKING:
    from simulate.beliefs.families.distribution import Distribution, FloatArray


@runtime_checkable
class HasTail(Protocol):
    """A family whose tails have a formula for arrays."""

    def tail(self, x: FloatArray, upper: bool) -> FloatArray:
        """`sf` (upper) or `cdf` of an array."""


def tail(distribution: Distribution, x: FloatArray, upper: bool) -> FloatArray:
    """`sf` (upper) or `cdf` of an array; silent where x is at the ends of the number range.

    A family without a formula is asked value by value, about 0.5 µs each instead of 0.02 to 0.1.
    """
    with np.errstate(all="ignore"):
        if isinstance(distribution, HasTail):
            return distribution.tail(x, upper)
        one = distribution.sf if upper else distribution.cdf
        return np.fromiter(map(one, x.ravel().tolist()), np.float64, x.size).reshape(x.shape)
