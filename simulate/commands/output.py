"""What a command says on standard output."""

from __future__ import annotations

import os
import shutil
import sys

import typer

LONGEST_LINE = 120
"""Prose in longer lines is hard to read."""


def width(most: int | None = None) -> int:
    """Columns of the terminal, of COLUMNS, or 100 where neither is known; at most so many."""
    columns = shutil.get_terminal_size((100, 24)).columns
    return columns if most is None else min(columns, most)


def put(text: str) -> None:
    """Print a text; where its reader went away (`| head`) the program ends, and nothing is wrong."""
    try:
        typer.echo(text, nl=not text.endswith("\n"))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None
