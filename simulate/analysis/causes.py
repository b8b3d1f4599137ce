"""What differs between two results besides their numbers, and which quantities rest on it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import xarray as xr

from simulate.method.plan import Input, Plan, Step, quantity_of
from simulate.method.quantity import GIVEN
from simulate.method.restriction import foundations
from simulate.method.source_texts import restored

_RUN = ("program_version", "stream_version", "sampler", "draws", "seed")
"""What moves ranges whatever they rest on: beyond the numerical error only the first two."""
DECISIVE = ("program", "stream")
_AND = " and "

COMPUTED, UNUSED = "none", "not drawn"
"""Said of a quantity without a prior, and of a prior that the routes taken have no use for."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that was another before: `kind` is prior, draw, formula, route, correlation, unit or an attribute."""

    kind: str
    name: str
    then: str
    now: str
    stated_in: str = ""


@dataclass(frozen=True)
class Causes:
    """All that changed, by model and by the quantity or pair that it changed; plans say what rests on what.

    `unkept` says of the old and the new result why it has no plans; empty where it has them.
    """

    changed: Mapping[str, Mapping[str, tuple[Cause, ...]]]
    plans: Mapping[str, tuple[Plan, ...]]
    unknown: frozenset[str]
    """Models whose old or new formulas were not kept."""
    run: tuple[Cause, ...]
    unkept: tuple[str, str] = ("", "")

    @classmethod
    def of(cls, then: xr.Dataset, now: xr.Dataset) -> Causes:
        """What changed from one dataset to another; of those that keep no texts, as far as their priors tell."""
        (before, no_old), (after, no_new) = (restored(dataset.attrs) for dataset in (then, now))
        told = [_records(dataset.attrs) for dataset in (then, now)]
        changed: dict[str, dict[str, tuple[Cause, ...]]] = {}
        models = [model for model in told[1] if model in told[0]]
        for model in models:
            if model in before and model in after:
                found = _of_plans(before[model], after[model])
            else:
                found = _of_records(told[0][model], told[1][model])
            by_slot: dict[str, tuple[Cause, ...]] = {}
            for slot, cause in found:
                by_slot[slot] = (*by_slot.get(slot, ()), cause)
            changed[model] = by_slot
        plans = {model: tuple(side[model] for side in (before, after) if model in side) for model in models}
        unknown = frozenset(model for model in models if not (model in before and model in after))
        return cls(changed, plans, unknown, tuple(_of_runs(then.attrs, now.attrs)), (no_old, no_new))

    def resting(self, model: str, quantity: str) -> frozenset[str]:
        """Quantities on which one rests, before or now."""
        slots = {name for plan in self.plans.get(model, ()) for name in foundations(plan, [quantity])}
        return frozenset(map(quantity_of, slots))

    def of_quantity(self, model: str, quantity: str) -> tuple[Cause, ...]:
        """What a quantity rests on and changed; where nothing did, how it was drawn."""
        changed = self.changed.get(model, {})
        # Without any plan nothing says what rests on what: then all that changed may have moved it.
        resting = self.resting(model, quantity) if self.plans.get(model) else frozenset(changed)
        slots = [slot for slot in changed if slot in resting or resting.issuperset(slot.split(_AND))]
        causes = tuple(dict.fromkeys(cause for slot in slots for cause in changed[slot]))
        decisive = tuple(cause for cause in causes if cause.kind != "draw")
        return decisive or causes or self.run


def _of_plans(then: Plan, now: Plan) -> Iterator[tuple[str, Cause]]:
    priors = [{item.quantity.id: item for item in plan.inputs} for plan in (then, now)]
    steps = [{step.quantity.id: step for step in plan.steps} for plan in (then, now)]
    for name in {**priors[0], **priors[1]}:
        yield from (
            (name, cause) for cause in _of_inputs(name, (then, now), (priors[0].get(name), priors[1].get(name)))
        )
    for name in {**steps[0], **steps[1]}:
        # A prior that becomes one of several routes, or ceases to be, stays a prior: what changed is the route.
        if all(name in side for side in steps) or all(name in side for side in priors):
            yield from ((name, cause) for cause in _of_steps(name, steps[0].get(name), steps[1].get(name)))
    yield from _of_correlations(then, now)


