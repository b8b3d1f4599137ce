"""Instructions in memory: rows of the machine, and addresses in place of their numbers; what one thread carries out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulate.engine.blocks import BLOCK, Blocks
from simulate.engine.machine import work
from simulate.engine.machine.loading import address, at
from simulate.engine.machine.work import IntArray
from simulate.engine.streams import WordArray
from simulate.engine.writing.code import Instruction, Operation

Line = tuple[int, ...]
_BYTES_OF_ROW = 8 * work.ROW


class Loaded:
    """Rows, the words of the samplers, and the state of a machine."""

    def __init__(self, n_rows: int, n_words: int) -> None:
        self.rows = np.zeros((n_rows, work.ROW))
        self.words: WordArray = np.zeros(max(n_words, 1), dtype=np.uint64)
        self.rows_at, self.words_at = at(self.rows), at(self.words)
        self.state = np.zeros(work.STATE, dtype=np.int64)

    def row(self, number: int) -> int:
        """Where a row begins in memory."""
        return self.rows_at + _BYTES_OF_ROW * number

    def linked(self, one: Instruction) -> Line:
        """An instruction with addresses in place of numbers."""
        out, a, b, c = (self.row(row) for row in (one.out, one.a, one.b, one.c))
        m = one.m
        if one.table is not None:
            c, m = at(one.table.cubics), at(one.table.refine)
        numbers = 0 if one.numbers is None else at(one.numbers)
        if one.words is not None:
            numbers = self.words_at + 8 * one.words
        return line(one.operation, out, a, b, c, numbers, m, one.n)

    def carry_out(self, code: IntArray, steps: Sequence[Instruction | None], blocks: Blocks) -> None:
        """Carry out lines of code (line, 8) for some blocks; `steps` are the instructions that they were, if any."""
        state = self.state
        state[work.AT_BLOCK] = state[work.START] = blocks.start
        state[work.AT_INSTRUCTION], state[work.LANES] = 0, BLOCK
        state[work.REPLICATE] = blocks.replicate
        while n_exact := work.work(code, len(code), state, blocks.stop):
            self._fill(steps[int(state[work.AT_INSTRUCTION]) - 1], n_exact)

    def _fill(self, one: Instruction | None, n_exact: int) -> None:
        """Exact quantiles for draws that the last instruction left out."""
        draws = self.state[work.EXACT : work.EXACT + n_exact]
        if one is not None and one.exactly is not None:
            self.rows[one.out, draws] = one.exactly(self.rows[one.a, draws])


def line(
    operation: Operation, out: int, a: int = 0, b: int = 0, c: int = 0, numbers: int = 0, m: int = 0, n: int = 0
) -> Line:
    """A line of code, see `simulate.engine.machine.work`."""
    return address(operation), out, a, b, c, numbers, m, n


def lines(found: Sequence[Line]) -> IntArray:
    """Code (line, 8)."""
    return np.array(found, dtype=np.int64).reshape(-1, 8)
