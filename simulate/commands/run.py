"""`wattif run`: scenarios in, ranges out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulate.commands import drawing, options, output, values
from simulate.commands.drawing import GRAIN
from simulate.commands.output import put
from simulate.commands.records import from_fields
from simulate.foundation.errors import UsageError

if TYPE_CHECKING:
    import xarray as xr

    from simulate.method.plan import Plan
    from simulate.publishing.charts.workers import Drawing, Workers
    from simulate.simulation.run import Outcome, Request


class Format(StrEnum):
    """How ranges are printed."""

    text = "text"
    markdown = "markdown"
    latex = "latex"
    html = "html"
    csv = "csv"
    json = "json"
    sentences = "sentences"


@dataclass(frozen=True, kw_only=True)
class Options:
    """What `wattif run` is told."""

    scenario: options.Scenarios = None
    drawing: options.Drawing
    quantity: options.Quantities = None
    everything: Annotated[
        bool, typer.Option("--all", help="Every quantity, with 50 % range, mean and numerical error.")
    ] = False
    threshold: Annotated[
        list[str] | None,
        typer.Option("--threshold", metavar="TEXT", help='Probability of e.g. "facility_energy > 10 GWh".'),
    ] = None
    tolerance: Annotated[
        str | None,
        typer.Option(
            "--tolerance",
            metavar="P",
            help="Draw until every quantile of headline quantities is known to P, e.g. 0.1%.",
        ),
    ] = None
    max_draws: Annotated[
        int | None,
        typer.Option(
            "--max-draws",
            metavar="N",
            parser=values.whole(GRAIN, values.MAX_DRAWS),
            help="With --tolerance: no more than that.",
            show_default="268,435,456",
        ),
    ] = None
    beliefs: options.Beliefs
    to: Annotated[
        str | None,
        typer.Option("--to", "-o", metavar="DIR", help="Write dataset, CSV, report and charts to this folder."),
    ] = None
    save_draws: Annotated[bool, typer.Option("--save-draws", help="With --to: keep all draws in draws.nc.")] = False
    sensitivity: Annotated[
        bool, typer.Option("--sensitivity", help="With --to: keep in ranges.nc what drives each range, for publish.")
    ] = False
    printed: Annotated[
        Format | None,
        options.choice(
            Format, "--format", "How to print ranges; sentences are for pasting into a text.", default="text"
        ),
    ] = None
    as_json: options.Json = False
    threads: options.Threads = None
    quiet: options.Quiet = False


@from_fields
def run(asked: Options) -> None:
    """Print the ranges of every model: median, range and where other people's estimates fall.

    Examples:
    wattif run

    wattif run gpt-4 --quantity facility_energy --all

    wattif run mistral-nemo-12b --set "tokens=8e12 to 12e12"

    wattif run gpt-4 --threshold "facility_energy > 40 GWh"

    wattif run gpt-4 --format latex

    wattif run my-model.toml --to results
    """
    _check(asked)
    form = _form(asked.printed, asked.as_json)
    say = drawing.speaker(asked.quiet)
    from simulate.publishing.charts import workers

    # They load Matplotlib while this process loads the engine.
    with workers.ready(values.threads(asked.threads) if asked.to else 0) as ready:
        plans = drawing.plans_of(asked.scenario, asked.beliefs, say)
        drawing.check_quantities(plans, asked.quantity or [])
        request = _request(asked)
        outcome = drawing.drawn(plans, request, say, quiet=asked.quiet)
        folder = Path(asked.to) if asked.to is not None and not outcome.interrupted else None
        charts = _begun(outcome.ranges, ready) if folder else None
        put(_shown(outcome.ranges, asked.quantity, asked.everything, form))
        if folder:
            from simulate.publishing.folders import result

            ranges = _with_sensitivity(outcome.ranges, plans, request) if asked.sensitivity else outcome.ranges
            say(f"written: {', '.join(result.write(ranges, outcome.draws, folder, charts))} in {asked.to}")
        _say_what_was_reached(outcome, request, say)


def _begun(ranges: xr.Dataset, ready: Workers) -> Drawing:
    """The charts, which are most of what is left to do; others draw them while this process prints and writes."""
    from simulate.publishing.charts import export
    from simulate.publishing.charts.about import FORMATS

    return ready.start(export.each(ranges), FORMATS)


def _check(asked: Options) -> None:
    """UsageError for values that cannot be, and for options that make no sense without another, or beside it."""
    if asked.save_draws and asked.to is None:
        raise UsageError("--save-draws: needs --to DIR, where draws.nc is written")
    if asked.sensitivity and asked.to is None:
        raise UsageError("--sensitivity: needs --to DIR, where it is kept; to see it: wattif sensitivity")
    drawing.check_folder(asked.to)
    values.interval(asked.drawing.interval)
    if asked.tolerance is None and asked.max_draws is not None:
        raise UsageError("--max-draws: bounds what --tolerance draws; without it, --draws says how many")
    if asked.tolerance is not None and asked.drawing.draws is not None:
        raise UsageError("--tolerance: finds the number of draws itself; bound it with --max-draws, not --draws")
    if asked.tolerance is not None:
        values.tolerance(asked.tolerance)


def _request(asked: Options) -> Request:
    from simulate.simulation.precision import MOST
    from simulate.simulation.questions import threshold

    return replace(
        drawing.request(asked.drawing, asked.threads),
        thresholds=tuple(threshold(text) for text in asked.threshold or ()),
        keep_draws=asked.save_draws,
        tolerance=None if asked.tolerance is None else values.tolerance(asked.tolerance),
        max_draws=asked.max_draws or MOST,
    )


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


def _with_sensitivity(ranges: xr.Dataset, plans: Sequence[Plan], request: Request) -> xr.Dataset:
    from simulate.analysis.sensitivity import study
    from simulate.analysis.stored import with_studies

    studies = [study(plan, probability=request.interval, seed=request.seed) for plan in plans]
    return with_studies(ranges, studies)


def _form(printed: Format | None, as_json: bool) -> Format:
    """The one form that is asked for; `--json` is `--format json`."""
    if as_json and printed not in (None, Format.json):
        raise UsageError(f"--json: is the same as --format json, but --format {printed} was asked for as well")
    return Format.json if as_json else printed or Format.text


def _shown(ranges: xr.Dataset, quantity: list[str] | None, everything: bool, form: Format) -> str:
    from simulate.publishing.ranges.formats import FORMATS, Shown

    return FORMATS[form](ranges, Shown(quantity, everything, output.width(), _colour()))


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
