"""Quantile functions put together from others: exact halves, windows, components, rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from simulate.engine.streams import FloatArray, signed

Function = Callable[[FloatArray], FloatArray]
_TINY = np.finfo(np.float64).tiny


class Exact(Protocol):
    """What has quantiles from below and from above."""

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        """Quantiles for lower-tail probabilities."""

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        """Quantiles for upper-tail probabilities."""


def exactly(distribution: Exact, tails: FloatArray) -> FloatArray:
    """Quantiles for signed tails: the lower half from below, the upper half from above."""
    values = np.empty_like(tails)
    lower, upper = np.flatnonzero(tails > 0), np.flatnonzero(tails < 0)
    if lower.size:
        values[lower] = distribution.ppf(tails.take(lower))
    if upper.size:
        values[upper] = distribution.isf(-tails.take(upper))
    return values


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A function of which only the part between two probabilities is drawn, values kept within `support`.

    `whole` has the exact quantiles of what comes out.
    """

    whole: Exact
    inner: Function
    below: float
    mass: float
    above: float
    support: tuple[float, float]

    def __call__(self, tails: FloatArray) -> FloatArray:
        """Quantiles for signed tails."""
        lower = self.below + np.where(tails > 0, tails, 1.0 + tails) * self.mass
        upper = self.above + np.where(tails > 0, 1.0 - tails, -tails) * self.mass
        # Not kept above the smallest tail of a stream: a window may lie beyond it.
        tail = np.clip(np.minimum(lower, upper), _TINY, 0.5)
        values = self.inner(np.where(lower > upper, -tail, tail))
        return np.clip(values, *self.support, out=values)


@dataclass(frozen=True, slots=True, eq=False)
class Moved:
    """`scale` times another function plus `shift`; a negative scale takes the other tail, so that values still rise."""

    inner: Function
    scale: float
    shift: float

    def __call__(self, tails: FloatArray) -> FloatArray:
        """Quantiles for signed tails."""
        values = self.inner(tails if self.scale > 0 else -tails)
        values *= self.scale
        values += self.shift
        return values


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """One of several values, in an order of their own; `cumulative` is the probability up to and including each."""

    values: FloatArray
    cumulative: FloatArray

    def __call__(self, tails: FloatArray) -> FloatArray:
        """Values for signed tails."""
        uniforms = np.where(tails > 0, tails, 1.0 + tails)
        row = np.searchsorted(self.cumulative, uniforms, side="right")
        return np.asarray(self.values.take(np.minimum(row, self.values.size - 1)))


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """One of several functions, each for an interval of probabilities that is as long as its weight.

    `below` and `above` are the probabilities on either side of each interval.
    """

    functions: tuple[Function, ...]
    weights: FloatArray
    below: FloatArray
    above: FloatArray

    @classmethod
    def of(cls, functions: Sequence[Function], weights: Sequence[float]) -> Components:
        """The components of a mixture."""
        shares = np.array(weights)
        below = np.concatenate([[0.0], np.cumsum(shares)[:-1]])
        above = np.concatenate([np.cumsum(shares[::-1])[-2::-1], [0.0]])
        return cls(tuple(functions), shares, below, above)

    def __call__(self, tails: FloatArray) -> FloatArray:
        """Values for signed tails."""
        uniforms = np.where(tails > 0, tails, 1.0 + tails)
        chosen = np.searchsorted(self.below[1:], uniforms, side="right")
        values = np.empty_like(tails)
        for number, function in enumerate(self.functions):
            places = np.flatnonzero(chosen == number)
            values[places] = function(self._within(number, tails.take(places)))
        return values

    def _within(self, number: int, tails: FloatArray) -> FloatArray:
        """Signed tails within a component's interval, each from the end that it is nearer to."""
        below, weight, above = self.below[number], self.weights[number], self.above[number]
        from_below = np.where(tails > 0, tails - below, weight + above + tails)
        from_above = np.where(tails > 0, below + weight - tails, -tails - above)
        return signed(np.minimum(from_below, from_above) / weight, from_below > from_above)
