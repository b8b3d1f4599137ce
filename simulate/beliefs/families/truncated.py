# ruff: noqa: D102 -- Distribution says what the methods are
from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.empirical import Empirical
from simulate.beliefs.families.mixture import Mixture
from simulate.beliefs.families.moments import integrated
from simulate.beliefs.families.parameters import check_numbers, check_rising, refusal
from simulate.beliefs.families.points import Choice
from simulate.beliefs.families.quantiles import by_halves, kept
from simulate.beliefs.families.tails import tail
from simulate.foundation.errors import PriorError
from simulate.foundation.lazy import np

if TYPE_CHECKING:
    import numpy.typing as npt

    from simulate.beliefs.families.distribution import FloatArray

LEAST_MASS = 1e-6
"""Probability that a truncation has to keep: a window with less contradicts the prior that it is cut from."""
_LEAST = 1e-30
"""Probability below which a window is empty for all purposes (a component of a mixture may keep very little)."""


@dataclass(frozen=True, slots=True)
class Truncated(Distribution):
    """What remains of a distribution between two values, rescaled to 1; either may be infinite.

    Meant for continuous distributions: `truncate` finds the simplest form of any.
    `below`, `mass`, `above` are the probabilities that the inner distribution has below, in and above the window.
    """

    inner: Distribution
    low: float = -math.inf
    high: float = math.inf
    below: float = field(init=False, repr=False, compare=False)
    mass: float = field(init=False, repr=False, compare=False)
    above: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        below, mass, above = shares(self.inner, self.low, self.high)
        if mass < _LEAST:
            raise _empty(self.inner, self.low, self.high, mass)
        object.__setattr__(self, "below", below)
        object.__setattr__(self, "mass", mass)
        object.__setattr__(self, "above", above)

    @property
    def support(self) -> tuple[float, float]:
        low, high = self.inner.support
        return max(low, self.low), min(high, self.high)

    @property
    def mean(self) -> float:
        """By quadrature; infinite where the half that is left has a tail too heavy for one."""
        return self._moments[0]

    @property
    def sd(self) -> float:
        """By quadrature; infinite where that of the whole distribution is, and an end of it is left."""
        return self._moments[1]

    @property
    def _moments(self) -> tuple[float, float]:
        low, high = self.support
        if math.isfinite(low) and math.isfinite(high):
            return integrated(self)
        mean, sd = self.inner.mean, self.inner.sd
        if not math.isfinite(mean):
            # Of a tail too heavy for a mean, the half that is left has an infinite one.
            return math.inf if high == math.inf else -math.inf, math.inf
        return integrated(self) if math.isfinite(sd) else (integrated(self)[0], sd)

    def cdf(self, x: float) -> float:
        """From whichever tail of the whole distribution has more digits."""
        if not self.low <= x < self.high:
            return 0.0 if x < self.low else 1.0
        if self.below <= 0.5:
            return _unit((self.inner.cdf(x) - self.below) / self.mass)
        return _unit((self.above + self.mass - self.inner.sf(x)) / self.mass)

    def sf(self, x: float) -> float:
        """From whichever tail of the whole distribution has more digits."""
        if not self.low <= x < self.high:
            return 1.0 if x < self.low else 0.0
        if self.above <= 0.5:
            return _unit((self.inner.sf(x) - self.above) / self.mass)
        return _unit((self.below + self.mass - self.inner.cdf(x)) / self.mass)

    def tail(self, x: FloatArray, upper: bool) -> FloatArray:
        """`sf` (upper) or `cdf` of an array."""
        outside, within = (self.above, self.below) if upper else (self.below, self.above)
        near = outside <= 0.5
        inner = tail(self.inner, x, upper if near else not upper)
        share = np.clip((inner - outside if near else within + self.mass - inner) / self.mass, 0, 1)
        return np.where(x < self.low, float(upper), np.where(x >= self.high, float(not upper), share))

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        p = np.asarray(p, dtype=np.float64)
        return kept(self._quantiles(p, 1 - p), p, *self.support)

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        q = np.asarray(q, dtype=np.float64)
        return kept(self._quantiles(1 - q, q), q, *reversed(self.support))

    def _quantiles(self, p: FloatArray, q: FloatArray) -> FloatArray:
        # A window far up the tail is counted from above, where its probabilities have all their digits.
        lower, upper = self.below + p * self.mass, self.above + q * self.mass
        return by_halves(np.clip(lower, 0, 1), np.clip(upper, 0, 1), self.inner.ppf, self.inner.isf)


