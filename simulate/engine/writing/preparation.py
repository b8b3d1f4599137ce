"""From models to a job: instructions, outputs of the run, what is counted of each, and where its bins lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulate.engine.blocks import BLOCK, REPLICATES, Blocks
from simulate.engine.inputs import Inputs
from simulate.engine.loaded import Linkable
from simulate.engine.model import Model
from simulate.engine.program import Op
from simulate.engine.samplers import SAMPLERS
from simulate.engine.statistics import pilot as pilots
from simulate.engine.statistics.estimates import Questions
from simulate.engine.statistics.pilot import Pilot
from simulate.engine.statistics.selection import Place, taken
from simulate.engine.streams import FloatArray, Stream, WordArray
from simulate.engine.worker import Job, Worker
from simulate.engine.writing import inputs as written
from simulate.engine.writing.code import Code
from simulate.engine.writing.linking import linked
from simulate.engine.writing.programs import Writer

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
    """A run ready to be drawn.

    `places` says for every output of every model which output of the job it is, or the number that it always is;
    `beliefs` are those that the job draws, `first_words` what the pilot drew with.
    """

    job: Job
    pilot: Pilot
    beliefs: tuple[int, ...]
    streams: tuple[Stream, ...]
    sampler: str
    n_blocks: int
    questions: tuple[Questions, ...]
    places: tuple[tuple[Place, ...], ...]
    first_words: tuple[WordArray, ...]

    def words(self, replicate: int) -> WordArray:
        """What the samplers need in a replicate."""
        if replicate < len(self.first_words):
            return self.first_words[replicate]
        return written.words(self.beliefs, self.streams, self.sampler, replicate)


def prepare(
    models: Sequence[Model],
    beliefs: Sequence[bytes],
    seed: int,
    sampler: str,
    n_blocks: int,
    questions: Sequence[Questions],
    *,
    keep: bool,
    moments_only: bool,
) -> Prepared:
    """Everything made ready, and the first blocks drawn to learn where outputs lie.

    Raises
    ------
    ValueError
        An unknown sampler, a belief stated twice or not at all, a seed out of range, an event of no output.
    """
    streams, job, drawn, places = _written(models, beliefs, seed, sampler, n_blocks)
    _check(models, questions)
    n_outputs = job.n_outputs
    first = tuple(written.words(drawn, streams, sampler, number) for number in range(pilots.BLOCKS))
    pilot = Pilot.of(_first(job, first))
    kept = np.empty((n_outputs, n_blocks * REPLICATES * BLOCK)) if keep else None
    events, n_events = _events(places, questions, n_outputs), sum(len(asked.events) for asked in questions)
    job = replace(job, pilot=pilot, events=events, n_events=n_events, kept=kept, moments_only=moments_only)
    return Prepared(job, pilot, drawn, streams, sampler, n_blocks, tuple(questions), places, first)


def inputs_of(
    models: Sequence[Model], beliefs: Sequence[bytes], *, seed: int, sampler: str, n_blocks: int, model: int, draw: int
) -> FloatArray:
    """Values of a model's inputs in one draw of a run."""
    chosen = models[model]
    shown = replace(chosen, program=replace(chosen.program, outputs=chosen.program.inputs))
    streams, job, drawn, (places,) = _written([shown], beliefs, seed, sampler, n_blocks)
    blocks, lane = Blocks.of_draw(draw), draw % BLOCK
    block = np.empty((job.n_outputs, BLOCK))
    worker = Worker(replace(job, kept=block, kept_from=draw - lane))
    worker.start(written.words(drawn, streams, sampler, blocks.replicate))
    worker.add(blocks)
    return taken(block[:, lane], places)


def _written(
    models: Sequence[Model], beliefs: Sequence[bytes], seed: int, sampler: str, n_blocks: int
) -> tuple[tuple[Stream, ...], Job, tuple[int, ...], tuple[tuple[Place, ...], ...]]:
    """Streams of all beliefs, the instructions of a run, the beliefs that they draw, and where outputs are."""
    if sampler not in SAMPLERS:
        raise ValueError(f"there is no sampler {sampler!r}, only {', '.join(SAMPLERS)}")
    if len(set(beliefs)) < len(beliefs):
        raise ValueError("two beliefs of a run have the same identity")
    for item in (item for model in models for item in model.inputs):
        if item.belief >= len(beliefs):
            raise ValueError(f"an input is drawn from belief {item.belief}, the run has {len(beliefs)}")
    streams = tuple(Stream(seed, identity, rank) for rank, identity in enumerate(beliefs))
    inputs, code = Inputs.of(models), Code()
    link = linked(models, inputs)
    writer = written.Writer(inputs, sampler, n_blocks, code, frozenset(link.rows))
    Writer(link.program, code, dict(zip(link.program.inputs, link.rows, strict=True)), writer).write()
    drawn = tuple(writer.beliefs)
    return streams, Job(Linkable.of(code), written.WORDS * len(drawn), len(link.program.outputs)), drawn, link.places


def _check(models: Sequence[Model], questions: Sequence[Questions]) -> None:
    for model, asked in zip(models, questions, strict=True):
        n_outputs = len(model.program.outputs)
        for event in asked.events:
            if not 0 <= event.output < n_outputs:
                raise ValueError(f"an event asks for output {event.output}, the model has {n_outputs}")


def _events(
    places: Sequence[Sequence[Place]], questions: Sequence[Questions], n_outputs: int
) -> tuple[tuple[tuple[int, FloatArray], ...], ...]:
    """Events by output of the job: the number of each among those of all models, its threshold and what it counts."""
    found: list[list[tuple[int, FloatArray]]] = [[] for _ in range(n_outputs)]
    number = 0
    for of_model, asked in zip(places, questions, strict=True):
        for event in asked.events:
            place = of_model[event.output]
            if isinstance(place, int):
                found[place].append((number, np.array([event.threshold, *_COUNTED[event.comparison]])))
            number += 1
    return tuple(map(tuple, found))


def _first(job: Job, words: Sequence[WordArray]) -> FloatArray:
    """Outputs (output, draw) of the first block of some replicates."""
    first = np.empty((job.n_outputs, len(words) * BLOCK))
    worker = Worker(replace(job, kept=first))
    for replicate, of_replicate in enumerate(words):
        worker.start(of_replicate)
        worker.add(Blocks(replicate, 0, 1))
    return first
