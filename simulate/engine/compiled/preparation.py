"""From models to a job: instructions, the outputs of each model, and where its statistics begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulate.engine.blocks import BLOCK, REPLICATES, Blocks
from simulate.engine.compiled import inputs as written
from simulate.engine.compiled.code import Code
from simulate.engine.compiled.programs import Writer
from simulate.engine.compiled.worker import Job, Worker
from simulate.engine.inputs import Inputs
from simulate.engine.model import Model
from simulate.engine.moments import Pilot
from simulate.engine.program import Op
from simulate.engine.samplers import SAMPLERS
from simulate.engine.statistics import Questions
from simulate.engine.streams import FloatArray, Stream, WordArray

_COUNTED = {
    Op.LT: (1.0, 0.0, 0.0),
    Op.LE: (1.0, 1.0, 0.0),
    Op.GT: (0.0, 0.0, 1.0),
    Op.GE: (0.0, 1.0, 1.0),
    Op.EQ: (0.0, 1.0, 0.0),
    Op.NE: (1.0, 0.0, 1.0),
}
"""Whether an event counts values below, at and above its threshold."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A run ready to be drawn; outputs of model m are numbers `starts[m]` up to `starts[m + 1]` of the job."""

    job: Job
    pilot: Pilot
    inputs: Inputs
    streams: tuple[Stream, ...]
    sampler: str
    n_blocks: int
    questions: tuple[Questions, ...]
    starts: tuple[int, ...]

    def words(self, replicate: int) -> WordArray:
        """What the samplers need in a replicate."""
        return written.words(self.inputs, self.streams, self.sampler, replicate)

    def outputs_of(self, model: int) -> slice:
        """Which outputs of the job a model has."""
        return slice(self.starts[model], self.starts[model + 1])


def prepare(
    models: Sequence[Model],
    beliefs: Sequence[bytes],
    seed: int,
    sampler: str,
    n_blocks: int,
    questions: Sequence[Questions],
    *,
    keep: bool,
) -> Prepared:
    """Everything made ready, and the first block drawn to learn where outputs lie.

    Raises
    ------
    ValueError
        An unknown sampler, a belief stated twice or not at all, a seed out of range, an event of no output.
    """
    streams = _streams(beliefs, seed, sampler)
    inputs = Inputs.of(models)
    if inputs.beliefs and inputs.beliefs[-1] >= len(beliefs):
        raise ValueError(f"an input is drawn from belief {inputs.beliefs[-1]}, the run has {len(beliefs)}")
    starts = np.cumsum([0, *(len(model.program.outputs) for model in models)])
    code = _code(models, inputs, starts.tolist(), sampler, n_blocks)
    job = Job(code, written.WORDS * len(inputs.beliefs), int(starts[-1]))
    events = _events(models, questions, starts.tolist())
    pilot = _pilot(job, written.words(inputs, streams, sampler, 0))
    kept = np.empty((job.n_outputs, n_blocks * REPLICATES * BLOCK)) if keep else None
    job = replace(job, pilot=pilot, events=events, kept=kept)
    return Prepared(job, pilot, inputs, streams, sampler, n_blocks, tuple(questions), tuple(starts.tolist()))


def _streams(beliefs: Sequence[bytes], seed: int, sampler: str) -> tuple[Stream, ...]:
    if sampler not in SAMPLERS:
        raise ValueError(f"there is no sampler {sampler!r}, only {', '.join(SAMPLERS)}")
    if len(set(beliefs)) < len(beliefs):
        raise ValueError("two beliefs of a run have the same identity")
    return tuple(Stream(seed, identity, rank) for rank, identity in enumerate(beliefs))


def _code(models: Sequence[Model], inputs: Inputs, starts: Sequence[int], sampler: str, n_blocks: int) -> Code:
    code = Code()
    writer = written.Writer(inputs, sampler, n_blocks, code)
    for model, of_model, start in zip(models, inputs.rows_of, starts, strict=False):
        slots = dict(zip(model.program.inputs, of_model, strict=True))
        Writer(model.program, code, slots, writer, start).write()
    return code


def _events(
    models: Sequence[Model], questions: Sequence[Questions], starts: Sequence[int]
) -> tuple[tuple[tuple[int, FloatArray], ...], ...]:
    """Events by output: the number of each among those of all models, its threshold and what it counts."""
    found: list[list[tuple[int, FloatArray]]] = [[] for _ in range(starts[-1])]
    number = 0
    for model, asked, start in zip(models, questions, starts, strict=False):
        n_outputs = len(model.program.outputs)
        for event in asked.events:
            if not 0 <= event.output < n_outputs:
                raise ValueError(f"an event asks for output {event.output}, the model has {n_outputs}")
            what = np.array([event.threshold, *_COUNTED[event.comparison]])
            found[start + event.output].append((number, what))
            number += 1
    return tuple(map(tuple, found))


def _pilot(job: Job, words: WordArray) -> Pilot:
    """Origin and scale of all outputs, from the first block of the run."""
    first = np.empty((job.n_outputs, BLOCK))
    worker = Worker(replace(job, kept=first))
    worker.start(words)
    worker.add(Blocks(0, 0, 1))
    return Pilot.of(first)
