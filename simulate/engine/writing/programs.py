"""Programs and dependence written as instructions."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from simulate.engine.machine import arithmetic
from simulate.engine.program import Instruction, Op, Program
from simulate.engine.writing.code import Code, Output
from simulate.engine.writing.inputs import Writer as Inputs

_ROWS: Mapping[Op, int] = {
    Op.ADD: arithmetic.ADD,
    Op.SUB: arithmetic.SUB,
    Op.MUL: arithmetic.MUL,
    Op.DIV: arithmetic.DIV,
    Op.LT: arithmetic.LT,
    Op.LE: arithmetic.LE,
    Op.EQ: arithmetic.EQ,
    Op.NE: arithmetic.NE,
    Op.MIN: arithmetic.MIN,
    Op.MAX: arithmetic.MAX,
    Op.ABS: arithmetic.ABS,
    Op.SQRT: arithmetic.SQRT,
    Op.WHERE: arithmetic.WHERE,
    Op.EXP: arithmetic.EXP,
    Op.LOG: arithmetic.LOG,
    Op.LOG10: arithmetic.LOG10,
    Op.POW: arithmetic.POW,
    Op.SIN: arithmetic.SIN,
    Op.COS: arithmetic.COS,
    Op.TAN: arithmetic.TAN,
}
_TURNED = {Op.GT: Op.LT, Op.GE: Op.LE}
_BY_NUMBER = {
    Op.ADD: (arithmetic.ADD_TO, arithmetic.ADD_TO),
    Op.MUL: (arithmetic.TIMES, arithmetic.TIMES),
    Op.DIV: (arithmetic.OVER, arithmetic.UNDER),
    Op.SUB: (arithmetic.ADD_TO, arithmetic.SUB_FROM),
}
"""Operations on a row and a number: the number second, the number first."""


@dataclass(slots=True, eq=False)
class Writer:
    """Writes a linked program: `rows` of slots that draws reach, `values` of those that hold one number.

    `inputs` says which row of the run's inputs each input slot is, `of_run` writes these. A row is freed when nothing
    will read it any more.
    """

    program: Program
    code: Code
    inputs: dict[int, int]
    of_run: Inputs
    rows: dict[int, int] = field(default_factory=dict)
    values: dict[int, float] = field(default_factory=dict)
    uses: Counter[int] = field(default_factory=Counter)
    waiting: dict[int, int] = field(default_factory=dict)

    def write(self) -> None:
        """Instructions for all outputs, each told as soon as it is there."""
        self.values = dict(self.program.constants)
        self.uses = Counter(slot for item in self.program.instructions for slot in item.operands)
        self.waiting = {slot: number for number, slot in enumerate(self.program.outputs)}
        for item in self.program.instructions:
            self._instruction(item)
            self._tell(item.out)
            for slot in item.operands:
                self.uses[slot] -= 1
                self._free_if_done(slot)
        for slot in [slot for slot in self.waiting if slot in self.inputs]:
            self._row(slot)
            self._free_if_done(slot)

    def _tell(self, slot: int) -> None:
        self._told(slot)
        self._free_if_done(slot)

    def _told(self, slot: int) -> None:
        if slot in self.waiting:
            self.code.steps.append(Output(self.waiting.pop(slot), self.rows[slot]))

    def _free_if_done(self, slot: int) -> None:
        if not self.uses[slot] and slot in self.rows:
            self.code.free.append(self.rows.pop(slot))

    def _emit(self, op: int, out: int, *rows: int, number: float = 0.0) -> None:
        self.code.emit(arithmetic.operation_of(op), out, *rows, numbers=(number,), m=op)

    def _row(self, slot: int) -> int:
        if slot in self.values:
            return self.code.constant(self.values[slot])
        if slot not in self.rows:
            self.rows[slot] = self.of_run.row(self.inputs[slot])
            self._told(slot)
        return self.rows[slot]

    def _instruction(self, item: Instruction) -> None:
        out = self.rows[item.out] = self.code.row()
        op, operands = item.op, item.operands
        if op in _TURNED:
            op, operands = _TURNED[op], operands[::-1]
        if op is Op.NEG:
            self._emit(arithmetic.TIMES, out, self._row(operands[0]), number=-1.0)
        elif op is Op.CHOOSE:
            self._choose(operands, out)
        elif op in (Op.MIN, Op.MAX):
            self._chain(op, operands, out)
        elif op in _BY_NUMBER and (operands[0] in self.values) != (operands[1] in self.values):
            self._by_number(op, operands, out)
        elif op is Op.POW and self.values.get(operands[1]) == 2.0:
            self._emit(arithmetic.MUL, out, *(self._row(operands[0]),) * 2)
        else:
            self._emit(_ROWS[op], out, *map(self._row, operands))

    def _by_number(self, op: Op, operands: Sequence[int], out: int) -> None:
        number_first = operands[0] in self.values
        number = self.values[operands[0] if number_first else operands[1]]
        if op is Op.SUB and not number_first:
            number = -number
        row = self._row(operands[1] if number_first else operands[0])
        self._emit(_BY_NUMBER[op][number_first], out, row, number=number)

    def _chain(self, op: Op, operands: Sequence[int], out: int) -> None:
        """Two at a time, the last into `out`: no row is read and written at once, or loops would not vectorise."""
        left = self._row(operands[0])
        spare: list[int] = []
        for operand in operands[1:-1]:
            target = self.code.row()
            self._emit(_ROWS[op], target, left, self._row(operand))
            spare.append(target)
            left = target
        self._emit(_ROWS[op], out, left, self._row(operands[-1]))
        self.code.free += spare

    def _choose(self, operands: Sequence[int], out: int) -> None:
        index, *candidates = operands
        otherwise = self.code.constant(math.nan)
        spare: list[int] = []
        for number, candidate in enumerate(candidates):
            last = number == len(candidates) - 1
            target = out if last else self.code.row()
            row = self._row(candidate)
            self._emit(arithmetic.CASE, target, self._row(index), row, otherwise, number=float(number))
            spare += [] if last else [target]
            otherwise = target
        self.code.free += spare
