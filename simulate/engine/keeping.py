"""What takes long to make and is the same at every run, kept for the next one in a folder of the user's.

What is kept is named by everything that it depends on. What cannot be read or does not add up is made anew, what cannot
be written is not kept.
"""

from __future__ import annotations

import os
import sys
import zlib
from contextlib import suppress
from pathlib import Path

_CHECKSUM = 8


def folder() -> Path:
    """Where things are kept: `WATTIF_CACHE_DIR`, else `wattif` in the user's folder for such things.

    Raises
    ------
    RuntimeError
        There is no home.
    """
    chosen = os.environ.get("WATTIF_CACHE_DIR")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "wattif" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "wattif"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wattif"


def read(kind: str, name: str) -> bytes:
    """What was kept; nothing where that is not there, or not whole."""
    try:
        data = (folder() / kind / name).read_bytes()
    except (OSError, RuntimeError):
        return b""
    content = data[_CHECKSUM:]
    return content if zlib.crc32(content) == int.from_bytes(data[:_CHECKSUM], "little") else b""


def keep(kind: str, name: str, content: bytes) -> None:
    """Keep it, whole or not at all."""
    unfinished: Path | None = None
    try:
        path = folder() / kind / name
        unfinished = path.with_name(f"{name}.{os.getpid()}.tmp")
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(zlib.crc32(content).to_bytes(_CHECKSUM, "little") + content)
        unfinished.replace(path)
    except (OSError, RuntimeError):
        if unfinished is not None:
            with suppress(OSError):
                unfinished.unlink()
