"""Where the dataset of a result lies: the file itself, or in the folder that `run --to` or `publish` wrote."""

from __future__ import annotations

from pathlib import Path

from simulate.foundation.errors import InputError, Problem

DATASET = "ranges.nc"


def found(path: Path) -> Path:
    """The file of a dataset.

    Raises
    ------
    InputError
        Neither a file nor a folder that holds one.
    """
    if path.is_dir():
        if not (path / DATASET).is_file():
            message = f"no {DATASET} in this folder; `wattif run --to {path}` writes one"
            raise InputError([Problem(message, file=str(path))])
        return path / DATASET
    if not path.exists():
        raise InputError([Problem("no such file or folder", file=str(path))])
    return path
