"""`wattif diff`: what moved between two results, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulate.commands import options, progress, values
from simulate.commands.drawing import compiling, speaker
from simulate.commands.output import put, width
from simulate.commands.records import from_fields
from simulate.commands.result_files import found as file_of
from simulate.foundation.errors import RunError

if TYPE_CHECKING:
    import xarray as xr

    from simulate.analysis.changes import Changes


class Format(StrEnum):
    """How changes are written."""

    text = "text"
    markdown = "markdown"


@dataclass(frozen=True, kw_only=True)
class Options:
    """What `wattif diff` is told."""

    old: Annotated[Path, typer.Argument(metavar="OLD", help="A ranges.nc, or the folder of a result.")]
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The result to compare with it.")]
    everything: Annotated[bool, typer.Option("--all", help="Every quantity that moved, not headline only.")] = False
    form: Annotated[Format, typer.Option("--format", help="Text, or items for CHANGELOG's *Changed results*.")] = (
        Format.text
    )
    no_shares: Annotated[
        bool, typer.Option("--no-shares", help="Name causes without how much each did; nothing is drawn.")
    ] = False
    as_json: options.Json = False
    threads: options.Threads = None
    quiet: options.Quiet = False


@from_fields
def diff(asked: Options) -> None:
    """Say which ranges moved beyond their numerical error, by how much, and how much of it each cause made.

    A move counts where it is so many times its numerical error that, of a hundred comparisons of equal beliefs, one
    would show any. Causes are what a quantity rests on and what has changed: a prior, a formula, a route, a
    correlation, the program. Where there are several, what lies between old and new is drawn from the sources that both
    results keep, and each cause gets its share.

    Examples:
    wattif diff before after

    wattif diff before after --format markdown

    wattif diff before after --all
    """
    from simulate.analysis.changes import changes
    from simulate.publishing.storage import netcdf

    then, now = netcdf.read(file_of(asked.old)), netcdf.read(file_of(asked.new))
    try:
        found = changes(then, now)
    except (KeyError, ValueError) as error:
        raise RunError(f"these are not two datasets of ranges: {error}") from error
    if not asked.no_shares:
        found = _attributed(found, int(now.attrs.get("seed", 0)), asked)
    put(_shown(found, then, now, asked))


def _attributed(found: Changes, seed: int, asked: Options) -> Changes:
    """The changes with how much each cause did, of those that are shown."""
    from simulate.analysis.attribution import attributed
    from simulate.publishing.changes import moves

    shown = moves.shown_of(found, everything=asked.everything)
    with progress.counted(asked.quiet, "mix of old and new") as tell, compiling(speaker(asked.quiet)):
        return attributed(found, shown, seed=seed, threads=values.threads(asked.threads), progress=tell)


def _shown(found: Changes, then: xr.Dataset, now: xr.Dataset, asked: Options) -> str:
    from simulate.publishing.changes import json_text, moves

    if asked.as_json:
        return json_text.text(found)
    if asked.form is Format.markdown:
        return moves.markdown_text(found, everything=asked.everything)
    return moves.text(found, then, now, everything=asked.everything, width=width())
