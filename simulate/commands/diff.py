"""`wattif diff`: what moved between two results, and why."""

from __future__ import annotations

import shutil
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from simulate.commands import options
from simulate.commands.output import put
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
    as_json: options.Json = False,
) -> None:
    """Say which ranges moved beyond their numerical error, by how much, and what moved them.

    A move counts from so many numerical errors on that of a hundred comparisons of equal beliefs one shows any. Causes
    are what a quantity rests on and was another before: a prior, a formula, a route, a correlation, the program.

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
    if as_json:
        put(json_text.text(found))
    elif form is Format.markdown:
        put(moves.markdown_text(found, everything=everything))
    else:
        width = shutil.get_terminal_size((100, 24)).columns
        put(moves.text(found, then, now, everything=everything, width=width))
