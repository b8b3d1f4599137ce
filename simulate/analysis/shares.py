"""Shares of a move in what caused it, from what a median and two bounds are with any set of the causes.

The shares are those of the logarithm, so that they are factors that multiply to the move, where all these numbers are
positive; else they are differences that sum to it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from simulate.analysis import shapley
from simulate.analysis.causes import Cause
from simulate.engine.statistics.moments import standard_error
from simulate.engine.streams import FloatArray

LEVELS = (0.05, 0.5, 0.95)
POINT = 1e-9
"""What moves by no more than this part of itself has moved by binary rounding."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Part:
    """What one cause did to a median or bound: a factor, or a difference in the unit of the quantity; its error.

    `errors` is how many numerical errors it is away from doing nothing; infinite where it has none and does something.
    """

    value: float
    error: float
    errors: float


Parts = tuple[Part, Part, Part]
"""Of the lower bound, the median and the upper bound."""


@dataclass(frozen=True, slots=True)
class Share:
    """Causes that cannot be told apart, most often one, and what they did."""

    causes: tuple[Cause, ...]
    parts: Parts


@dataclass(frozen=True, slots=True)
class Attribution:
    """Shares of all causes of a move, largest first; with `unexplained` they multiply, or sum, to the move."""

    factors: bool
    shares: tuple[Share, ...]
    unexplained: Parts


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """What two results say of one quantity: levels (level,) before and now, and their standard errors."""

    then: FloatArray
    now: FloatArray
    then_error: FloatArray
    now_error: FloatArray

    @property
    def positive(self) -> bool:
        """Whether there is a factor between them at every level."""
        return bool(min(self.then.min(), self.now.min()) > 0)

    def moved(self, factors: bool) -> tuple[FloatArray, FloatArray]:
        """The move and its error: of the logarithm, or the difference."""
        if factors:
            return np.log(self.now / self.then), np.hypot(self.then_error / self.then, self.now_error / self.now)
        return self.now - self.then, np.hypot(self.then_error, self.now_error)

    def parts(self, share: FloatArray, error: FloatArray, factors: bool) -> Parts:
        """Shares of logarithms or differences (level,) as they are told."""
        scale = np.ones(len(LEVELS)) if factors else np.maximum(np.abs(self.then), np.abs(self.now))
        lower, median, upper = (
            _part(float(s), float(e), float(size), factors) for s, e, size in zip(share, error, scale, strict=True)
        )
        return lower, median, upper


def _part(share: float, error: float, scale: float, factors: bool) -> Part:
    if abs(share) <= POINT * scale:
        errors = share / error if error > POINT * scale else 0.0
    else:
        errors = share / error if error else float(np.copysign(np.inf, share))
    return Part(float(np.exp(share)), float(np.exp(share)) * error, errors) if factors else Part(share, error, errors)


def alone(causes: tuple[Cause, ...], ends: Ends) -> Attribution:
    """The only causes of a move have all of it."""
    factors = ends.positive
    nothing = np.zeros(len(LEVELS))
    share = Share(causes, ends.parts(*ends.moved(factors), factors))
    return Attribution(factors, (share,), ends.parts(nothing, nothing, factors))


def shared(
    levels: Mapping[frozenset[Key], FloatArray],
    causes: Mapping[Key, tuple[Cause, ...]],
    orders: Sequence[tuple[Key, ...]],
    ends: Ends,
) -> Attribution:
    """The shares of causes, from the levels (1 + replicate, level) of sets of them: of all draws, then of each.

    All sets are there, or else those that the orders go through, which come in pairs. What the ends moved beyond what
    the levels say is left unexplained.
    """
    factors = ends.positive and all(bool(of.min() > 0) for of in levels.values())
    worths = {some: np.log(of) for some, of in levels.items()} if factors else levels
    found = _of_orders(worths, orders) if orders else _exact(worths, list(causes))
    told = [Share(causes[key], ends.parts(*found[key], factors)) for key in causes]
    whole = worths[frozenset(causes)] - worths[frozenset()]
    moved, error = ends.moved(factors)
    left = ends.parts(moved - whole[0], np.hypot(error, standard_error(whole[1:])), factors)
    return Attribution(factors, tuple(sorted(told, key=lambda share: -_size(share, factors))), left)


def _exact(
    worths: Mapping[frozenset[Key], FloatArray], keys: Sequence[Key]
) -> dict[Key, tuple[FloatArray, FloatArray]]:
    made = shapley.shares(worths, keys)
    return {key: (share[0], standard_error(share[1:])) for key, share in made.items()}


def _of_orders(
    worths: Mapping[frozenset[Key], FloatArray], orders: Sequence[tuple[Key, ...]]
) -> dict[Key, tuple[FloatArray, FloatArray]]:
    """The error is also that of some orders for all: pairs of them are independent of each other."""
    steps = [shapley.steps(worths, order) for order in orders]
    found = {}
    for key in orders[0]:
        each = np.stack([(one[key] + other[key]) / 2 for one, other in zip(steps[::2], steps[1::2], strict=True)])
        share = each.mean(axis=0)
        found[key] = share[0], np.hypot(standard_error(share[1:]), standard_error(each[:, 0]))
    return found


def _size(share: Share, factors: bool) -> float:
    return max(abs(float(np.log(part.value))) if factors else abs(part.value) for part in share.parts)
