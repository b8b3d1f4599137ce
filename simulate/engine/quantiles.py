"""From distributions to functions that turn signed tails into values: closed forms, tables, windows, components, rows.

Families with a closed form register here. One that does not is drawn through a verified table of its exact quantiles,
which needs nothing but its `ppf` and `isf`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial, singledispatch

import numpy as np

from simulate.beliefs.families.affine import Affine, affine
from simulate.beliefs.families.arcsine import Arcsine
from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.empirical import Empirical
from simulate.beliefs.families.logitnormal import Logitnormal
from simulate.beliefs.families.lognormal import Lognormal
from simulate.beliefs.families.metalog import Metalog
from simulate.beliefs.families.mixture import Mixture
from simulate.beliefs.families.normal import Normal
from simulate.beliefs.families.points import Choice, Point
from simulate.beliefs.families.trapezoidal import Trapezoidal
from simulate.beliefs.families.truncated import Truncated, truncate
from simulate.beliefs.families.uniform import Loguniform, Uniform
from simulate.beliefs.families.weibull import Weibull
from simulate.engine import pieces, tables
from simulate.engine.streams import FloatArray

Function = Callable[[FloatArray], FloatArray]
"""Signed tails to values, element by element."""

_CLOSED = Arcsine | Logitnormal | Lognormal | Loguniform | Metalog | Normal | Trapezoidal | Uniform | Weibull


@dataclass(frozen=True, slots=True)
class Quantile:
    """How a distribution is drawn. Equal ones are evaluated once for all inputs of a belief.

    A value need not rise with its uniform: mixtures choose a component first, and rows of a table stand in the order of
    the file. `monotone` makes it rise, which an input needs that is correlated with others.
    """

    distribution: Distribution
    monotone: bool = False

    @property
    def function(self) -> Function:
        """Signed tails to values; made once, which may take milliseconds."""
        return _made(self.distribution, self.monotone)


@lru_cache(maxsize=512)
def _made(distribution: Distribution, monotone: bool) -> Function:
    return _function(distribution, monotone)


@singledispatch
def _function(distribution: Distribution, monotone: bool) -> Function:  # noqa: ARG001 -- of interest to some families
    return tables.table(distribution)


@_function.register(_CLOSED)
def _closed_form(distribution: Distribution, monotone: bool) -> Function:  # noqa: ARG001
    return partial(pieces.exactly, distribution)


@_function.register
def _point(distribution: Point, monotone: bool) -> Function:  # noqa: ARG001
    return partial(np.full_like, fill_value=distribution.value)


@_function.register
def _choice(distribution: Choice, monotone: bool) -> Function:  # noqa: ARG001
    return partial(pieces.exactly, distribution.steps)


@_function.register
def _rows(distribution: Empirical, monotone: bool) -> Function:
    if monotone:
        return partial(pieces.exactly, distribution.steps)
    return pieces.Rows(np.array(distribution.rows), np.array(distribution.cumulative))


@_function.register
def _mixture(distribution: Mixture, monotone: bool) -> Function:
    if monotone:
        return tables.table(distribution)
    return pieces.Components.of(
        [_made(component, False) for component in distribution.components], distribution.weights
    )


@_function.register
def _truncated(distribution: Truncated, monotone: bool) -> Function:
    if isinstance(distribution.inner, Choice | Empirical | Mixture):
        # They are cut value by value or part by part: a window on their uniforms would mix up rows and components.
        return _made(truncate(distribution.inner, distribution.low, distribution.high), monotone)
    if not isinstance(distribution.inner, _CLOSED):
        # Through a table of the whole distribution, errors next to the ends of the window would be those of the whole.
        return tables.table(distribution)
    inner = _made(distribution.inner, True)
    window = distribution.below, distribution.mass, distribution.above
    return pieces.Window(distribution, inner, *window, distribution.support)


@_function.register
def _moved(distribution: Affine, monotone: bool) -> Function:
    simple = affine(distribution.inner, distribution.scale, distribution.shift)
    if not isinstance(simple, Affine):
        return _made(simple, monotone)
    return pieces.Moved(_made(simple.inner, monotone), simple.scale, simple.shift)
