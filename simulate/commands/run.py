"""`wattif run`: scenarios in, ranges out."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulate.commands import options
from simulate.commands.output import put
from simulate.foundation.errors import UsageError
from simulate.foundation.nearest import suggestion

if TYPE_CHECKING:
    import xarray as xr

    from simulate.method.plan import Plan
    from simulate.simulation.run import Outcome

GRAIN = 16_384
"""Draws come in multiples of 16 replicates times blocks of 1,024 (design, Engine)."""
MAX_DRAWS = 10**10


class Sampler(StrEnum):
    """How points are chosen."""

    random = "random"
    latin = "latin"
    sobol = "sobol"


class Kind(StrEnum):
    """How an interval is laid."""

    equal = "equal"
    shortest = "shortest"


def run(
    scenario: options.Scenarios = None,
    draws: Annotated[int, typer.Option("--draws", min=1, max=MAX_DRAWS, help="Joint draws per model.")] = 2**20,
    seed: Annotated[int, typer.Option("--seed", min=0, max=2**64 - 1, help="The same seed gives the same bytes.")] = 0,
    sampler: Annotated[Sampler, typer.Option("--sampler", help="How draws are chosen.")] = Sampler.random,
    interval: Annotated[
        str, typer.Option("--interval", metavar="P", help="Probability of the range, 0.9 or 90%.")
    ] = "0.9",
    interval_kind: Annotated[
        Kind, typer.Option("--interval-kind", help="Equal tails, or the shortest that holds the probability.")
    ] = Kind.equal,
    quantity: Annotated[
        list[str] | None, typer.Option("--quantity", metavar="NAME", help="Show this quantity; may be repeated.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every quantity, with 50 % range, mean and numerical error.")
    ] = False,
    threshold: Annotated[
        list[str] | None,
        typer.Option("--threshold", metavar="TEXT", help='Probability of e.g. "facility_energy > 10 GWh".'),
    ] = None,
    changes: options.Set = None,
    priors: options.Priors = None,
    use: options.Use = None,
    to: Annotated[
        str | None,
        typer.Option("--to", "-o", metavar="DIR", help="Write dataset, CSV, report and charts to this folder."),
    ] = None,
    save_draws: Annotated[bool, typer.Option("--save-draws", help="With --to: keep all draws in draws.nc.")] = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Print the ranges of every model: median, range and where other people's estimates fall.

    Examples:
    wattif run

    wattif run mistral-nemo-12b --set "tokens=8e12 to 12e12" --quantity facility_energy

    wattif run my-model.toml --to results --json
    """
    if save_draws and to is None:
        raise UsageError("--save-draws: needs --to DIR, where draws.nc is written")
    check_folder(to)
    probability = options.interval(interval)
    say = speaker(quiet)
    plans = plans_of(scenario, priors, use, changes, say)
    check_quantities(plans, quantity or [])
    from simulate.simulation.questions import threshold as read_threshold
    from simulate.simulation.run import Request, simulate

    request = Request(
        draws=draws,
        seed=seed,
        sampler=sampler.value,
        interval=probability,
        interval_kind="hdi" if interval_kind is Kind.shortest else "eti",
        thresholds=tuple(read_threshold(text) for text in threshold or ()),
        keep_draws=save_draws,
    )
    if draws % GRAIN:
        say(f"--draws: {draws:,} rounded up to {-(-draws // GRAIN) * GRAIN:,}, a multiple of {GRAIN:,}")
    outcome = _simulated(lambda shown: simulate(plans, replace(request, progress=shown)), quiet)
    ranges = _with_provenance(outcome.ranges)
    _warn(ranges, say)
    put(_shown(ranges, quantity, everything, as_json))
    if to is not None:
        from simulate.publishing import folder

        written = folder.write(ranges, outcome.draws, Path(to))
        say(f"written: {', '.join(written)} in {to}")


def plans_of(
    arguments: list[str] | None,
    priors: list[Path] | None,
    use: list[str] | None,
    changes: list[str] | None,
    say: Callable[[str], None],
) -> list[Plan]:
    """The plans of a command line; units that `--set` takes from the method are said."""
    from simulate.beliefs import settings
    from simulate.commands import selection

    scenarios = selection.scenarios(arguments, selection.library(priors), use)
    plans = selection.plans(scenarios, changes)
    for setting in settings.read(changes or ()):
        known = [plan.method[setting.name] for plan in plans if setting.name in plan.method]
        if known and setting.distribution is not None and setting.unit is None and known[0].unit.text != "1":
            say(f"--set {setting.name}: taken in {known[0].unit.text}")
    return plans


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
    """Says notes on stderr, or nothing."""

    def say(text: str) -> None:
        if not quiet:
            typer.echo(text, err=True)

    return say


def _simulated(simulate: Callable[[Callable[[int, int], None] | None], Outcome], quiet: bool) -> Outcome:
    with _progress(quiet) as shown:
        return simulate(shown)


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """One bar on a terminal, none elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("drawing", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _with_provenance(ranges: xr.Dataset) -> xr.Dataset:
    from simulate.commands.version import program
    from simulate.publishing import catalogue

    return ranges.assign_attrs(
        history=shlex.join(["wattif", *sys.argv[1:]]),
        program_version=program(),
        catalogue_version=catalogue.version(),
        licence="CC BY 4.0",
    )


def _warn(ranges: xr.Dataset, say: Callable[[str], None]) -> None:
    for model, warnings in json.loads(ranges.attrs["warnings"]).items():
        for warning in warnings:
            say(f"warning: {model}: {warning}")


def _shown(ranges: xr.Dataset, quantity: list[str] | None, everything: bool, as_json: bool) -> str:
    if as_json:
        from simulate.publishing import json_text

        return json_text.text(ranges)
    from simulate.publishing.table import table

    width = shutil.get_terminal_size((100, 24)).columns
    return table(ranges, quantities=quantity, everything=everything, width=width, colour=_colour())


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
