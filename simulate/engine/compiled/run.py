"""One run on all threads: replicates are handed out, drawn by compiled kernels, and put together again."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from simulate.engine.blocks import BLOCK, REPLICATES, Blocks, rounded
from simulate.engine.compiled.preparation import Prepared, prepare
from simulate.engine.compiled.store import Store
from simulate.engine.compiled.worker import Worker
from simulate.engine.model import Event, Model
from simulate.engine.moments import Pilot, Tree
from simulate.engine.run import DEFAULT_PROBABILITIES, Progress
from simulate.engine.statistics import Estimates, IntArray, Part, Questions
from simulate.engine.streams import FloatArray
from simulate.engine.tally import Summary


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
    threads: int = 1,
) -> tuple[Summary, ...]:
    """What `draws` draws say of each model: `simulate.engine.run.run`, bit for bit whatever the number of threads.

    Raises
    ------
    ValueError
        An unknown sampler, a belief stated twice or not at all, a probability or a seed out of range, no thread.
    """
    if threads < 1:
        raise ValueError(f"a run needs at least one thread, got {threads}")
    n_blocks = rounded(draws) // (BLOCK * REPLICATES)
    questions = [Questions(tuple(probabilities), tuple(own), shortest) for own in events or [()] * len(models)]
    prepared = prepare(models, beliefs, seed, sampler, n_blocks, questions, keep=keep)
    crew = Crew(prepared, progress)
    crew.draw(min(threads, REPLICATES))
    crew.pool()
    return tuple(crew.summary(number) for number in range(len(models)))


@dataclass(frozen=True, slots=True, eq=False)
class Replicate:
    """A finished replicate: sums (output, 2), nans, infinities and first such draw (output, 3), counts of events."""

    sums: FloatArray
    odd: IntArray
    counts: IntArray
    estimates: tuple[Estimates, ...]


@dataclass(slots=True, eq=False)
class Crew:
    """Threads that share out the replicates of a run, and what they have found."""

    prepared: Prepared
    progress: Progress | None = None
    pools: list[Store] = field(default_factory=list)
    replicates: dict[int, Replicate] = field(default_factory=dict)
    waiting: list[int] = field(default_factory=lambda: list(range(REPLICATES)))
    n_done: int = 0
    stopped: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def draw(self, threads: int) -> None:
        """Draw all replicates."""
        if threads == 1:
            self._work()
            return
        with ThreadPoolExecutor(threads) as executor:
            try:
                for future in [executor.submit(self._work) for _ in range(threads)]:
                    future.result()
            except BaseException:
                self.stopped = True
                raise

    def _work(self) -> None:
        worker = Worker(self.prepared.job)
        while (number := self._next()) is not None:
            worker.start(self.prepared.words(number))
            for blocks in Blocks(number, 0, self.prepared.n_blocks).pieces(worker.at_once):
                if self.stopped:
                    return
                worker.add(blocks)
                self._tell(blocks.draws)
            self._finish(number, worker)
        with self.lock:
            self.pools.append(worker.pool)

    def _next(self) -> int | None:
        with self.lock:
            return self.waiting.pop(0) if self.waiting and not self.stopped else None

    def _tell(self, draws: int) -> None:
        with self.lock:
            self.n_done += draws
            if self.progress is not None:
                self.progress(self.n_done, self.prepared.n_blocks * BLOCK * REPLICATES)

    def _finish(self, number: int, worker: Worker) -> None:
        sums, n = worker.tree.total(), worker.n_blocks * BLOCK
        odd, counts = worker.odd.astype(np.int64), worker.counts.astype(np.int64)
        tree = Tree()
        tree.add(0, sums)
        estimates = [
            self._part(model, tree, n, odd, counts, worker.store).estimates()
            for model in range(len(self.prepared.questions))
        ]
        worker.pool.add(worker.store)
        self.replicates[number] = Replicate(sums, odd, counts, tuple(estimates))

    def _part(self, model: int, sums: Tree, n: int, odd: IntArray, counts: IntArray, store: Store) -> Part:
        """Statistics of one model as the slow engine has them."""
        own = self.prepared.outputs_of(model)
        pilot = Pilot(self.prepared.pilot.centre[own], self.prepared.pilot.scale[own])
        part = Part(pilot, self.prepared.questions[model], n)
        for (level, index), term in sums.nodes.items():
            part.sums.add(index, term[own], level)
        part.histograms = [[store.histogram(output)] for output in range(own.start, own.stop)]
        part.counts = self._counts(model, counts)
        part.n_nan, part.n_infinite, part.first_nonfinite = odd[own].T
        return part

    def _counts(self, model: int, counts: IntArray) -> IntArray:
        """Counts of a model's events."""
        start = sum(len(asked.events) for asked in self.prepared.questions[:model])
        return counts[start : start + len(self.prepared.questions[model].events)]

    def pool(self) -> None:
        """Put together what the threads have found."""
        for other in self.pools[1:]:
            self.pools[0].add(other)

    def summary(self, model: int) -> Summary:
        """What all replicates say of a model."""
        sums = Tree()
        for number, one in self.replicates.items():
            sums.add(number, one.sums)
        odd = np.stack([one.odd for one in self.replicates.values()])
        first = np.where(odd[:, :, 2] < 0, np.iinfo(np.int64).max, odd[:, :, 2]).min(axis=0)
        odd = odd.sum(axis=0)
        odd[:, 2] = np.where(first == np.iinfo(np.int64).max, -1, first)
        counts = np.sum([one.counts for one in self.replicates.values()], axis=0)
        n = self.prepared.n_blocks * BLOCK * REPLICATES
        part = self._part(model, sums, n, odd, counts, self.pools[0])
        kept = self.prepared.job.kept
        own = self.prepared.outputs_of(model)
        return Summary(
            n_draws=n,
            estimates=part.estimates(),
            errors=Estimates.errors([self.replicates[number].estimates[model] for number in range(REPLICATES)]),
            n_nan=part.n_nan,
            n_infinite=part.n_infinite,
            first_nonfinite=part.first_nonfinite,
            histograms=part.merged_histograms(),
            draws=None if kept is None else kept[own],
        )
