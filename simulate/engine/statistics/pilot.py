"""What a run learns of its outputs before it counts them: where they lie and how far they reach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulate.engine.statistics.bins import Layout
from simulate.engine.statistics.grid import Grid
from simulate.engine.statistics.moments import scale_of
from simulate.engine.streams import FloatArray

BLOCKS = 4
"""The first block of so many replicates: 4,096 draws, in which a value of probability 0.003 recurs for certain."""
_NOWHERE = np.zeros(1)
"""In place of the draws of an output of which none is finite."""


@dataclass(frozen=True, slots=True, eq=False)
class Pilot:
    """Origin, scale (a power of two) and bins of every output."""

    centre: FloatArray
    scale: FloatArray
    layout: Layout

    @classmethod
    def of(cls, draws: FloatArray) -> Pilot:
        """The pilot of outputs (output, draw)."""
        centre, scale, grids = np.zeros(len(draws)), np.ones(len(draws)), []
        for number, row in enumerate(np.sort(draws, axis=1)):
            finite = row if np.isfinite(row[[0, -1]]).all() else row[np.isfinite(row)]
            if finite.size:
                centre[number] = finite[(finite.size - 1) // 2]
                scale[number] = scale_of(max(-finite[0], finite[-1]))
            grids.append(Grid.of(finite if finite.size else _NOWHERE))
        return cls(centre, scale, Layout.of(grids))
