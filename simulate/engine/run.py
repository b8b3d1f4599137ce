"""One run: all models drawn together, some blocks at a time, one replicate after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from simulate.engine.blocks import BLOCK, REPLICATES, Blocks, rounded
from simulate.engine.inputs import Inputs
from simulate.engine.model import Event, Model
from simulate.engine.samplers import SAMPLERS, Sampler
from simulate.engine.statistics import Questions, Scratch
from simulate.engine.streams import FloatArray, Stream
from simulate.engine.tally import Summary, Tally

DEFAULT_PROBABILITIES = (0.05, 0.25, 0.5, 0.75, 0.95)
_MAX_BLOCKS = 64
_MAX_VALUES = 2**24
"""Values of inputs and outputs in memory at once, 128 MiB: where there are more rows, fewer blocks."""
_DRAWN_AT_ONCE = 16
"""Blocks for which beliefs are drawn at once, 128 KiB each."""

Progress = Callable[[int, int], object]
"""(draws done, draws in all)."""


def run(
    models: Sequence[Model],
    beliefs: Sequence[bytes],
    *,
    seed: int,
    draws: int,
    sampler: str = "random",
    probabilities: Sequence[float] = DEFAULT_PROBABILITIES,
    events: Sequence[Sequence[Event]] = (),
    shortest: float | None = None,
    keep: bool = False,
    progress: Progress | None = None,
) -> tuple[Summary, ...]:
    """What `draws` draws (rounded up to a multiple of 16,384) say of each model.

    `beliefs` are the identities that key the streams, their order the rank of each. `events` are asked per model, in
    the order of `models`; `shortest` is the probability of a shortest interval; `keep` returns all draws. With the
    sampler `random` no result depends on the order of models or beliefs, on other models, on the outputs asked for,
    and more draws extend fewer.

    Raises
    ------
    ValueError
        An unknown sampler, a belief stated twice or not at all, a probability or a seed out of range.
    """
    n_blocks = rounded(draws) // (BLOCK * REPLICATES)
    source = _source(models, beliefs, seed, sampler, n_blocks)
    asked = [Questions(tuple(probabilities), tuple(own), shortest) for own in events or [()] * len(models)]
    first = source.draw(Blocks(0, 0, 1))
    tallies = [
        Tally.start(model, rows, questions, first, n_blocks if keep else 0)
        for model, rows, questions in zip(models, source.inputs.rows_of, asked, strict=True)
    ]
    _draw(source, tallies, progress)
    return tuple(tally.summary() for tally in tallies)


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """Where the values of a run's inputs come from."""

    inputs: Inputs
    streams: Sequence[Stream]
    sampler: Sampler
    n_blocks: int

    def draw(self, blocks: Blocks) -> FloatArray:
        """Values (row, draw) of some blocks."""
        values = np.empty((self.inputs.n_rows, blocks.draws))
        start = 0
        for piece in blocks.pieces(_DRAWN_AT_ONCE):
            tails = {belief: self.sampler(self.streams[belief], piece, self.n_blocks) for belief in self.inputs.beliefs}
            self.inputs.fill(tails, values[:, start : start + piece.draws])
            start += piece.draws
        return values


def _source(models: Sequence[Model], beliefs: Sequence[bytes], seed: int, sampler: str, n_blocks: int) -> _Source:
    if sampler not in SAMPLERS:
        raise ValueError(f"there is no sampler {sampler!r}, only {', '.join(SAMPLERS)}")
    if len(set(beliefs)) < len(beliefs):
        raise ValueError("two beliefs of a run have the same identity")
    inputs = Inputs.of(models)
    if inputs.beliefs and inputs.beliefs[-1] >= len(beliefs):
        raise ValueError(f"an input is drawn from belief {inputs.beliefs[-1]}, the run has {len(beliefs)}")
    streams = [Stream(seed, identity, rank) for rank, identity in enumerate(beliefs)]
    return _Source(inputs, streams, SAMPLERS[sampler], n_blocks)


def _draw(source: _Source, tallies: Sequence[Tally], progress: Progress | None) -> None:
    n_blocks = source.n_blocks
    n_rows = source.inputs.n_rows + max((len(tally.model.program.outputs) for tally in tallies), default=0)
    at_once = max(1, min(n_blocks, _MAX_BLOCKS, _MAX_VALUES // (BLOCK * max(n_rows, 1))))
    scratch = Scratch(at_once * BLOCK)
    done = 0
    for replicate in range(REPLICATES):
        for blocks in Blocks(replicate, 0, n_blocks).pieces(at_once):
            values = source.draw(blocks)
            for tally in tallies:
                tally.add(blocks, values, scratch)
            done += blocks.draws
            if progress is not None:
                progress(done, n_blocks * BLOCK * REPLICATES)
        for tally in tallies:
            tally.finish(replicate)
