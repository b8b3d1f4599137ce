"""Measures of whole distributions, from draws that are there already: PAWN, power-scaled priors, break-even points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulate.analysis.conditioning import Known
from simulate.analysis.draws import Draws
from simulate.engine.streams import FloatArray
from simulate.foundation.lazy import special

_BINS = 16
_BREAK_BINS = 64


@dataclass(frozen=True, slots=True)
class Pawn:
    """Distance between the distribution of an output and that given an input: median and largest over sixteen bins.

    `floor` is the largest that an input without influence gets.
    """

    name: str
    median: float
    largest: float
    floor: float


def pawn(draws: Draws, n: int, seed: int = 0) -> list[Pawn]:
    """PAWN indices of the n-th output (Pianosi and Wagener 2015): Kolmogorov-Smirnov distances, tails included."""
    y = draws.outputs[n]
    ranks = np.empty(y.size)
    ranks[np.argsort(y)] = (np.arange(y.size) + 0.5) / y.size
    floor = float(_distances(np.random.default_rng(seed).permutation(ranks), None).max())
    found = []
    for candidate, known in zip(draws.candidates, draws.known, strict=True):
        if candidate.kind != "computed" and draws.rests_on[n] & candidate.rests_on:
            distances = _distances(ranks[known.order], known)
            found.append(Pawn(candidate.name, float(np.median(distances)), float(distances.max()), floor))
    return sorted(found, key=lambda item: -item.median)


def _distances(ranks: FloatArray, known: Known | None) -> FloatArray:
    """Kolmogorov-Smirnov distance of each bin (or single value) from the whole."""
    if known is None or known.starts is None:
        parts = list(ranks[: ranks.size // _BINS * _BINS].reshape(_BINS, -1))
    else:
        parts = [part for part in np.split(ranks, known.starts[1:]) if part.size >= 2 * _BINS]
    return np.array([_distance(np.sort(part)) for part in parts] or [0.0])


def _distance(ordered: FloatArray) -> float:
    steps = np.arange(ordered.size + 1) / ordered.size
    return float(max((steps[1:] - ordered).max(), (ordered - steps[:-1]).max()))


@dataclass(frozen=True, slots=True)
class Scaled:
    """An output if one prior were raised to a power, below 1 to widen it; so many `effective` draws are left."""

    name: str
    power: float
    lower: float
    median: float
    upper: float
    effective: float


def power_scaled(draws: Draws, n: int, power: float, probability: float) -> list[Scaled]:
    """Ranges of the n-th output with each prior's density to a power, by reweighting (Kallioinen et al. 2024)."""
    y, tail = draws.outputs[n], (1 - probability) / 2
    found = []
    for candidate, values, known in zip(draws.candidates, draws.values, draws.known, strict=True):
        if candidate.kind != "prior" or known.starts is not None or not draws.rests_on[n] & candidate.rests_on:
            continue
        weights = _weights(values[known.order], power)
        order = np.argsort(y[known.order])
        share = np.cumsum(weights[order])
        levels = np.interp([tail, 0.5, 1 - tail], (share - 0.5 * weights[order]) / share[-1], y[known.order][order])
        effective = float(weights.sum() ** 2 / (weights**2).sum())
        lower, median, upper = (float(level) for level in levels)
        found.append(Scaled(candidate.name, power, lower, median, upper, effective))
    return found


def _weights(ordered: FloatArray, power: float) -> FloatArray:
    """Density to the power less one, at values in rising order: the density is that of their normal scores."""
    scores = special.ndtri((np.arange(ordered.size) + 0.5) / ordered.size)
    nodes = np.linspace(scores[0], scores[-1], 257)
    at = np.interp(nodes, scores, ordered)
    slope = np.interp(scores, nodes, np.maximum(np.gradient(at, nodes), 1e-300))
    logs = (power - 1) * (-0.5 * scores**2 - np.log(slope))
    return np.asarray(np.exp(logs - logs.max()))


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The value of an input at which the median of an output reaches a threshold, and the share of the prior below it.

    None where it does so nowhere between the 1 and the 99 % point of what is believed.
    """

    name: str
    value: float | None
    share_below: float | None


def break_even(draws: Draws, n: int, threshold: float) -> list[BreakEven]:
    """Where each prior alone would bring the median of the n-th output to a threshold."""
    found = []
    for candidate, values, known in zip(draws.candidates, draws.values, draws.known, strict=True):
        if candidate.kind != "prior" or known.starts is not None or not draws.rests_on[n] & candidate.rests_on:
            continue
        size = values.size // _BREAK_BINS
        medians = np.median(draws.outputs[n][known.order][: size * _BREAK_BINS].reshape(_BREAK_BINS, size), axis=1)
        above = np.flatnonzero(np.diff(medians > threshold))
        if above.size != 1:
            found.append(BreakEven(candidate.name, None, None))
            continue
        k = int(above[0])
        part = (threshold - medians[k]) / (medians[k + 1] - medians[k])
        share = (k + 0.5 + part) / _BREAK_BINS
        found.append(BreakEven(candidate.name, float(np.quantile(values, share)), float(share)))
    return found
