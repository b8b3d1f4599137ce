"""`wattif priors`: the catalogue of bundles, one bundle, or what all bundles state of a quantity."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulate.commands import completion, options, output
from simulate.commands.output import put
from simulate.commands.records import from_fields
from simulate.foundation.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulate.beliefs.prior import Bundle
    from simulate.method.catalogue import Statement


@dataclass(frozen=True, kw_only=True)
class Options:
    """What `wattif priors` is told."""

    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="A bundle, or a quantity; all bundles are listed otherwise.",
            autocompletion=completion.bundles_and_quantities,
        ),
    ] = None
    folders: options.Priors = None
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", "-o", metavar="DIR", help="Write a chart of the densities and its numbers to this folder."
        ),
    ] = None
    as_json: options.Json = False
    quiet: options.Quiet = False


@from_fields
def priors(asked: Options) -> None:
    """List the bundles, or show and plot what one of them, or all of them of one quantity, believe.

    Examples:
    wattif priors

    wattif priors accelerators/h100

    wattif priors pue --to charts
    """
    from simulate.api import selection
    from simulate.method import catalogue

    if asked.to is not None and (asked.name is None or not str(asked.to).strip()):
        raise UsageError("--to: name a bundle or a quantity to plot, e.g. wattif priors accelerators/h100 --to charts")
    library = selection.library(asked.folders)
    width = output.width(output.LONGEST_LINE)
    if asked.name is None:
        put(_listing(catalogue.bundles(library), width, as_json=asked.as_json))
        return
    stated = catalogue.statements(library, asked.name)
    put(_shown(stated, asked.name, width, as_json=asked.as_json))
    if asked.to is not None:
        _plot(stated, asked.name, asked.to, quiet=asked.quiet)


def _listing(bundles: Sequence[Bundle], width: int, *, as_json: bool) -> str:
    from simulate.publishing.catalogue import statements

    return _json([statements.short(bundle) for bundle in bundles]) if as_json else statements.listing(bundles, width)


def _shown(stated: Sequence[Statement], name: str, width: int, *, as_json: bool) -> str:
    from simulate.publishing.catalogue import statements

    if not as_json:
        return statements.detail(stated, name, width)
    by_bundle = itertools.groupby(stated, lambda statement: statement.bundle)
    return _json([statements.record(bundle, members) for bundle, members in by_bundle])


def _json(bundles: list[dict[str, Any]]) -> str:
    from simulate.publishing.catalogue.version import version

    return json.dumps({"schema": 1, "catalogue": version(), "bundles": bundles}, ensure_ascii=False)


def _plot(stated: Sequence[Statement], name: str, to: Path, *, quiet: bool) -> None:
    from simulate.api.provenance import program
    from simulate.publishing.charts import densities

    written = densities.write(stated, name, to, program=program())
    if not quiet:
        names = ", ".join(path.name for path in written)
        typer.echo(
            f"written: {names} in {to}" if written else f"{name}: nothing to plot, every prior is exact", err=True
        )
