"""The version of what is believed: date and hash of the shipped priors."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

from simulate.foundation import datafolder

if TYPE_CHECKING:
    from pathlib import Path


@cache
def version() -> str:
    """`2026-11-25 (3f2a91c0)`: the day that the catalogue states and a hash over all its files."""
    folder = datafolder.priors()
    stated = (folder / "VERSION").read_text(encoding="utf-8").strip()
    return f"{stated} ({digest(folder)[:8]})"


def digest(folder: Path) -> str:
    """SHA-256 over names and contents of all bundles and tables of a folder, line ends as on Unix."""
    total = hashlib.sha256()
    for path in sorted(item for item in folder.rglob("*") if item.suffix in {".toml", ".csv"}):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        total.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return total.hexdigest()
