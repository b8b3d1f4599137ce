"""The method of a result as a document: every formula that its numbers were computed with, with units and sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.publishing.wording.labels import clean, markdown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulate.method.plan import Plan, Step
    from simulate.method.quantity import Quantity

_INTRODUCTION = """\
# Method

Every formula that the numbers of this result were computed with. What has a prior is drawn; what has none is computed,
by the first route whose ingredients are known, or by several routes weighed against each other. One draw of a belief
serves every quantity that uses it.
"""


@dataclass(frozen=True, slots=True)
class Way:
    """One formula of a quantity: the route's name (empty where there is only one way), its weight, its text."""

    route: str
    weight: float
    text: str
    names: tuple[str, ...]


def ways(step: Step) -> tuple[Way, ...]:
    """How a step computes its quantity: one way, or several with the weights that they are believed with."""
    several = len(step.quantity.routes) > 1 or step.weighed
    return tuple(
        Way(
            name if several else "",
            weight,
            formula.text if formula else "its own prior",
            formula.names if formula else (),
        )
        for name, weight, formula in zip(step.taken.names, step.taken.weights, step.formulas, strict=True)
    )


def markdown_text(plans: Sequence[Plan]) -> str:
    """The document: the built-in method once for all models that use it, then each method of one's own."""
    built_in = [plan for plan in plans if not plan.scenario.own_method]
    own = [plan for plan in plans if plan.scenario.own_method]
    lines = [_INTRODUCTION]
    if built_in:
        lines += ["## The training method", "", *_shared(built_in)]
    for plan in own:
        lines += [f"## {markdown(clean(plan.scenario.name))}: a method of its own", "", *_shared([plan])]
    return "\n".join(lines).rstrip() + "\n"


def _shared(plans: Sequence[Plan]) -> Iterator[str]:
    """Quantities in the order of the method, each with all ways in which some model computes it."""
    order = {id_: quantity for plan in plans for id_, quantity in plan.method.items()}
    for id_, quantity in order.items():
        computing: dict[tuple[Way, ...], list[str]] = {}
        for plan in plans:
            for step in plan.steps:
                if step.quantity.id == id_:
                    computing.setdefault(ways(step), []).append(plan.scenario.name)
        drawn = [plan.scenario.name for plan in plans if any(item.quantity.id == id_ for item in plan.inputs)]
        if computing or drawn:
            yield from _quantity(quantity, computing, drawn, len(plans))


def _quantity(
    quantity: Quantity, computing: dict[tuple[Way, ...], list[str]], drawn: list[str], models: int
) -> Iterator[str]:
    unit = "" if quantity.unit.text == "1" else f" [{markdown(quantity.unit.text)}]"
    yield f"### `{quantity.id}`{unit}"
    yield ""
    about = f": {markdown(clean(quantity.about))}" if quantity.about else "."
    yield f"{markdown(clean(quantity.label))}{about}"
    yield ""
    for found, names in computing.items():
        whose = "" if len(names) == models else f" ({markdown(', '.join(map(clean, names)))})"
        for way in found:
            route = f", route {way.route}" if way.route else ""
            weight = f", believed with weight {way.weight:g}" if len(found) > 1 else ""
            yield f"- `{quantity.id} = {way.text}`{route}{weight}{whose}"
    if drawn:
        whose = "" if len(drawn) == models else f" for {markdown(', '.join(map(clean, drawn)))}"
        yield f"- drawn from its prior{whose}"
    if quantity.source:
        yield f"- Source: {markdown(clean(quantity.source))}"
    yield ""
