"""footprint-16 as people would write it with OpenTURNS: a joint distribution, a symbolic function, its sample."""

from __future__ import annotations

import sys

import numpy as np
import openturns as ot

from benchmarks.by_numpy import LEVELS, Z95

INPUTS = ["c", "f", "m", "w", "o", "l", "d", "p", "r", "u", "y", "i", "e", "g", "k", "n"]
FORMULAS = [
    "c / (f * m) / 3600",
    "c / (f * m) / 3600 * w * o * (1 + l) * p / 1e9",
    "n * w * o * (1 + l) * p * r / 1e6",
    "c / (f * m) / 3600 * (w * o * (1 + l) * p * e / 1e6 + i / (y * u * 8766))",
    "c / (f * m) / 3600 * w * o * (1 + l) * p / 1e9 * k / (1 - d)",
    "c / (f * m) / 3600 * (w * o * (1 + l) * p / 1e9 * k / (1 - d) + g / 1e3 / (y * u * 8766))",
]
"""Hours, energy, peak, cost, operational and total emissions."""


def between(low: float, high: float) -> ot.Distribution:
    """The lognormal with these 5 % and 95 % points."""
    return ot.LogNormal(np.log(low * high) / 2, np.log(high / low) / 2 / Z95)


def pert(low: float, mode: float, high: float) -> ot.Distribution:
    """The PERT distribution."""
    return ot.Beta(1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low), low, high)


def sample(n: int, seed: int = 0) -> ot.Sample:
    """The six outputs, n draws each."""
    ot.RandomGenerator.SetSeed(seed)
    joint = ot.JointDistribution(
        [
            *(between(*ends) for ends in ((3e24, 5e24), (9e14, 1e15), (0.25, 0.45), (450, 650))),
            *(ot.Uniform(*ends) for ends in ((1.3, 1.6), (0.03, 0.15), (0.02, 0.07))),
            *(pert(*three) for three in ((1.05, 1.12, 1.4), (1.0, 1.1, 1.4), (0.6, 0.85, 0.95))),
            *(ot.Triangular(*three) for three in ((3, 4, 6), (25000, 30000, 45000))),
            ot.TruncatedNormal(70, 15, 20, 150),
            ot.TruncatedNormal(250, 80, 50, 600),
            ot.Mixture([ot.Normal(100, 15), ot.Normal(450, 40)], [0.4, 0.6]),
            ot.UserDefined([[8000.0], [16000.0], [24000.0]], [0.25, 0.5, 0.25]),
        ]
    )
    return ot.SymbolicFunction(INPUTS, FORMULAS)(joint.getSample(n))


def main() -> None:
    """Print mean, sd and seven quantiles of each output."""
    outputs = sample(int(sys.argv[1]))
    print(outputs.computeMean(), outputs.computeStandardDeviation())
    for level in LEVELS:
        print(level, outputs.computeQuantilePerComponent(level))


if __name__ == "__main__":
    main()
