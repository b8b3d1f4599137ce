"""What commands that draw share: plans of a command line, one run with its progress and warnings, its provenance."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from simulate.commands import progress, values
from simulate.commands.options import Beliefs, Drawing
from simulate.foundation.errors import UsageError
from simulate.foundation.nearest import suggestion

if TYPE_CHECKING:
    import xarray as xr

    from simulate.method.plan import Plan
    from simulate.simulation.run import Outcome, Request

GRAIN = 16_384
"""Draws come in multiples of 16 replicates times blocks of 1,024 (design, Engine)."""
_LONG = 10.0
"""Seconds of drawing that are announced."""


def drawn(plans: Sequence[Plan], request: Request, say: Callable[[str], None], *, quiet: bool) -> Outcome:
    """Ranges with their grades and their provenance; what is worth knowing before and after is said."""
    from simulate.analysis.grading import graded
    from simulate.simulation.run import simulate

    if request.tolerance is None:
        _say_how_long(plans, request, say)
        say_rounded(request.draws, say)
    with compiling(say):
        with progress.shown(quiet) as shown:
            outcome = simulate(plans, replace(request, progress=shown))
        with progress.counted(quiet, "grades of model") as counted:
            ranges = graded(outcome.ranges, plans, request.seed, threads=request.threads, progress=counted)
    ranges = _with_provenance(ranges)
    _warn(ranges, say)
    return replace(outcome, ranges=ranges)


def plans_of(arguments: list[str] | None, beliefs: Beliefs, say: Callable[[str], None]) -> list[Plan]:
    """The plans of a command line; units that `--set` takes from the method are said."""
    from simulate.api import selection
    from simulate.beliefs import settings

    scenarios = selection.scenarios(arguments, selection.library(beliefs.priors), beliefs.use)
    plans = selection.plans(scenarios, beliefs.changes)
    for setting in settings.read(beliefs.changes or ()):
        known = [plan.method[setting.name] for plan in plans if setting.name in plan.method]
        if known and setting.distribution is not None and setting.unit is None and known[0].unit.text != "1":
            say(f"--set {setting.name}: taken in {known[0].unit.text}")
    return plans


def request(how: Drawing, threads: int | None) -> Request:
    """How to draw, as the options say."""
    from simulate.simulation.run import Request

    return Request(
        draws=how.draws or 2**20,
        seed=how.seed,
        sampler=how.sampler.value,
        interval=values.interval(how.interval),
        interval_kind=how.interval_kind.short,
        threads=values.threads(threads),
    )


def check_quantities(plans: Sequence[Plan], names: Sequence[str]) -> None:
    """UsageError for a `--quantity` that no model has."""
    known = list(dict.fromkeys(name for plan in plans for name in plan.method))
    for name in names:
        if name not in known:
            raise UsageError(f"--quantity: no such quantity: {name}{suggestion(name, known)}")


def check_folder(to: str | None) -> None:
    """UsageError for a `--to` without a name."""
    if to is not None and not to.strip():
        raise UsageError("--to: expected the name of a folder, got nothing")


def speaker(quiet: bool) -> Callable[[str], None]:
    """What says notes and warnings on stderr, unless they are not wanted."""

    def say(text: str) -> None:
        if not quiet:
            typer.echo(text, err=True)

    return say


def say_rounded(draws: int | None, say: Callable[[str], None]) -> None:
    """Say how many draws are taken where it is not the number asked for."""
    if draws and draws % GRAIN:
        say(f"--draws: {draws:,} rounded up to {-(-draws // GRAIN) * GRAIN:,}, a multiple of {GRAIN:,}")


def compiling(say: Callable[[str], None]) -> AbstractContextManager[None]:
    """Say so before anything is compiled, which happens once on a machine."""
    from simulate.engine.machine.loading import telling

    def begin() -> None:
        from simulate.engine import ahead

        say("first run: compiling for this machine, about 5 s, once")
        ahead.start()

    return telling(begin)


def _say_how_long(plans: Sequence[Plan], request: Request, say: Callable[[str], None]) -> None:
    from simulate.simulation import budget

    seconds = budget.seconds(plans, request.draws, request.threads)
    if seconds > _LONG:
        say(f"--draws {request.draws:,}: drawing takes about {progress.clock(seconds)}")


def _with_provenance(ranges: xr.Dataset) -> xr.Dataset:
    from simulate.api.provenance import stamped

    return stamped(ranges, shlex.join(["wattif", *sys.argv[1:]]))


def _warn(ranges: xr.Dataset, say: Callable[[str], None]) -> None:
    for model, warnings in json.loads(ranges.attrs["warnings"]).items():
        for warning in warnings:
            say(f"warning: {model}: {warning}")
