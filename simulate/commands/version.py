"""What `--version` says."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import xarray as xr

    from simulate.publishing.charts.saving import Origin

LICENCE = "CC BY 4.0"
"""Of results."""


def program() -> str:
    """Name and version of the program: `wattif 0.1.0`."""
    from importlib import metadata

    return f"wattif {metadata.version('wattif')}"


def origin(seed: int) -> Origin:
    """What stands below every chart."""
    from simulate.publishing.catalogue import version as catalogue
    from simulate.publishing.charts.saving import Origin

    return Origin(program(), catalogue.version(), LICENCE, seed)


def provenance(dataset: xr.Dataset, seed: int) -> xr.Dataset:
    """The dataset with how it came about."""
    from simulate.publishing.catalogue import version as catalogue

    return dataset.assign_attrs(
        history=shlex.join(["wattif", *sys.argv[1:]]),
        program_version=program(),
        catalogue_version=catalogue.version(),
        licence=LICENCE,
        seed=seed,
    )


def _show(asked: bool) -> None:
    if asked:
        from simulate.publishing.catalogue import version as catalogue

        typer.echo(f"{program()}, catalogue {catalogue.version()}")
        raise typer.Exit


show_version = Annotated[
    bool, typer.Option("--version", help="Show the versions of program and catalogue.", callback=_show, is_eager=True)
]
