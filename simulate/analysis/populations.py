"""How well whole training runs use their accelerators: the population behind the priors of `effective_mfu`.

    log(MFU of a run) = level + generation + architecture + developer + run

MFU is 6 N D / (accelerator-hours x dense 16-bit peak), so goodput is inside. Level, generation (Hopper against Ampere)
and architecture (mixture of experts against dense) are fixed; developers and runs vary with unknown standard
deviations. Given these two the model is linear and Gaussian; they are integrated over a grid, so that the prediction
for a run of a developer never seen carries what is not known of every parameter (Gelman et al., Bayesian Data
Analysis, 3rd ed., chapters 5 and 15; with flat priors the integrand is the restricted likelihood of REML).

`python -m simulate.analysis.populations` prints the runs, the estimates and the priors that `priors/training/` holds.
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import special

from simulate.foundation import datafolder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

Floats = npt.NDArray[np.float64]

DENSE, MIXTURE = "dense", "mixture-of-experts"
GENERATIONS = ("Ampere", "Hopper")
BOUNDS = (0.02, 0.75)
"""Where the method believes a whole-run MFU can lie; the prediction is truncated there, as its prior will be."""
PUBLISHED = {
    "training/dense": (DENSE, None),
    "training/dense-ampere": (DENSE, "Ampere"),
    "training/dense-hopper": (DENSE, "Hopper"),
    "training/mixture-of-experts": (MIXTURE, None),
    "training/mixture-of-experts-ampere": (MIXTURE, "Ampere"),
    "training/mixture-of-experts-hopper": (MIXTURE, "Hopper"),
}
"""Bundle -> architecture and generation whose predictive distribution is its `effective_mfu`."""

# Half-normal on both standard deviations, normal on both effects: 0.5 in the logarithm is a factor of 1.6, so none of
# them excludes anything that was ever reported. Doubling all of them widens the published ranges by 3 to 8 %.
DEVIATION_SCALE = 0.5
EFFECT_SD = 0.5
_GRID = 80


@dataclass(frozen=True, slots=True)
class Run:
    """One training run with what its MFU is made of; `reason` says why it counts or why it does not."""

    model: str
    developer: str
    group: str
    generation: str
    architecture: str
    mfu: float
    included: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Population:
    """Posterior of the population: one Gaussian per grid point, with its weight.

    Shapes: `weights`, `between` (developers) and `within` (runs) are (point,), `effects` (point, 3) for level,
    generation and architecture, `covariances` (point, 3, 3).
    """

    runs: tuple[Run, ...]
    weights: Floats
    between: Floats
    within: Floats
    effects: Floats
    covariances: Floats

    def predictive(
        self,
        architecture: str = DENSE,
        generation: str | None = None,
        probabilities: Sequence[float] = (0.05, 0.5, 0.95),
    ) -> Floats:
        """Quantiles of the MFU of a new developer's run; without a generation either one is equally likely."""
        chosen = GENERATIONS if generation is None else (generation,)
        parts = [self._normals(_design(architecture, each)) for each in chosen]
        means, deviations, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
        return np.exp(_quantiles(means, deviations, weights, np.asarray(probabilities, dtype=np.float64)))

    def _normals(self, design: Floats) -> tuple[Floats, Floats, Floats]:
        """Means, standard deviations and weights of log MFU; the weights give probability 1 to what lies in BOUNDS."""
        means = self.effects @ design
        fixed = np.einsum("pij,i,j->p", self.covariances, design, design)
        deviations = np.sqrt(fixed + self.between**2 + self.within**2)
        low, high = (special.ndtr((np.log(bound) - means) / deviations) @ self.weights for bound in BOUNDS)
        return means, deviations, self.weights / (high - low)

    def prior_text(self, architecture: str = DENSE, generation: str | None = None) -> str:
        """The predictive distribution as a prior: three quantiles between the physical bounds."""
        p05, p50, p95 = self.predictive(architecture, generation)
        low, high = BOUNDS
        return f"metalog(p05={p05:.3f}, p50={p50:.3f}, p95={p95:.3f}, low={low:g}, high={high:g})"

    def estimates(self) -> dict[str, tuple[float, float]]:
        """Posterior mean and standard deviation of every parameter, in the logarithm of MFU."""
        effects = self.weights @ self.effects
        spread = (self.effects - effects) ** 2 + np.diagonal(self.covariances, axis1=1, axis2=2)
        names = ("level", "hopper", "mixture of experts")
        known = dict(zip(names, zip(effects, np.sqrt(self.weights @ spread), strict=True), strict=True))
        for name, values in (("between developers", self.between), ("between runs", self.within)):
            mean = self.weights @ values
            known[name] = (mean, np.sqrt(self.weights @ (values - mean) ** 2))
        return {name: (float(mean), float(sd)) for name, (mean, sd) in known.items()}


def read(path: Path | None = None) -> tuple[Run, ...]:
    """All runs of a table, those left out included; by default the table beside the bundles."""
    path = path or datafolder.priors() / "training" / "mfu-runs.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_run(row) for row in csv.DictReader(file))


