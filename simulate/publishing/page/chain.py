"""How the quantities of one model are computed, as rows of a table whose names lead to each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.publishing.catalogue.formulas import ways
from simulate.publishing.wording.labels import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulate.method.plan import Plan, Step

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a formula; `quantity` where it is the name of one that the page explains."""

    text: str
    quantity: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """One way to compute a quantity."""

    tokens: tuple[Token, ...]
    remark: str


@dataclass(frozen=True, slots=True)
class Link:
    """One computed quantity."""

    quantity: str
    label: str
    unit: str
    source: str
    formulas: tuple[Formula, ...]


def chain(plan: Plan) -> tuple[Link, ...]:
    """Every quantity that the outputs of a plan are computed through, each before its ingredients."""
    steps = {step.quantity.id: step for step in plan.steps}
    known = {item.quantity.id for item in plan.inputs} | set(steps)
    return tuple(_link(steps[name], known) for name in _order(plan, steps))


def _order(plan: Plan, steps: dict[str, Step]) -> Iterator[str]:
    """Outputs first, deeper quantities behind the last one that needs them: the steps backwards, if anything does."""
    needed: set[str] = set()
    pending = list(plan.outputs)
    while pending:
        name = pending.pop()
        if name in steps and name not in needed:
            needed.add(name)
            pending += [item for way in ways(steps[name]) for item in way.names]
    outputs = [name for name in plan.outputs if name in needed]
    rest = [name for name in reversed(list(steps)) if name in needed and name not in outputs]
    yield from (*outputs, *rest)


def _link(step: Step, known: set[str]) -> Link:
    quantity = step.quantity
    found = ways(step)
    return Link(
        quantity=quantity.id,
        label=clean(quantity.label),
        unit="" if quantity.unit.text == "1" else quantity.unit.text,
        source=clean(quantity.source),
        formulas=tuple(Formula(tuple(_tokens(way.text, known)), _remark(way.route, way.weight)) for way in found),
    )


def _remark(route: str, weight: float) -> str:
    believed = f", believed with weight {weight:g}" if weight < 1 else ""
    return f"route {route}{believed}" if route else ""


def _tokens(text: str, known: set[str]) -> Iterator[Token]:
    place = 0
    for match in _NAME.finditer(text):
        if match.start() > place:
            yield Token(text[place : match.start()])
        yield Token(match[0], match[0] if match[0] in known else "")
        place = match.end()
    if place < len(text):
        yield Token(text[place:])
