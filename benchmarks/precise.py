"""What it takes to know the 5 % and 95 % points of all six outputs to 0.1 %, by a program's own error estimate.

An estimated error depends on luck, so the draws that suffice are the median over fifteen seeds, each drawing more, an
eighth of a power of two at a time, until it is enough: `python -m benchmarks.precise wattif|numpy`. How long so many
draws take, with statistics and errors but not imports, is timed at the second time within a process:
`python -m benchmarks.precise wattif|numpy DRAWS [THREADS]`.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks import by_numpy

Error = Callable[[int, int], float]
"""Of so many draws, by seed."""

TOLERANCE = 1e-3
SEEDS = 15
FIRST, LEAST_STEP = 2**16, 2**14
FOOTPRINT = Path(__file__).with_name("footprint-16.toml")


def error_of_numpy(n: int, seed: int) -> float:
    """Largest relative error of so many draws, estimated from sixteen parts of them."""
    worst = 0.0
    for values in by_numpy.draw(n, seed).values():
        parts = np.quantile(values.reshape(16, -1), [0.05, 0.95], axis=1)
        whole = np.quantile(values, [0.05, 0.95])
        worst = max(worst, float((parts.std(axis=1, ddof=1) / 4 / whole).max()))
    return worst


def error_of_wattif(threads: int) -> Error:
    """The same of wattif; the scenario is read beforehand."""
    from simulate.api import selection
    from simulate.beliefs.library import Library
    from simulate.engine.run import run
    from simulate.simulation.models import assemble

    plans = selection.plans(selection.scenarios([str(FOOTPRINT)], Library()))
    assembled = assemble(plans, lambda plan: plan.outputs)

    def error(n: int, seed: int) -> float:
        options = {"seed": seed, "draws": n, "probabilities": (0.05, 0.95), "threads": threads}
        (found,) = run(assembled.models, assembled.identities, **options)
        return float((found.errors.quantiles / found.estimates.quantiles).max())

    return error


def sufficient(error: Error, seed: int) -> int:
    """The first number of draws that suffices."""
    draws = FIRST
    while error(draws, seed) > TOLERANCE:
        draws += max(2 ** (draws.bit_length() - 1) // 8, LEAST_STEP)
    return draws


def main() -> None:
    """Print draws, or seconds."""
    program, *words = sys.argv[1:]
    draws, threads = int(words[0]) if words else 0, int(words[1]) if words[1:] else 1
    error = error_of_wattif(threads) if program == "wattif" else error_of_numpy
    if not draws:
        print(int(statistics.median(sufficient(error, seed) for seed in range(SEEDS))))
        return
    error(draws, 0)
    began = time.perf_counter()
    error(draws, 0)
    print(time.perf_counter() - began)


if __name__ == "__main__":
    main()
