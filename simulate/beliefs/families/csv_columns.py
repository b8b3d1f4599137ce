"""Columns of numbers from a CSV file that somebody else may have written."""

from __future__ import annotations

import csv
import io
import math
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from simulate.beliefs.families.parameters import SMALLEST
from simulate.foundation.errors import PriorError
from simulate.foundation.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 16 * 2**20
MAX_ROWS = 1_000_000
_SHOWN_FAULTS = 3
_SHOWN_CHARACTERS = 24

# Parts of a path that stay inside the folder on every system: no drive, scheme, home, or anything hidden or above.
_PART = re.compile(r"[^\W_][\w .+-]*")
_NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)


class Rows(Protocol):
    """What csv.reader gives; the class itself has no public name."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


@dataclass(frozen=True, slots=True)
class Tables:
    """Where the CSV files lie that priors name: a folder, texts by name that a result kept, or nowhere.

    `texts` holds what was read, so that a result can keep it.
    """

    folder: Path | Mapping[str, str] | None
    texts: dict[str, str] = field(default_factory=dict)

    def content(self, file: str) -> bytes:
        """The bytes of a file; PriorError where there is none."""
        if not isinstance(self.folder, Mapping):
            return _content(self.folder, file)
        if file not in self.folder:
            raise PriorError(f"empirical: {_short(file)} was not kept with this result")
        return self.folder[file].encode()


def read(folder: Tables | Path | None, file: str, columns: list[str]) -> list[list[float]]:
    """Named columns of a file with a header row, each a list of all its rows.

    Raises
    ------
    PriorError
        For a path that leads out of the folder, anything but a regular file, a file of more than 16 MiB or a million
        rows, a column that is missing or twice there, and cells that are no numbers, by line.

    """
    tables = folder if isinstance(folder, Tables) else Tables(folder)
    content = tables.content(file)
    rows = csv.reader(_lines(content, file), strict=True)
    try:
        header = next(rows, None)
        if header is None:
            raise PriorError(f"{_short(file)} is empty; its first line must name the columns")
        places = [_place(header, column, file) for column in columns]
        values = _values(rows, places, len(header), file)
    except csv.Error as error:
        raise PriorError(f"{_short(file)}, line {rows.line_num}: no CSV ({error})") from None
    tables.texts[file] = content.decode()
    return values


def _content(folder: Path | None, file: str) -> bytes:
    """The bytes of the file, opened so that no link is followed and nothing but a regular file is read."""
    if folder is None:
        raise PriorError("empirical reads a file from the folder of a bundle or scenario; there is none here")
    parts = file.split("/")
    if not all(map(_PART.fullmatch, parts)):
        wanted = "empirical reads a file in the folder of its bundle, named like data/sites.csv"
        raise PriorError(f"{wanted}, got {_short(file)}")
    path = folder
    for part in parts:
        path /= part
        if not os.path.lexists(path):
            raise PriorError(f"empirical: no such file beside the bundle: {_short(file)}")
        if path.is_symlink():
            raise PriorError(f"empirical follows no links: {_short(file)}")
    # Where there are no such flags (Windows) the check above has to do. With O_NONBLOCK a pipe does not block.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        raise PriorError(f"empirical: {_short(file)} cannot be read ({error.strerror})") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise PriorError(f"empirical: {_short(file)} is no regular file")
    with os.fdopen(descriptor, "rb") as handle:
        content = handle.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise PriorError(f"empirical: {_short(file)} is larger than {MAX_BYTES // 2**20} MiB")
    return content


def _lines(content: bytes, file: str) -> Iterator[str]:
    for number, line in enumerate(io.BytesIO(content), 1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise PriorError(f"{_short(file)}, line {number}: no UTF-8 text") from None


def _place(header: list[str], column: str, file: str) -> int:
    if header.count(column) == 1:
        return header.index(column)
    if column in header:
        raise PriorError(f"{_short(file)} has the column {_short(column)} more than once")
    # The nearest name only where it looks like one: a header may be anything.
    named = [name for name in header if re.fullmatch(r"[A-Za-z][\w -]{0,39}", name, re.ASCII)]
    raise PriorError(f"{_short(file)} has no column {_short(column)}{suggestion(column, named)}")


def _values(rows: Rows, places: list[int], width: int, file: str) -> list[list[float]]:
    """The columns at some places, or everything that is wrong with them."""
    columns: list[list[float]] = [[] for _ in places]
    faults: list[str] = []
    for count, row in enumerate(rows, 1):
        if count > MAX_ROWS:
            raise PriorError(f"empirical: {_short(file)} has more than {MAX_ROWS:,} rows")
        fault = _row_fault(row, places, width)
        if fault:
            faults.append(f"line {rows.line_num}: {fault}")
            continue
        for column, place in zip(columns, places, strict=True):
            column.append(float(row[place]))
    if faults:
        more = f"; and {len(faults) - _SHOWN_FAULTS} more" if len(faults) > _SHOWN_FAULTS else ""
        raise PriorError(f"{_short(file)}, " + "; ".join(faults[:_SHOWN_FAULTS]) + more)
    if not columns[0]:
        raise PriorError(f"{_short(file)} has no rows below its header")
    return columns


def _row_fault(row: list[str], places: list[int], width: int) -> str:
    if not row:
        return "is blank"
    if len(row) != width:
        return f"has {len(row)} cells, the header has {width}"
    return next((f"{_short(row[place])} is no number" for place in places if not _is_number(row[place])), "")


def _is_number(cell: str) -> bool:
    """Whether a cell is a decimal number that a double can hold.

    `float` alone would also take "1_0", " 12 ", "infinity" and digits of other scripts.
    """
    match = _NUMBER.fullmatch(cell)
    if match is None:
        return False
    size = abs(float(cell))
    is_zero = not re.search("[1-9]", match[1] + (match[2] or ""))
    return is_zero or SMALLEST <= size < math.inf


def _short(text: str) -> str:
    """A quoted beginning: an error never carries a file's content away."""
    return repr(text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…")
