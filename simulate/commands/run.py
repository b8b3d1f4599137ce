"""`wattif run`: scenarios in, ranges out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulate.commands import drawing, options, output
from simulate.commands.output import put
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


def run(
    scenario: options.Scenarios = None,
    draws: options.Draws = None,
    seed: options.Seed = 0,
    sampler: options.Sampling = options.Sampler.sobol,
    interval: options.Interval = "0.9",
    interval_kind: options.Laid = options.IntervalKind.equal,
    quantity: options.Quantities = None,
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
            metavar="N",
            parser=options.whole(drawing.GRAIN, options.MAX_DRAWS),
            help="With --tolerance: no more than that.",
            show_default="268,435,456",
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
        options.choice(
            Format, "--format", "How to print ranges; sentences are for pasting into a text.", default="text"
        ),
    ] = None,
    as_json: options.Json = False,
    threads: options.Threads = None,
    quiet: options.Quiet = False,
) -> None:
    """Print the ranges of every model: median, range and where other people's estimates fall.

    Examples:
    wattif run

    wattif run gpt-4 --quantity facility_energy --all

    wattif run mistral-nemo-12b --set "tokens=8e12 to 12e12"

    wattif run gpt-4 --threshold "facility_energy > 40 GWh"

    wattif run gpt-4 --format latex

    wattif run my-model.toml --to results
    """
    if save_draws and to is None:
        raise UsageError("--save-draws: needs --to DIR, where draws.nc is written")
    if sensitivity and to is None:
        raise UsageError("--sensitivity: needs --to DIR, where it is kept; to see it: wattif sensitivity")
    drawing.check_folder(to)
    form = _form(printed, as_json)
    probability = options.interval(interval)
    precise = _precise(tolerance, draws, max_draws)
    say = drawing.speaker(quiet)
    from simulate.publishing.charts import workers

    # They load Matplotlib while this process loads the engine.
    with workers.ready(options.threads(threads) if to else 0) as ready:
        plans = drawing.plans_of(scenario, priors, use, changes, say)
        drawing.check_quantities(plans, quantity or [])
        from simulate.simulation.precision import MOST
        from simulate.simulation.questions import threshold as read_threshold
        from simulate.simulation.run import Request

        request = Request(
            draws=draws or 2**20,
            seed=seed,
            sampler=sampler.value,
            interval=probability,
            interval_kind=interval_kind.short,
            thresholds=tuple(read_threshold(text) for text in threshold or ()),
            keep_draws=save_draws,
            threads=options.threads(threads),
            tolerance=precise,
            max_draws=max_draws or MOST,
        )
        outcome = drawing.drawn(plans, request, say, quiet=quiet)
        ranges = outcome.ranges
        folder = Path(to) if to is not None and not outcome.interrupted else None
        charts = _begun(ranges, ready) if folder else None
        put(_shown(ranges, quantity, everything, form))
        if folder:
            from simulate.publishing.folders import result

            if sensitivity:
                ranges = _with_sensitivity(ranges, plans, request)
            say(f"written: {', '.join(result.write(ranges, outcome.draws, folder, charts))} in {to}")
        _say_what_was_reached(outcome, request, say)


def _begun(ranges: xr.Dataset, ready: Workers) -> Drawing:
    """The charts, which are most of what is left to do; others draw them while this process prints and writes."""
    from simulate.publishing.charts import export
    from simulate.publishing.charts.about import FORMATS

    return ready.start(export.each(ranges), FORMATS)


def _precise(tolerance: str | None, draws: int | None, max_draws: int | None) -> float | None:
    if tolerance is None:
        if max_draws is not None:
            raise UsageError("--max-draws: bounds what --tolerance draws; without it, --draws says how many")
        return None
    if draws is not None:
        raise UsageError("--tolerance: finds the number of draws itself; bound it with --max-draws, not --draws")
    return options.tolerance(tolerance)


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
