"""What one thread works with: rows of the machine, bins of the replicate under way, and bins of those finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulate.engine.blocks import BLOCK, Blocks
from simulate.engine.compiled import bins, machine
from simulate.engine.compiled.code import KEYS, SUMS, Code, Instruction, Output
from simulate.engine.compiled.jit import address
from simulate.engine.compiled.machine import IntArray
from simulate.engine.compiled.store import Store
from simulate.engine.moments import Pilot, Tree
from simulate.engine.streams import FloatArray, WordArray

_WAITING = 2**20
"""Values that wait to be counted, in all: 8 MiB."""


def at_once(n_outputs: int) -> int:
    """Most blocks of one call, a power of two.

    Outputs are counted one after the other, for all blocks of a call: the bins of one fit into the second level of the
    cache, those of six do not, and take 16 ns a draw instead of 3. Between calls a run can be interrupted.
    """
    return max(4, min(16, 1 << (_WAITING // (BLOCK * max(n_outputs, 1)) | 1).bit_length() - 1))


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What all threads work on. `events` has, by output, the number of each event and what it counts.

    Without a pilot there are no statistics; `kept` (output, draw) is where draws are kept, if at all.
    """

    code: Code
    n_words: int
    n_outputs: int
    pilot: Pilot | None = None
    events: tuple[tuple[tuple[int, FloatArray], ...], ...] = ()
    kept: FloatArray | None = None

    @property
    def n_events(self) -> int:
        """How many events there are."""
        return sum(map(len, self.events))


class Worker:
    """Works through blocks of a replicate, in any order, then hands over what there is."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.rows = np.zeros((job.code.n_rows, machine.ROW))
        self.words: WordArray = np.zeros(max(job.n_words, 1), dtype=np.uint64)
        self.state = np.zeros(machine.STATE, dtype=np.int64)
        self.at_once = at_once(job.n_outputs)
        self.waiting = np.empty((job.n_outputs, self.at_once * BLOCK))
        self.sums = np.zeros((job.n_outputs, self.at_once, 2))
        self.odd = np.zeros((job.n_outputs, 3))
        self.counts = np.zeros(job.n_events)
        self.store, self.pool = Store(job.n_outputs), Store(job.n_outputs)
        self.pilot = np.zeros((job.n_outputs, 2))
        if job.pilot is not None:
            self.pilot[:] = np.stack([job.pilot.centre, job.pilot.scale], axis=1)
        self.steps = [one for step in job.code.steps for one in self._told(step)]
        self.code = self._listed(self.steps)
        self.counting = self._listed(list(map(self._counting, range(job.n_outputs))) if job.pilot is not None else [])
        self._carry_out(self._listed(job.code.before), Blocks(0, 0, 1))

    def _listed(self, steps: Sequence[Instruction]) -> IntArray:
        return np.array([self._linked(one) for one in steps], dtype=np.int64).reshape(-1, 8)

    def _told(self, step: Instruction | Output) -> list[Instruction]:
        """What is done about an output that is there."""
        if isinstance(step, Instruction):
            return [step]
        number, row = step.number, step.row
        told = []
        if self.job.kept is not None:
            told.append(Instruction(bins.keep, 0, row, to=self.job.kept[number]))
        if self.job.pilot is not None:
            pilot = self.pilot[number]
            told.append(
                Instruction(bins.block_sums, 0, row, SUMS, numbers=pilot, to=self.sums[number], odd=self.odd[number])
            )
            told.append(Instruction(bins.wait, 0, row, to=self.waiting[number]))
            for event, what in self.job.events[number]:
                told.append(Instruction(bins.happened, 0, row, numbers=what, to=self.counts[event:]))
        return told

    def _counting(self, number: int) -> Instruction:
        pages = self.store.pages[number].ctypes.data
        return Instruction(bins.count, 0, b=KEYS, numbers=self.pilot[number], m=pages, values=self.waiting[number])

    def _linked(self, one: Instruction) -> tuple[int, ...]:
        """An instruction with addresses in place of numbers."""
        out, a, b, c = (self.rows[row].ctypes.data for row in (one.out, one.a, one.b, one.c))
        m = one.m
        if one.to is not None:
            out = one.to.ctypes.data
        if one.values is not None:
            a = one.values.ctypes.data
        if one.odd is not None:
            c = one.odd.ctypes.data
        if one.table is not None:
            c, m = one.table.cubics.ctypes.data, one.table.refine.ctypes.data
        numbers = 0 if one.numbers is None else one.numbers.ctypes.data
        if one.words is not None:
            numbers = self.words[one.words :].ctypes.data
        return address(one.operation), out, a, b, c, numbers, m, one.n

    def start(self, words: WordArray) -> None:
        """Begin a replicate, given what its samplers need."""
        self.words[: words.size] = words
        self.n_blocks = 0
        self.tree = Tree()
        self.store.clear()
        self.odd[:] = (0.0, 0.0, -1.0)
        self.counts[:] = 0.0

    def add(self, blocks: Blocks) -> None:
        """Draw some blocks of the replicate under way, at most `at_once`."""
        if len(blocks) > self.at_once:
            raise ValueError(f"there is room for {self.at_once} blocks at once, got {len(blocks)}")
        self._carry_out(self.code, blocks)
        for number in range(len(self.counting)):
            self._carry_out(self.counting[number : number + 1], blocks)
        self.n_blocks += len(blocks)
        terms = self.sums[:, : len(blocks)].transpose(1, 0, 2)
        level, start = 0, blocks.start
        if len(blocks) == self.at_once and start % self.at_once == 0:
            while len(terms) > 1:
                terms = terms[0::2] + terms[1::2]
                level, start = level + 1, start >> 1
        for number, term in enumerate(terms.copy()):
            self.tree.add(start + number, term, level)

    def _carry_out(self, code: IntArray, blocks: Blocks) -> None:
        state = self.state
        state[machine.AT_BLOCK] = state[machine.START] = blocks.start
        state[machine.AT_INSTRUCTION], state[machine.LANES] = 0, BLOCK
        state[machine.REPLICATE] = blocks.replicate
        while True:
            state[machine.PAGES_USED], state[machine.N_PAGES] = self.store.used, self.store.n_pages
            state[machine.STORE] = self.store.bins.ctypes.data
            result = machine.work(code, state, state.ctypes.data, blocks.stop)
            self.store.used = int(state[machine.PAGES_USED])
            if result == 0:
                return
            if result == machine.FULL:
                self.store.make_room(BLOCK)
            else:
                self._fill(result)

    def _fill(self, n_exact: int) -> None:
        """Exact quantiles for draws that the last instruction left out."""
        one = self.steps[int(self.state[machine.AT_INSTRUCTION]) - 1]
        draws = self.state[machine.EXACT : machine.EXACT + n_exact]
        if one.exactly is not None:
            self.rows[one.out, draws] = one.exactly(self.rows[one.a, draws])
