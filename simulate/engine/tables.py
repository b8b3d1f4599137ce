"""Tables of distributions, kept for the next run.

Making the 70 tables of the seed benchmark's models takes 0.2 s and scipy.special another 0.25 s; reading them 0.03 s.
They are named by the distribution to its last digit, the program text of families and tables, and the versions of
NumPy and SciPy.
"""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path

import numpy as np

from simulate.beliefs import families
from simulate.beliefs.families.distribution import Distribution
from simulate.engine import keeping, tabulation
from simulate.engine import table as table_module
from simulate.engine.streams import FloatArray
from simulate.engine.table import Level, Table

_KIND = "tables"


@lru_cache(maxsize=2_048)
def table(distribution: Distribution) -> Table:
    """The table of a distribution: read, or made and kept."""
    name = hashlib.blake2b(repr(distribution).encode(), key=_program(), digest_size=16).hexdigest()
    known = _levels(keeping.read(_KIND, name))
    if known:
        return Table(distribution, known)
    made = tabulation.build(distribution)
    keeping.keep(_KIND, name, np.concatenate([_numbers(level) for level in made.levels]).astype("<f8").tobytes())
    return made


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


def _levels(data: bytes) -> tuple[Level, ...]:
    """Levels as they were kept."""
    numbers = np.frombuffer(data, dtype="<f8")
    levels, start = [], 0
    while start < numbers.size:
        n_cells = int(numbers[start])
        cubics = numbers[start + 1 : start + 1 + 4 * n_cells].reshape(4, n_cells)
        block = numbers[start + 1 + 4 * n_cells : start + 1 + 5 * n_cells]
        levels.append(Level(cubics.astype(np.float64), block.astype(np.int64)))
        start += 1 + 5 * n_cells
    return tuple(levels)


def _numbers(level: Level) -> FloatArray:
    return np.concatenate([[level.block.size], level.cubics.ravel(), level.block])
