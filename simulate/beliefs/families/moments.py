"""Means and standard deviations: of mixtures exactly, of quantile functions by integration."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

from simulate.foundation.lazy import np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from simulate.beliefs.families.distribution import Distribution, FloatArray

_NODES = 16
_HALVINGS = 40
_TOLERANCE = 1e-13
_DEEPEST = 230.0
"""Tails are followed down to a probability of exp(-230) / 2 = 1e-100."""


def mixed(weights: Sequence[float], means: Sequence[float], sds: Sequence[float]) -> tuple[float, float]:
    """Mean and standard deviation of a mixture; weights sum to 1.

    hypot keeps the squares of large numbers from overflowing; nan and inf of a component are the mixture's.
    """
    mean = sum(weight * mean for weight, mean in zip(weights, means, strict=True))
    if not math.isfinite(mean):
        return mean, math.nan if math.isnan(mean) else math.inf
    mean = math.fsum(weight * mean for weight, mean in zip(weights, means, strict=True))
    parts = [math.sqrt(weight) * sd for weight, sd in zip(weights, sds, strict=True)]
    parts += [math.sqrt(weight) * (centre - mean) for weight, centre in zip(weights, means, strict=True)]
    return mean, math.nan if any(map(math.isnan, parts)) else math.hypot(*parts)


@functools.lru_cache(maxsize=256)
def integrated(distribution: Distribution) -> tuple[float, float]:
    """Mean and standard deviation of a distribution that has both, from its quantile function.

    To 1e-9 of the standard deviation where the tails fall faster than |x|^-2.5; heavier ones are cut at 1e-100.
    """
    centre = float(distribution.ppf(0.5))

    def moments(depth: FloatArray) -> FloatArray:
        tail = 0.5 * np.exp(-depth)
        low, high = distribution.ppf(tail) - centre, distribution.isf(tail) - centre
        return np.stack([(low + high) * tail, (low * low + high * high) * tail])

    # The integration variable is the logarithm of the tail's probability: quantiles grow like its powers at most.
    shift, square = integral(moments, [0.0, *np.geomspace(0.5, _DEEPEST, 11)])
    return centre + shift, math.sqrt(max(square - shift * shift, 0.0))


def integral(function: Callable[[FloatArray], FloatArray], edges: Sequence[float]) -> FloatArray:
    """Integrals of several functions, array (n,) to (functions, n), over panels between edges.

    Gauss-Legendre; a panel that disagrees with its two halves by more than 1e-13 of the total is halved, at most 40
    times, so that kinks and jumps cost no accuracy.
    """
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)

    def rule(left: FloatArray, right: FloatArray) -> FloatArray:
        half = 0.5 * (right - left)
        points = (0.5 * (left + right))[:, None] + half[:, None] * nodes
        values = function(points.ravel()).reshape(-1, *points.shape)
        return np.asarray((values @ weights) * half)

    left, right = np.asarray(edges[:-1], dtype=np.float64), np.asarray(edges[1:], dtype=np.float64)
    whole = rule(left, right)
    total = np.zeros(len(whole))
    accepted = _TOLERANCE * np.abs(whole).sum(axis=1, keepdims=True)
    for _ in range(_HALVINGS):
        middle = 0.5 * (left + right)
        halves = rule(left, middle), rule(middle, right)
        rough = (np.abs(halves[0] + halves[1] - whole) > accepted).any(axis=0)
        total += (halves[0] + halves[1])[:, ~rough].sum(axis=1)
        left, right = np.concatenate([left[rough], middle[rough]]), np.concatenate([middle[rough], right[rough]])
        whole = np.concatenate([halves[0][:, rough], halves[1][:, rough]], axis=1)
        if not rough.any():
            break
    return np.asarray(total + whole.sum(axis=1))
