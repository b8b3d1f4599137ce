"""Instructions in memory: rows of the machine, and addresses in place of their numbers; what one thread carries out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from simulate.engine.blocks import BLOCK, Blocks
from simulate.engine.machine import work
from simulate.engine.machine.loading import address, at
from simulate.engine.machine.work import IntArray
from simulate.engine.streams import WordArray
from simulate.engine.writing.code import Code, Instruction, Operation, Output

Line = tuple[int, ...]
_BYTES_OF_ROW = 8 * work.ROW


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """Instructions, and their lines (line, 8) but for the rows and words of a thread, which the other two mark."""

    instructions: tuple[Instruction, ...]
    lines: IntArray
    in_rows: IntArray
    in_words: IntArray

    @classmethod
    def of(cls, instructions: Iterable[Instruction]) -> Template:
        """The lines of these instructions."""
        found = tuple(instructions)
        template = lines([_line(one) for one in found])
        in_rows, in_words = np.zeros_like(template), np.zeros_like(template)
        in_rows[:, 1:4], in_rows[:, 4] = 1, [one.table is None for one in found]
        in_words[:, 5] = [one.words is not None for one in found]
        return cls(found, template, in_rows, in_words)


@dataclass(frozen=True, slots=True, eq=False)
class Linkable:
    """Code of which every thread can make its own: what is done once, what for every block.

    `outputs` stand before so many instructions of the latter.
    """

    n_rows: int
    before: Template
    steps: Template
    outputs: tuple[tuple[int, Output], ...]

    @classmethod
    def of(cls, code: Code) -> Linkable:
        """All that has been written."""
        instructions: list[Instruction] = []
        outputs: list[tuple[int, Output]] = []
        for step in code.steps:
            if isinstance(step, Instruction):
                instructions.append(step)
            else:
                outputs.append((len(instructions), step))
        return cls(code.n_rows, Template.of(code.before), Template.of(instructions), tuple(outputs))


def _line(one: Instruction) -> Line:
    """An instruction with addresses in place of numbers, those of rows and words counted from the first."""
    out, a, b, c = (_BYTES_OF_ROW * row for row in (one.out, one.a, one.b, one.c))
    m = one.m
    if one.table is not None:
        c, m = at(one.table.cubics), at(one.table.refine)
    numbers = 0 if one.numbers is None else at(one.numbers)
    if one.words is not None:
        numbers = 8 * one.words
    return line(one.operation, out, a, b, c, numbers, m, one.n)


class Loaded:
    """Rows, the words of the samplers, and the state of a machine."""

    def __init__(self, n_rows: int, n_words: int) -> None:
        self.rows = np.zeros((n_rows, work.ROW))
        self.words: WordArray = np.zeros(max(n_words, 1), dtype=np.uint64)
        self.rows_at, self.words_at = at(self.rows), at(self.words)
        self.state = np.zeros(work.STATE, dtype=np.int64)
        self.state_at = at(self.state)

    def row(self, number: int) -> int:
        """Where a row begins in memory."""
        return self.rows_at + _BYTES_OF_ROW * number

    def linked(self, template: Template) -> IntArray:
        """The lines of a template with own rows and words."""
        return template.lines + template.in_rows * self.rows_at + template.in_words * self.words_at

    def carry_out(self, code: IntArray, steps: Sequence[Instruction | None], blocks: Blocks) -> None:
        """Carry out lines of code (line, 8) for some blocks; `steps` are the instructions that they were, if any."""
        state, code_at = self.state, at(code)
        state[work.AT_BLOCK] = state[work.START] = blocks.start
        state[work.AT_INSTRUCTION], state[work.LANES] = 0, BLOCK
        state[work.REPLICATE] = blocks.replicate
        while n_exact := work.work(code_at, len(code), self.state_at, blocks.stop):
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