def shares(distribution: Distribution, low: float, high: float) -> tuple[float, float, float]:
    """Probabilities below `low`, from `low` to `high` (both included), and above `high`.

    What lies inside is a difference of the tails that are small there, so that a window in a tail keeps its digits.
    """
    just_below = math.nextafter(low, -math.inf)
    below = distribution.cdf(just_below) if low > -math.inf else 0.0
    above = distribution.sf(high) if high < math.inf else 0.0
    if below > 0.5:
        inside = distribution.sf(just_below) - above
    else:
        inside = distribution.cdf(high) - below if above > 0.5 else 1.0 - below - above
    return below, max(inside, 0.0), above


def truncate(prior: Distribution, low: float = -math.inf, high: float = math.inf) -> Distribution:
    """What remains of a distribution from `low` to `high`, rescaled to 1; never clipped.

    Raises
    ------
    PriorError
        Where the window is empty or keeps less than 1e-6 of the probability.

    """
    limits = {name: end for name, end in (("low", low), ("high", high)) if not math.isinf(end)}
    if not limits:
        raise PriorError("truncate needs low or high, e.g. truncate(normal(0, 1), low=0)")
    check_numbers("truncate", **limits)
    if len(limits) == 2:
        check_rising("truncate", "low < high", "low={}, high={}", **limits)
    _, mass, _ = shares(prior, low, high)
    if mass < LEAST_MASS:
        raise _empty(prior, low, high, mass)
    return _cut(prior, low, high)


def _cut(inner: Distribution, low: float, high: float) -> Distribution:
    below, _, above = shares(inner, low, high)
    if below == above == 0:
        return inner
    match inner:
        case Choice():
            inside = [(v, w) for v, w in zip(inner.values, inner.weights, strict=True) if low <= v <= high]
            return Choice(tuple(v for v, _ in inside), _scaled([w for _, w in inside]))
        case Empirical():
            rows = zip(inner.values, inner.weights, strict=True)
            return inner.with_weights(_scaled([w if low <= v <= high else 0.0 for v, w in rows]))
        case Mixture():
            every = zip(inner.components, inner.weights, strict=True)
            parts = [(part, weight * shares(part, low, high)[1]) for part, weight in every]
            parts = [(part, mass) for part, mass in parts if mass > _LEAST]
            return Mixture(tuple(_cut(part, low, high) for part, _ in parts), _scaled([mass for _, mass in parts]))
        case Truncated():
            return Truncated(inner.inner, max(low, inner.low), min(high, inner.high))
    return Truncated(inner, low, high)


def _scaled(weights: list[float]) -> tuple[float, ...]:
    total = math.fsum(weights)
    return tuple(weight / total for weight in weights)


def _empty(distribution: Distribution, low: float, high: float, mass: float) -> PriorError:
    """The refusal of a window that keeps next to nothing."""
    window = {name: end for name, end in (("low", low), ("high", high)) if math.isfinite(end)}
    fits = f"its 90 % range is {float(distribution.ppf(0.05)):.6g} to {float(distribution.isf(0.05)):.6g}"
    wanted = f"a window that keeps at least {LEAST_MASS:g} of the probability (this one keeps {mass:.2g})"
    return refusal("truncate", wanted, window, fits)


def _unit(share: float) -> float:
    return min(max(share, 0.0), 1.0)
