"""What one thread works with: rows of the machine, statistics of the replicate under way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulate.engine.blocks import BLOCK, Blocks
from simulate.engine.machine import counting, work
from simulate.engine.machine.loading import address, at
from simulate.engine.machine.work import IntArray
from simulate.engine.statistics.bins import Bins
from simulate.engine.statistics.moments import Tree
from simulate.engine.statistics.pilot import Pilot
from simulate.engine.streams import FloatArray, WordArray
from simulate.engine.writing.code import BINS, SUMS, Code, Instruction, Operation, Output

AT_ONCE = 16
"""Most blocks of one call, a power of two: between calls a run can be interrupted, and every call costs 20 us."""

_BYTES_OF_ROW = 8 * work.ROW


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What all threads work on. `events` has the number of each event, below `n_events`, and what it counts, by output.

    Without a pilot there are no statistics; `kept` (output, draw) is where draws are kept, if at all, and `kept_from`
    the number of the first.
    """

    code: Code
    n_words: int
    n_outputs: int
    pilot: Pilot | None = None
    events: tuple[tuple[tuple[int, FloatArray], ...], ...] = ()
    n_events: int = 0
    kept: FloatArray | None = None
    kept_from: int = 0
    moments_only: bool = False


class Worker:
    """Works through blocks of a replicate, in any order, then hands over what there is."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.rows = np.zeros((job.code.n_rows, work.ROW))
        self.words: WordArray = np.zeros(max(job.n_words, 1), dtype=np.uint64)
        self.rows_at, self.words_at = at(self.rows), at(self.words)
        self.state = np.zeros(work.STATE, dtype=np.int64)
        self.state[work.KEPT_FROM] = job.kept_from
        self.sums = np.zeros((job.n_outputs, AT_ONCE, 2))
        self.counts = np.zeros(job.n_events)
        self.tree, self.n_blocks = Tree(), 0
        self.numbers: list[FloatArray] = []
        if job.pilot is not None:
            self.bins = Bins(job.pilot.layout, narrow=True)
            self.pilot = np.stack([job.pilot.centre, job.pilot.scale], axis=1)
        self.steps: list[Instruction | None] = []
        lines = [line for step in job.code.steps for line in self._lines(step)]
        self.code = np.array(lines, dtype=np.int64).reshape(-1, 8)
        before = [self._linked(one) for one in job.code.before]
        self._carry_out(np.array(before, dtype=np.int64).reshape(-1, 8), Blocks(0, 0, 1))

    def _lines(self, step: Instruction | Output) -> list[tuple[int, ...]]:
        if isinstance(step, Instruction):
            self.steps.append(step)
            return [self._linked(step)]
        lines = self._told(step)
        self.steps += [None] * len(lines)
        return lines

    def _told(self, step: Output) -> list[tuple[int, ...]]:
        """What is done about an output that is there."""
        number, row, told = step.number, self._row(step.row), []
        if self.job.kept is not None:
            told.append(_line(counting.keep, at(self.job.kept[number]), row))
        if self.job.pilot is not None:
            facts, numbers = at(self.bins.facts[number]), at(self.pilot[number])
            told.append(_line(counting.block_sums, at(self.sums[number]), row, self._row(SUMS), facts, numbers))
            if not self.job.moments_only:
                told.append(self._counting(number, row))
            for event, what in self.job.events[number]:
                told.append(_line(counting.happened, at(self.counts[event:]), row, numbers=at(what)))
        return told

    def _counting(self, number: int, row: int) -> tuple[int, ...]:
        layout, bins = self.bins.layout, self.bins
        grid, counts = at(layout.grids[number]), at(bins.counts[layout.bins[number] :])
        if not layout.keeps_ends(number):
            return _line(counting.count, 0, row, self._row(BINS), 0, grid, counts)
        start, stop = (int(place) for place in layout.starts[number : number + 2])
        times, recurring = at(bins.times[start:]), at(layout.recurring[start:])
        bounds = at(bins.bounds[layout.ends[number] :])
        return _line(counting.count_recurring, times, row, recurring, bounds, grid, counts, stop - start)

    def _linked(self, one: Instruction) -> tuple[int, ...]:
        """An instruction with addresses in place of numbers."""
        out, a, b, c = self._row(one.out), self._row(one.a), self._row(one.b), self._row(one.c)
        m = one.m
        if one.table is not None:
            c, m = at(one.table.cubics), at(one.table.refine)
        numbers = 0 if one.numbers is None else at(one.numbers)
        if one.words is not None:
            numbers = self.words_at + 8 * one.words
        return _line(one.operation, out, a, b, c, numbers, m, one.n)

    def _row(self, number: int) -> int:
        return self.rows_at + _BYTES_OF_ROW * number

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
        self._carry_out(self.code, blocks)
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

    def _carry_out(self, code: IntArray, blocks: Blocks) -> None:
        state = self.state
        state[work.AT_BLOCK] = state[work.START] = blocks.start
        state[work.AT_INSTRUCTION], state[work.LANES] = 0, BLOCK
        state[work.REPLICATE] = blocks.replicate
        while n_exact := work.work(code, len(code), state, blocks.stop):
            self._fill(n_exact)

    def _fill(self, n_exact: int) -> None:
        """Exact quantiles for draws that the last instruction left out."""
        one = self.steps[int(self.state[work.AT_INSTRUCTION]) - 1]
        draws = self.state[work.EXACT : work.EXACT + n_exact]
        if one is not None and one.exactly is not None:
            self.rows[one.out, draws] = one.exactly(self.rows[one.a, draws])


def _line(
    operation: Operation, out: int, a: int = 0, b: int = 0, c: int = 0, numbers: int = 0, m: int = 0, n: int = 0
) -> tuple[int, ...]:
    return address(operation), out, a, b, c, numbers, m, n
