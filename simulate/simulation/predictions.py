"""Draws of some quantities of one plan, for who asks more of them than quantiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulate.engine.run import run
from simulate.engine.streams import FloatArray
from simulate.method.plan import Input, Plan
from simulate.method.restriction import restricted
from simulate.simulation.models import assemble


@dataclass(frozen=True, slots=True)
class Evaluator:
    """How draws are made; called with a plan and names of quantities it returns their draws, each (draw,).

    Only what the quantities rest on is drawn, so one case costs a few inputs and not a whole scenario.
    """

    draws: int = 2**17
    seed: int = 0
    sampler: str = "sobol"
    threads: int = 1

    def __call__(self, plan: Plan, names: Sequence[str]) -> dict[str, FloatArray]:
        """Draws by quantity; names that the plan does not have are left out."""
        asked = tuple(name for name in names if name in plan.quantities)
        if not asked:
            return {}
        part = restricted(plan, asked)
        assembled = assemble([part], lambda _: asked)
        # An account, where every input is a point, says the same in every draw.
        draws = self.draws if any(_varies(item) for item in part.inputs) else 1
        (result,) = run(
            assembled.models,
            assembled.identities,
            seed=self.seed,
            draws=draws,
            sampler=self.sampler,
            keep=True,
            threads=self.threads,
        )
        if result.n_draws < draws:
            raise KeyboardInterrupt  # the engine tells what it has; half a case is no case
        return {} if result.draws is None else dict(zip(asked, result.draws, strict=True))


def _varies(item: Input) -> bool:
    low, high = item.distribution.support
    return low < high
