"""Every quantity of the built-in method with its unit, bounds and formulas, from the method file."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simulate.method.quantity import EQUALS, Quantity
from simulate.method.reading import training
from simulate.publishing.wording import digits
from simulate.publishing.wording.labels import markdown as escaped

INTRODUCTION = """# Quantities and formulas

Made from `simulate/method/training.toml`, the only place where names, units and formulas are written. A quantity that
has a prior is drawn; one that has none takes the first of its routes whose ingredients are known. Quantities are
settled in this order. [What is computed](../explanation/method.md) says what is counted where.
"""


def page() -> str:
    """All quantities, in the order in which they are settled."""
    return "\n".join([INTRODUCTION, *("\n".join(_section(quantity)) for quantity in training().values())])


def _section(quantity: Quantity) -> Iterator[str]:
    yield (
        f"## {quantity.id}\n\n**{escaped(quantity.label)}**{_unit(quantity)}. {escaped(quantity.about)}".rstrip() + "\n"
    )
    if quantity.routes:
        yield "```\n" + "\n".join(_formulas(quantity)) + "\n```\n"
    facts = list(_facts(quantity))
    if facts:
        yield "\n".join(f"- {fact}" for fact in facts) + "\n"


def _unit(quantity: Quantity) -> str:
    return "" if quantity.unit.text == "1" else f", {escaped(quantity.unit.text)}"


def _formulas(quantity: Quantity) -> Iterator[str]:
    for route in quantity.routes:
        named = "" if route.name == EQUALS else f"    # route {route.name}"
        only = f", only where {', '.join(route.only_given)} is given" if route.only_given else ""
        yield f"{quantity.id} = {route.formula.text}{named}{only}"


def _facts(quantity: Quantity) -> Iterator[str]:
    if not quantity.routes:
        yield "An input: it has a prior, or is not known."
    bounds = _bounds(quantity)
    if bounds:
        yield f"Physical bounds of its priors: {bounds}."
    if quantity.usual:
        yield f"Usual: {_number(quantity.usual[0])} to {_number(quantity.usual[1])}; draws outside are a warning."
    if quantity.refused_above is not None:
        yield f"Refused above {_number(quantity.refused_above)}."
    if quantity.basis:
        yield f"Basis: {quantity.basis}."
    if quantity.drawn != "shared":
        yield "Drawn anew for every model unless a prior says otherwise."
    if quantity.source:
        yield f"Source: {escaped(quantity.source)}."


def _bounds(quantity: Quantity) -> str:
    low, high = quantity.valid
    least = f"{'above' if quantity.positive and low == 0.0 else 'from'} {_number(low)}" if math.isfinite(low) else ""
    return f"{least} {f'to {_number(high)}' if math.isfinite(high) else ''}".strip()


def _number(value: float) -> str:
    return "infinity" if math.isinf(value) else digits.point(value)
