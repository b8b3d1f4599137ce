"""How the draws of a run are divided: sixteen independent replicates, dealt out in blocks of 1,024 draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

BLOCK = 1_024
REPLICATES = 16
GRAIN = BLOCK * REPLICATES
"""Draws are rounded up to a multiple of this, so that every replicate has as many blocks."""


def rounded(draws: int) -> int:
    """The number of draws that a run takes when so many are wanted.

    Raises
    ------
    ValueError
        Fewer than one.
    """
    if draws < 1:
        raise ValueError(f"a run needs at least one draw, got {draws}")
    return -(-draws // GRAIN) * GRAIN


@dataclass(frozen=True, slots=True)
class Blocks:
    """Consecutive blocks of one replicate: number `start` up to `stop`, counted within it.

    Block j of replicate r is block 16 j + r of the run, so that more draws extend fewer in every replicate.
    """

    replicate: int
    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    @property
    def draws(self) -> int:
        """How many draws these are."""
        return len(self) * BLOCK

    @property
    def within(self) -> npt.NDArray[np.uint64]:
        """Number of each draw within its replicate."""
        return np.arange(self.start * BLOCK, self.stop * BLOCK, dtype=np.uint64)

    @property
    def of_run(self) -> slice:
        """Which blocks of the run these are."""
        return slice(REPLICATES * self.start + self.replicate, REPLICATES * self.stop, REPLICATES)

    def draw_of_run(self, position: int) -> int:
        """Number within the run of the draw at a position within these blocks."""
        block, lane = divmod(position, BLOCK)
        return (REPLICATES * (self.start + block) + self.replicate) * BLOCK + lane

    @classmethod
    def of_draw(cls, draw: int) -> Blocks:
        """The one block that holds a draw of the run."""
        start, replicate = divmod(draw // BLOCK, REPLICATES)
        return cls(replicate, start, start + 1)

    def pieces(self, n_blocks: int) -> Iterator[Blocks]:
        """The same blocks in runs of at most so many."""
        for start in range(self.start, self.stop, n_blocks):
            yield Blocks(self.replicate, start, min(start + n_blocks, self.stop))
