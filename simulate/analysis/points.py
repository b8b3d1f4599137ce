"""Two independent sets of points for the same inputs, and points that share some inputs with one of them.

Inputs that depend on each other are carried as the normals behind them. Given the normals of some, those of the others
are what they were in another set, moved by the regression on the difference (Matheron's rule; Journel and Huijbregts
1978): a draw from the conditional distribution, whatever is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from simulate.analysis.factors import pruned
from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.empirical import Empirical
from simulate.beliefs.families.mixture import Mixture
from simulate.beliefs.families.normal import Normal
from simulate.beliefs.families.points import Choice
from simulate.beliefs.families.truncated import Truncated
from simulate.engine.blocks import BLOCK
from simulate.engine.correlation import Correlation
from simulate.engine.evaluation import evaluate
from simulate.engine.machine.normals import MIDDLE, TAIL
from simulate.engine.model import Input, Model
from simulate.engine.program import Program
from simulate.engine.quantiles import Function, Quantile
from simulate.engine.streams import FloatArray, signed
from simulate.engine.tables import table

BATCH = 2**16
"""Points that are held at once: memory does not grow with their number."""
_AT_ONCE = 8 * BLOCK
_TWIN = b"\0twin"
_NODES = np.linspace(-8.5, 8.5, 8_193)
_NORMAL = Quantile(Normal(0.0, 1.0), monotone=True)
_UNEVEN = (Choice, Empirical, Mixture, Truncated)
"""Families whose quantiles may jump or bend sharply: they are evaluated point by point."""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Inputs that depend on each other: positions, correlation matrix of their normals, normals of both sets."""

    positions: tuple[int, ...]
    matrix: FloatArray
    a: FloatArray
    b: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Two independent sets `a` and `b` of values (input, point) of the inputs of a model, 16,384 points at a time."""

    model: Model
    program: Program
    a: FloatArray
    b: FloatArray
    groups: tuple[Group, ...]

    @property
    def n(self) -> int:
        """Number of points in each set."""
        return int(self.a.shape[1])

    def evaluated(self, values: FloatArray, program: Program | None = None) -> FloatArray:
        """Outputs (output, point) for values (input, point), of the model's program or of another."""
        used = program or self.program
        outputs = np.empty((len(used.outputs), values.shape[1]))
        for start in range(0, values.shape[1], _AT_ONCE):
            now = slice(start, start + _AT_ONCE)
            outputs[:, now] = evaluate(used, list(values[:, now]), outputs[:, now].shape[1])
        return outputs

    def moves_with(self, positions: Sequence[int]) -> list[int]:
        """These inputs, and those that depend on them."""
        found = dict.fromkeys(positions)
        for group in self.groups:
            if set(group.positions) & set(positions):
                found |= dict.fromkeys(group.positions)
        return list(found)

    def group_of(self, position: int) -> Group | None:
        """The group that an input depends on others in."""
        return next((group for group in self.groups if position in group.positions), None)

    def conditioned(self, group: Group, given: Sequence[bool], *, swap: bool) -> FloatArray:
        """Values (member, point): those given from set a (b with `swap`), the others from the other, moved along."""
        taken, other = (group.b, group.a) if swap else (group.a, group.b)
        normals = moved(group.matrix, np.asarray(given, dtype=np.bool_), taken, other)
        return np.stack([self.quantile(p, row) for p, row in zip(group.positions, normals, strict=True)])

    def quantile(self, position: int, normals: FloatArray) -> FloatArray:
        """Values of an input for the normals behind it."""
        distribution = self.model.inputs[position].quantile.distribution
        if isinstance(distribution, _UNEVEN):
            return _function(distribution)(_tails(normals))
        return _interpolated(_at_nodes(distribution), normals)


def _interpolated(values: FloatArray, normals: FloatArray) -> FloatArray:
    """Straight lines between nodes at equal distances: a quarter of the time of numpy.interp, which searches."""
    place = np.clip((normals - _NODES[0]) * ((_NODES.size - 1) / (_NODES[-1] - _NODES[0])), 0.0, _NODES.size - 1.000001)
    cell = place.astype(np.intp)
    place -= cell
    left = values.take(cell)
    return np.asarray(left + place * (values.take(cell + 1) - left))


@lru_cache(maxsize=256)
def _at_nodes(distribution: Distribution) -> FloatArray:
    """Quantiles at the nodes; between two of them the straight line is off by 1e-6 of a standard deviation."""
    return _function(distribution)(_tails(_NODES))


def _function(distribution: Distribution) -> Function:
    """Signed tails to values, by the table that is kept: what most exact quantiles need takes 0.1 s to import."""
    if isinstance(distribution, Choice | Empirical):
        return Quantile(distribution, monotone=True).function
    return table(distribution)


def _tails(normals: FloatArray) -> FloatArray:
    """Signed tails of normal values: `simulate.engine.machine.normals`, without a block."""
    size = np.abs(normals)
    tail = np.polyval(TAIL, (size - MIDDLE) / (size + MIDDLE)) * np.exp(-0.5 * size * size)
    return signed(np.asarray(tail, dtype=np.float64), normals > 0.0)


def moved(matrix: FloatArray, given: npt.NDArray[np.bool_], taken: FloatArray, other: FloatArray) -> FloatArray:
    """Normals (member, point) with those `given` as in `taken` and the others as in `other`, moved by regression."""
    known = np.flatnonzero(given)
    normals = other.copy()
    if known.size:
        weights = np.linalg.solve(matrix[np.ix_(known, known)], matrix[known])
        normals += np.einsum("km,kn->mn", weights, taken[known] - other[known])
        normals[known] = taken[known]
    return normals


def paired(model: Model, a: FloatArray, b: FloatArray) -> Points:
    """Two sets (input, point) as points of a model; what depends on others comes as the normals behind it."""
    a, b = np.array(a), np.array(b)
    groups = tuple(_group(correlation, a, b) for correlation in model.correlations)
    made = Points(model, pruned(model.program), a, b, groups)
    for group in groups:
        for k, position in enumerate(group.positions):
            a[position] = made.quantile(position, group.a[k])
            b[position] = made.quantile(position, group.b[k])
    return made


def in_normals(model: Model) -> Model:
    """A model whose outputs are its inputs, or the independent normals behind those that depend on others."""
    grouped = {position for group in model.correlations for position in group.positions}
    inputs = tuple(
        Input(item.belief, _NORMAL if position in grouped else item.quantile)
        for position, item in enumerate(model.inputs)
    )
    slots = tuple(range(len(inputs)))
    return Model(Program(len(slots), slots, (), (), slots), inputs)


def _group(correlation: Correlation, a: FloatArray, b: FloatArray) -> Group:
    factor, positions = correlation.factor, list(correlation.positions)
    return Group(correlation.positions, factor @ factor.T, factor @ a[positions], factor @ b[positions])


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
