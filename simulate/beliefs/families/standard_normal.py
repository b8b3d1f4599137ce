"""The standard normal distribution: scalars without NumPy or SciPy, and quantiles of arrays."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simulate.foundation.errors import PriorError
from simulate.foundation.lazy import np, special

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from simulate.beliefs.families.distribution import FloatArray

EXTREME = 7.034483825301132
"""Minus the quantile at 1e-12, the farthest point at which quantiles are promised to be exact."""
_ROOT_TWO = math.sqrt(2)


def below(z: float) -> float:
    """Probability up to z, relatively exact in the lower tail."""
    return 0.5 * math.erfc(-z / _ROOT_TWO)


def above(z: float) -> float:
    """Probability above z, relatively exact in the upper tail."""
    return 0.5 * math.erfc(z / _ROOT_TWO)


def quantiles(p: npt.ArrayLike) -> FloatArray:
    """Quantiles for lower-tail probabilities of any shape."""
    return np.asarray(special.ndtri(np.asarray(p, dtype=np.float64)))


def percentile(percent: int) -> float:
    """Quantile at a whole percentage from 1 to 99, to 3e-16 of its value; antisymmetric to the last bit.

    Newton's method from the median: the distribution function is convex below it, so no step passes the quantile.
    """
    if percent > 50:
        return -percentile(100 - percent)
    z = 0.0
    for _ in range(12):
        # Near the median the error function has the digits that 1/2 plus it would lose.
        gap = 0.5 * math.erf(z / _ROOT_TWO) - (percent - 50) / 100 if percent > 25 else below(z) - percent / 100
        z -= gap * math.sqrt(2 * math.pi) * math.exp(0.5 * z * z)
    return z


def through(points: Mapping[int, float]) -> tuple[float, float]:
    """Mean and standard deviation of the normal with two given percentiles, {5: 394.0, 95: 430.0}."""
    (low, x), (high, y) = sorted(points.items())
    z_low, z_high = percentile(low), percentile(high)
    return (x * z_high - y * z_low) / (z_high - z_low), (y - x) / (z_high - z_low)


def names(form: str, points: Mapping[int, float], count: int = 2) -> dict[str, float]:
    """Percentiles by their names, lowest first: {"p05": 394.0, "p95": 430.0}."""
    if len(points) != count or not all(1 <= percent <= 99 for percent in points):
        raise PriorError(f"{form} needs {count} different percentiles of p01 to p99, got {len(points)}")
    return {f"p{percent:02d}": points[percent] for percent in sorted(points)}
