"""What has to be done again where a factor is exchanged between two sets of points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulate.engine.exchange.sets import FIRST, SECOND, A, B, Group, Sets
from simulate.engine.machine.work import IntArray
from simulate.engine.streams import FloatArray
from simulate.engine.writing.code import Code, Instruction
from simulate.engine.writing.inputs import combine, draw_normal

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Crossing:
    """A factor exchanged between both sets, and what its sums are for: first order, total order, or both.

    `distances` (side, row) say how far from the first set a row is read or written: side 0 is the first set with the
    factor from the second, side 1 the second with it from the first. `before` are instructions of both sides that draw
    inputs anew, `again` says which instructions of the program follow, `outputs` which outputs change.
    """

    factor: int
    first: bool
    total: bool
    distances: IntArray
    before: tuple[Instruction, ...]
    again: Mask
    outputs: tuple[int, ...]


def crossings(sets: Sets, factors: Sequence[Sequence[int]], code: Code) -> Iterator[Crossing]:
    """All exchanges that the indices of these factors (positions of inputs) need.

    Where a factor depends on inputs beside it, the first order takes it over and lets the others follow; for the total
    order the others stay and it is drawn anew, given them. `code` is where the rows of these draws are handed out.
    """
    for number, positions in enumerate(factors):
        partly = [g for g in sets.groups if 0 < len(set(g.positions) & set(positions)) < len(g.positions)]
        for first, total in ((True, False), (False, True)) if partly else ((True, True),):
            changed, distances, before = _exchanged(sets, positions, partly, code, follow=first)
            again, outputs = _dependent(sets, changed, distances)
            if outputs:
                yield Crossing(number, first, total, distances, before, again, outputs)


def _exchanged(
    sets: Sets, positions: Sequence[int], partly: Sequence[Group], code: Code, *, follow: bool
) -> tuple[Mask, IntArray, tuple[Instruction, ...]]:
    """Rows that change, where both sides find all rows, and instructions that draw inputs anew."""
    changed = np.zeros(sets.size, dtype=np.bool_)
    distances = np.stack([side * sets.moved for side in (A, B)])
    for row in {sets.inputs[position] for position in positions if position in sets.inputs}:
        changed[row] = True
        distances[:, row] = distances[::-1, row]
    start = len(code.steps)
    for group in partly:
        own = np.array([position in positions for position in group.positions])
        given = own if follow else ~own
        for row in (row for row, known in zip(group.values, given, strict=True) if row is not None and not known):
            changed[row] = True
            distances[:, row] = np.array([FIRST, SECOND]) * sets.size
        for side, other in ((A, B), (B, A)):
            _condition(sets, group, given, (other, side) if follow else (side, other), FIRST + side, code)
    before = tuple(step for step in code.steps[start:] if isinstance(step, Instruction))
    return changed, distances, before


def _condition(sets: Sets, group: Group, given: Mask, of: tuple[int, int], to: int, code: Code) -> None:
    """Draw the members of a group that are not given, into set `to`.

    `of` are the sets that those given are taken from, and the others, which are moved by the regression on the
    difference: a draw from the conditional distribution (Matheron's rule; Journel and Huijbregts 1978).
    """
    taken, other = ([row + which * sets.size for row in group.normals] for which in of)
    known = np.flatnonzero(given)
    weights = regression(group.matrix, known)
    moved = code.row()
    for member in np.flatnonzero(~given):
        row = group.values[member]
        if row is None:
            continue
        terms = [(other[member], 1.0)]
        for k, weight in zip(known, weights[:, member], strict=True):
            terms += [(taken[k], float(weight)), (other[k], -float(weight))]
        combine(terms, moved, code)
        draw_normal(group.functions[member], moved, row + to * sets.size, code)
    code.free.append(moved)


def regression(matrix: FloatArray, known: npt.NDArray[np.intp]) -> FloatArray:
    """Weights (known, member) of the regression of all members of a group on those that are known."""
    return np.asarray(np.linalg.solve(matrix[np.ix_(known, known)], matrix[known]))


def _dependent(sets: Sets, changed: Mask, distances: IntArray) -> tuple[Mask, tuple[int, ...]]:
    """Instructions that have to be carried out again, and the outputs that change; what they write lies apart."""
    again = np.zeros(len(sets.program), dtype=np.bool_)
    for number, one in enumerate(sets.program):
        if changed[one.a] or changed[one.b] or changed[one.c]:
            again[number] = changed[one.out] = True
            distances[:, one.out] = np.array([FIRST, SECOND]) * sets.size
    return again, tuple(number for number, row in enumerate(sets.outputs) if changed[row])
