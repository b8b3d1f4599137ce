# ruff: noqa: D102 -- Distribution says what the methods are
"""Distributions shifted and scaled by constants."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.empirical import Empirical
from simulate.beliefs.families.metalog import Metalog
from simulate.beliefs.families.mixture import Mixture
from simulate.beliefs.families.normal import Normal
from simulate.beliefs.families.parameters import check_numbers, refusal
from simulate.beliefs.families.points import Choice, Point
from simulate.beliefs.families.tails import tail
from simulate.beliefs.families.truncated import Truncated
from simulate.foundation.lazy import np

if TYPE_CHECKING:
    import numpy.typing as npt

    from simulate.beliefs.families.distribution import FloatArray


@dataclass(frozen=True, slots=True)
class Affine(Distribution):
    """`scale` times a distribution, plus `shift`; a negative scale turns it round.

    `affine` finds a simpler form where there is one.
    """

    inner: Distribution
    scale: float = 1.0
    shift: float = 0.0

    def __post_init__(self) -> None:
        check_numbers("a scaled prior", scale=self.scale, shift=self.shift)
        if self.scale == 0:
            raise refusal("a scaled prior", "a scale that is not 0", {"scale": self.scale}, "write value = 0")
        if not math.isfinite(self.scale * _reach(self.inner) + self.shift):
            with np.errstate(over="ignore"):
                ends = self.scale * np.concatenate([self.inner.ppf([1e-12]), self.inner.isf([1e-12])]) + self.shift
            if not np.isfinite(ends).all():
                raise refusal("a scaled prior", "quantiles below 1.8e308", {"scale": self.scale, "shift": self.shift})

    @property
    def support(self) -> tuple[float, float]:
        low, high = sorted(self.shift + self.scale * end for end in self.inner.support)
        return low, high

    @property
    def mean(self) -> float:
        return self.shift + self.scale * self.inner.mean

    @property
    def sd(self) -> float:
        return abs(self.scale) * self.inner.sd

    def cdf(self, x: float) -> float:
        """Of a negative scale, the share at or above the point that x came from."""
        return self._tail(x, upper=False)

    def sf(self, x: float) -> float:
        return self._tail(x, upper=True)

    def _tail(self, x: float, *, upper: bool) -> float:
        low, high = self.support
        if not low <= x < high:
            return float(upper == (x < low))
        y = (x - self.shift) / self.scale
        if self.scale < 0:
            # What lies above y from here lies at or below it from there.
            y, upper = math.nextafter(y, -math.inf), not upper
        return self.inner.sf(y) if upper else self.inner.cdf(y)

    def tail(self, x: FloatArray, upper: bool) -> FloatArray:
        """`sf` (upper) or `cdf` of an array."""
        low, high = self.support
        y = (x - self.shift) / self.scale
        inner = tail(self.inner, y if self.scale > 0 else np.nextafter(y, -np.inf), upper == (self.scale > 0))
        return np.where(x < low, float(upper), np.where(x >= high, float(not upper), inner))

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        """Of a negative scale, the upper quantiles of what is scaled."""
        return np.asarray(self.shift + self.scale * (self.inner.ppf(p) if self.scale > 0 else self.inner.isf(p)))

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        return np.asarray(self.shift + self.scale * (self.inner.isf(q) if self.scale > 0 else self.inner.ppf(q)))


def affine(inner: Distribution, scale: float = 1.0, shift: float = 0.0) -> Distribution:
    """`scale` times a distribution, plus `shift`.

    Points, choices, rows of a file and normals stay what they are, mixtures move by their components, and what moved
    before moves once.
    """

    def moved(value: float) -> float:
        return scale * value + shift

    if (scale, shift) == (1.0, 0.0):
        return inner
    general = Affine(inner, scale, shift)
    match inner:
        case Point():
            return Point(moved(inner.value))
        case Choice():
            return Choice(tuple(map(moved, inner.values)), inner.weights)
        case Empirical():
            return inner.with_values(tuple(map(moved, inner.values)))
        case Normal():
            return Normal(moved(inner.mu), abs(scale) * inner.sigma)
        case Mixture():
            return Mixture(tuple(affine(component, scale, shift) for component in inner.components), inner.weights)
        case Affine():
            return Affine(inner.inner, scale * inner.scale, moved(inner.shift))
    return general


def _reach(inner: Distribution) -> float:
    """A bound on the size of all quantiles to 1e-12, inf where only the quantiles themselves can tell.

    By Chebyshev, at 1e-18 (a window keeps at least 1e-6 of the probability), so that no quantile and hence no NumPy
    is needed while a file is read.
    """
    low, high = inner.support
    if math.isfinite(low) and math.isfinite(high):
        return max(abs(low), abs(high))
    while isinstance(inner, Truncated | Affine):
        if isinstance(inner, Affine):
            return abs(inner.scale) * _reach(inner.inner) + abs(inner.shift)
        inner = inner.inner
    if isinstance(inner, Mixture):
        return max(map(_reach, inner.components))
    if isinstance(inner, Metalog):
        return inner.reach(math.log(1e18))
    return abs(inner.mean) + 1e9 * inner.sd
