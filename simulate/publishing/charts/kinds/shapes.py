"""Distributions from their quantiles at close levels: values that recur, and a density of the rest along an axis."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from simulate.publishing.charts.density import Curve

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

# Quantiles of two draws hardly ever agree; three in a row that do are one value of at least 1 % of the draws.
_RECURRING = 3
# Narrower cells show the noise of a million draws, wider ones hide a mode.
_CELLS = 120
_SMOOTHING = np.array([1, 4, 6, 4, 1]) / 16
_TAIL = 0.0025
_THINNED, _EVERY = 0.05, 4
"""Between these levels every fourth is enough: the noise of single ones would show in a slope."""
_ALL = 0.99
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Quantiles `values` at rising `levels`, all finite."""

    levels: Floats
    values: Floats

    @classmethod
    def of(cls, levels: Sequence[float], values: Sequence[float]) -> Shape:
        """Without the levels whose quantile is infinite or undefined."""
        p, x = np.array(levels, dtype=float), np.array(values, dtype=float)
        finite = np.isfinite(x)
        return cls(p[finite], x[finite])

    @property
    def ends(self) -> tuple[float, ...]:
        """Where a drawing of it begins and ends; nothing where there is no level."""
        inside = self.values[(self.levels >= _TAIL) & (self.levels <= 1 - _TAIL)]
        return (float(inside[0]), float(inside[-1])) if inside.size else ()

    def at(self, level: float) -> float:
        """The quantile at the nearest of its levels."""
        return float(self.values[np.abs(self.levels - level).argmin()])

    @property
    def atoms(self) -> dict[float, float]:
        """Values that recur, and the share of the draws that each has, to about half a percent."""
        edges = np.concatenate([[0.0], (self.levels[1:] + self.levels[:-1]) / 2, [1.0]])
        found = {}
        for value in np.unique(self.values):
            (same,) = np.nonzero(self.values == value)
            if same.size >= _RECURRING:
                found[float(value)] = float(edges[same[-1] + 1] - edges[same[0]])
        return found

    def density(self, *, log: bool) -> Curve | None:
        """The density of what does not recur, per unit of the axis; None where all does.

        Between levels the distribution function is that of a normal distribution along the axis (straight lines on
        normal probability paper, Hazen 1914), cells are wide enough to hold some draws of each.
        """
        atoms = self.atoms
        total = sum(atoms.values())
        rest = ~np.isin(self.values, list(atoms))
        p, x = self.levels[rest], self.values[rest]
        p = (p - sum(np.where(x > value, share, 0.0) for value, share in atoms.items())) / max(1 - total, 1e-9)
        kept = (p > 0) & (p < 1) & np.concatenate([[True], np.diff(x) > 0]) if x.size else np.zeros(0, bool)
        kept &= (p < _THINNED) | (p > 1 - _THINNED) | (np.arange(p.size) % _EVERY == 0)
        p, x = p[kept], np.log10(x[kept]) if log else x[kept]
        if total > _ALL or p.size < _RECURRING:
            return None
        return _curve(p, x, log=log)


def _curve(p: Floats, x: Floats, *, log: bool) -> Curve:
    scores = np.array([_NORMAL.inv_cdf(level) for level in p])
    inside = x[(p >= _TAIL) & (p <= 1 - _TAIL)]
    edges = np.linspace(inside[0], inside[-1], _CELLS + 1)
    below = np.array([_NORMAL.cdf(score) for score in np.interp(edges, x, scores)])
    # What noise is left is a ripple of single cells.
    height = np.convolve(np.pad(np.diff(below) / np.diff(edges), 2, mode="edge"), _SMOOTHING, mode="valid")
    middle = (edges[1:] + edges[:-1]) / 2
    at = np.concatenate([edges[:1], edges[:1], middle, edges[-1:], edges[-1:]])
    return Curve(10**at if log else at, np.concatenate([[0.0], height[:1], height, height[-1:], [0.0]]))
