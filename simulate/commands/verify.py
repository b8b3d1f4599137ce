"""`wattif verify`: whether a published folder is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulate.commands import options
from simulate.commands.output import put
from simulate.foundation.errors import InputError, Problem


def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that `wattif publish` wrote.")],
    quiet: options.Quiet = False,
) -> None:
    """Check every file of a published folder against its manifest.

    Says one line for each file that was changed, cut off, added or is missing, and ends with exit status 1; "N files,
    nothing changed" otherwise. `sha256sum -c MANIFEST.sha256` in the folder does the same for changed and missing ones.

    Example: wattif verify published
    """
    from simulate.publishing.folders import manifest

    if not folder.is_dir():
        raise InputError([Problem("no such folder", file=str(folder))])
    wrong, files = manifest.faults(folder)
    if wrong:
        put("\n".join(wrong))
        raise typer.Exit(1)
    if not quiet:
        put(f"{files:,} files, nothing changed")