def fit(runs: Iterable[Run], *, without: str | None = None) -> Population:
    """The population of the included runs, on request without a group (a developer on one chip) or a whole developer.

    Raises
    ------
    ValueError
        No run is left, or one is of an unknown generation or architecture.

    """
    used = tuple(run for run in runs if run.included and without not in {run.group, run.developer})
    if not used:
        raise ValueError(f"no run to fit a population to{f' without {without}' if without else ''}")
    developers = sorted({run.developer for run in used})
    membership = np.array([[run.developer == developer for developer in developers] for run in used], dtype=np.float64)
    design = np.array([_design(run.architecture, run.generation) for run in used])
    logs = np.log([run.mfu for run in used])
    steps = (np.arange(_GRID) + 0.5) / _GRID * 3 * DEVIATION_SCALE
    between, within = (axis.ravel() for axis in np.meshgrid(steps, steps, indexing="ij"))
    precision = np.array([0.0, EFFECT_SD**-2, EFFECT_SD**-2])
    fitted = restricted(logs, design, membership, between, within, precision)
    density = fitted[0] - (between**2 + within**2) / (2 * DEVIATION_SCALE**2)
    weights = np.exp(density - density.max())
    return Population(used, weights / weights.sum(), between, within, fitted[1], fitted[2])


def restricted(
    values: Floats, design: Floats, membership: Floats, between: Floats, within: Floats, precision: Floats
) -> tuple[Floats, Floats, Floats]:
    """Restricted log-likelihood, effects and their covariance for given standard deviations (Harville 1977).

    Shapes: `values` (run,), `design` (run, effect), `membership` (run, developer), `between` and `within` (point,),
    `precision` (effect,) of normal priors around 0, 0 where flat; returns (point,), (point, effect),
    (point, effect, effect).
    """
    # Runs of one developer share a variance, so the inverse needs their sums only: (I - shrink 1 1') / within^2.
    sizes = membership.sum(axis=0)
    shrink = between[:, None] ** 2 / (within[:, None] ** 2 + sizes * between[:, None] ** 2)
    columns = np.column_stack([design, values])
    sums = membership.T @ columns
    products = columns.T @ columns - np.einsum("pd,di,dj->pij", shrink, sums, sums, optimize=True)
    products /= within[:, None, None] ** 2
    information = products[:, :-1, :-1] + np.diag(precision)
    covariance = np.linalg.inv(information)
    effects = np.einsum("pij,pj->pi", covariance, products[:, :-1, -1])
    misfit = products[:, -1, -1] - np.einsum("pi,pi->p", effects, products[:, :-1, -1])
    variances = len(values) * np.log(within**2) - np.log1p(-shrink * sizes).sum(axis=1)
    return -0.5 * (variances + np.linalg.slogdet(information)[1] + misfit), effects, covariance


def _design(architecture: str, generation: str) -> Floats:
    if architecture not in {DENSE, MIXTURE} or generation not in GENERATIONS:
        raise ValueError(f"no population of {architecture} runs on {generation}")
    return np.array([1.0, generation == GENERATIONS[1], architecture == MIXTURE])


def _quantiles(means: Floats, deviations: Floats, weights: Floats, probabilities: Floats) -> Floats:
    """Quantiles of a mixture of normals truncated to the logarithms of BOUNDS, by bisection."""

    def cdf(x: Floats) -> Floats:
        return np.asarray(special.ndtr((x[:, None] - means) / deviations) @ weights, dtype=np.float64)

    low, high = np.log(BOUNDS)
    below, above = cdf(np.array([low, high]))
    wanted = below + probabilities * (above - below)
    lower, upper = np.full(wanted.shape, low), np.full(wanted.shape, high)
    for _ in range(50):
        middle = (lower + upper) / 2
        under = cdf(middle) < wanted
        lower, upper = np.where(under, middle, lower), np.where(under, upper, middle)
    return (lower + upper) / 2


def _run(row: dict[str, str]) -> Run:
    factors = ("active_parameters", "tokens", "accelerator_hours", "peak_flops")
    known = all(row[factor] for factor in factors)
    parameters, tokens, hours, peak = (float(row[factor]) if row[factor] else np.nan for factor in factors)
    if row["include"] not in {"yes", "no"} or (row["include"] == "yes" and not known):
        raise ValueError(f"{row['model']}: include is yes or no, and yes needs {', '.join(factors)}")
    return Run(
        model=row["model"],
        developer=row["developer"],
        group=row["group"],
        generation=row["generation"],
        architecture=row["architecture"],
        mfu=6 * parameters * tokens / (hours * 3600 * peak),
        included=row["include"] == "yes",
        reason=row["reason"],
    )


def _report(runs: Sequence[Run], population: Population) -> str:
    lines = ["Whole-run MFU on the dense 16-bit peak", ""]
    for included, title in ((True, "used"), (False, "left out")):
        lines += [title]
        for run in (run for run in runs if run.included is included):
            shown = "     " if np.isnan(run.mfu) else f"{run.mfu:.3f}"
            lines.append(
                f"  {run.model:26}{run.developer:20}{run.generation:8}{run.architecture:20}{shown}  {run.reason}"
            )
    lines += ["", "estimates, in log MFU (mean, standard deviation)"]
    lines += [f"  {name:20}{mean:+.3f}  {sd:.3f}" for name, (mean, sd) in population.estimates().items()]
    lines += ["", "effective_mfu of a new developer's run"]
    lines += [f"  {name:36}{population.prior_text(*kind)}" for name, kind in PUBLISHED.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    table = read()
    sys.stdout.write(_report(table, fit(table)))
