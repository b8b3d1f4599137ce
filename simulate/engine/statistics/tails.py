"""Tails too heavy for a mean or a standard deviation.

The exponent of a power law is estimated from the largest distances from the median (Hill, A simple general approach to
inference about the tail of a distribution, Ann. Statist. 3, 1163-1174, 1975), once far out and once further in. Where
both agree the tail is one: without variance for exponents up to 2, without mean up to 1. That of a lognormal grows
steadily further out, from 2.6 over its sigma at the outermost 3 % to 3.6 over it at 0.1 %.
"""

from __future__ import annotations

import numpy as np

from simulate.engine.streams import FloatArray

WITHOUT_MEAN, WITHOUT_SD = 1.15, 2.15
"""Exponents up to which there is no telling: so near to the limit an average of 1e6 draws says nothing either."""
SUSPICIOUS = 0.002
"""Share of the largest squared deviation in the sum of all from which a tail is looked at: 1e-5 for a normal."""
_ONE_DRAW = 0.3
"""Share from which the sd is that of one draw, whatever the tail."""
_FURTHER_IN, _FAR_OUT, _FEWEST = 0.03, 0.001, 64
_STEADY = 1.2


def heaviness(pieces: FloatArray, centre: float, share: float) -> tuple[bool, bool]:
    """Whether a distribution, as pieces (piece, 3) of count, lower and upper end, has no mean, and no sd.

    `share` is that of the largest squared deviation in the sum of all.
    """
    if not len(pieces):
        return False, False
    sizes = np.abs((pieces[:, 1] + pieces[:, 2]) / 2.0 - centre)
    order = np.argsort(-sizes)
    sizes, before = sizes[order], np.cumsum(pieces[order, 0])
    n = before[-1]
    far, near = (_exponent(sizes, pieces[order, 0], before, max(p * n, _FEWEST)) for p in (_FAR_OUT, _FURTHER_IN))
    steady = far < _STEADY * near
    return steady and far < WITHOUT_MEAN, (steady and far < WITHOUT_SD) or share > _ONE_DRAW


def _exponent(sizes: FloatArray, counts: FloatArray, before: FloatArray, k: float) -> float:
    """Hill's estimate from the largest k sizes, given in falling order with their counts."""
    last = int(np.searchsorted(before, k))
    if last == 0 or last >= sizes.size or sizes[last] <= 0.0:
        return np.inf
    logs = float(np.sum(counts[:last] * np.log(sizes[:last] / sizes[last])))
    return float(before[last - 1] / logs) if logs > 0.0 else np.inf
