"""The programs of all models as one: what two models have in common is computed once, what no draw reaches never.

Two instructions with the same operation on the same slots are one; an instruction on numbers alone is a number. The
five models of the seed benchmark have 330 quantities, of which 130 vary and differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from simulate.engine.evaluation import apply
from simulate.engine.inputs import Inputs
from simulate.engine.model import Model
from simulate.engine.program import Instruction, Op, Program
from simulate.engine.statistics.selection import Place

_COMMUTE = frozenset({Op.ADD, Op.MUL, Op.EQ, Op.NE})
_NEUTRAL = {Op.MUL: (1.0, True), Op.DIV: (1.0, False)}
"""Operations with a neutral second operand, and whether it may as well be the first."""


@dataclass(frozen=True, slots=True)
class Linked:
    """One program for a run; input slot k is filled from row `rows[k]` of the run's inputs.

    `places` says for every output of every model where it is.
    """

    program: Program
    rows: tuple[int, ...]
    places: tuple[tuple[Place, ...], ...]


def linked(models: Sequence[Model], inputs: Inputs) -> Linked:
    """The programs of all models as one that computes no more than their outputs need."""
    linker = _Linker()
    outputs = [
        linker.values(_needed(model.program), of_model) for model, of_model in zip(models, inputs.rows_of, strict=True)
    ]
    numbers: dict[int, int] = {}
    places = tuple(
        tuple(
            linker.constants[slot] + 0.0 if slot in linker.constants else numbers.setdefault(slot, len(numbers))
            for slot in of_model
        )
        for of_model in outputs
    )
    program = Program(
        n_slots=linker.n_slots,
        inputs=tuple(linker.rows.values()),
        constants=tuple(linker.constants.items()),
        instructions=tuple(linker.instructions),
        outputs=tuple(numbers),
    )
    return Linked(_needed(program), tuple(linker.rows), places)


def _needed(program: Program) -> Program:
    """The same program without what its outputs do not need."""
    wanted = set(program.outputs)
    kept: list[Instruction] = []
    for item in reversed(program.instructions):
        if item.out in wanted:
            kept.append(item)
            wanted.update(item.operands)
    return Program(program.n_slots, program.inputs, program.constants, tuple(kept[::-1]), program.outputs)


@dataclass(slots=True)
class _Linker:
    """Slots by what is in them."""

    n_slots: int = 0
    rows: dict[int, int] = field(default_factory=dict)
    constants: dict[int, float] = field(default_factory=dict)
    known: dict[tuple[object, ...], int] = field(default_factory=dict)
    instructions: list[Instruction] = field(default_factory=list)

    def values(self, program: Program, rows: Sequence[int | float]) -> list[int]:
        """Take in a program whose inputs are rows, or numbers; the slots of its outputs."""
        slots: dict[int, int] = {slot: self._constant(value) for slot, value in program.constants}
        for slot, row in zip(program.inputs, rows, strict=True):
            slots[slot] = self._constant(row) if isinstance(row, float) else self._row(row)
        for item in program.instructions:
            slots[item.out] = self._applied(item.op, tuple(slots[operand] for operand in item.operands))
        return [slots[slot] for slot in program.outputs]

    def _new(self, key: tuple[object, ...]) -> int:
        self.known[key] = self.n_slots
        self.n_slots += 1
        return self.n_slots - 1

    def _constant(self, value: float) -> int:
        key = ("number", value.hex())  # tells zeros apart, and not nans
        if key not in self.known:
            self.constants[self._new(key)] = value
        return self.known[key]

    def _row(self, row: int) -> int:
        key = ("row", row)
        if key not in self.known:
            self.rows[row] = self._new(key)
        return self.known[key]

    def _applied(self, op: Op, operands: tuple[int, ...]) -> int:
        if op in _COMMUTE:
            operands = tuple(sorted(operands))
        same = self._same(op, operands)
        if same is not None:
            return same
        key = (op, *operands)
        if key not in self.known:
            if all(operand in self.constants for operand in operands):
                return self._constant(apply(op, *(self.constants[operand] for operand in operands)))
            self.instructions.append(Instruction(op, self._new(key), operands))
        return self.known[key]

    def _same(self, op: Op, operands: tuple[int, ...]) -> int | None:
        """The operand that an operation hands on as it is."""
        values = [self.constants.get(operand) for operand in operands]
        if op is Op.WHERE and values[0] is not None:
            return operands[1 if values[0] != 0 else 2]
        if op in _NEUTRAL:
            neutral, either_way = _NEUTRAL[op]
            if values[1] == neutral:
                return operands[0]
            if either_way and values[0] == neutral:
                return operands[1]
        return None
