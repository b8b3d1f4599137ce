"""Sobol' indices and Shapley effects of every factor on every output and on its logarithm, each with its error.

First order: the share of the variance that knowing the factor would take away; total: the share that would be left if
all others were known. With dependent inputs these are the full first-order and the independent total index (Mara,
Tarantola and Annoni 2015). Shapley effects share the variance out completely, interactions and dependence in equal
parts (Owen 2014; Song, Nelson and Staum 2016).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from simulate.analysis.factors import Factor, Partial, Subject, partial, reach
from simulate.analysis.points import Group, Points, batches, moved, per_replicate
from simulate.engine.blocks import BLOCK, REPLICATES
from simulate.engine.program import Program
from simulate.engine.streams import FloatArray

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.intp]

POINTS, MOST = 2**16, 2**18
TOLERANCE = 0.005
SAMPLER = "sobol"


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Values and standard errors (factor, output)."""

    value: FloatArray
    error: FloatArray

    @classmethod
    def of(cls, sums: FloatArray, scale: FloatArray) -> Index:
        """Ratios of sums (..., replicate), with the standard error of sixteen replicates; 0 where nothing varies."""
        with np.errstate(divide="ignore", invalid="ignore"):
            value = sums.sum(axis=-1) / scale.sum(axis=-1)
            error = (sums / scale).std(axis=-1, ddof=1) / np.sqrt(REPLICATES)
        constant = np.broadcast_to(scale.sum(axis=-1) == 0, value.shape)
        return cls(np.where(constant, 0.0, value), np.where(constant, 0.0, error))


@dataclass(frozen=True, slots=True, eq=False)
class Indices:
    """First order, total and Shapley effect by factor; columns are the outputs, then their logarithms.

    `dummy` is what the plain estimator finds for a factor on which nothing depends: the noise of the method.
    `logged` says which outputs have a logarithm.
    """

    factors: tuple[Factor, ...]
    outputs: tuple[str, ...]
    first: Index
    total: Index
    shapley: Index
    dummy: Index
    logged: tuple[bool, ...]
    points: int


@dataclass(slots=True, eq=False)
class _Sums:
    """Sums (factor, column, replicate) of the estimators' products, while points stream by."""

    n_factors: int
    n_columns: int
    first: FloatArray = field(init=False)
    first_scale: FloatArray = field(init=False)
    total: FloatArray = field(init=False)
    total_scale: FloatArray = field(init=False)
    shapley: FloatArray = field(init=False)
    shapley_scale: FloatArray = field(init=False)
    dummy: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        shape = (self.n_factors, self.n_columns, REPLICATES)
        for name in ("first", "first_scale", "total", "total_scale", "shapley"):
            setattr(self, name, np.zeros(shape))
        self.shapley_scale, self.dummy = np.zeros(shape[1:]), np.zeros(shape[1:])

    def error(self, n_outputs: int) -> float:
        """The largest standard error of first order and total of the outputs themselves."""
        found = (Index.of(2 * self.first, self.first_scale), Index.of(self.total, self.total_scale))
        return max((float(index.error[:, :n_outputs].max(initial=0.0)) for index in found), default=0.0)

    def indices(self, subject: Subject, logged: Mask, points: int) -> Indices:
        """What the sums say so far."""
        return Indices(
            subject.factors,
            subject.outputs,
            Index.of(2 * self.first, self.first_scale),
            Index.of(self.total, self.total_scale),
            Index.of(self.shapley, self.shapley_scale),
            Index.of(self.dummy, self.shapley_scale),
            tuple(bool(item) for item in logged),
            points,
        )


def indices(
    subject: Subject,
    *,
    seed: int = 0,
    points: int | None = None,
    sampler: str = SAMPLER,
    shapley: bool = True,
) -> Indices:
    """The indices of one plan; memory does not grow with `points`.

    Unless it is said how many points to take, 65,536, and up to four times as many where first order or total of an
    output have a larger error than 0.005 (Shapley effects stay with the first 65,536).
    """
    sums = _Sums(len(subject.factors), 2 * len(subject.outputs))
    logged = np.ones(len(subject.outputs), dtype=bool)
    rng = np.random.default_rng([seed, len(subject.factors)])
    reached = _reached(subject)
    n = 0
    for batch in batches(subject, seed=seed, points=points or MOST, sampler=sampler):
        ya, yb = (columns(batch.evaluated(values), logged) for values in (batch.a, batch.b))
        early = points is not None or n < POINTS
        if early:
            centre = ya.mean(axis=1, keepdims=True)
            sums.dummy += per_replicate((ya - centre) * (yb - centre))
            sums.shapley_scale += per_replicate(0.5 * (ya - yb) ** 2)
        parts = [partial(batch.program, batch.moves_with(factor.positions)) for factor in subject.factors]
        bases = _Bases.of(batch, parts)
        for number, factor in enumerate(subject.factors):
            _first_and_total(bases, parts[number], factor, number, ya, yb, logged, sums)
        if shapley and early and any(reached):
            _shapley(batch, subject.factors, np.flatnonzero(reached), ya, yb, logged, sums, rng)
        n += batch.n
        if points is None and n % POINTS == 0 and sums.error(len(subject.outputs)) <= TOLERANCE:
            break
    return sums.indices(subject, logged, n)


