"""What disclosing a quantity would settle: a route that it completes, and the range if that route were then used.

This is another question than narrowing. Narrowing asks what a number would tell within the beliefs as they stand; here
the number also decides how the rest is computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from simulate.analysis.disclosure import spans
from simulate.beliefs.families.points import Point
from simulate.beliefs.prior import Place, Prior, Scenario
from simulate.engine.evaluation import evaluate
from simulate.engine.run import run
from simulate.engine.streams import FloatArray
from simulate.foundation.errors import InputError
from simulate.method.formula import Formula
from simulate.method.plan import Plan, plan
from simulate.method.quantity import GIVEN
from simulate.simulation.lowering import lower_formula
from simulate.simulation.models import assemble

DRAWS = 2**14
DISCLOSED = "disclosed, for the sake of argument"


@dataclass(frozen=True, slots=True)
class Settled:
    """The spans of the outputs if `name` were disclosed as `value` and `quantity` then computed by `route`."""

    name: str
    quantity: str
    route: str
    value: float
    spans: Mapping[str, float]


def settled(base: Plan, outputs: tuple[str, ...], probability: float, seed: int = 0) -> list[Settled]:
    """For every quantity that a developer could be asked for, the routes that it would complete."""
    at = medians(base, seed)
    found: list[tuple[str, str, str, float]] = []
    changed: list[Plan] = []
    for name, quantity, route in _openings(base):
        value = at.get(name) or _implied(base, quantity, route, name, at)
        if value is None or not np.isfinite(value) or value <= 0:
            continue
        try:
            changed.append(plan(_with(base.scenario, base, name, value, quantity, route)))
        except InputError:
            # Disclosed, it would contradict what else is given: there is nothing to say.
            continue
        found.append((name, quantity, route, value))
    spanned = _spans(changed, outputs, probability, seed)
    return [Settled(*what, spans=of_model) for what, of_model in zip(found, spanned, strict=True)]


def _openings(base: Plan) -> Iterator[tuple[str, str, str]]:
    """(name, quantity, route): a route that is not taken for sure, and the one ingredient that would complete it."""
    known = set(base.quantities)
    fixed = {i.quantity.id for i in base.inputs if i.distribution.support[0] == i.distribution.support[1]}
    used = {name for step in base.steps for formula in step.formulas if formula for name in formula.names}
    for step in base.steps:
        if GIVEN in step.taken.names or (step.quantity.id not in used and step.quantity.id not in base.outputs):
            continue
        for route in step.quantity.routes:
            if step.taken.names == (route.name,):
                continue
            names = set(route.formula.names)
            missing = names - known
            asked = missing or names - fixed
            for name in sorted(asked) if len(missing) <= 1 else ():
                if base.method[name].askable and name != step.quantity.id:
                    yield name, step.quantity.id, route.name


def medians(base: Plan, seed: int) -> dict[str, float]:
    """The median of every quantity of a plan, by a small run."""
    assembled = assemble([base])
    result = run(
        assembled.models, assembled.identities, seed=seed, draws=DRAWS, sampler="random", probabilities=(0.5,)
    )[0]
    return {name: float(row[0]) for name, row in zip(assembled.outputs[0], result.estimates.quantiles, strict=True)}


def _implied(base: Plan, quantity: str, route: str, name: str, at: Mapping[str, float]) -> float | None:
    """The value of an ingredient with which the route gives what is believed now, were the route a power of it."""
    found = base.method[quantity].route(route)
    if found is None or any(other not in at for other in found.formula.names if other != name):
        return None
    one, two = (at_point(found.formula, {**at, name: size}) for size in (1.0, 2.0))
    if min(one, two) <= 0:
        return None
    exponent = np.log2(two / one)
    return float((at[quantity] / one) ** (1 / exponent)) if abs(exponent) > 1e-6 else None


def at_point(formula: Formula, values: Mapping[str, float]) -> float:
    """A formula at a point."""
    return float(evaluate(lower_formula(formula), [[values[name]] for name in formula.names], 1)[0, 0])


def _with(scenario: Scenario, base: Plan, name: str, value: float, quantity: str, route: str) -> Scenario:
    old = scenario.priors.get(name)
    basis = old.basis if old else base.method[name].basis
    prior = Prior(
        name, scenario.id, Point(value), f"{value:.6g}", Place(None), base.method[name].unit, (DISCLOSED,), basis=basis
    )
    routes = {key: weights for key, weights in scenario.routes.items() if key not in (name, quantity)}
    return replace(
        scenario, priors={**scenario.priors, name: prior}, routes={**routes, quantity: {route: 1.0}}, problems=()
    )


def _spans(changed: list[Plan], outputs: tuple[str, ...], probability: float, seed: int) -> list[dict[str, float]]:
    """Spans of the outputs by plan; all plans are drawn together, so that what they share is drawn once."""
    assembled = assemble(changed, lambda made: tuple(name for name in outputs if name in made.quantities))
    results = run(
        assembled.models,
        assembled.identities,
        seed=seed,
        draws=DRAWS,
        sampler="random",
        probabilities=(0.5,),
        keep=True,
    )
    found = []
    for names, result in zip(assembled.outputs, results, strict=True):
        draws: FloatArray = np.empty((0, 0)) if result.draws is None else result.draws
        found.append({name: span for name, (span, _) in zip(names, spans(draws, probability), strict=True)})
    return found
