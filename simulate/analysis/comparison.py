"""Models beside each other, drawn together: ratios, who needs less, ranks, and what they have in common."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import numpy.typing as npt

from simulate.analysis.factors import reach
from simulate.analysis.grading import rests_on
from simulate.engine.blocks import BLOCK, REPLICATES
from simulate.engine.run import Progress, run
from simulate.engine.streams import FloatArray
from simulate.foundation.errors import InputError, Problem
from simulate.method.plan import Plan
from simulate.simulation import budget
from simulate.simulation.models import Assembled, assemble, check_units

DRAWS = 2**17
_ROUNDING = 1e-12
READERS_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two models on one quantity: quantiles of the ratio a / b, and the probability that a needs less.

    A probability lies no nearer to 0 or 1 than the draws can show, unless nothing is uncertain; it is nan where draws
    are no numbers.
    """

    a: str
    b: str
    quantity: str
    ratio: Mapping[float, float]
    ratio_error: Mapping[float, float]
    p_less: float
    p_less_error: float
    p_equal: float


@dataclass(frozen=True, slots=True)
class Shared:
    """A belief that two or more models have in common: what is unknown of it moves all of them alike."""

    quantity: str
    label: str
    stated_in: str
    models: tuple[str, ...]


@dataclass(frozen=True)
class Compared:
    """All that a comparison says; `ranks` are by quantity and model, the first for the least."""

    ids: tuple[str, ...]
    names: Mapping[str, str]
    scope: str
    labels: Mapping[str, tuple[str, str]]
    ranges: Mapping[tuple[str, str], tuple[float, float, float]]
    pairs: tuple[Pair, ...]
    ranks: Mapping[str, Mapping[str, tuple[float, ...]]]
    shared: tuple[Shared, ...]
    separate: Mapping[str, tuple[str, ...]]
    draws: int
    rests_on: Mapping[tuple[str, str], Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Together:
    """Joint draws of several plans, by name and quantity; what they share is drawn once."""

    ids: tuple[str, ...]
    plans: tuple[Plan, ...]
    assembled: Assembled
    draws: Mapping[tuple[str, str], FloatArray]

    @property
    def n(self) -> int:
        """How many draws there are."""
        return next((row.size for row in self.draws.values()), 0)


def together(
    plans: Sequence[Plan],
    quantities: Sequence[str] | None = None,
    *,
    ids: Sequence[str] | None = None,
    seed: int = 0,
    draws: int = DRAWS,
    also: Mapping[str, Sequence[str]] | None = None,
    progress: Progress | None = None,
) -> Together:
    """Draws of the quantities that the plans are asked for, or of those named; `also` are further ones by model.

    Raises
    ------
    InputError
        A quantity that two plans have in different units.
    RunError
        More draws than fit into memory, where all are held at once.
    """
    named = tuple(ids) if ids else tuple(plan.scenario.id for plan in plans)

    def outputs_of(plan: Plan) -> tuple[str, ...]:
        wanted = [*(plan.outputs if quantities is None else quantities), *(also or {}).get(plan.scenario.id, ())]
        known = set(plan.quantities)
        # The engine runs no model without an output; what these draw is not kept from anybody.
        found = [name for name in wanted if name in known] or [name for name in plan.outputs if name in known][:1]
        return tuple(dict.fromkeys(found))

    check_units(plans, [name for plan in plans for name in plan.outputs] if quantities is None else quantities)
    assembled = assemble(plans, outputs_of)
    budget.check_kept(sum(map(len, assembled.outputs)), draws)
    results = run(
        assembled.models,
        assembled.identities,
        seed=seed,
        draws=draws,
        sampler="random",
        probabilities=(0.5,),
        keep=True,
        progress=progress,
    )
    kept: dict[tuple[str, str], FloatArray] = {}
    for id_, outputs, result in zip(named, assembled.outputs, results, strict=True):
        for output, row in zip(outputs, () if result.draws is None else result.draws, strict=True):
            kept[id_, output] = row
    return Together(named, tuple(plans), assembled, kept)


def check_scopes(plans: Sequence[Plan]) -> None:
    """InputError where plans speak of different things: a final run and a family are no pair."""
    scopes = {plan.scenario.id: plan.scenario.scope for plan in plans}
    if len(set(scopes.values())) > 1:
        told = ", ".join(f"{id_} is of scope {scope}" for id_, scope in scopes.items())
        raise InputError([Problem(f"these cannot be compared: {told}; a number belongs to exactly one scope")])


def compared(
    drawn: Together,
    quantities: Sequence[str],
    probability: float = 0.9,
    progress: Callable[[int, int], object] | None = None,
) -> Compared:
    """What joint draws say of every pair and of all models together; `progress` is told pairs done and wanted."""
    levels = _levels(probability)
    wanted = [
        (a, b, quantity)
        for quantity in quantities
        for a, b in combinations(drawn.ids, 2)
        if (a, quantity) in drawn.draws and (b, quantity) in drawn.draws
    ]
    pairs = []
    for a, b, quantity in wanted:
        pairs.append(_pair(a, b, quantity, drawn, levels))
        if progress is not None:
            progress(len(pairs), len(wanted))
    methods = {name: plan.method[name] for plan in drawn.plans for name in quantities if name in plan.method}
    shared, separate = _beliefs(drawn)
    return Compared(
        drawn.ids,
        {id_: plan.scenario.name for id_, plan in zip(drawn.ids, drawn.plans, strict=True)},
        drawn.plans[0].scenario.scope,
        {name: (quantity.label, quantity.unit.text) for name, quantity in methods.items()},
        {key: _range(row, probability) for key, row in drawn.draws.items()},
        tuple(pairs),
        {quantity: _ranks(drawn, quantity) for quantity in quantities},
        shared,
        separate,
        drawn.n,
        _grades(drawn, quantities),
    )


def _grades(drawn: Together, quantities: Sequence[str]) -> dict[tuple[str, str], Mapping[str, float]]:
    """What the range of each model rests on, by grade."""
    if not quantities:
        return {}
    found = zip(drawn.ids, rests_on(drawn.plans), strict=True)
    return {(id_, name): shares[name] for id_, shares in found for name in quantities if name in shares}


def _range(row: FloatArray, probability: float) -> tuple[float, float, float]:
    """Lower bound, median and upper bound."""
    with np.errstate(invalid="ignore"):  # between two infinite draws
        lower, median, upper = np.quantile(row, [(1 - probability) / 2, 0.5, (1 + probability) / 2])
    return float(lower), float(median), float(upper)


def _levels(probability: float) -> tuple[float, ...]:
    tail = float(f"{(1 - probability) / 2:.12g}")
    return tuple(sorted({*READERS_QUANTILES, tail, float(f"{1 - tail:.12g}")}))


def _pair(a: str, b: str, quantity: str, drawn: Together, levels: Sequence[float]) -> Pair:
    first, second = drawn.draws[a, quantity], drawn.draws[b, quantity]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratio = first / second
        values = np.quantile(ratio, levels)
        single = np.stack([np.quantile(part, levels) for part in replicates(ratio)])
        errors = single.std(axis=0, ddof=1) / np.sqrt(REPLICATES)
    p_less, error, p_equal = _less(first, second)
    return Pair(
        a,
        b,
        quantity,
        dict(zip(levels, values.tolist(), strict=True)),
        dict(zip(levels, errors.tolist(), strict=True)),
        p_less,
        error,
        p_equal,
    )


def _less(first: FloatArray, second: FloatArray) -> tuple[float, float, float]:
    """Probability that the first is less, its error, and the probability that they are equal."""
    if undefined(first, second):
        return math.nan, math.nan, math.nan
    with np.errstate(invalid="ignore"):  # two infinite draws have no difference
        # Two ways to compute one number may differ in its last bit.
        equal = np.abs(first - second) <= _ROUNDING * np.maximum(np.abs(first), np.abs(second))
    equal |= first == second
    less = (first < second) & ~equal
    p_less, error = probability_of(less, certain=bool(equal.all()) or (_certain(first) and _certain(second)))
    return p_less, error, float(equal.mean())


def undefined(*rows: FloatArray) -> bool:
    """Whether some draws are no numbers, so that nothing can be said of how often they are less."""
    return any(bool(np.isnan(row).any()) for row in rows)


def replicates(draws: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    """Draws (replicate, draw) of each replicate."""
    return draws.reshape(-1, REPLICATES, BLOCK).swapaxes(0, 1).reshape(REPLICATES, -1)


def probability_of(happens: npt.NDArray[np.bool_], certain: bool = False) -> tuple[float, float]:
    """Share of draws and its error; no nearer to 0 or 1 than one draw, unless nothing is uncertain."""
    share = float(happens.mean())
    if certain:
        return share, 0.0
    single = replicates(happens).mean(axis=1)
    least = 1 / happens.size
    error = max(float(single.std(ddof=1)) / np.sqrt(REPLICATES), least)
    return min(max(share, least), 1 - least), float(error)


def _certain(row: FloatArray) -> bool:
    return bool(row.min() == row.max())


def _ranks(drawn: Together, quantity: str) -> dict[str, tuple[float, ...]]:
    """Probability of each rank by model, the first for the least; equal values share their ranks.

    None is known where draws are no numbers.
    """
    ids = [id_ for id_ in drawn.ids if (id_, quantity) in drawn.draws]
    if not ids:
        return {}
    rows = np.stack([drawn.draws[id_, quantity] for id_ in ids])
    shares = np.full((len(ids), len(ids)), math.nan)
    for k, row in enumerate([] if undefined(rows) else rows):
        below, equal = (rows < row).sum(axis=0), (rows == row).sum(axis=0)
        for rank in range(len(ids)):
            held = (below <= rank) & (rank < below + equal)
            shares[k, rank] = np.where(held, 1.0 / equal, 0.0).mean()
    return {id_: tuple(float(share) for share in row) for id_, row in zip(ids, shares, strict=True)}


def _beliefs(drawn: Together) -> tuple[tuple[Shared, ...], dict[str, tuple[str, ...]]]:
    """What two or more models share of what is uncertain in the quantities compared, and what each has for itself."""
    users: dict[int, dict[str, int]] = {}
    for id_, model in zip(drawn.ids, drawn.assembled.models, strict=True):
        moves = reach(model.program)
        for position, item in enumerate(model.inputs):
            if not moves[position]:
                continue
            low, high = item.quantile.distribution.support
            if low < high:
                users.setdefault(item.belief, {}).setdefault(id_, position)
    shared, separate = [], {id_: list[str]() for id_ in drawn.ids}
    for belief, positions in users.items():
        found = drawn.assembled.beliefs[belief]
        if len(positions) > 1:
            plan = drawn.plans[drawn.ids.index(next(iter(positions)))]
            label = plan.method[found.name].label if found.name in plan.method else found.name
            shared.append(Shared(found.name, label, found.origin, tuple(positions)))
        else:
            separate[next(iter(positions))].append(found.name)
    return tuple(shared), {id_: tuple(names) for id_, names in separate.items()}
