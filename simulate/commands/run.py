"""`wattif run`: scenarios in, ranges out."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulate.commands import options, progress
from simulate.commands.output import put
from simulate.foundation.errors import UsageError
from simulate.foundation.nearest import suggestion

if TYPE_CHECKING:
    import xarray as xr

    from simulate.method.plan import Plan
    from simulate.simulation.run import Outcome, Request

GRAIN = 16_384
"""Draws come in multiples of 16 replicates times blocks of 1,024 (design, Engine)."""
MAX_DRAWS = 10**10
_LONG = 10.0
"""Seconds of drawing that are announced."""


class Sampler(StrEnum):
    """How points are chosen."""

    sobol = "sobol"
    random = "random"
    latin = "latin"


class Kind(StrEnum):
    """How an interval is laid."""

    equal = "equal"
    shortest = "shortest"


class Format(StrEnum):
    """How ranges are printed."""

    text = "text"
    markdown = "markdown"
    latex = "latex"
    html = "html"
    csv = "csv"
    json = "json"
    sentences = "sentences"


def run(
    scenario: options.Scenarios = None,
    draws: Annotated[
        int | None,
        typer.Option("--draws", min=1, max=MAX_DRAWS, help="Joint draws per model.", show_default="1048576"),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, max=2**64 - 1, help="The same seed gives the same bytes.")] = 0,
    sampler: Annotated[Sampler, typer.Option("--sampler", help="How draws are chosen.")] = Sampler.sobol,
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
    tolerance: Annotated[
        str | None,
        typer.Option(
            "--tolerance",
            metavar="P",
            help="Draw until every quantile of headline quantities is known to P, e.g. 0.1%.",
        ),
    ] = None,
    max_draws: Annotated[
        int | None,
        typer.Option(
            "--max-draws",
            min=GRAIN,
            max=MAX_DRAWS,
            help="With --tolerance: no more than that.",
            show_default="268435456",
        ),
    ] = None,
    changes: options.Set = None,
    priors: options.Priors = None,
    use: options.Use = None,
    to: Annotated[
        str | None,
        typer.Option("--to", "-o", metavar="DIR", help="Write dataset, CSV, report and charts to this folder."),
    ] = None,
    save_draws: Annotated[bool, typer.Option("--save-draws", help="With --to: keep all draws in draws.nc.")] = False,
    sensitivity: Annotated[
        bool, typer.Option("--sensitivity", help="With --to: keep in ranges.nc what drives each range, for publish.")
    ] = False,
    printed: Annotated[
        Format | None,
        typer.Option(
            "--format", help="How to print ranges; sentences are for pasting into a text.", show_default="text"
        ),
    ] = None,
    as_json: options.Json = False,
    threads: options.Threads = None,
    quiet: options.Quiet = False,
) -> None:
    """Print the ranges of every model: median, range and where other people's estimates fall.

    Examples:
    wattif run

    wattif run mistral-nemo-12b --set "tokens=8e12 to 12e12" --quantity facility_energy

    wattif run my-model.toml --to results --json

    wattif run gpt-4 --format latex
    """
    if save_draws and to is None:
        raise UsageError("--save-draws: needs --to DIR, where draws.nc is written")
    if sensitivity and to is None:
        raise UsageError("--sensitivity: needs --to DIR, where it is kept; to see it: wattif sensitivity")
    check_folder(to)
    form = _form(printed, as_json)
    probability = options.interval(interval)
    precise = _precise(tolerance, draws, max_draws)
    say = speaker(quiet)
    plans = plans_of(scenario, priors, use, changes, say)
    check_quantities(plans, quantity or [])
    from simulate.analysis.grading import graded
    from simulate.engine.machine.jit import telling
    from simulate.simulation.precision import MOST
    from simulate.simulation.questions import threshold as read_threshold
    from simulate.simulation.run import Request, simulate

    request = Request(
        draws=draws or 2**20,
        seed=seed,
        sampler=sampler.value,
        interval=probability,
        interval_kind="hdi" if interval_kind is Kind.shortest else "eti",
        thresholds=tuple(read_threshold(text) for text in threshold or ()),
        keep_draws=save_draws,
        threads=options.threads(threads),
        tolerance=precise,
        max_draws=max_draws or MOST,
    )
    if tolerance is None:
        _say_how_long(plans, request, say)
    if draws and draws % GRAIN:
        say(f"--draws: {draws:,} rounded up to {-(-draws // GRAIN) * GRAIN:,}, a multiple of {GRAIN:,}")
    with progress.shown(quiet) as shown, telling(lambda: say("first run: compiling for this machine, about 5 s, once")):
        outcome = simulate(plans, replace(request, progress=shown))
    ranges = _with_provenance(graded(outcome.ranges, plans, seed))
    _warn(ranges, say)
    put(_shown(ranges, quantity, everything, form))
    if to is not None and not outcome.interrupted:
        from simulate.publishing.folders import result as folder

        if sensitivity:
            ranges = _with_sensitivity(ranges, plans, request)
        written = folder.write(ranges, outcome.draws, Path(to))
        say(f"written: {', '.join(written)} in {to}")
    _say_what_was_reached(outcome, request, say)


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
    """What says notes and warnings on stderr, unless they are not wanted."""

    def say(text: str) -> None:
        if not quiet:
            typer.echo(text, err=True)

    return say


def _precise(tolerance: str | None, draws: int | None, max_draws: int | None) -> float | None:
    if tolerance is None:
        if max_draws is not None:
            raise UsageError("--max-draws: bounds what --tolerance draws; without it, --draws says how many")
        return None
    if draws is not None:
        raise UsageError("--tolerance: finds the number of draws itself; bound it with --max-draws, not --draws")
    return options.tolerance(tolerance)


def _say_how_long(plans: Sequence[Plan], request: Request, say: Callable[[str], None]) -> None:
    from simulate.simulation import budget

    seconds = budget.seconds(plans, request.draws, request.threads)
    if seconds > _LONG:
        say(f"--draws {request.draws:,}: drawing takes about {progress.clock(seconds)}")


def _say_what_was_reached(outcome: Outcome, request: Request, say: Callable[[str], None]) -> None:
    draws = int(outcome.ranges.attrs["draws"])
    if outcome.reached is not None and request.tolerance is not None:
        held = "" if outcome.reached.within(request.tolerance) else " not"
        worst = f", worst for {outcome.reached.what}" if outcome.reached.what else ""
        say(
            f"--tolerance: {100 * request.tolerance:g} % was{held} reached with {draws:,} draws: "
            f"the numerical error is {100 * outcome.reached.error:.2g} %{worst}"
        )
    if outcome.interrupted:
        raise KeyboardInterrupt(f"interrupted: the table rests on {draws:,} draws, and nothing was written")


def _with_provenance(ranges: xr.Dataset) -> xr.Dataset:
    from simulate.commands.version import program
    from simulate.publishing.catalogue import version as catalogue

    return ranges.assign_attrs(
        history=shlex.join(["wattif", *sys.argv[1:]]),
        program_version=program(),
        catalogue_version=catalogue.version(),
        licence="CC BY 4.0",
    )


def _with_sensitivity(ranges: xr.Dataset, plans: Sequence[Plan], request: Request) -> xr.Dataset:
    from simulate.analysis.sensitivity import study
    from simulate.analysis.stored import with_studies

    studies = [study(plan, probability=request.interval, seed=request.seed) for plan in plans]
    return with_studies(ranges, studies)


def _warn(ranges: xr.Dataset, say: Callable[[str], None]) -> None:
    for model, warnings in json.loads(ranges.attrs["warnings"]).items():
        for warning in warnings:
            say(f"warning: {model}: {warning}")


def _form(printed: Format | None, as_json: bool) -> Format:
    """The one form that is asked for; `--json` is `--format json`."""
    if as_json and printed not in (None, Format.json):
        raise UsageError(f"--json: is the same as --format json, but --format {printed} was asked for as well")
    return Format.json if as_json else printed or Format.text


def _shown(ranges: xr.Dataset, quantity: list[str] | None, everything: bool, form: Format) -> str:
    from simulate.publishing.ranges.formats import FORMATS, Shown

    width = shutil.get_terminal_size((100, 24)).columns
    return FORMATS[form](ranges, Shown(quantity, everything, width, _colour()))


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
