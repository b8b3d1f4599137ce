"""`wattif priors`: the catalogue of bundles, one bundle, or what all bundles state of a quantity."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulate.commands import completion, options, output
from simulate.commands.output import put
from simulate.foundation.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulate.method.catalogue import Statement


def priors(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="A bundle, or a quantity; all bundles are listed otherwise.",
            autocompletion=completion.bundles_and_quantities,
        ),
    ] = None,
    folders: options.Priors = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", "-o", metavar="DIR", help="Write a chart of the densities and its numbers to this folder."
        ),
    ] = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """List the bundles, or show and plot what one of them, or all of them of one quantity, believe.

    Examples:
    wattif priors

    wattif priors accelerators/h100

    wattif priors pue --to charts
    """
    from simulate.api import selection
    from simulate.method import catalogue

    if to is not None and (name is None or not str(to).strip()):
        raise UsageError("--to: name a bundle or a quantity to plot, e.g. wattif priors accelerators/h100 --to charts")
    library = selection.library(folders)
    width = output.width(output.LONGEST_LINE)
    if name is None:
        from simulate.publishing.catalogue import statements

        found = catalogue.bundles(library)
        put(_json([statements.short(bundle) for bundle in found]) if as_json else statements.listing(found, width))
        return
    stated = catalogue.statements(library, name)
    put(_shown(stated, name, width, as_json=as_json))
    if to is not None:
        _plot(stated, name, to, quiet=quiet)


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
