"""First- and total-order indices of footprint-16, 16 inputs and 6 outputs: wattif, SALib, OpenTURNS, taking turns.

Each is given the points that bring the largest standard error of its indices to 0.01 or below, in powers of two (wattif
takes no fewer than 16,384, more than it needs, and gives the indices of the logarithms besides). Imports are not
counted, nor is a first small call, which loads what is compiled: none of the three is a program that starts for one
question.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.measuring import measured, shown
from simulate.analysis.factors import Subject, subject
from simulate.analysis.indices import indices
from simulate.api import selection

SCENARIO = str(Path(__file__).parent / "footprint-16.toml")
WANTED, RUNS, EACH = 0.01, 5, 2**16
FORMULAS = (
    "compute / (peak * mfu) / 3600",
    "compute / (peak * mfu) / 3600 * power * overhead * (1 + network) * pue / 1e9",
    "chips * power * overhead * (1 + network) * pue * ratio / 1e6",
    "compute / (peak * mfu) / 3600 * (power * overhead * (1 + network) * pue / 1e6 * electricity"
    " + price / (life * used * 8766))",
    "compute / (peak * mfu) / 3600 * power * overhead * (1 + network) * pue / 1e9 * intensity / (1 - loss)",
    "compute / (peak * mfu) / 3600 * (power * overhead * (1 + network) * pue / 1e9 * intensity / (1 - loss)"
    " + embodied / 1e3 / (life * used * 8766))",
)
NAMES = (
    "compute", "peak", "mfu", "power", "overhead", "network", "loss", "pue", "ratio", "used", "life", "price",
    "electricity", "embodied", "intensity", "chips",
)  # fmt: skip
"""In the order of the scenario."""


def by_wattif(case: Subject, points: int) -> float:
    """Largest standard error."""
    found = indices(case, points=points, shapley=False)
    n = len(case.outputs)
    return float(max(found.first.error[:, :n].max(), found.total.error[:, :n].max()))


def by_salib(case: Subject, points: int) -> float:
    """Largest standard error: SALib states 95 % half-widths from a hundred bootstrap samples."""
    from SALib.analyze import sobol as analyse
    from SALib.sample import sobol as sample

    problem = {"num_vars": len(NAMES), "names": list(NAMES), "bounds": [[0.0, 1.0]] * len(NAMES)}
    uniforms = np.clip(sample.sample(problem, points, calc_second_order=False, seed=1), 1e-12, 1 - 1e-12)
    values = {
        name: np.asarray(item.quantile.distribution.ppf(u))
        for name, item, u in zip(NAMES, case.model.inputs, uniforms.T, strict=True)
    }
    largest = 0.0
    for formula in FORMULAS:
        found = analyse.analyze(problem, _value(formula, values), calc_second_order=False, seed=1)
        largest = max(largest, *(float(found[name].max()) / 1.96 for name in ("S1_conf", "ST_conf")))
    return largest


def _value(formula: str, values: dict[str, np.ndarray]) -> np.ndarray:
    return np.asarray(eval(formula, {"__builtins__": {}}, values))  # noqa: S307 -- the six formulas above


def by_openturns(_: Subject, points: int) -> float:
    """Largest standard error, by OpenTURNS' own asymptotic distribution."""
    import openturns as ot

    ot.TBB.Disable()
    z, log = 1.6448536269514722, np.log

    def between(low: float, high: float) -> ot.Distribution:
        return ot.LogNormal(log(low * high) / 2, log(high / low) / 2 / z)

    def pert(low: float, mode: float, high: float) -> ot.Distribution:
        a, b = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
        return ot.Beta(a, b, low, high)

    inputs = [
        between(3e24, 5e24), between(9e14, 1e15), between(0.25, 0.45), between(450, 650), ot.Uniform(1.3, 1.6),
        ot.Uniform(0.03, 0.15), ot.Uniform(0.02, 0.07), pert(1.05, 1.12, 1.4), pert(1.0, 1.1, 1.4),
        pert(0.6, 0.85, 0.95), ot.Triangular(3, 4, 6), ot.Triangular(25000, 30000, 45000),
        ot.TruncatedDistribution(ot.Normal(70, 15), 20.0, 150.0),
        ot.TruncatedDistribution(ot.Normal(250, 80), 50.0, 600.0),
        ot.Mixture([ot.Normal(100, 15), ot.Normal(450, 40)], [0.4, 0.6]),
        ot.UserDefined([[8000.0], [16000.0], [24000.0]], [0.25, 0.5, 0.25]),
    ]  # fmt: skip
    model = ot.SymbolicFunction(NAMES, FORMULAS)
    found = ot.SaltelliSensitivityAlgorithm(ot.JointDistribution(inputs), points, model, False)
    found.setUseAsymptoticDistribution(True)
    largest = 0.0
    for n in range(len(FORMULAS)):
        found.getFirstOrderIndices(n)
    for interval in (found.getFirstOrderIndicesInterval(), found.getTotalOrderIndicesInterval()):
        widths = np.array(interval.getUpperBound()) - np.array(interval.getLowerBound())
        largest = max(largest, float(widths.max()) / 2 / 1.96)
    return largest


