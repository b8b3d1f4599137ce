"""What `--version` says."""

from __future__ import annotations

from typing import Annotated

import typer


def program() -> str:
    """Name and version of the program: `wattif 0.1.0`."""
    from importlib import metadata

    return f"wattif {metadata.version('wattif')}"


def _show(asked: bool) -> None:
    if asked:
        from simulate.publishing import catalogue

        typer.echo(f"{program()}, catalogue {catalogue.version()}")
        raise typer.Exit


show_version = Annotated[
    bool, typer.Option("--version", help="Show the versions of program and catalogue.", callback=_show, is_eager=True)
]
