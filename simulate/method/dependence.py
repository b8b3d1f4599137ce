"""Which priors of a scenario depend on each other, and whether variables can do so."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from simulate.beliefs.prior import Correlation
from simulate.foundation.errors import Problem
from simulate.foundation.lazy import np

SINGULAR = 1e-10
"""Eigenvalues up to this are taken for zero: a factor would rest on rounding."""


def connected(groups: Iterable[Iterable[str]]) -> list[set[str]]:
    """Groups that have names in common become one, however far the names are apart."""
    found: list[set[str]] = []
    for names in groups:
        own = set(names)
        joined = own.union(*(group for group in found if group & own))
        found = [group for group in found if not group & joined] + [joined]
    return sorted(found, key=min)


def components(correlations: Sequence[Correlation]) -> list[set[str]]:
    """Names that are connected by correlations."""
    return connected(item.between for item in correlations)


def of_normals(item: Correlation) -> float:
    """Correlation of the normals behind two priors: 2 sin(pi/6 rho) for a rank correlation (Pearson 1907), exact."""
    return 2 * math.sin(math.pi / 6 * item.coefficient) if item.rank else item.coefficient


def matrix(names: Sequence[str], correlations: Sequence[Correlation]) -> list[list[float]]:
    """Correlations of the normals behind these names, in this order."""
    rows = [[float(row == column) for column in range(len(names))] for row in range(len(names))]
    for item in correlations:
        if set(item.between) <= set(names):
            first, second = (names.index(name) for name in item.between)
            rows[first][second] = rows[second][first] = of_normals(item)
    return rows


def _has_factor(rows: list[list[float]]) -> bool:
    """Whether Cholesky's method goes through, far enough from where rounding decides."""
    factor: list[list[float]] = []
    for number, row in enumerate(rows):
        made: list[float] = []
        for column in range(number):
            total = row[column] - math.fsum(a * b for a, b in zip(made, factor[column], strict=False))
            made.append(total / factor[column][column])
        rest = row[number] - math.fsum(value * value for value in made)
        if rest <= 1e-6:
            return False
        factor.append([*made, math.sqrt(rest)])
    return True


def check(correlations: Sequence[Correlation], problems: list[Problem]) -> None:
    """What no variables can do is a problem, with the smallest eigenvalue; NumPy is asked for that only."""
    for group in components(correlations):
        names = sorted(group)
        if _has_factor(matrix(names, correlations)):
            continue
        smallest = float(np.linalg.eigvalsh(matrix(names, correlations))[0])
        if smallest <= SINGULAR:
            last = [item for item in correlations if set(item.between) <= group][-1]
            message = (
                f"no variables can be correlated like {', '.join(names)} are here: "
                f"their matrix has the smallest eigenvalue {smallest:.4g}, which must be above 0"
            )
            problems.append(last.place.problem(message))
