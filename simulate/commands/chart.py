"""`wattif chart`: one chart, from a dataset of ranges or from scenarios that are drawn first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulate.commands import completion, drawing, options, result_files, values
from simulate.commands.output import put
from simulate.commands.records import from_fields
from simulate.foundation.errors import UsageError
from simulate.foundation.nearest import suggestion

if TYPE_CHECKING:
    import xarray as xr

    from simulate.publishing.charts.export import Chart

_OF_SCENARIOS = {
    "draws": "--draws", "seed": "--seed", "sampler": "--sampler", "interval": "--interval", "changes": "--set",
    "interval_kind": "--interval-kind", "priors": "--priors", "use": "--use", "threads": "--threads",
}  # fmt: skip
"""Options that say how scenarios are drawn."""


class Kind(StrEnum):
    """What a chart draws of each range."""

    range = "range"
    dots = "dots"
    density = "density"
    cumulative = "cumulative"
    bars = "bars"


class Scale(StrEnum):
    """What equal steps of the axis are."""

    auto = "auto"
    log = "log"
    linear = "linear"


class Theme(StrEnum):
    """The paper that a chart is drawn on."""

    light = "light"
    dark = "dark"


class Format(StrEnum):
    """A form of a drawing as a file."""

    svg = "svg"
    pdf = "pdf"
    png = "png"


@dataclass(frozen=True, kw_only=True)
class Options:
    """What `wattif chart` is told."""

    context: typer.Context
    scenario: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="RESULT|SCENARIO",
            help="A ranges.nc or a folder that holds one; or scenarios as for run, which are drawn first.",
            show_default=False,
            autocompletion=completion.scenarios,
        ),
    ] = None
    quantity: options.Quantities = None
    everything: Annotated[bool, typer.Option("--all", help="Every quantity, as small multiples.")] = False
    model: Annotated[
        list[str] | None, typer.Option("--model", metavar="ID", help="This model alone; may be repeated.")
    ] = None
    kind: Annotated[
        Kind,
        options.choice(Kind, "--kind", "Ranges, dots of equal probability, densities, shares of draws below, bars."),
    ] = Kind.range
    scale: Annotated[
        Scale,
        options.choice(Scale, "--scale", "Logarithmic where that can be, unless told otherwise."),
    ] = Scale.auto
    theme: Annotated[
        Theme,
        options.choice(Theme, "--theme", "The paper that it is drawn on."),
    ] = Theme.light
    form: Annotated[
        list[Format] | None,
        typer.Option(
            "--format",
            metavar="|".join(Format),
            help="Form of the file; may be repeated.",
            show_default="all three",
            parser=values.word_of(Format),
            autocompletion=values.completed(Format),
        ),
    ] = None
    to: Annotated[
        str | None,
        typer.Option("--to", "-o", metavar="DIR", help="Folder to write to.", show_default="where you are"),
    ] = None
    drawing: options.Drawing
    beliefs: options.Beliefs
    threads: options.Threads = None
    quiet: options.Quiet = False


@from_fields
def chart(asked: Options) -> None:
    """Draw one chart as SVG, PDF and PNG, with its numbers as CSV, and print it in words.

    One quantity of all models, or the headline quantities as small multiples.

    Examples:
    wattif chart --quantity facility_energy

    wattif chart gpt-4 --kind dots --quantity co2e_location

    wattif chart my-model.toml --kind density --theme dark

    wattif chart my-model.toml --format png --to figures
    """
    drawing.check_folder(asked.to)
    formats = [item.value for item in dict.fromkeys(asked.form or Format)]
    _check_is_folder(asked.to, formats)
    say = drawing.speaker(asked.quiet)
    stored = _stored(asked.scenario or [])
    ranges = _drawn(asked, say) if stored is None else _read(asked, stored)
    drawn = _exported(_of_models(ranges, asked.model or []), asked)
    from simulate.publishing.folders import chart as folder

    names, replaced = folder.write(drawn, formats, Path(asked.to or "."))
    put(drawn.description)
    say(f"written: {', '.join(names)} in {asked.to or 'this folder'}{', in place of older ones' if replaced else ''}")


def _drawn(asked: Options, say: Callable[[str], None]) -> xr.Dataset:
    """The ranges of scenarios, drawn now."""
    plans = drawing.plans_of(asked.scenario, asked.beliefs, say)
    drawing.check_quantities(plans, asked.quantity or [])
    every = {name for plan in plans for name in plan.method}
    request = replace(
        drawing.request(asked.drawing, asked.threads), drawn=tuple(every if asked.everything else asked.quantity or ())
    )
    outcome = drawing.drawn(plans, request, say, quiet=asked.quiet)
    if outcome.interrupted:
        raise KeyboardInterrupt("interrupted: nothing was written")
    return outcome.ranges


def _read(asked: Options, stored: Path) -> xr.Dataset:
    """The ranges of a result; UsageError for an option that would have to be followed while drawing."""
    for name, option in _OF_SCENARIOS.items():
        given = asked.context.get_parameter_source(name)
        if given is not None and given.name == "COMMANDLINE":
            raise UsageError(f"{option}: says how scenarios are drawn, and {stored} is drawn already")
    from simulate.publishing.storage import netcdf

    return netcdf.read(stored)


def _exported(ranges: xr.Dataset, asked: Options) -> Chart:
    from simulate.publishing.charts import export

    look = export.Look(asked.kind.value, asked.scale.value, asked.theme.value)
    if asked.quantity and len(set(asked.quantity)) == 1 and not asked.everything:
        (drawn,) = export.each(ranges, asked.quantity, look)
        return drawn
    return export.together(ranges, asked.quantity, look, everything=asked.everything)


def _check_is_folder(to: str | None, formats: Sequence[str]) -> None:
    """UsageError for a file name where the folder is asked for."""
    suffix = Path(to or "").suffix.removeprefix(".").lower()
    if suffix in (*Format, "csv") and not Path(to or "").is_dir():
        told = f" and --format {suffix}" if suffix in list(Format) and list(formats) != [suffix] else ""
        raise UsageError(f"--to: names the folder, files are called after what they show; name one{told}, got {to!r}")


def _stored(arguments: Sequence[str]) -> Path | None:
    """The dataset among the arguments; None where these are scenarios."""
    found = [name for name in arguments if name.endswith(".nc") or (Path(name) / result_files.DATASET).is_file()]
    if not found:
        return None
    if len(arguments) > 1:
        raise UsageError(f"expected one result or scenarios, got {' and '.join(arguments[:3])}")
    return result_files.found(Path(found[0]))


def _of_models(ranges: xr.Dataset, wanted: Sequence[str]) -> xr.Dataset:
    """The dataset with these models alone, in its own order."""
    if not wanted:
        return ranges
    known = [str(model) for model in ranges["model"].values]
    for name in wanted:
        if name not in known:
            raise UsageError(f"--model: no such model in this result: {name}{suggestion(name, known)}")
    return ranges.isel(model=[k for k, model in enumerate(known) if model in wanted])
