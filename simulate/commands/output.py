"""What a command says on standard output."""

from __future__ import annotations

import os
import sys

import typer


def put(text: str) -> None:
    """Print a text; where its reader went away (`| head`) the program ends, and nothing is wrong."""
    try:
        typer.echo(text, nl=not text.endswith("\n"))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None