def _of_correlations(then: Plan, now: Plan) -> Iterator[tuple[str, Cause]]:
    """Pairs that are stated otherwise, and count in a plan: a point depends on nothing, whatever is stated."""
    stated = [{item.pair: item.coefficient for item in plan.scenario.correlations} for plan in (then, now)]
    active = {item.pair for plan in (then, now) for item in plan.correlations}
    for pair in {**stated[0], **stated[1]}:
        one, other = (side.get(pair, 0.0) for side in stated)
        if one != other and pair in active:
            name = pair_name(pair)
            yield name, Cause("correlation", name, f"{one:g}", f"{other:g}")


def _of_inputs(name: str, plans: tuple[Plan, Plan], inputs: tuple[Input | None, Input | None]) -> Iterator[Cause]:
    then, now = inputs
    if then is None or now is None:
        stated_in = now.prior.origin if now else then.prior.origin if then else ""
        before, after = (
            item.prior.stated if item else UNUSED if name in plan.scenario.priors else COMPUTED
            for plan, item in zip(plans, inputs, strict=True)
        )
        yield Cause("prior", name, before, after, stated_in)
        return
    stated_in = now.prior.origin
    if then.distribution != now.distribution:
        before, after = then.prior.stated, now.prior.stated
        if before == after and then.distribution.support != now.distribution.support:
            before, after = (f"{t} within {i.distribution.support}" for t, i in ((before, then), (after, now)))
        elif before == after:
            after = f"{after}, with other rows"
        yield Cause("prior", name, before, after, stated_in)
    elif (then.prior.origin, then.per_model) != (now.prior.origin, now.per_model):
        yield Cause("draw", name, _drawn(then), _drawn(now), stated_in)


def _drawn(item: Input) -> str:
    return f"{item.prior.origin}, {'per model' if item.per_model else 'shared'}"


def pair_name(pair: Iterable[str]) -> str:
    """Two correlated quantities as one: `pue and wue`."""
    return _AND.join(sorted(pair))


def _of_steps(name: str, then: Step | None, now: Step | None) -> Iterator[Cause]:
    """What is computed otherwise; None is a quantity that is given."""
    ways = [
        dict(zip(step.taken.names, step.taken.weights, strict=True)) if step else {GIVEN: 1.0} for step in (then, now)
    ]
    if ways[0] != ways[1]:
        yield Cause(
            "route", name, *(", ".join(f"{way} {weight:g}" for way, weight in way_of.items()) for way_of in ways)
        )
    if then is None or now is None:
        return
    texts = [
        {
            way: formula.text if formula else "its own prior"
            for way, formula in zip(step.taken.names, step.formulas, strict=True)
        }
        for step in (then, now)
    ]
    for way, text in texts[0].items():
        if texts[1].get(way, text) != text:
            yield Cause("formula", name, text, texts[1][way])


def _records(attrs: Mapping[Any, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    """Priors by model and quantity as every dataset holds them."""
    kept = json.loads(attrs.get("priors") or "{}")
    return {model: {str(item["quantity"]): item for item in priors} for model, priors in kept.items()}


def _of_records(
    then: Mapping[str, Mapping[str, Any]], now: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, Cause]]:
    for name in {**then, **now}:
        one, other = then.get(name, {}), now.get(name, {})
        before, after = (_stated(item) for item in (one, other))
        stated_in = str((other or one).get("stated_in", ""))
        if before != after:
            yield name, Cause("prior", name, before, after, stated_in)
        elif any(one.get(key) != other.get(key) for key in ("stated_in", "drawn")):
            before, after = (f"{item.get('stated_in', '')}, {item.get('drawn', '')}" for item in (one, other))
            yield name, Cause("draw", name, before, after, stated_in)


def _stated(item: Mapping[str, Any]) -> str:
    if not item:
        return COMPUTED
    unit = str(item.get("unit", "1"))
    return str(item["prior"]) if unit == "1" else f"{item['prior']} {unit}"


def _of_runs(then: Mapping[Any, Any], now: Mapping[Any, Any]) -> Iterator[Cause]:
    for name in _RUN:
        one, other = str(then.get(name, "")), str(now.get(name, ""))
        if one != other:
            yield Cause(name.removesuffix("_version"), "", one, other)
