"""What `--version` says."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from simulate.api.provenance import LICENCE, program, stamped

if TYPE_CHECKING:
    import xarray as xr

    from simulate.publishing.charts.saving import Origin


def origin(seed: int) -> Origin:
    """What stands below every chart."""
    from simulate.publishing.catalogue import version as catalogue
    from simulate.publishing.charts.saving import Origin

    return Origin(program(), catalogue.version(), LICENCE, seed)


def provenance(dataset: xr.Dataset, seed: int) -> xr.Dataset:
    """The dataset with how it came about: the command line."""
    return stamped(dataset, shlex.join(["wattif", *sys.argv[1:]])).assign_attrs(seed=seed)


def _show(asked: bool) -> None:
    if asked:
        from simulate.publishing.catalogue import version as catalogue

        typer.echo(f"{program()}, catalogue {catalogue.version()}")
        raise typer.Exit


show_version = Annotated[
    bool, typer.Option("--version", help="Show the versions of program and catalogue.", callback=_show, is_eager=True)
]
