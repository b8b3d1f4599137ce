"""footprint-16 as people would write it with squigglepy."""

from __future__ import annotations

import sys

import numpy as np
import squigglepy as sq

from benchmarks.by_numpy import footprint, told


def draw(n: int, seed: int = 0) -> dict[str, np.ndarray]:
    """The six outputs, n draws each."""
    sq.set_seed(seed)

    def taken(distribution: object) -> np.ndarray:
        return np.asarray(sq.sample(distribution, n))

    def within(mean: float, sd: float, low: float, high: float) -> np.ndarray:
        return taken(sq.norm(mean=mean, sd=sd, lclip=low, rclip=high))

    return footprint(
        between=lambda low, high: taken(sq.lognorm(low, high, credibility=90)),
        uniform=lambda low, high: taken(sq.uniform(low, high)),
        pert=lambda low, mode, high: taken(sq.pert(low, mode, high)),
        triangular=lambda low, mode, high: taken(sq.triangular(low, mode, high)),
        truncated=within,
        modes=lambda: taken(sq.mixture([sq.norm(mean=100, sd=15), sq.norm(mean=450, sd=40)], [0.4, 0.6])),
        chips=lambda: taken(sq.discrete({8000: 0.25, 16000: 0.5, 24000: 0.25})).astype(float),
    )


if __name__ == "__main__":
    told(draw(int(sys.argv[1])))
