"""First order and total by pick and freeze: outputs with one factor exchanged between two sets of points.

Products as in Azzini, Mara and Rosati (2021): four evaluations, the second pair with both sets exchanged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulate.analysis.factors import Factor, Partial
from simulate.analysis.points import Points, per_replicate
from simulate.analysis.sums import Mask, Sums, columns
from simulate.engine.program import Program
from simulate.engine.streams import FloatArray


@dataclass(slots=True, eq=False)
class Bases:
    """Both sets of points with every slot that any factor's part of the program starts from."""

    batch: Points
    whole: Program
    rows: Mapping[int, int]
    a: FloatArray
    b: FloatArray

    @classmethod
    def of(cls, batch: Points, parts: Sequence[Partial]) -> Bases:
        """Both sets, evaluated as far as these parts of the program need."""
        slots = tuple(sorted({slot for part in parts for slot in part.feeding}))
        whole = replace(batch.program, outputs=slots)
        rows = {slot: row for row, slot in enumerate(slots)}
        return cls(batch, whole, rows, batch.evaluated(batch.a, whole), batch.evaluated(batch.b, whole))

    def again(self, part: Partial, changed: FloatArray, *, swap: bool) -> FloatArray:
        """The outputs that change, for set a (`swap`) or b with some inputs as in `changed` (input, point)."""
        inputs = {slot: position for position, slot in enumerate(self.batch.program.inputs)}
        base = self.a if swap else self.b
        feeding = [changed[inputs[s]] if s in inputs else base[self.rows[s]] for s in part.feeding]
        return self.batch.evaluated(np.stack(feeding), part.program)


def add_first_and_total(
    bases: Bases,
    part: Partial,
    factor: Factor,
    number: int,
    ya: FloatArray,
    yb: FloatArray,
    logged: Mask,
    sums: Sums,
) -> None:
    """Both indices from four evaluations, the second pair with a and b exchanged (Azzini, Mara and Rosati 2021).

    A factor without influence gets exactly 0.
    """
    batch, outputs = bases.batch, list(part.outputs)
    if not outputs:
        return
    dependent = batch.group_of(factor.positions[0]) is not None
    at = [*outputs, *(len(logged) + n for n in outputs)]
    ya, yb, positive = ya[at], yb[at], logged[outputs]
    for own in (True, False) if dependent else (True,):
        ab, ba = (
            columns(bases.again(part, _exchanged(batch, factor, own=own, swap=swap), swap=swap), positive)
            for swap in (True, False)
        )
        scale = per_replicate((ya - yb) ** 2 + (ba - ab) ** 2)
        if own:
            sums.first[number, at] += per_replicate((ba - yb) * (ya - ab))
            sums.first_scale[number, at] += scale
        if not (own and dependent):
            sums.total[number, at] += per_replicate((yb - ba) ** 2 + (ya - ab) ** 2)
            sums.total_scale[number, at] += scale
    logged[outputs] &= positive


def _exchanged(batch: Points, factor: Factor, *, own: bool, swap: bool) -> FloatArray:
    """Values of set a with the factor from set b (`swap`), or of b with the factor from a.

    With dependent inputs either the factor is taken over and the others follow it (`own`), or the others stay and the
    factor is drawn anew, given them.
    """
    if own:
        return exchanged(batch, factor.positions, swap=swap)
    group = batch.group_of(factor.positions[0])
    values = (batch.a if swap else batch.b).copy()
    if group is not None:
        given = [p not in factor.positions for p in group.positions]
        values[list(group.positions)] = batch.conditioned(group, given, swap=not swap)
    return values


def exchanged(batch: Points, positions: tuple[int, ...], *, swap: bool) -> FloatArray:
    """Values of set a with these inputs from set b (`swap`), or of b with these from a; what depends follows."""
    base, other = (batch.a, batch.b) if swap else (batch.b, batch.a)
    values = base.copy()
    for group in batch.groups:
        given = [p in positions for p in group.positions]
        if any(given):
            values[list(group.positions)] = batch.conditioned(group, given, swap=swap)
    alone = [p for p in positions if batch.group_of(p) is None]
    values[alone] = other[alone]
    return values
