"""`wattif init`: a file to start from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from simulate.commands import completion
from simulate.commands.output import put
from simulate.foundation.errors import UsageError

_NOT_IN_NAMES = re.compile(r"[^a-z0-9.]+")
NEXT = """\
{file} is written, and runs as it is. Next:

  wattif run {file}
  wattif explain {file} facility_energy
  wattif check {file}

Then open it, replace what you know better, with its source, and run it again."""


def init(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the file, without .toml; the scenario's id.")],
    like: Annotated[
        str | None,
        typer.Option(
            "--like",
            metavar="MODEL",
            help="Begin from the priors of a shipped scenario, with their sources.",
            autocompletion=completion.shipped,
        ),
    ] = None,
) -> None:
    """Write a scenario file for a training run of your own, with comments, that runs as it is.

    A file that is there is never overwritten.

    Examples:
    wattif init my-model

    wattif init our-run --like mistral-nemo-12b
    """
    path = Path(f"{name.removesuffix('.toml')}.toml")
    _check(path)
    from simulate.publishing.catalogue import starting
    from simulate.publishing.storage.files import create_text

    create_text(path, starting.template(path.stem) if like is None else starting.like(path.stem, _shipped(like)))
    put(NEXT.format(file=path))


def _check(path: Path) -> None:
    """UsageError for a name that no scenario may have."""
    from simulate.beliefs.forms import FILE_NAME

    if not re.fullmatch(FILE_NAME, path.stem):
        better = _NOT_IN_NAMES.sub("-", path.stem.lower()).strip("-.")
        hint = f"; did you mean {better}?" if better else ""
        raise UsageError(
            f"NAME: expected small letters, digits, dots and hyphens, as in my-model, got {path.stem!r}{hint}"
        )


def _shipped(name: str) -> Path:
    from simulate.api import selection

    return selection.shipped_file(name, "--like: ")
