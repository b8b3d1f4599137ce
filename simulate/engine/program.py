"""Formulas as a program over numbered slots: the only form in which the engine knows a method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Op(StrEnum):
    """What an instruction does to its operands, in IEEE 754 arithmetic: nothing raises, nan and inf travel on.

    Comparisons give 0.0 or 1.0 (with a nan: 0.0, but 1.0 for `ne`); `min` and `max` of a nan are nan.
    `where` takes its second operand where the first is not 0, else its third; `choose` takes operand 1 + k where
    operand 0 is k, and nan where there is no such operand.
    """

    ADD = "add"
    SUB = "sub"
    MUL = "mul"
    DIV = "div"
    POW = "pow"
    NEG = "neg"
    EXP = "exp"
    LOG = "log"
    LOG10 = "log10"
    SQRT = "sqrt"
    ABS = "abs"
    MIN = "min"
    MAX = "max"
    SIN = "sin"
    COS = "cos"
    TAN = "tan"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    EQ = "eq"
    NE = "ne"
    WHERE = "where"
    CHOOSE = "choose"


_UNARY = frozenset({Op.NEG, Op.EXP, Op.LOG, Op.LOG10, Op.SQRT, Op.ABS, Op.SIN, Op.COS, Op.TAN})
_MANY = frozenset({Op.MIN, Op.MAX, Op.CHOOSE})
ARITY: Mapping[Op, int | None] = MappingProxyType(
    {op: 1 if op in _UNARY else 3 if op is Op.WHERE else None if op in _MANY else 2 for op in Op}
)
"""Operands per operation; None for two or more."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """Slot `out` becomes the operation on the operand slots."""

    op: Op
    out: int
    operands: tuple[int, ...]

    def __post_init__(self) -> None:
        wanted = ARITY[self.op]
        if len(self.operands) != wanted and (wanted or len(self.operands) < 2):
            raise ValueError(f"{self.op} takes {wanted or 'two or more'} operands, got {len(self.operands)}")


@dataclass(frozen=True, slots=True)
class Program:
    """Straight-line code: `inputs` and `constants` are written first, then each instruction writes its slot.

    Statistics are kept of `outputs`, in this order; any slot may be one, an input too.
    """

    n_slots: int
    inputs: tuple[int, ...]
    constants: tuple[tuple[int, float], ...]
    instructions: tuple[Instruction, ...]
    outputs: tuple[int, ...]

    def __post_init__(self) -> None:
        written: set[int] = set()
        for slot in (*self.inputs, *(slot for slot, _ in self.constants)):
            self._write(slot, written)
        for item in self.instructions:
            self._read(item.operands, written, str(item.op))
            self._write(item.out, written)
        self._read(self.outputs, written, "output")

    def _write(self, slot: int, written: set[int]) -> None:
        if not 0 <= slot < self.n_slots:
            raise ValueError(f"slot {slot} is outside the program's {self.n_slots} slots")
        if slot in written:
            raise ValueError(f"slot {slot} is written twice")
        written.add(slot)

    def _read(self, slots: tuple[int, ...], written: set[int], reader: str) -> None:
        for slot in slots:
            if slot not in written:
                raise ValueError(f"slot {slot} is read by {reader} before it is written")
