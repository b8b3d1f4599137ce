"""How often 95 % bands of footprint-16 hold the truth: `python -m benchmarks.coverage [SEEDS] [DRAWS]`.

The truth is a run of 2^28 draws with another seed. A minute for 1,000 seeds of 2^20 draws on two cores.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from benchmarks.by_numpy import LEVELS
from simulate.api import selection
from simulate.beliefs.library import Library
from simulate.engine.run import run
from simulate.simulation.models import assemble

FOOTPRINT = Path(__file__).with_name("footprint-16.toml")


def main() -> None:
    """Print the share of seeds whose band holds the truth, for every statistic of every output."""
    n_seeds, draws = (int(word) for word in [*sys.argv[1:], "1000", "1048576"][:2])
    plans = selection.plans(selection.scenarios([str(FOOTPRINT)], Library()))
    assembled = assemble(plans, lambda plan: plan.outputs)

    def statistics(seed: int, n: int) -> np.ndarray:
        """Mean, sd and quantiles, and their errors: (2, output, statistic)."""
        options = {"seed": seed, "draws": n, "probabilities": LEVELS, "threads": 2}
        (found,) = run(assembled.models, assembled.identities, **options)
        return np.array(
            [np.column_stack([kind.mean, kind.sd, kind.quantiles]) for kind in (found.estimates, found.errors)]
        )

    truth = statistics(10**9, 2**28)[0]
    held = np.zeros_like(truth)
    for seed in range(n_seeds):
        value, error = statistics(seed, draws)
        held += np.abs(value - truth) <= 1.96 * error
    print(f"{n_seeds} seeds of {draws:,} draws: bands hold the truth in {(held / n_seeds).min():.1%} of them or more")
    print("output       mean     sd " + " ".join(f"{level:>6}" for level in LEVELS))
    for name, row in zip(assembled.outputs[0], held / n_seeds, strict=True):
        print(f"{name:11}" + " ".join(f"{share:6.1%}" for share in row))


if __name__ == "__main__":
    main()
