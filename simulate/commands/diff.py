"""`wattif diff`: what moved between two results, and why."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from simulate.commands import options, progress
from simulate.commands.drawing import compiling, speaker
from simulate.commands.output import put, width
from simulate.commands.result_files import found as file_of
from simulate.foundation.errors import RunError


class Format(StrEnum):
    """How changes are written."""

    text = "text"
    markdown = "markdown"


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A ranges.nc, or the folder of a result.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The result to compare with it.")],
    everything: Annotated[bool, typer.Option("--all", help="Every quantity that moved, not headline only.")] = False,
    form: Annotated[
        Format, typer.Option("--format", help="Text, or items for CHANGELOG's *Changed results*.")
    ] = Format.text,
    no_shares: Annotated[
        bool, typer.Option("--no-shares", help="Name causes without how much each did; nothing is drawn.")
    ] = False,
    as_json: options.Json = False,
    threads: options.Threads = None,
    quiet: options.Quiet = False,
) -> None:
    """Say which ranges moved beyond their numerical error, by how much, and how much of it each cause made.

    A move counts from so many numerical errors on that of a hundred comparisons of equal beliefs one shows any. Causes
    are what a quantity rests on and was another before: a prior, a formula, a route, a correlation, the program. Where
    several moved it, plans between old and new are drawn from what both results keep, and each cause gets its share.

    Examples:
    wattif diff before after

    wattif diff before after --format markdown

    wattif diff before after --all
    """
    from simulate.analysis.changes import changes
    from simulate.publishing.changes import json_text, moves
    from simulate.publishing.storage import netcdf

    then, now = netcdf.read(file_of(old)), netcdf.read(file_of(new))
    try:
        found = changes(then, now)
    except (KeyError, ValueError) as error:
        raise RunError(f"these are not two datasets of ranges: {error}") from error
    if not no_shares:
        from simulate.analysis.attribution import attributed

        shown = moves.shown_of(found, everything=everything)
        with progress.counted(quiet, "mix of old and new") as tell, compiling(speaker(quiet)):
            found = attributed(
                found, shown, seed=int(now.attrs.get("seed", 0)), threads=options.threads(threads), progress=tell
            )
    if as_json:
        put(json_text.text(found))
    elif form is Format.markdown:
        put(moves.markdown_text(found, everything=everything))
    else:
        put(moves.text(found, then, now, everything=everything, width=width()))
