"""What ratios rest on: shares of the variance of their logarithm by the quality of the priors behind both models.

Two models drawn together are one, and the ratio is its output. A belief that both have is one belief: where they state
it with different quality, as before and after `--set`, the weaker counts.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from simulate.analysis.factors import GRADES, factors
from simulate.analysis.grading import GRADE_NAMES, Shares, shares_of, weakest_of
from simulate.analysis.joining import joined
from simulate.method.plan import Plan
from simulate.simulation.models import Assembled, assemble

Pair = tuple[int, int]
"""The numbers of two plans."""
_ANY = 1.0
"""The logarithm is judged however narrow the ratio is."""


def ratios_rest_on(
    plans: Sequence[Plan], wanted: Mapping[Pair, Sequence[str]], seed: int = 0, *, threads: int = 1
) -> Generator[tuple[Pair, dict[str, Shares]]]:
    """Pair by pair, the shares by grade of its ratio on each quantity that is wanted of it, which both have.

    A ratio that does not vary rests on the weakest prior of both. Shares are known as well as those of ranges, and no
    pair's depend on what else is compared, or on threads.
    """
    executor = ThreadPoolExecutor(threads)
    try:
        found = executor.map(lambda pair: _of([plans[k] for k in pair], wanted[pair], seed), wanted)
        yield from zip(wanted, found, strict=True)
    finally:
        # Whoever interrupts the first of four thousand pairs does not wait for the others.
        executor.shutdown(cancel_futures=True)


def _of(plans: Sequence[Plan], quantities: Sequence[str], seed: int) -> dict[str, Shares]:
    assembled = assemble(plans, lambda _: tuple(quantities))
    first, second = assembled.models
    both = joined(first, second, assembled.identities, [(n, n) for n in range(len(quantities))])
    grades = _grades(plans, assembled)
    by_grade = {
        name: tuple(n for n, belief in enumerate(both.beliefs) if grades.get(belief) == name) for name in GRADE_NAMES
    }
    players = {name: positions for name, positions in by_grade.items() if positions}
    shares = shares_of(both.model, both.identities, players, seed, wide=_ANY)
    weakest = [weakest_of(plan, model) for plan, model in zip(plans, assembled.models, strict=True)]
    return {
        name: own or _weaker(*(of_model.get(n, {}) for of_model in weakest))
        for n, (name, own) in enumerate(zip(quantities, shares, strict=True))
    }


def _grades(plans: Sequence[Plan], assembled: Assembled) -> dict[int, str]:
    """The grade of every belief that varies, by the weakest quality that a model states for it."""
    grades: dict[int, str] = {}
    for plan, model in zip(plans, assembled.models, strict=True):
        for factor in factors(plan, assembled, model):
            belief = model.inputs[factor.positions[0]].belief
            grades[belief] = max(grades.get(belief, "a"), GRADES[factor.quality])
    return grades


def _weaker(*shares: Shares) -> Shares:
    """All of it on the weakest grade; nothing where no prior stands behind either."""
    names = [name for share in shares for name, value in share.items() if value]
    return {name: float(name == max(names)) for name in GRADE_NAMES} if names else {}
