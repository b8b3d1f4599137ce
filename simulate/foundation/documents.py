"""TOML files from anywhere: read within limits, with a place in the file for every problem found later."""

from __future__ import annotations

import math
import os
import re
import stat
import sys
import tomllib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Never

from simulate.foundation import toml_limits, toml_places
from simulate.foundation.errors import FieldPath, InputError, Problem, TextError
from simulate.foundation.toml_limits import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from simulate.foundation.toml_places import Places


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A TOML text that was read: `data` as tomllib gives it, `name` as problems print it."""

    name: str
    text: str
    data: dict[str, Any]

    def problem(self, path: FieldPath, message: str, *, offset: int | None = None, key: bool = False) -> Problem:
        """A problem at a path from the top of the file, see `locate`."""
        return self.locate(Problem(message, path), offset=offset, key=key)

    def locate(self, problem: Problem, *, offset: int | None = None, key: bool = False) -> Problem:
        """The same problem with file, line and column.

        A value stands at its first character, with `offset` at that character of a string; with `key` its key (the
        header of a `[table]`). What does not exist stands where its nearest existing table or array does.
        """
        places = toml_places.find(self.text)
        line, column = places.line_column(_place(places, problem.path, offset, key))
        return replace(problem, file=self.name, line=line, column=column)


def _place(places: Places, path: FieldPath, offset: int | None, key: bool) -> int:
    if key and path in places.keys:
        return places.keys[path][0]
    nearest = path
    while nearest not in places.values:
        nearest = nearest[:-1]
    start = places.values[nearest][0]
    written = places.source(nearest)
    if offset is None or nearest != path or written[:1] not in {'"', "'"}:
        return start
    return start + len(written[: toml_places.inside_string(written, offset)].encode())


def read(path: Path, *, name: str | None = None) -> Document:
    """A file's document, named as it was asked for; InputError with what is wrong where it cannot be one."""
    name = str(path) if name is None else name
    raw = _bytes(path, name)
    try:
        return parse(raw.decode(), name)
    except UnicodeDecodeError as error:
        line, column = _line_column(raw[: error.start].decode())
        utf16 = raw[:2] in {b"\xff\xfe", b"\xfe\xff"}
        found = "this is UTF-16" if utf16 else f"byte 0x{raw[error.start]:02X} is none"
        raise InputError([Problem(f"not UTF-8: {found}; save the file as UTF-8", (), name, line, column)]) from None


def parse(text: str, name: str) -> Document:
    """A text's document; InputError where it is no TOML (one problem), too large, or holds what no text may hold."""
    if text.startswith("\ufeff"):
        raise InputError([Problem("a byte order mark stands before the text; save the file without", (), name, 1, 1)])
    try:
        toml_limits.check(text)
    except TextError as error:
        raise InputError([Problem(str(error), (), name, *_line_column(text[: error.offset]))]) from None
    if len(text.encode()) > MAX_BYTES:
        raise InputError([Problem(f"larger than {MAX_BYTES:,} bytes", file=name)])
    document = Document(name, text, _data(text, name))
    problems = list(_unfit(document))
    if problems:
        raise InputError(problems)
    return document


def _bytes(path: Path, name: str) -> bytes:
    try:
        # Looked at before it is opened: to open a FIFO waits for a writer, to open a device can do anything.
        _only_regular(path.stat().st_mode, name)
        with os.fdopen(os.open(path, _READ_WITHOUT_WAITING), "rb") as file:
            _only_regular(os.fstat(file.fileno()).st_mode, name)
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        _refuse(name, "no such file")
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL
        reason = getattr(error, "strerror", None) or str(error)
        _refuse(name, f"cannot be read: {reason.lower()}")
    if len(raw) > MAX_BYTES:
        _refuse(name, f"larger than {MAX_BYTES:,} bytes")
    return raw


_READ_WITHOUT_WAITING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def _only_regular(mode: int, name: str) -> None:
    if stat.S_ISDIR(mode):
        _refuse(name, "is a folder, not a file")
    if not stat.S_ISREG(mode):
        _refuse(name, "is not a regular file")


def _refuse(name: str, message: str) -> Never:
    raise InputError([Problem(message, file=name)])


def _data(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=_number)
    except ValueError as error:
        message, place = _not_toml(text, error)
        raise InputError([Problem(message, (), name, *place)]) from None


def _not_toml(text: str, error: ValueError) -> tuple[str, tuple[int, int]]:
    """What tomllib says, and where: TOMLDecodeError holds its place in the message alone before Python 3.14."""
    said = str(error)
    place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", said)
    if not place:  # the one other error: an integer of more digits than Python converts
        digits = re.search(r"[0-9_]{4301,}", text)
        return "a number of more than 4,300 digits", _line_column(text[: digits.start()] if digits else "")
    reason = said[: place.start()]
    plainer = (plain for begins, plain in _PLAINER.items() if reason.startswith(begins))
    where = (int(place[1]), int(place[2])) if place[1] else _line_column(text)
    return f"not TOML: {next(plainer, reason[:1].lower() + reason[1:])}", where


_PLAINER = {
    "Cannot overwrite": "this key is given twice",
    "Cannot declare": "this table is already there",
    "Cannot mutate": "this table is complete elsewhere and cannot be added to",
    "Cannot redefine": "this table is complete elsewhere and cannot be added to",
    "Invalid value": "this is no value (texts stand in quotes)",
    "Invalid statement": "a key or a [table] is expected here",
    "Illegal character '\\n'": "a text is not closed on its line",
}


def _unfit(document: Document) -> Iterator[Problem]:
    """Problems of values that are TOML and of no use: invisible characters by way of escapes, numbers out of range."""
    for path, value in _leaves(document.data, ()):
        last = path[-1] if path else ""
        if isinstance(last, str) and (found := toml_limits.FORBIDDEN.search(last)):
            yield _shown(document.problem(path, toml_limits.forbidden(found.group()), key=True))
        if isinstance(value, str) and (found := _IN_VALUES.search(value)):
            yield _shown(document.problem(path, toml_limits.forbidden(found.group()), offset=found.start()))
        elif isinstance(value, (int, float)) and _overflows(value):
            yield _shown(document.problem(path, "larger than any number can be (1.8e308)"))


# A carriage return ends lines of the file; in a value it can only come from an escape.
_IN_VALUES = re.compile(f"{toml_limits.FORBIDDEN.pattern}|\r")


def _shown(problem: Problem) -> Problem:
    """A problem whose path can be printed: what a key must not hold stands there as it was escaped."""
    path = (part if isinstance(part, int) else _ESCAPED.sub(_escape, part) for part in problem.path)
    return replace(problem, path=tuple(path))


_ESCAPED = re.compile(f"{toml_limits.FORBIDDEN.pattern}|[\n\r]")


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04X}"


def _leaves(value: object, path: FieldPath) -> Iterator[tuple[FieldPath, object]]:
    yield path, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*path, index))


class _TooLarge(float):
    """What `1e999` becomes, to be told from `inf` when places are known."""


def _number(written: str) -> float:
    value = float(written)
    return _TooLarge(value) if math.isinf(value) and not written.endswith("inf") else value


def _overflows(value: float) -> bool:
    return isinstance(value, _TooLarge) or (isinstance(value, int) and abs(value) > sys.float_info.max)


def _line_column(before: str) -> tuple[int, int]:
    """Line and column, both from 1, of the character after a text."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")
