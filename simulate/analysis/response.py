"""How an output moves with a factor: conditional ranges at points of the factor (tornado), and rank correlation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulate.analysis.conditioning import Known, trend
from simulate.analysis.draws import Draws
from simulate.engine.blocks import BLOCK, REPLICATES
from simulate.engine.streams import FloatArray

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
_WINDOW = 0.02
"""Half the share of draws around a point of a factor that stand for it."""


@dataclass(frozen=True, slots=True)
class Swing:
    """The output where a factor is at one of its quantiles: median and range of all else, in the output's unit."""

    level: float
    at: float
    lower: float
    median: float
    upper: float


@dataclass(frozen=True, slots=True)
class Response:
    """What a factor does to an output: swings at its quantiles, and the rank correlation with its error."""

    name: str
    swings: tuple[Swing, ...]
    rank: float
    rank_error: float


def responses(draws: Draws, probability: float) -> list[dict[str, Response]]:
    """For each output, the response to every prior and route that it has to do with."""
    found: list[dict[str, Response]] = [{} for _ in draws.outputs]
    ranks = np.stack([_ranks(row) for row in draws.outputs]) if len(draws.outputs) else draws.outputs
    for candidate, values, known in zip(draws.candidates, draws.values, draws.known, strict=True):
        connected = [n for n, rests in enumerate(draws.rests_on) if rests & candidate.rests_on]
        if candidate.kind in ("row", "computed") or not connected or values.min() == values.max():
            continue
        own = _ranks(values)
        swings = _swings(known, values[known.order], draws.outputs[connected], probability)
        for k, n in enumerate(connected):
            rank, error = _correlation(own, ranks[n])
            found[n][candidate.name] = Response(candidate.name, tuple(row[k] for row in swings), rank, error)
    return found


def _swings(known: Known, ordered: FloatArray, outputs: FloatArray, probability: float) -> list[list[Swing]]:
    """Swings (level, output)."""
    n = ordered.size
    tail = (1 - probability) / 2
    rows = []
    for level in LEVELS:
        if known.starts is None:
            place = level * n
            window = slice(max(int(place - _WINDOW * n), 0), min(int(place + _WINDOW * n), n))
            at = ordered[int(place)]
            left = _centred(known.x[window], float(known.x[int(place)]), outputs[:, known.order[window]])
        else:
            at = ordered[int(level * n)]
            left = outputs[:, known.order[ordered == at]]
        bounds = np.quantile(left, [tail, 0.5, 1 - tail], axis=1)
        rows.append([Swing(level, float(at), *(float(b) for b in column)) for column in bounds.T])
    return rows


def _centred(x: FloatArray, at: float, y: FloatArray) -> FloatArray:
    """Outputs (output, draw) of a window, moved by regression to where the factor is `at`."""
    moved = trend(x[None], y[:, None])[:, 0]
    centre = x - x.mean()
    squares = float((centre**2).sum())
    slope = (y @ centre) / squares if squares > 0 else np.zeros(len(y))
    return np.asarray(y - moved + slope[:, None] * (at - x.mean()))


def _ranks(values: FloatArray) -> FloatArray:
    """Ranks, centred and scaled to length 1; equal values share the mean of theirs."""
    order = np.argsort(values)
    ordered = values[order]
    starts = np.append(0, np.flatnonzero(np.diff(ordered) > 0) + 1)
    ends = np.append(starts[1:], values.size)
    ranks = np.empty(values.size)
    ranks[order] = np.repeat((starts + ends - 1) / 2, ends - starts)
    ranks -= ranks.mean()
    length = float(np.sqrt((ranks**2).sum()))
    return ranks / length if length > 0 else ranks


def _correlation(a: FloatArray, b: FloatArray) -> tuple[float, float]:
    """Spearman's coefficient and its standard error from sixteen replicates."""
    products = (a * b).reshape(-1, REPLICATES, BLOCK).sum(axis=(0, 2))
    return float(products.sum()), float(products.std(ddof=1) * np.sqrt(REPLICATES))
