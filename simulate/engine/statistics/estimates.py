"""What is asked of draws, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from simulate.engine.model import Event
from simulate.engine.statistics.moments import standard_error
from simulate.engine.streams import FloatArray

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked of a model's outputs besides mean and sd; `shortest` is the probability of a shortest interval.

    `levels` are probabilities of further quantiles of all draws, for drawing the distribution: they have no error.
    """

    probabilities: tuple[float, ...]
    events: tuple[Event, ...] = ()
    shortest: float | None = None
    levels: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        for probability in (*self.probabilities, *self.levels, *([] if self.shortest is None else [self.shortest])):
            if not 0.0 < probability < 1.0:
                raise ValueError(f"a probability lies between 0 and 1, got {probability}")


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Arrays `mean` and `sd` (output,), `quantiles` (output, probability), `events` (event,), `shortest` (output, 2).

    All of an output are nan when one of its draws is nan; mean and sd when one is infinite, and every quantile that is
    infinite itself. `shortest` has no columns where it was not asked for.
    """

    mean: FloatArray
    sd: FloatArray
    quantiles: FloatArray
    events: FloatArray
    shortest: FloatArray

    @classmethod
    def errors(cls, replicates: Estimates, open_to: Estimates) -> Estimates:
        """Standard errors of pooled estimates: from those of replicates, along the first axis, and from what is open.

        The latter whatever the former say.
        """
        names = [item.name for item in fields(cls)]
        return cls(*(np.hypot(standard_error(getattr(replicates, one)), getattr(open_to, one)) for one in names))


def shortest_interval(pieces: FloatArray, probability: float) -> tuple[float, float]:
    """The shortest interval with at least this share of the draws; nan, nan where no such interval is finite.

    `pieces` (piece, 3) have count, lower and upper end. Either bound is the end of a piece, the other where the share
    is reached; of equally short ones the lowest.
    """
    if not len(pieces):
        return np.nan, np.nan
    last = np.cumsum(pieces[:, 0])
    inside = max(np.ceil(probability * last[-1]), 1.0)
    ends = np.concatenate([last - pieces[:, 0], last])
    lower = np.unique(np.concatenate([ends, ends - inside]))
    lower = lower[(lower >= 0.0) & (lower + inside <= last[-1])]
    lows, highs = _above(pieces, last, lower), _below(pieces, last, lower + inside)
    finite = np.isfinite(lows) & np.isfinite(highs)
    if not finite.any():
        return np.nan, np.nan
    with np.errstate(invalid="ignore"):
        best = np.argmin(np.where(finite, highs - lows, np.inf))
    return float(lows[best]), float(highs[best])


def _above(pieces: FloatArray, last: FloatArray, before: FloatArray) -> FloatArray:
    """The least value that has so many draws below it."""
    piece = np.minimum(np.searchsorted(last, before, side="right"), last.size - 1)
    return _inside(pieces, piece, before - (last[piece] - pieces[piece, 0]))


def _below(pieces: FloatArray, last: FloatArray, reached: FloatArray) -> FloatArray:
    """The least value up to which there are so many draws."""
    piece = np.minimum(np.searchsorted(last, reached, side="left"), last.size - 1)
    return _inside(pieces, piece, reached - (last[piece] - pieces[piece, 0]))


def _inside(pieces: FloatArray, piece: IntArray, before: FloatArray) -> FloatArray:
    count, low, high = pieces[piece].T
    with np.errstate(invalid="ignore"):
        value = low + np.clip(before / count, 0.0, 1.0) * np.where(low < high, high - low, 0.0)
    return np.asarray(np.minimum(value, high))


@dataclass(frozen=True, slots=True, eq=False)
class Summary:
    """What a run says of one model.

    `errors` are standard errors, from the replicates. `n_nan` and `n_infinite` count draws per output,
    `first_nonfinite` is the number of the first such draw or -1. `draws` (output, draw) are there only on request.
    `heavy_mean` and `heavy_sd` mark outputs whose mean or sd rests on single draws: see `heaviness`. `levels` (output,
    level) are quantiles as those of the estimates, at the levels asked for.
    """

    n_draws: int
    estimates: Estimates
    errors: Estimates
    n_nan: IntArray
    n_infinite: IntArray
    first_nonfinite: IntArray
    heavy_mean: npt.NDArray[np.bool_]
    heavy_sd: npt.NDArray[np.bool_]
    levels: FloatArray
    draws: FloatArray | None = None
