"""Tables of distributions, kept for the next run in a folder of the user's.

Making the 70 tables of the seed benchmark's models takes 0.2 s and scipy.special another 0.25 s; reading them 0.03 s.
What is kept is named by everything that it depends on: the distribution to its last digit, the program text of families
and tables, and the versions of NumPy and SciPy. What cannot be read or does not add up is made anew, what cannot be
written is not kept.
"""

from __future__ import annotations

import hashlib
import os
import sys
import zlib
from contextlib import suppress
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path

import numpy as np

from simulate.beliefs import families
from simulate.beliefs.families.distribution import Distribution
from simulate.engine import table as table_module
from simulate.engine import tabulation
from simulate.engine.streams import FloatArray
from simulate.engine.table import Level, Table


@lru_cache(maxsize=2_048)
def table(distribution: Distribution) -> Table:
    """The table of a distribution: read, or made and kept."""
    path = _path(distribution)
    known = _read(path)
    if known is not None:
        return Table(distribution, known)
    made = tabulation.build(distribution)
    _keep(path, made)
    return made


def folder() -> Path:
    """Where tables are kept: `WATTIF_CACHE_DIR`, else `wattif` in the user's folder for such things."""
    chosen = os.environ.get("WATTIF_CACHE_DIR")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "wattif" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "wattif"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wattif"


def _path(distribution: Distribution) -> Path | None:
    name = hashlib.blake2b(repr(distribution).encode(), key=_program(), digest_size=16).hexdigest()
    try:
        return folder() / "tables" / name
    except RuntimeError:  # there is no home
        return None


@cache
def _program() -> bytes:
    texts = sorted(Path(str(families.__file__)).parent.glob("*.py"))
    texts += [Path(str(module.__file__)) for module in (table_module, tabulation)]
    total = hashlib.blake2b(digest_size=32)
    for text in texts:
        total.update(text.read_bytes())
    for name in ("numpy", "scipy"):
        total.update(metadata.version(name).encode())
    return total.digest()


def _read(path: Path | None) -> tuple[Level, ...] | None:
    """Levels as they were kept; nothing where that is not whole."""
    try:
        data = path.read_bytes() if path else b""
    except OSError:
        return None
    if len(data) < 16 or len(data) % 8 or zlib.crc32(data[8:]) != int.from_bytes(data[:8], "little"):
        return None
    numbers = np.frombuffer(data, dtype="<f8", offset=8)
    levels, start = [], 0
    while start < numbers.size:
        n_cells = int(numbers[start])
        cubics = numbers[start + 1 : start + 1 + 4 * n_cells].reshape(4, n_cells)
        block = numbers[start + 1 + 4 * n_cells : start + 1 + 5 * n_cells]
        levels.append(Level(cubics.astype(np.float64), block.astype(np.int64)))
        start += 1 + 5 * n_cells
    return tuple(levels)


def _keep(path: Path | None, made: Table) -> None:
    if path is None:
        return
    data = np.concatenate([_numbers(level) for level in made.levels]).astype("<f8").tobytes()
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(zlib.crc32(data).to_bytes(8, "little") + data)
        unfinished.replace(path)
    except OSError:
        with suppress(OSError):
            unfinished.unlink()


def _numbers(level: Level) -> FloatArray:
    return np.concatenate([[level.block.size], level.cubics.ravel(), level.block])