def _reached(subject: Subject) -> list[bool]:
    """Which factors can move any output, by themselves or by what depends on them."""
    moves = reach(subject.model.program)
    grouped = {p for group in subject.model.correlations for p in group.positions}
    return [any(moves[p] or p in grouped for p in factor.positions) for factor in subject.factors]


def columns(outputs: FloatArray, logged: Mask) -> FloatArray:
    """Outputs, then their logarithms; zeros, once and for all, where an output is not positive."""
    logged &= (outputs > 0).all(axis=1)
    logs = np.zeros_like(outputs)
    np.log(outputs, out=logs, where=logged[:, None])
    return np.concatenate([outputs, logs])


@dataclass(slots=True, eq=False)
class _Bases:
    """Both sets of points with every slot that any factor's part of the program starts from."""

    batch: Points
    whole: Program
    rows: Mapping[int, int]
    a: FloatArray
    b: FloatArray

    @classmethod
    def of(cls, batch: Points, parts: Sequence[Partial]) -> _Bases:
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


def _first_and_total(
    bases: _Bases,
    part: Partial,
    factor: Factor,
    number: int,
    ya: FloatArray,
    yb: FloatArray,
    logged: Mask,
    sums: _Sums,
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


def _shapley(
    batch: Points,
    factors: tuple[Factor, ...],
    reached: Numbers,
    ya: FloatArray,
    yb: FloatArray,
    logged: Mask,
    sums: _Sums,
    rng: np.random.Generator,
) -> None:
    """From set b to set a, one factor after another, in an order of its own for every point (Goda 2021).

    What a factor adds to the covariance with a's output is its share; all shares together are the variance.
    """
    orders = rng.permuted(np.tile(reached, (batch.n, 1)), axis=1)
    values, before = batch.b.copy(), yb
    inside = [np.zeros((len(group.positions), batch.n), dtype=bool) for group in batch.groups]
    for step in range(len(reached)):
        chosen = orders[:, step]
        _take_over(batch, factors, chosen, inside, values)
        last = step == len(reached) - 1
        after = ya if last else columns(batch.evaluated(values), logged)
        share = (ya - 0.5 * (after + before)) * (after - before)
        _credit(share, chosen, len(factors), sums.shapley)
        before = after


def _take_over(
    batch: Points,
    factors: tuple[Factor, ...],
    chosen: Numbers,
    inside: list[Mask],
    values: FloatArray,
) -> None:
    """One more factor of every point comes from set a."""
    touched = [np.zeros(batch.n, dtype=bool) for _ in batch.groups]
    for number, factor in enumerate(factors):
        mask = chosen == number
        group = batch.group_of(factor.positions[0])
        if group is None:
            for position in factor.positions:
                np.copyto(values[position], batch.a[position], where=mask)
            continue
        k = batch.groups.index(group)
        inside[k][group.positions.index(factor.positions[0])] |= mask
        touched[k] |= mask
    for group, known, mask in zip(batch.groups, inside, touched, strict=True):
        _follow(batch, group, known, np.flatnonzero(mask), values)


def _follow(
    batch: Points,
    group: Group,
    known: Mask,
    at: Numbers,
    values: FloatArray,
) -> None:
    """Dependent inputs of these points: those known as in set a, the others as in b, moved along."""
    if not at.size:
        return
    rows, normals = known[:, at], np.empty((len(group.positions), at.size))
    codes = (rows * (1 << np.arange(len(rows)))[:, None]).sum(axis=0)
    for code in np.unique(codes):
        these = np.flatnonzero(codes == code)
        normals[:, these] = moved(group.matrix, rows[:, these[0]], group.a[:, at[these]], group.b[:, at[these]])
    for position, row in zip(group.positions, normals, strict=True):
        values[position, at] = batch.quantile(position, row)


def _credit(share: FloatArray, chosen: Numbers, n: int, sums: FloatArray) -> None:
    """Add the shares (column, point) to the factor that each point has just taken over."""
    replicate = (np.arange(chosen.size) // BLOCK) % REPLICATES
    cell = chosen * REPLICATES + replicate
    for column, row in enumerate(share):
        sums[:, column] += np.bincount(cell, row, minlength=n * REPLICATES).reshape(n, REPLICATES)
