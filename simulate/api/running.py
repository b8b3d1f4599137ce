"""Scenarios in, ranges out, as one call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from simulate.analysis.grading import graded
from simulate.api.provenance import call, stamped
from simulate.api.result import Result
from simulate.api.scenarios import Changes, Name, Scenario, read_all, written
from simulate.engine.samplers import SAMPLERS
from simulate.foundation.errors import UsageError
from simulate.foundation.nearest import suggestion
from simulate.simulation import budget, precision, questions
from simulate.simulation.run import Request, simulate

if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS = {"equal": "eti", "shortest": "hdi"}
SMALLEST_TAIL = 1e-6
"""Fewer draws than a million times so many see nothing of a smaller share."""


def run(
    *scenarios: Name | Scenario,
    draws: int | None = None,
    seed: int = 0,
    sampler: str = "sobol",
    interval: float = 0.9,
    interval_kind: str = "equal",
    thresholds: Iterable[str] = (),
    tolerance: float | None = None,
    max_draws: int | None = None,
    keep_draws: bool = False,
    changes: Changes = (),
    use: Iterable[str] = (),
    priors: Iterable[Name] = (),
    threads: int | None = None,
) -> Result:
    """Ranges of every quantity of scenarios by path or name, or read already; without any, those of the seed benchmark.

    The parameters are the options of `wattif run`, with the same defaults and the same numbers: `draws` per model
    (1,048,576; rounded up to a multiple of 16,384), `seed`, `sampler` (sobol, random, latin), probability and kind
    (equal, shortest) of the `interval`, `thresholds` like `"facility_energy > 10 GWh"`, `tolerance` as a relative error
    with `max_draws` as its bound, `changes` like `{"pue": "1.1 to 1.3"}`. With `keep_draws` the result has all draws.

    Raises
    ------
    InputError
        A scenario, bundle or change that cannot be found, read or used; `error.problems` has all that is wrong.
    UsageError
        An argument that makes no sense.
    RunError
        Draws to be kept that do not fit into memory.
    KeyboardInterrupt
        Interrupted; fewer draws than asked for are no result.

    """
    request = _request(
        draws=draws,
        seed=seed,
        sampler=sampler,
        interval=interval,
        kind=interval_kind,
        thresholds=[thresholds] if isinstance(thresholds, str) else list(thresholds),
        tolerance=tolerance,
        max_draws=max_draws,
        keep_draws=keep_draws,
        threads=threads,
    )
    read = read_all(scenarios, changes=changes, use=use, priors=priors)
    plans = [scenario.plan for scenario in read]
    outcome = simulate(plans, request)
    if outcome.interrupted:
        raise KeyboardInterrupt
    given = {"draws": draws, "seed": seed or None, "tolerance": tolerance, "changes": written(changes)}
    ranges = graded(outcome.ranges, plans, seed, threads=request.threads)
    ranges = stamped(ranges, call("run", [scenario.id for scenario in read], given))
    kept = None if outcome.draws is None else outcome.draws.assign_attrs(ranges.attrs)
    return Result(ranges, kept)


def _request(
    *,
    draws: int | None,
    seed: int,
    sampler: str,
    interval: float,
    kind: str,
    thresholds: Sequence[str],
    tolerance: float | None,
    max_draws: int | None,
    keep_draws: bool,
    threads: int | None,
) -> Request:
    """The request, or UsageError for the first argument that makes no sense."""
    _refuse(draws is not None and draws < 1, "draws", "a positive number", draws)
    _refuse(not 0 <= seed < 2**64, "seed", "a number from 0 to 2**64 - 1", seed)
    _refuse(threads is not None and threads < 1, "threads", "a positive number", threads)
    _refuse(tolerance is not None and not 0 < tolerance < 1, "tolerance", "a relative error like 0.001", tolerance)
    check_interval(interval)
    for name, value, known in (("sampler", sampler, SAMPLERS), ("interval_kind", kind, KINDS)):
        _refuse(value not in known, name, f"{' or '.join(known)}{suggestion(str(value), known)}", value)
    if tolerance is not None and draws is not None:
        raise UsageError("tolerance: finds the number of draws itself; bound it with max_draws, not draws")
    if tolerance is None and max_draws is not None:
        raise UsageError("max_draws: bounds what tolerance draws; without it, draws says how many")
    return Request(
        draws=draws or 2**20,
        seed=seed,
        sampler=sampler,
        interval=interval,
        interval_kind=KINDS[kind],
        thresholds=tuple(questions.threshold(text) for text in thresholds),
        keep_draws=keep_draws,
        threads=threads or budget.cores(),
        tolerance=tolerance,
        max_draws=max_draws or precision.MOST,
    )


def check_interval(probability: float) -> None:
    """UsageError for a probability that no number of draws could show."""
    wanted = f"a probability from {SMALLEST_TAIL} to {1 - SMALLEST_TAIL}"
    _refuse(not SMALLEST_TAIL <= probability <= 1 - SMALLEST_TAIL, "interval", wanted, probability)


def _refuse(wrong: bool, name: str, wanted: str, found: object) -> None:
    if wrong:
        raise UsageError(f"{name}: expected {wanted}, got {found!r}")
