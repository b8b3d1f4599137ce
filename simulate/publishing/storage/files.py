"""Files that are whole or not there: written beside their place, flushed to the disk, then renamed."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from typing import TYPE_CHECKING

from simulate.foundation.errors import RunError
from simulate.publishing.wording.labels import clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIX = ".partial"
# No write takes this long between two flushes; younger remains may belong to a process that is still writing.
ABANDONED_AFTER = 3600.0


def write_text(path: Path, text: str) -> Path:
    """A text as UTF-8 with the line ends that it has; lone surrogates become question marks."""
    return write_bytes(path, text.encode("utf-8", "replace"))


def create_text(path: Path, text: str) -> Path:
    """A new file, whole or not at all; RunError where one of this name is there, which stays as it is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file, _gone_unless_written(path):
            file.write(text.encode("utf-8"))
            file.flush()
    except FileExistsError as error:
        raise RunError(f"{clean(str(path))} is there already and stays as it is: choose another name") from error
    except OSError as error:
        raise RunError(f"cannot write {clean(str(path))}: {error.strerror or error}") from error
    return path


def write_bytes(path: Path, content: bytes) -> Path:
    """A file of exactly these bytes, or none; RunError says why."""
    with replacing(path) as partial, partial.open("wb") as file:
        file.write(content)
    return path


@contextlib.contextmanager
def _gone_unless_written(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path in the same folder; when the block ends without an error its file takes the place of `path`.

    Folders that are missing are made. A file that a killed process left behind ends in ".partial", is never taken for
    a result, and is removed by the next write of the same file once it is an hour old.

    Raises
    ------
    RunError
        For anything that the file system refuses; nothing is left behind then, and an older file stays as it was.

    """
    partial = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}{SUFFIX}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(path)
        yield partial
        _flush(partial)
        partial.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        raise RunError(f"cannot write {clean(str(path))}: {error.strerror or error}") from error
    finally:
        # What was renamed is no longer there; what could not be written has no use.
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def _remove_abandoned(path: Path) -> None:
    for remains in path.parent.glob(f".{_literal(path.name)}.*{SUFFIX}"):
        with contextlib.suppress(OSError):
            if time.time() - remains.stat().st_mtime > ABANDONED_AFTER:
                remains.unlink()


def _literal(name: str) -> str:
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)


def _flush(path: Path) -> None:
    """A disk that is full may say so only here."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """The rename itself survives a power cut; Windows keeps no handle to a folder."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
