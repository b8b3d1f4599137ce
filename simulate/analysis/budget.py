"""The uncertainty budget of an output: the law of propagation beside what the draws say.

JCGM 100:2008 (GUM), eq. 13: u(y)^2 is the sum over i and j of c_i c_j u(x_i) u(x_j) r(x_i, x_j), c_i being the slope of
the output in an input. Here slopes are taken at the medians. JCGM 101:2008 (its Supplement 1) has the draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulate.analysis.factors import Factor, Subject, pruned
from simulate.engine.evaluation import evaluate
from simulate.engine.run import run
from simulate.engine.streams import FloatArray

DRAWS = 2**18
_STEP = 1e-3
"""Of a standard uncertainty: small enough for a slope, large enough for the digits of a difference."""


@dataclass(frozen=True, slots=True)
class Line:
    """One input: its median x, standard uncertainty u, slope c, contribution c u, and share of the variance."""

    name: str
    x: float
    u: float
    c: float
    share: float

    @property
    def contribution(self) -> float:
        """What the input alone would give the output as standard uncertainty, with the sign of the slope."""
        return self.c * self.u


@dataclass(frozen=True, slots=True)
class Budget:
    """The lines of an output, its combined standard uncertainty by propagation, and what the draws say of it."""

    quantity: str
    lines: tuple[Line, ...]
    value: float
    combined: float
    mean: float
    sd: float
    equal_tailed: tuple[float, float]
    shortest: tuple[float, float]
    draws: int


def budgets(subject: Subject, probability: float, seed: int = 0) -> list[Budget]:
    """The budget of every output whose inputs are all numbers; rows of tables and routes have no slope."""
    factors = [factor for factor in subject.factors if factor.kind == "prior" and len(factor.positions) == 1]
    if len(factors) < len(subject.factors) or not factors:
        return []
    centre = np.array([float(item.quantile.distribution.ppf(0.5)) for item in subject.model.inputs])
    spread = np.array([float(item.quantile.distribution.sd) for item in subject.model.inputs])
    if not np.isfinite(spread).all():
        return []
    positions = [factor.positions[0] for factor in factors]
    value, slopes = _slopes(subject, centre, spread, positions)
    between = _correlations(subject)[np.ix_(positions, positions)]
    tail = (1 - probability) / 2
    result = run(
        [subject.model], subject.identities, seed=seed, draws=DRAWS, sampler="random",
        probabilities=(tail, 1 - tail), shortest=probability,
    )[0]  # fmt: skip
    found = result.estimates
    return [
        Budget(
            name,
            *_propagated(factors, centre[positions], spread[positions], slopes[n], between, float(value[n])),
            float(found.mean[n]),
            float(found.sd[n]),
            (float(found.quantiles[n, 0]), float(found.quantiles[n, 1])),
            (float(found.shortest[n, 0]), float(found.shortest[n, 1])),
            result.n_draws,
        )
        for n, name in enumerate(subject.outputs)
    ]


def _slopes(
    subject: Subject, centre: FloatArray, spread: FloatArray, positions: list[int]
) -> tuple[FloatArray, FloatArray]:
    """Outputs at the medians (output,), and central differences (output, input)."""
    points = np.repeat(centre[:, None], 1 + 2 * len(positions), axis=1)
    for k, position in enumerate(positions):
        points[position, 1 + 2 * k] += _STEP * spread[position]
        points[position, 2 + 2 * k] -= _STEP * spread[position]
    outputs = evaluate(pruned(subject.model.program), list(points))
    return outputs[:, 0], (outputs[:, 1::2] - outputs[:, 2::2]) / (2 * _STEP * spread[positions])


def _correlations(subject: Subject) -> FloatArray:
    """Correlations (input, input) of the normals behind the inputs: theirs, where they are normal."""
    n = len(subject.model.inputs)
    between = np.eye(n)
    for group in subject.model.correlations:
        between[np.ix_(group.positions, group.positions)] = group.factor @ group.factor.T
    return between


def _propagated(
    factors: list[Factor], x: FloatArray, u: FloatArray, c: FloatArray, between: FloatArray, value: float
) -> tuple[tuple[Line, ...], float, float]:
    contributions = c * u
    # Squares of numbers beyond 1e154 overflow, and of those below 1e-162 vanish: the largest is the unit.
    largest = float(np.abs(contributions).max()) or 1.0
    parts = contributions / largest * (between @ (contributions / largest))
    variance = float(parts.sum())
    shares = parts / variance if variance > 0 else np.zeros_like(parts)
    lines = [Line(f.name, float(x[k]), float(u[k]), float(c[k]), float(shares[k])) for k, f in enumerate(factors)]
    return tuple(sorted(lines, key=lambda line: -abs(line.share))), value, largest * float(np.sqrt(max(variance, 0.0)))
