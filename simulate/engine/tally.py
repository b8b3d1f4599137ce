"""What is kept of one model while a run goes on, and what is said of it in the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from simulate.engine.blocks import BLOCK, REPLICATES, Blocks
from simulate.engine.evaluation import evaluate
from simulate.engine.histogram import Histogram
from simulate.engine.model import Model
from simulate.engine.moments import Pilot
from simulate.engine.statistics import Estimates, IntArray, Part, Questions, Scratch
from simulate.engine.streams import FloatArray

_AT_ONCE = 8 * BLOCK
"""Draws that a program sees at once: slots of 64 KiB stay in the cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Summary:
    """What a run says of one model.

    `errors` are standard errors, from the sixteen replicates. `n_nan` and `n_infinite` count draws per output,
    `first_nonfinite` is the number of the first such draw or -1. `draws` (output, draw) are there only on request.
    """

    n_draws: int
    estimates: Estimates
    errors: Estimates
    n_nan: IntArray
    n_infinite: IntArray
    first_nonfinite: IntArray
    histograms: tuple[Histogram, ...]
    draws: FloatArray | None = None


@dataclass(slots=True, eq=False)
class Tally:
    """Statistics of one model: of the replicate under way, of those finished, and of all draws together."""

    model: Model
    rows: Sequence[int]
    pool: Part
    current: Part
    draws: FloatArray | None = None
    replicates: list[Estimates] = field(default_factory=list)

    @classmethod
    def start(cls, model: Model, rows: Sequence[int], asked: Questions, first: FloatArray, n_kept_blocks: int) -> Tally:
        """Nothing yet; `first` are the draws (row, draw) of the run's first block."""
        for event in asked.events:
            if not 0 <= event.output < len(model.program.outputs):
                raise ValueError(f"an event asks for output {event.output}, the model has {len(model.program.outputs)}")
        outputs = _outputs(model, rows, first)
        pilot = Pilot.of(outputs)
        kept = np.empty((len(outputs), n_kept_blocks * REPLICATES * BLOCK)) if n_kept_blocks else None
        return cls(model, rows, Part(pilot, asked), Part(pilot, asked), kept)

    def add(self, blocks: Blocks, values: FloatArray, scratch: Scratch) -> None:
        """Take in some blocks of the replicate under way, given the draws (row, draw) of the run's inputs."""
        outputs = _outputs(self.model, self.rows, values)
        self.current.add(blocks, outputs, scratch)
        if self.draws is not None:
            n_outputs = len(outputs)
            self.draws.reshape(n_outputs, -1, BLOCK)[:, blocks.of_run] = outputs.reshape(n_outputs, -1, BLOCK)

    def finish(self, replicate: int) -> None:
        """Close the replicate under way and free its memory."""
        self.replicates.append(self.current.estimates())
        self.pool.pool(replicate, self.current)
        self.current = Part(self.pool.pilot, self.pool.questions)

    def summary(self) -> Summary:
        """What all replicates say."""
        return Summary(
            n_draws=self.pool.n,
            estimates=self.pool.estimates(),
            errors=Estimates.errors(self.replicates),
            n_nan=self.pool.n_nan,
            n_infinite=self.pool.n_infinite,
            first_nonfinite=self.pool.first_nonfinite,
            histograms=self.pool.merged_histograms(),
            draws=self.draws,
        )


def _outputs(model: Model, rows: Sequence[int], values: FloatArray) -> FloatArray:
    """Outputs (output, draw) of a model whose inputs are these rows of `values`."""
    n_draws = values.shape[1]
    outputs = np.empty((len(model.program.outputs), n_draws))
    for start in range(0, n_draws, _AT_ONCE):
        now = slice(start, min(start + _AT_ONCE, n_draws))
        outputs[:, now] = evaluate(model.program, [values[row, now] for row in rows], now.stop - now.start)
    return outputs
