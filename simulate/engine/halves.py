"""Exact quantiles for signed tails: the lower half from below, the upper half from above."""

from __future__ import annotations

import numpy as np

from simulate.beliefs.families.distribution import Distribution
from simulate.engine.streams import FloatArray


def exactly(distribution: Distribution, tails: FloatArray) -> FloatArray:
    """Quantiles by the distribution's own `ppf` and `isf`."""
    values = np.empty_like(tails)
    lower, upper = np.flatnonzero(tails > 0), np.flatnonzero(tails < 0)
    values[lower] = distribution.ppf(tails.take(lower))
    values[upper] = distribution.isf(-tails.take(upper))
    return values
