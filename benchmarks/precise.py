"""What it takes to know the 5 % and 95 % points of all six outputs to 0.1 %, by a program's own error estimate.

An estimated error depends on luck, so the draws that suffice are the median over fifteen seeds, each drawing more, an
eighth of a power of two at a time, until it is enough: `python -m benchmarks.precise wattif|numpy`. How long so many
draws take, with statistics and errors but not imports, is timed at the second time within a process:
`python -m benchmarks.precise wattif|numpy DRAWS [THREADS]`.

Nobody knows beforehand how many suffice. `python -m benchmarks.precise wattif|numpy attempts SEED` times all attempts
until all five quantiles that wattif publishes are known: those of `--tolerance`, on all cores and with their labels,
and by NumPy twice as many draws each time.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks import by_numpy

Error = Callable[[int, int], float]
"""Of so many draws, by seed."""
Attempts = Callable[[int, float], int]
"""Draws of the last of the attempts that a precision takes, by seed."""

TOLERANCE = 1e-3
SEEDS = 15
FIRST, LEAST_STEP = 2**16, 2**14
PUBLISHED = (0.05, 0.25, 0.5, 0.75, 0.95)
FOOTPRINT = Path(__file__).with_name("footprint-16.toml")


def error_of_numpy(n: int, seed: int, probabilities: Sequence[float] = (0.05, 0.95)) -> float:
    """Largest relative error of so many draws, estimated from sixteen parts of them."""
    worst = 0.0
    for values in by_numpy.draw(n, seed).values():
        parts = np.quantile(values.reshape(16, -1), probabilities, axis=1)
        whole = np.quantile(values, probabilities)
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


def attempts_of_numpy(seed: int, tolerance: float) -> int:
    """Twice as many draws each time."""
    draws = FIRST
    while error_of_numpy(draws, seed, PUBLISHED) > tolerance:
        draws *= 2
    return draws


def attempts_of_wattif() -> Attempts:
    """What `wattif run --tolerance` does; the scenario is read beforehand."""
    from simulate.api import selection
    from simulate.beliefs.library import Library
    from simulate.simulation import budget
    from simulate.simulation.run import Request, simulate

    plans = selection.plans(selection.scenarios([str(FOOTPRINT)], Library()))

    def attempts(seed: int, tolerance: float) -> int:
        outcome = simulate(plans, Request(seed=seed, tolerance=tolerance, threads=budget.cores()))
        return int(outcome.ranges.attrs["draws"])

    return attempts


def sufficient(error: Error, seed: int) -> int:
    """The first number of draws that suffices."""
    draws = FIRST
    while error(draws, seed) > TOLERANCE:
        draws += max(2 ** (draws.bit_length() - 1) // 8, LEAST_STEP)
    return draws


def main() -> None:
    """Print draws, or seconds, or both."""
    program, *words = sys.argv[1:]
    if words[:1] == ["attempts"]:
        attempts = attempts_of_wattif() if program == "wattif" else attempts_of_numpy
        attempts(0, 1.0)
        began = time.perf_counter()
        draws = attempts(int(words[1]), TOLERANCE)
        print(time.perf_counter() - began, draws)
        return
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