TOOLS: dict[str, tuple[Callable[[Subject, int], float], int]] = {
    "wattif": (by_wattif, 16_384),
    "SALib": (by_salib, 256),
    "OpenTURNS": (by_openturns, 256),
}
"""By name, with the least number of points that makes sense."""


def once(name: str, points: int) -> str:
    """CPU seconds of one call, its points and its largest standard error; with no points, as few as reach the error."""
    plans = selection.plans(selection.scenarios([SCENARIO], selection.library(None)))
    case, (tool, least) = subject(plans[0]), TOOLS[name]
    tool(case, least)
    chosen = points or least
    while True:
        began = time.process_time()
        error = tool(case, chosen)
        seconds = time.process_time() - began
        if points or error <= WANTED or chosen >= 2**18:
            return f"{seconds} {chosen} {error}"
        chosen *= 2


def _told(name: str, points: int) -> list[float]:
    found = measured((sys.executable, "-m", "benchmarks.sensitivity", name, str(points)))
    return [float(word) for word in found.out.splitlines()[-1].split()]


def lines() -> Iterator[str]:
    """Both comparisons as tables, every figure a median of five fresh processes, which take turns."""
    yield "CPU time on one core until first and total order of all inputs and outputs of footprint-16 are known to a"
    yield f"standard error of {WANTED}. wattif gives the indices of the logarithms of the outputs besides.\n"
    yield "| program | CPU ms | times wattif's | base points | largest standard error |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    yield from _table({name: int(_told(name, 0)[1]) for name in TOOLS}, 1e3, 0)
    yield f"\nThe same by base point, at {EACH:,} of them, which `wattif sensitivity` takes unless told otherwise:\n"
    yield "| program | CPU us per point | times wattif's | base points | largest standard error |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    yield from _table({name: EACH for name in TOOLS if name != "SALib"}, 1e6 / EACH, 2)


def _table(points: dict[str, int], scale: float, digits: int) -> Iterator[str]:
    told: dict[str, list[list[float]]] = {name: [] for name in points}
    for _ in range(RUNS):
        for name, rows in told.items():
            rows.append(_told(name, points[name]))
    for name, rows in told.items():
        took = [scale * row[0] for row in rows]
        ratios = [theirs[0] / ours[0] for theirs, ours in zip(rows, told["wattif"], strict=True)]
        yield f"| {name} | {shown(took, digits)} | {shown(ratios)} | {points[name]:,} | {rows[0][2]:.4f} |"


def main() -> None:
    """Measure and print."""
    if len(sys.argv) > 1:
        print(once(sys.argv[1], int(sys.argv[2])))
        return
    for line in lines():
        print(line, flush=True)


if __name__ == "__main__":
    main()
