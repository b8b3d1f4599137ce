"""Mean and standard deviation of streams of any length, bit for bit the same however the stream is cut.

Sums of deviations and of their squares are taken per block, then over blocks in a binary tree whose shape depends on
block numbers alone. Deviations are from the median draw of the run's first block and in units of
about its largest value: within one standard deviation of the mean nothing cancels, and neither 1e-200 nor 1e200 leaves
the range of a square. Draw 0 itself as origin would lose digits whenever it lies far out.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulate.engine.blocks import BLOCK
from simulate.engine.streams import FloatArray

MOST_ATOMS = 32
"""Values with bins of their own; those of a table with more rows share the bins that they lie in."""
_LARGEST_EXPONENT = 1_000
"""Scales stay normal numbers, so that multiplying by them is exact."""


@dataclass(frozen=True, slots=True, eq=False)
class Pilot:
    """Origin, scale (a power of two) and atoms of each output, from the first block of the run.

    Atoms are values that occur twice or more: a continuous output repeats none of 2^53 values in 1,024 draws.
    """

    centre: FloatArray
    scale: FloatArray
    atoms: tuple[FloatArray, ...]

    @classmethod
    def of(cls, first_block: FloatArray) -> Pilot:
        """The pilot of outputs (output, draw); an output with no finite value gets origin 0 and scale 1."""
        centre, scale = np.zeros(len(first_block)), np.ones(len(first_block))
        atoms = [np.empty(0) for _ in first_block]
        for number, row in enumerate(first_block):
            finite = np.sort(row[np.isfinite(row)])
            if finite.size:
                centre[number] = finite[(finite.size - 1) // 2]
                exponent = int(np.frexp(max(-finite[0], finite[-1]))[1])
                scale[number] = np.ldexp(1.0, -max(-_LARGEST_EXPONENT, min(exponent, _LARGEST_EXPONENT)))
                atoms[number] = _repeated(finite)
        return cls(centre, scale, tuple(atoms))


def _repeated(ordered: FloatArray) -> FloatArray:
    """Values that occur twice or more, the most frequent of them, in rising order."""
    values, counts = np.unique(ordered, return_counts=True)
    values, counts = values[counts > 1], counts[counts > 1]
    most = np.argsort(-counts, kind="stable")[:MOST_ATOMS]
    return np.asarray(np.sort(values[most]))


def block_sums(values: FloatArray, centre: float, scale: float) -> FloatArray:
    """Sums of deviations and of their squares, (2, block), over whole blocks of one output.

    NumPy adds up a row of 1,024 as eight running sums over each 128, then in pairs; a test holds it to that.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        deviations = values.reshape(-1, BLOCK) * scale
        deviations -= centre * scale
        sums = np.empty((2, len(deviations)))
        np.add.reduce(deviations, axis=1, out=sums[0])
        deviations *= deviations
        np.add.reduce(deviations, axis=1, out=sums[1])
    return sums


@dataclass(slots=True, eq=False)
class Tree:
    """A sum over numbered terms in an order that their numbers fix: nodes (level, index) cover 2^level terms."""

    nodes: dict[tuple[int, int], FloatArray] = field(default_factory=dict)

    def add(self, index: int, term: FloatArray, level: int = 0) -> None:
        """Take in a term, or a node, that is not there yet; the order of calls does not matter."""
        while (sibling := self.nodes.pop((level, index ^ 1), None)) is not None:
            term = sibling + term
            level, index = level + 1, index >> 1
        self.nodes[level, index] = term

    def merge(self, other: Tree) -> None:
        """Take in all terms of another tree."""
        for (level, index), term in other.nodes.items():
            self.add(index, term, level)

    def total(self) -> FloatArray:
        """The sum of all terms, whose numbers must be 0, 1, ... without a gap."""
        largest_last = sorted(self.nodes.items())
        total = largest_last[0][1]
        for _, term in largest_last[1:]:
            total = term + total
        return total


def mean_and_sd(sums: FloatArray, n: int, pilot: Pilot) -> tuple[FloatArray, FloatArray]:
    """Mean and standard deviation from sums (2, output) over n draws.

    The sd is that of the draws themselves (divided by n, not n - 1): a replicate of a stratified sampler is not a
    simple random sample, and with 16,384 draws or more the two differ by less than 0.01 %.
    """
    with np.errstate(all="ignore"):
        first, second = sums / n
        mean = pilot.centre + first / pilot.scale
        sd = np.sqrt(np.maximum(second - first * first, 0.0)) / pilot.scale
    return mean, sd


def standard_error(replicates: npt.ArrayLike) -> FloatArray:
    """Standard error of a pooled estimate from those of independent replicates, along the first axis.

    A replicate whose estimate is not finite makes the error nan.
    """
    values = np.asarray(replicates, dtype=np.float64)
    n = len(values)
    with np.errstate(all="ignore"):
        # About the first replicate: equal estimates then have error 0, not what their mean is rounded by.
        deviations = values - values[0]
        deviations -= deviations.mean(axis=0)
        return np.asarray(np.sqrt((deviations**2).sum(axis=0) / (n - 1) / n))
