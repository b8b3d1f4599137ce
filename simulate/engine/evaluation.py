"""Programs evaluated with NumPy, draw by draw independent of each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from simulate.engine.program import Op, Program
from simulate.engine.streams import FloatArray

# Slots that no draw reaches stay scalars: NumPy then spares the arithmetic of a constant times a constant.
Slot = Any


def _as_number(compare: Callable[..., Any]) -> Callable[[Slot, Slot], Slot]:
    return lambda a, b: compare(a, b).astype(np.float64)


def _where(condition: Slot, a: Slot, b: Slot) -> Slot:
    return np.where(condition != 0, a, b)


def _choose(index: Slot, *candidates: Slot) -> Slot:
    chosen: Slot = np.float64(np.nan)
    for number, candidate in enumerate(candidates):
        chosen = np.where(index == number, candidate, chosen)
    return chosen


_FUNCTIONS: Mapping[Op, Callable[..., Slot]] = MappingProxyType(
    {
        Op.ADD: np.add,
        Op.SUB: np.subtract,
        Op.MUL: np.multiply,
        Op.DIV: np.divide,
        Op.POW: np.power,
        Op.NEG: np.negative,
        Op.EXP: np.exp,
        Op.LOG: np.log,
        Op.LOG10: np.log10,
        Op.SQRT: np.sqrt,
        Op.ABS: np.abs,
        Op.MIN: lambda *operands: reduce(np.minimum, operands),
        Op.MAX: lambda *operands: reduce(np.maximum, operands),
        Op.SIN: np.sin,
        Op.COS: np.cos,
        Op.TAN: np.tan,
        Op.LT: _as_number(np.less),
        Op.LE: _as_number(np.less_equal),
        Op.GT: _as_number(np.greater),
        Op.GE: _as_number(np.greater_equal),
        Op.EQ: _as_number(np.equal),
        Op.NE: _as_number(np.not_equal),
        Op.WHERE: _where,
        Op.CHOOSE: _choose,
    }
)


def apply(op: Op, *operands: float) -> float:
    """One operation on numbers."""
    with np.errstate(all="ignore"):
        return float(_FUNCTIONS[op](*map(np.float64, operands)))


def evaluate(program: Program, values: Sequence[npt.ArrayLike], n_draws: int | None = None) -> FloatArray:
    """Outputs (output, draw) of a program for given values (input, draw).

    `n_draws` is needed only where no input says how many there are. A zero never comes out negative, so that outputs
    of one value have one bit pattern.
    """
    rows = [np.asarray(row, dtype=np.float64) for row in values]
    if len(rows) != len(program.inputs):
        raise ValueError(f"the program has {len(program.inputs)} inputs, got values for {len(rows)}")
    outputs = np.empty((len(program.outputs), n_draws if n_draws is not None else rows[0].size if rows else 1))
    slots: list[Slot] = [None] * program.n_slots
    for slot, row in zip(program.inputs, rows, strict=True):
        slots[slot] = row
    for slot, value in program.constants:
        slots[slot] = np.float64(value)
    with np.errstate(all="ignore"):
        for item in program.instructions:
            slots[item.out] = _FUNCTIONS[item.op](*(slots[operand] for operand in item.operands))
        for output, slot in zip(outputs, program.outputs, strict=True):
            np.add(slots[slot], 0.0, out=output)
    return outputs
