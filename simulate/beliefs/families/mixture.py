# ruff: noqa: D102 -- Distribution says what the methods are
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.moments import mixed
from simulate.beliefs.families.parameters import checked_weights
from simulate.beliefs.families.quantiles import by_halves, kept
from simulate.beliefs.families.tails import tail
from simulate.foundation.lazy import np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from simulate.beliefs.families.distribution import FloatArray


@dataclass(frozen=True, slots=True)
class Mixture(Distribution):
    """One of several distributions, each with a weight; a mixture among them gives its own components."""

    components: tuple[Distribution, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        weights = checked_weights("mixture", self.weights, len(self.components), "priors")
        flat: list[tuple[Distribution, float]] = []
        for component, weight in zip(self.components, weights, strict=True):
            if isinstance(component, Mixture):
                inner = zip(component.components, component.weights, strict=True)
                flat += [(part, weight * share) for part, share in inner]
            elif weight:
                flat.append((component, weight))
        object.__setattr__(self, "components", tuple(component for component, _ in flat))
        object.__setattr__(self, "weights", tuple(weight for _, weight in flat))

    @classmethod
    def of(cls, priors: Sequence[Distribution], weights: Sequence[float]) -> Mixture:
        """A mixture from any two sequences of one length."""
        return cls(tuple(priors), tuple(weights))

    @property
    def support(self) -> tuple[float, float]:
        lows, highs = zip(*(component.support for component in self.components), strict=True)
        return min(lows), max(highs)

    @property
    def mean(self) -> float:
        """The components' means by weight."""
        return self._moments[0]

    @property
    def sd(self) -> float:
        """From the components' variances by weight and the spread of their means."""
        return self._moments[1]

    @property
    def _moments(self) -> tuple[float, float]:
        means, sds = zip(*((component.mean, component.sd) for component in self.components), strict=True)
        return mixed(self.weights, means, sds)

    def cdf(self, x: float) -> float:
        return min(math.fsum(w * c.cdf(x) for w, c in zip(self.weights, self.components, strict=True)), 1.0)

    def sf(self, x: float) -> float:
        return min(math.fsum(w * c.sf(x) for w, c in zip(self.weights, self.components, strict=True)), 1.0)

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        p = np.asarray(p, dtype=np.float64)
        return kept(by_halves(p, 1 - p, self._from_below, self._from_above), p, *self.support)

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        q = np.asarray(q, dtype=np.float64)
        return kept(by_halves(1 - q, q, self._from_below, self._from_above), q, *reversed(self.support))

    def _from_below(self, p: FloatArray) -> FloatArray:
        return self._bisected(p, upper=False)

    def _from_above(self, q: FloatArray) -> FloatArray:
        return self._bisected(q, upper=True)

    def _bisected(self, p: FloatArray, *, upper: bool) -> FloatArray:
        """The smallest floats x with cdf(x) >= p, or sf(x) <= p: exact at atoms and at the lower edge of a gap.

        Bisection over the integers that order floats ends after 64 steps, whatever the magnitudes. All p share one
        grid, so that quantiles rise with p even where rounding makes the sum of the components' tails waver; false
        position is four times faster and loses that.
        """
        first, last = (_ordinals(np.array(end)) for end in self.support)
        below, above = np.full(p.shape, first - 1), np.full(p.shape, last)
        while (above - 1 > below).any():
            middle = (below & above) + ((below ^ above) >> 1)
            tails = self.tail(_floats(middle), upper)
            reached = tails <= p if upper else tails >= p
            below, above = np.where(reached, below, middle), np.where(reached, middle, above)
        return _floats(above)

    def tail(self, x: FloatArray, upper: bool) -> FloatArray:
        """`sf` (upper) or `cdf` of an array."""
        total = np.zeros(x.shape)
        for component, weight in zip(self.components, self.weights, strict=True):
            total += weight * tail(component, x, upper)
        return total


_MAGNITUDE = 0x7FFF_FFFF_FFFF_FFFF


def _ordinals(x: FloatArray) -> npt.NDArray[np.int64]:
    """Integers in the order of the floats: neighbouring floats differ by 1."""
    bits = x.view(np.int64)
    return np.where(bits < 0, bits ^ _MAGNITUDE, bits)


def _floats(ordinals: npt.NDArray[np.int64]) -> FloatArray:
    """The inverse of `_ordinals`."""
    return np.where(ordinals < 0, ordinals ^ _MAGNITUDE, ordinals).view(np.float64)
