"""How probable something is, from the draws in which it happens; no surer than these can show."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulate.engine.blocks import BLOCK, REPLICATES
from simulate.engine.streams import FloatArray


def undefined(*rows: FloatArray) -> bool:
    """Whether some draws are no numbers, so that nothing can be said of how often they are less."""
    return any(bool(np.isnan(row).any()) for row in rows)


def replicates(draws: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    """Draws (replicate, draw) of each replicate."""
    return draws.reshape(-1, REPLICATES, BLOCK).swapaxes(0, 1).reshape(REPLICATES, -1)


def probability_of(happens: npt.NDArray[np.bool_], certain: bool = False) -> tuple[float, float]:
    """Share of draws and its error; no nearer to 0 or 1 than one draw, unless nothing is uncertain."""
    share = float(happens.mean())
    if certain:
        return share, 0.0
    single = replicates(happens).mean(axis=1)
    least = 1 / happens.size
    error = max(float(single.std(ddof=1)) / np.sqrt(REPLICATES), least)
    return min(max(share, least), 1 - least), float(error)
