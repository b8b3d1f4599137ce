"""`wattif reproduce`: the same numbers again, from what a dataset says of itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulate.commands import options, progress, values
from simulate.commands.drawing import compiling, speaker
from simulate.commands.output import put
from simulate.commands.result_files import found


def reproduce(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="ranges.nc or draws.nc, or a folder of `run --to` or `publish`.")
    ],
    as_json: options.Json = False,
    threads: options.Threads = None,
    quiet: options.Quiet = False,
) -> None:
    """Make a dataset again from its own attributes, and say whether it is the same.

    Seed, draws, sampler, scenarios, bundles, tables, method, --use and --set all come from the file; nothing comes from
    the priors that are installed. Says `identical`; `same to N ulp` where packages or machine are others; or `differs`,
    with what and by how much (exit status 1).

    Examples:
    wattif reproduce results/ranges.nc

    wattif reproduce results --json
    """
    from simulate.analysis import sameness
    from simulate.analysis.repetition import repeat
    from simulate.publishing.changes import sameness as words
    from simulate.publishing.storage import netcdf

    say = speaker(quiet)
    then = netcdf.read(found(file))
    with progress.shown(quiet) as shown, compiling(say):
        again = repeat(then, threads=values.threads(threads), progress=shown)
    compared = sameness.compare(then, netcdf.storable(again.dataset))
    say_it = words.json_text if as_json else words.text
    put(say_it(compared, again.environment, streams=again.streams))
    if words.verdict(compared, again.environment) == "differs":
        raise typer.Exit(1)
