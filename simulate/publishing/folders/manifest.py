"""The checksums of a folder: written when all else lies there, and checked to the last bit.

`MANIFEST.sha256` has the form of `sha256sum`, which reads it too (`sha256sum -c MANIFEST.sha256`), and ends with a
comment that holds the hash of the lines before it, so that no line can be lost or changed.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from simulate.foundation.errors import RunError
from simulate.publishing.wording.labels import clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "MANIFEST.sha256"
MAX_BYTES = 64 * 2**20
_LINE = re.compile(r"([0-9a-f]{64})  ([^\\\n\r\0]+)")
_SEAL = "# sha256 of the lines above: "
_READ_AS_IT_IS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def text(folder: Path) -> str:
    """The manifest of all files of a folder, in the order of their paths; one that lies there is left out."""
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    lines = "".join(f"{_digest(folder, name)}  {name}\n" for name in files if name != NAME)
    return f"{lines}{_seal(lines)}"


def listed(folder: Path) -> dict[str, str]:
    """Hashes by path, as the manifest of a folder states them.

    Raises
    ------
    RunError
        There is none, it is not as it was written, or it names what does not lie in the folder.
    """
    content = _manifest(folder)
    body, _, last = content[:-1].rpartition("\n")
    lines = f"{body}\n" if body else ""
    if content != f"{lines}{_seal(lines)}" or not last:
        raise RunError(f"{NAME}: changed or cut off, so nothing can be checked against it")
    found: dict[str, str] = {}
    for line in lines.splitlines():
        match = _LINE.fullmatch(line)
        if match is None or not _stays_inside(match[2]) or match[2] in found:
            raise RunError(f"{NAME}: no list of files of this folder: {clean(line)[:80]}")
        found[match[2]] = match[1]
    return found


def faults(folder: Path) -> tuple[list[str], int]:
    """What is wrong with a folder, one line each in the order of the paths, and how many files were checked.

    Raises
    ------
    RunError
        The folder has no manifest that could be checked against.
    """
    stated = listed(folder)
    there = dict(_entries(folder))
    found: dict[str, str] = {}
    for name, kind in there.items():
        if kind != "file":
            found[name] = kind
        elif name not in stated and name != NAME:
            found[name] = "added: not in the manifest"
    for name, digest in stated.items():
        if name not in there:
            found[name] = "missing"
        elif name not in found and (wrong := _wrong(folder, name, digest)):
            found[name] = wrong
    return [f"{clean(name)}: {found[name]}" for name in sorted(found)], len(stated) + 1


def _wrong(folder: Path, name: str, digest: str) -> str:
    try:
        return "" if _digest(folder, name) == digest else "changed or cut off"
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"


def _manifest(folder: Path) -> str:
    path = folder / NAME
    if not path.is_symlink() and not path.exists():
        raise RunError(f"{clean(str(folder))}: no {NAME} here: not a published folder, or one that was not finished")
    try:
        handle = os.open(path, _READ_AS_IT_IS)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise RunError(f"{NAME}: not a regular file")
            return file.read(MAX_BYTES).decode()
    except OSError as error:
        reason = "a symbolic link, which is refused" if path.is_symlink() else error.strerror
        raise RunError(f"{NAME}: {reason}") from error
    except UnicodeDecodeError:
        raise RunError(f"{NAME}: changed or cut off, so nothing can be checked against it") from None


def _entries(folder: Path) -> Iterator[tuple[str, str]]:
    """Every path below a folder with what it is: `file`, or why it cannot be one; folders only where they are empty."""
    for entry in sorted(os.scandir(folder), key=lambda item: item.name):
        path = folder / entry.name
        if entry.is_symlink():
            yield entry.name, "a symbolic link, which is refused"
        elif entry.is_dir(follow_symlinks=False):
            inside = list(_entries(path))
            yield from ((f"{entry.name}/{name}", kind) for name, kind in inside)
            if not inside:
                yield f"{entry.name}/", "added: an empty folder"
        elif entry.is_file(follow_symlinks=False):
            yield entry.name, "file"
        else:
            yield entry.name, "neither a file nor a folder"


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and path.as_posix() == name and name != NAME


def _digest(folder: Path, name: str) -> str:
    """The hash of a file; no link is followed on the last step, and none leads there (see `_entries`)."""
    handle = os.open(folder / name, _READ_AS_IT_IS)
    with os.fdopen(handle, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _seal(lines: str) -> str:
    return f"{_SEAL}{hashlib.sha256(lines.encode()).hexdigest()}\n"
