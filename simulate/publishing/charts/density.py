"""The density of a prior along an axis, from its distribution function alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from simulate.beliefs.families.distribution import Distribution

    Floats = npt.NDArray[np.float64]

# Beyond these quantiles a curve is a line on the axis, and a long tail would squeeze everything else.
TAIL = 0.002
_CELLS = 240


@dataclass(frozen=True, slots=True)
class Curve:
    """Points of a density, zero at both ends; per unit of the axis, so per decade where that is logarithmic."""

    x: Floats
    height: Floats

    def at(self, x: float) -> float:
        """The height at x, zero outside."""
        return float(np.interp(x, self.x, self.height, left=0.0, right=0.0))


def ends(distribution: Distribution) -> tuple[float, float]:
    """Where a plot of the distribution begins and ends: its support, or far out in its tails."""
    low, high = (float(value) for value in distribution.ppf([TAIL, 1 - TAIL]))
    return low, high


def curve(distribution: Distribution, *, log: bool) -> Curve:
    """Probability of each of many cells over its width: exact for any family, smooth or not, without its density."""
    low, high = ends(distribution)
    if log:
        edges = np.geomspace(low, high, _CELLS + 1)
        positions = np.log10(edges)
    else:
        edges = positions = np.linspace(low, high, _CELLS + 1)
    below = np.array([distribution.cdf(float(edge)) for edge in edges])
    height = np.diff(below) / np.diff(positions)
    middle = 10 ** ((positions[1:] + positions[:-1]) / 2) if log else (edges[1:] + edges[:-1]) / 2
    # The first and the last half cell: what falls to zero inside the support does so in a cell, what jumps jumps.
    x = np.concatenate([[low, low], middle, [high, high]])
    return Curve(x, np.concatenate([[0.0, height[0]], height, [height[-1], 0.0]]))


def is_wide(low: float, high: float) -> bool:
    """Whether equal steps of an axis had better be equal factors: positive, and a factor of five or more apart."""
    return low > 0 and math.isfinite(high) and high / low >= 5
