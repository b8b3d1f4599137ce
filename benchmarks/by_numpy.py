"""footprint-16 as people would write it with NumPy: default_rng, arrays of all draws, numpy.quantile."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

import numpy as np
from scipy import special

Z95 = 1.6448536269514722
LEVELS = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)
Drawn = Callable[..., np.ndarray]


def footprint(
    *, between: Drawn, uniform: Drawn, pert: Drawn, triangular: Drawn, truncated: Drawn, modes: Drawn, chips: Drawn
) -> dict[str, np.ndarray]:
    """The six outputs, in the units of footprint-16.toml, from whoever draws the inputs."""
    compute, peak_flops, mfu, power = between(3e24, 5e24), between(9e14, 1e15), between(0.25, 0.45), between(450, 650)
    overhead, network, loss = uniform(1.3, 1.6), uniform(0.03, 0.15), uniform(0.02, 0.07)
    pue, peak_ratio, used = pert(1.05, 1.12, 1.4), pert(1.0, 1.1, 1.4), pert(0.6, 0.85, 0.95)
    life, price = triangular(3, 4, 6), triangular(25000, 30000, 45000)
    electricity, embodied = truncated(70, 15, 20, 150), truncated(250, 80, 50, 600)
    intensity, n_chips = modes(), chips()
    hours = compute / (peak_flops * mfu) / 3600
    watts = power * overhead * (1 + network) * pue
    energy = hours * watts / 1e9
    used_hours = life * used * 365.25 * 24
    operational = energy * intensity / (1 - loss)
    return {
        "hours": hours,
        "energy": energy,
        "peak": n_chips * watts * peak_ratio / 1e6,
        "cost": energy * 1e3 * electricity + hours * price / used_hours,
        "operational": operational,
        "total": operational + hours * embodied / 1e3 / used_hours,
    }


def draw(n: int, seed: int = 0) -> dict[str, np.ndarray]:
    """The six outputs, n draws each."""
    rng = np.random.default_rng(seed)

    def between(low: float, high: float) -> np.ndarray:
        return rng.lognormal(np.log(low * high) / 2, np.log(high / low) / 2 / Z95, n)

    def pert(low: float, mode: float, high: float) -> np.ndarray:
        a, b = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
        return low + (high - low) * rng.beta(a, b, n)

    def truncated(mean: float, sd: float, low: float, high: float) -> np.ndarray:
        ends = special.ndtr((np.array([low, high]) - mean) / sd)
        return mean + sd * special.ndtri(rng.uniform(ends[0], ends[1], n))

    return footprint(
        between=between,
        uniform=lambda low, high: rng.uniform(low, high, n),
        pert=pert,
        triangular=lambda low, mode, high: rng.triangular(low, mode, high, n),
        truncated=truncated,
        modes=lambda: np.where(rng.random(n) < 0.4, rng.normal(100, 15, n), rng.normal(450, 40, n)),
        chips=lambda: rng.choice([8000.0, 16000.0, 24000.0], n, p=[0.25, 0.5, 0.25]),
    )


def told(outputs: Mapping[str, np.ndarray]) -> None:
    """Print mean, sd and seven quantiles of each output, as `wattif run` does."""
    for name, values in outputs.items():
        print(name, values.mean(), values.std(), *np.quantile(values, LEVELS))


if __name__ == "__main__":
    told(draw(int(sys.argv[1])))
