"""Folders that hold what is being written until it is whole; what killed processes left is removed by the next one."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from simulate.publishing.storage.files import ABANDONED_AFTER, SUFFIX

_NAMES = f".????????{SUFFIX}"
"""As `tempfile.mkdtemp` makes them."""


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Path]:
    """An empty folder in this one, gone when the block ends; a lock on it says that its process lives."""
    with contextlib.ExitStack() as held:
        with contextlib.ExitStack() as while_it_begins:
            # Until it has its lock, a stage would look abandoned to another process that begins.
            _lock(folder, while_it_begins, wait=True)
            _remove_abandoned(folder)
            made = Path(tempfile.mkdtemp(prefix=".", suffix=SUFFIX, dir=folder))
            _lock(made, held)
        held.callback(shutil.rmtree, made, ignore_errors=True)
        yield made


def _remove_abandoned(folder: Path) -> None:
    for remains in folder.glob(_NAMES):
        if remains.is_symlink() or not remains.is_dir():
            continue
        with contextlib.ExitStack() as held, contextlib.suppress(OSError):
            locks = _lock(remains, held)
            # Where there are no locks, age tells.
            if locks or time.time() - remains.stat().st_mtime > ABANDONED_AFTER:
                shutil.rmtree(remains, ignore_errors=True)


def _lock(folder: Path, held: contextlib.ExitStack, *, wait: bool = False) -> bool:
    """Locks a folder until the stack is closed or the process ends; False where the file system knows no locks.

    Raises
    ------
    BlockingIOError
        Another process has it, and is not to be waited for.
    """
    if os.name == "nt":
        return False
    import fcntl  # there is none on Windows

    handle = os.open(folder, os.O_RDONLY)
    held.callback(os.close, handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        raise
    except OSError:
        return False
    return True
