"""What one thread works with: rows of the machine, statistics of the replicate under way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulate.engine.blocks import Blocks
from simulate.engine.loaded import Line, Linkable, Loaded, line, lines
from simulate.engine.machine import counting, work
from simulate.engine.machine.loading import at
from simulate.engine.machine.work import IntArray
from simulate.engine.statistics.bins import Bins
from simulate.engine.statistics.moments import Tree
from simulate.engine.statistics.pilot import Pilot
from simulate.engine.streams import FloatArray, WordArray
from simulate.engine.writing.code import BINS, SUMS, Instruction, Output

AT_ONCE = 16
"""Most blocks of one call, a power of two: between calls a run can be interrupted, and every call costs 20 us."""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What all threads work on. `events` has the number of each event, below `n_events`, and what it counts, by output.

    Without a pilot there are no statistics; `kept` (output, draw) is where draws are kept, if at all, and `kept_from`
    the number of the first.
    """

    code: Linkable
    n_words: int
    n_outputs: int
    pilot: Pilot | None = None
    events: tuple[tuple[tuple[int, FloatArray], ...], ...] = ()
    n_events: int = 0
    kept: FloatArray | None = None
    kept_from: int = 0
    moments_only: bool = False


class Worker(Loaded):
    """Works through blocks of a replicate, in any order, then hands over what there is."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.code.n_rows, job.n_words)
        self.job = job
        self.state[work.KEPT_FROM] = job.kept_from
        self.sums = np.zeros((job.n_outputs, AT_ONCE, 2))
        self.counts = np.zeros(job.n_events)
        self.tree, self.n_blocks = Tree(), 0
        if job.pilot is not None:
            self.bins = Bins(job.pilot.layout, narrow=True)
            self.pilot = np.stack([job.pilot.centre, job.pilot.scale], axis=1)
        self.carry_out(self.linked(job.code.before), job.code.before.instructions, Blocks(0, 0, 1))
        self.code, self.steps = self._code()

    def _code(self) -> tuple[IntArray, list[Instruction | None]]:
        """Lines of all instructions, and what is done about outputs as soon as they are there."""
        own, instructions = self.linked(self.job.code.steps), self.job.code.steps.instructions
        parts: list[IntArray] = []
        steps: list[Instruction | None] = []
        start = 0
        for stop, output in (*self.job.code.outputs, (len(own), None)):
            told = [] if output is None else self._told(output)
            parts += own[start:stop], lines(told)
            steps += *instructions[start:stop], *[None] * len(told)
            start = stop
        return np.concatenate(parts), steps

    def _told(self, step: Output) -> list[Line]:
        """What is done about an output that is there."""
        number, row, told = step.number, self.row(step.row), []
        if self.job.kept is not None:
            told.append(line(counting.keep, at(self.job.kept[number]), row))
        if self.job.pilot is not None:
            facts, numbers = at(self.bins.facts[number]), at(self.pilot[number])
            told.append(line(counting.block_sums, at(self.sums[number]), row, self.row(SUMS), facts, numbers))
            if not self.job.moments_only:
                told.append(self._counting(number, row))
            for event, what in self.job.events[number]:
                told.append(line(counting.happened, at(self.counts[event:]), row, numbers=at(what)))
        return told

    def _counting(self, number: int, row: int) -> Line:
        layout, bins = self.bins.layout, self.bins
        grid, counts = at(layout.grids[number]), at(bins.counts[layout.bins[number] :])
        if not layout.keeps_ends(number):
            return line(counting.count, 0, row, self.row(BINS), 0, grid, counts)
        start = int(layout.starts[number])
        times, recurring = at(bins.times[start:]), at(layout.recurring[start:])
        bounds = at(bins.bounds[layout.ends[number] :])
        return line(counting.count_recurring, times, row, recurring, bounds, grid, counts, at(layout.before[number]))

    def start(self, words: WordArray) -> None:
        """Begin a replicate, given what its samplers need."""
        self.words[: words.size] = words
        self.n_blocks, self.tree = 0, Tree()
        self.counts[:] = 0.0
        if self.job.pilot is not None:
            self.bins.clear()

    def add(self, blocks: Blocks) -> None:
        """Draw some blocks of the replicate under way, at most `AT_ONCE`."""
        if len(blocks) > AT_ONCE:
            raise ValueError(f"there is room for {AT_ONCE} blocks at once, got {len(blocks)}")
        self.carry_out(self.code, self.steps, blocks)
        self.n_blocks += len(blocks)
        if self.job.pilot is None:
            return
        terms = self.sums[:, : len(blocks)].transpose(1, 0, 2)
        level, start = 0, blocks.start
        if len(blocks) == AT_ONCE and start % AT_ONCE == 0:
            while len(terms) > 1:
                terms = terms[0::2] + terms[1::2]
                level, start = level + 1, start >> 1
        for number, term in enumerate(terms.copy()):
            self.tree.add(start + number, term, level)
