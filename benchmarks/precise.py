"""Seconds until the 5 % and 95 % points of all six outputs are known to 0.1 %, by their own error estimate.

Both sides double their draws until it is enough; what is timed is the attempt that is, once more, inside the process:
drawing, statistics and errors, not imports. `python -m benchmarks.precise wattif|numpy`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks import by_numpy

TOLERANCE = 1e-3
FIRST = 2**16
FOOTPRINT = Path(__file__).with_name("footprint-16.toml")


def error_of_numpy(n: int) -> float:
    """Largest relative error, estimated from sixteen parts of the draws."""
    worst = 0.0
    for values in by_numpy.draw(n).values():
        parts = np.quantile(values.reshape(16, -1), [0.05, 0.95], axis=1)
        whole = np.quantile(values, [0.05, 0.95])
        worst = max(worst, float((parts.std(axis=1, ddof=1) / 4 / whole).max()))
    return worst


def error_of_wattif() -> Callable[[int], float]:
    """The same of wattif, on one core; the scenario is read beforehand."""
    from simulate.beliefs.library import Library
    from simulate.commands import selection
    from simulate.engine.run import run
    from simulate.simulation.models import assemble

    plans = selection.plans(selection.scenarios([str(FOOTPRINT)], Library()))
    assembled = assemble(plans, lambda plan: plan.outputs)

    def error(n: int) -> float:
        (found,) = run(assembled.models, assembled.identities, seed=0, draws=n, probabilities=(0.05, 0.95))
        return float((found.errors.quantiles / found.estimates.quantiles).max())

    return error


def main() -> None:
    """Print seconds and draws."""
    error = error_of_wattif() if sys.argv[1] == "wattif" else error_of_numpy
    draws = FIRST
    while error(draws) > TOLERANCE:
        draws *= 2
    began = time.perf_counter()
    error(draws)
    print(time.perf_counter() - began, draws)


if __name__ == "__main__":
    main()
