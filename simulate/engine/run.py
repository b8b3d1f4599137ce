"""One run on all threads: replicates are handed out, drawn by compiled kernels, and put together again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from simulate.engine import summing
from simulate.engine.blocks import BLOCK, REPLICATES, Blocks, rounded
from simulate.engine.model import Event, Model
from simulate.engine.sobol import MOST_POINTS
from simulate.engine.statistics.bins import Bins
from simulate.engine.statistics.estimates import Questions, Summary
from simulate.engine.worker import AT_ONCE, Worker
from simulate.engine.writing.preparation import Prepared, prepare

FEWEST_REPLICATES = 4
"""With fewer, an interrupted run has nothing to say: their spread would be no error."""
DEFAULT_PROBABILITIES = (0.05, 0.25, 0.5, 0.75, 0.95)

Progress = Callable[[int, int, float], object]
"""(draws done, draws in all, typical relative error of a median so far, nan while it is not known)."""


def run(
    models: Sequence[Model],
    beliefs: Sequence[bytes],
    *,
    seed: int,
    draws: int,
    sampler: str = "sobol",
    probabilities: Sequence[float] = DEFAULT_PROBABILITIES,
    events: Sequence[Sequence[Event]] = (),
    shortest: float | None = None,
    levels: Sequence[float] = (),
    keep: bool = False,
    moments_only: bool = False,
    progress: Progress | None = None,
    threads: int = 1,
    interruptible: bool = False,
) -> tuple[Summary, ...]:
    """What `draws` draws (rounded up to a multiple of 16,384) say of each model.

    `beliefs` are the identities that key the streams, their order the rank of each. `events` are asked per model, in
    the order of `models`; `shortest` is the probability of a shortest interval; `levels` are probabilities of further
    quantiles, without errors; `keep` returns all draws; `moments_only` leaves quantiles out (they are nan).

    No result depends on threads, on the order of models or on the outputs asked for; with the sampler `random` none
    depends on other models or on the order of beliefs, and with `random` and `sobol` more draws extend fewer. An
    interrupt ends an `interruptible` run with the replicates that are finished, where there are four: fewer draws than
    asked for tell, and of draws that are kept the others are missing.

    Raises
    ------
    ValueError
        An unknown sampler, a belief stated twice or not at all, a probability or a seed out of range, no thread, more
        draws than a sequence has points.
    """
    if threads < 1:
        raise ValueError(f"a run needs at least one thread, got {threads}")
    n_blocks = rounded(draws) // (BLOCK * REPLICATES)
    if n_blocks * BLOCK > MOST_POINTS:
        raise ValueError(f"a run has at most {REPLICATES * MOST_POINTS:,} draws, asked for {draws:,}")
    if not models:
        return ()
    questions = [
        Questions(tuple(probabilities), tuple(own), shortest, tuple(levels)) for own in events or [()] * len(models)
    ]
    prepared = prepare(models, beliefs, seed, sampler, n_blocks, questions, keep=keep, moments_only=moments_only)
    crew = Crew(prepared, progress)
    try:
        crew.draw(min(threads, REPLICATES))
    except KeyboardInterrupt:
        if not interruptible or len(crew.replicates) < FEWEST_REPLICATES:
            raise
    return summing.summaries(prepared, crew.pool, crew.replicates)


@dataclass(slots=True, eq=False)
class Crew:
    """Threads that share out the replicates of a run, and what they have found."""

    prepared: Prepared
    progress: Progress | None = None
    pool: Bins = field(init=False)
    replicates: dict[int, summing.Counted] = field(default_factory=dict)
    waiting: list[int] = field(default_factory=lambda: list(range(REPLICATES)))
    n_done: int = 0
    error: float = np.nan
    stopped: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.pool = Bins(self.prepared.pilot.layout)

    def draw(self, threads: int) -> None:
        """Draw all replicates; the calling thread is one of these threads, so that a short run waits for no other."""
        with ThreadPoolExecutor(max(threads - 1, 1)) as executor:
            others = [executor.submit(self._work) for _ in range(threads - 1)]
            try:
                self._work()
                for other in others:
                    other.result()
            except BaseException:
                self.stopped = True
                raise

    def _work(self) -> None:
        worker = Worker(self.prepared.job)
        while (number := self._next()) is not None:
            worker.start(self.prepared.words(number))
            for blocks in Blocks(number, 0, self.prepared.n_blocks).pieces(AT_ONCE):
                if self.stopped:
                    return
                worker.add(blocks)
                self._tell(blocks.draws)
            self._finish(number, worker)

    def _next(self) -> int | None:
        with self.lock:
            return self.waiting.pop(0) if self.waiting and not self.stopped else None

    def _tell(self, draws: int) -> None:
        with self.lock:
            self.n_done += draws
            if self.progress is not None:
                self.progress(self.n_done, self.prepared.n_blocks * BLOCK * REPLICATES, self.error)

    def _finish(self, number: int, worker: Worker) -> None:
        found = summing.replicate(self.prepared, worker)
        with self.lock:
            self.pool.add(worker.bins)
            self.replicates[number] = found
            if self.progress is not None and len(self.replicates) >= FEWEST_REPLICATES:
                self.error = summing.typical_error(self.replicates)
