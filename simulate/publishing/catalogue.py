"""The version of what is believed: date and hash of the shipped priors."""

from __future__ import annotations

import hashlib
from functools import cache

from simulate.foundation import datafolder


@cache
def version() -> str:
    """`2026-11 (3f2a91c0)`: the month that the catalogue states and a hash over all its files."""
    stated = (datafolder.priors() / "VERSION").read_text(encoding="utf-8").strip()
    return f"{stated} ({digest()[:8]})"


@cache
def digest() -> str:
    """SHA-256 over names and contents of all files of the catalogue, line ends as on Unix."""
    folder = datafolder.priors()
    total = hashlib.sha256()
    for path in sorted(item for item in folder.rglob("*") if item.suffix in {".toml", ".csv"}):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        total.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return total.hexdigest()
