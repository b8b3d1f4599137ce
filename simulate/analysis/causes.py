"""What differs between two results besides their numbers, and which quantities rest on it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import xarray as xr

from simulate.method.plan import Input, Plan, Step
from simulate.method.restriction import foundations
from simulate.method.source_texts import restored

_RUN = ("program_version", "stream_version", "sampler", "draws", "seed")
"""What moves ranges whatever they rest on: beyond the numerical error only the first two."""

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
    """All that changed, by model and by the slot that it changed, and the plans that say what rests on which slot."""

    changed: Mapping[str, Mapping[str, tuple[Cause, ...]]]
    plans: Mapping[str, tuple[Plan, ...]]
    unknown: frozenset[str]
    """Models whose old or new formulas were not kept."""
    run: tuple[Cause, ...]

    @classmethod
    def of(cls, then: xr.Dataset, now: xr.Dataset) -> Causes:
        """What changed from one dataset to another; of those that keep no texts, as far as their priors tell."""
        before, after = restored(then.attrs), restored(now.attrs)
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
        return cls(changed, plans, unknown, tuple(_of_runs(then.attrs, now.attrs)))

    def of_quantity(self, model: str, quantity: str) -> tuple[Cause, ...]:
        """What a quantity rests on and changed; where nothing did, how it was drawn."""
        changed = self.changed.get(model, {})
        resting = {name for plan in self.plans.get(model, ()) for name in foundations(plan, [quantity])}
        # Without any plan nothing says what rests on what: then all that changed may have moved it.
        slots = [
            slot for slot in changed if not self.plans.get(model) or _quantity_of(slot) in map(_quantity_of, resting)
        ]
        causes = tuple(dict.fromkeys(cause for slot in slots for cause in changed[slot]))
        decisive = tuple(cause for cause in causes if cause.kind != "draw")
        return decisive or causes or self.run


def _quantity_of(slot: str) -> str:
    """A prior that is one of several routes has a slot of another name."""
    return slot.partition(" ")[0]


def _of_plans(then: Plan, now: Plan) -> Iterator[tuple[str, Cause]]:
    priors = [{item.quantity.id: item for item in plan.inputs} for plan in (then, now)]
    steps = [{step.quantity.id: step for step in plan.steps} for plan in (then, now)]
    for name in {**priors[0], **priors[1]}:
        yield from (
            (name, cause) for cause in _of_inputs(name, (then, now), (priors[0].get(name), priors[1].get(name)))
        )
    for name in steps[0]:
        if name in steps[1]:
            yield from ((name, cause) for cause in _of_steps(name, steps[0][name], steps[1][name]))
    pairs = [{item.pair: item for item in plan.correlations} for plan in (then, now)]
    for pair in {**pairs[0], **pairs[1]}:
        one, other = (side[pair].coefficient if pair in side else 0.0 for side in pairs)
        if one != other:
            first, second = sorted(pair)
            cause = Cause("correlation", f"{first} and {second}", f"{one:g}", f"{other:g}")
            yield from ((name, cause) for name in (first, second))


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


def _of_steps(name: str, then: Step, now: Step) -> Iterator[Cause]:
    ways = [dict(zip(step.taken.names, step.taken.weights, strict=True)) for step in (then, now)]
    if ways[0] != ways[1]:
        yield Cause(
            "route", name, *(", ".join(f"{way} {weight:g}" for way, weight in way_of.items()) for way_of in ways)
        )
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
