"""Means and standard deviations: of mixtures exactly, of quantile functions by integration."""

from __future__ import annotations

import functools
import math
import sys
from typing import TYPE_CHECKING

from simulate.foundation.lazy import np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from simulate.beliefs.families.distribution import Distribution, FloatArray

_EPSILON = sys.float_info.epsilon
_HALVINGS = 40
_MOST_PANELS = 4096
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
    low, centre, high = distribution.ppf([0.25, 0.5, 0.75]).tolist()
    scale = high - low or 1.0

    def moments(depth: FloatArray) -> FloatArray:
        tail = 0.5 * np.exp(-depth)
        lower, upper = (distribution.ppf(tail) - centre) / scale, (distribution.isf(tail) - centre) / scale
        return np.stack([(lower + upper) * tail, (lower * lower + upper * upper) * tail])

    # The integration variable is the logarithm of the tail's probability: quantiles grow like its powers at most.
    edges = [0.0, *np.geomspace(0.5, _DEEPEST, 11)]
    shift, square = integral(moments, edges, noise=_EPSILON * abs(centre) / scale)
    return centre + scale * shift, scale * math.sqrt(max(square - shift * shift, 0.0))


def integral(
    function: Callable[[FloatArray], FloatArray], edges: Sequence[float], noise: float = 0.0
) -> tuple[float, ...]:
    """Integrals of several functions of one magnitude, array (n,) to (functions, n), over panels between edges.

    Gauss-Legendre; a panel that disagrees with its two halves by more than 1e-13 of the total and the rounding `noise`
    of the functions is halved again, so that kinks and jumps cost no accuracy.
    """
    left, right = np.asarray(edges[:-1], dtype=np.float64), np.asarray(edges[1:], dtype=np.float64)
    whole = _gauss(function, left, right)
    total = np.zeros(len(whole))
    accepted = noise + _TOLERANCE * np.abs(whole).sum(axis=1).max()
    for _ in range(_HALVINGS):
        middle = 0.5 * (left + right)
        halves = np.stack([_gauss(function, left, middle), _gauss(function, middle, right)])
        rough = (np.abs(halves.sum(axis=0) - whole) > accepted).any(axis=0)
        total += halves[:, :, ~rough].sum(axis=(0, 2))
        left, right = np.concatenate([left[rough], middle[rough]]), np.concatenate([middle[rough], right[rough]])
        whole = np.concatenate([halves[0][:, rough], halves[1][:, rough]], axis=1)
        if not 0 < len(left) <= _MOST_PANELS:
            break
    return tuple((total + whole.sum(axis=1)).tolist())


def _gauss(function: Callable[[FloatArray], FloatArray], left: FloatArray, right: FloatArray) -> FloatArray:
    """Integrals (functions, panels) by 16 nodes a panel."""
    nodes, weights = np.polynomial.legendre.leggauss(16)
    half = 0.5 * (right - left)
    points = (0.5 * (left + right))[:, None] + half[:, None] * nodes
    values = function(points.ravel()).reshape(-1, *points.shape)
    return np.asarray((values @ weights) * half)
