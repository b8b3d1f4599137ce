"""Draws that are no numbers: how many, which was the first, and what its inputs were."""

from __future__ import annotations

from simulate.engine.blocks import GRAIN, rounded
from simulate.engine.program import Program
from simulate.engine.statistics.estimates import Summary
from simulate.engine.streams import FloatArray
from simulate.engine.writing.preparation import inputs_of
from simulate.method.plan import Plan
from simulate.simulation.models import Assembled

_MOST = 6
"""Inputs that are named."""


def oddities(
    plan: Plan, assembled: Assembled, model: int, summary: Summary, *, seed: int, sampler: str, draws: int
) -> list[str]:
    """What is said of each quantity of a model with draws that are undefined or infinite."""
    said = []
    for place, id_ in enumerate(assembled.outputs[model]):
        n_nan, n_infinite = int(summary.n_nan[place]), int(summary.n_infinite[place])
        if not n_nan + n_infinite:
            continue
        draw = int(summary.first_nonfinite[place])
        values = inputs_of(
            assembled.models,
            assembled.identities,
            seed=seed,
            sampler=sampler,
            n_blocks=rounded(draws) // GRAIN,
            model=model,
            draw=draw,
        )
        share = (n_nan + n_infinite) / summary.n_draws
        what = "undefined" if n_nan else "infinite"
        where = _where(plan, assembled.models[model].program, place, values)
        said.append(f"{id_}: {n_nan + n_infinite:,} draws ({share:.2g}) are {what}, the first is draw {draw}{where}")
    return said


def _where(plan: Plan, program: Program, output: int, values: FloatArray) -> str:
    """The values of the priors that an output depends on."""
    behind = {program.outputs[output]}
    for item in reversed(program.instructions):
        if item.out in behind:
            behind.update(item.operands)
    named = [
        f"{item.quantity.id} = {value:.6g}"
        for item, slot, value in zip(plan.inputs, program.inputs, values, strict=False)
        if slot in behind
    ]
    if not named:
        return ""
    more = f" and {len(named) - _MOST} more" if len(named) > _MOST else ""
    return f", with {', '.join(named[:_MOST])}{more}"
