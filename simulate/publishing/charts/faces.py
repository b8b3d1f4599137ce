"""Faces of type: known to Matplotlib by their names, and read once where a process draws many charts."""

from __future__ import annotations

import functools
import io
from pathlib import Path
from typing import Any

from matplotlib import font_manager

FOLDER = Path(__file__).with_name("fonts")


@functools.cache
def add() -> None:
    """Matplotlib finds fonts by their names only where it knows the files."""
    for path in sorted(FOLDER.glob("*.ttf")):
        font_manager.fontManager.addfont(path)


def keep_in_memory() -> None:
    """Have Matplotlib open these faces in memory; for a process that does nothing but draw.

    FreeType reads each letter of a text anew, through a file of Python: 27,000 seeks a chart leave its buffer of 4 KiB,
    which is a fourth of the time (Python 3.14 has one of 128 KiB). By `io.open` is how Matplotlib opens fonts.
    """
    opened = io.open

    def open_(file: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- those of open
        whole = opened(file, *args, **kwargs)
        return _Kept(whole) if args == ("rb",) and Path(file).parent == FOLDER else whole

    io.open = open_


class _Kept(io.BytesIO):
    """The content of a file, with its name."""

    def __init__(self, file: Any) -> None:  # noqa: ANN401 -- any binary file
        with file:
            super().__init__(file.read())
        self.name = file.name
