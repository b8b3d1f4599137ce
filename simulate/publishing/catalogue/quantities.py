"""`docs/reference/quantities.md`: every quantity of the built-in method with its unit, bounds and formulas.

`python -m simulate.publishing.catalogue.quantities PAGE DOCUMENT ...` writes that page, and into each document the
formulas that its markers `<!-- formulas NAME ... -->` ask for; the manual's site typesets blocks of such lines.
"""

from __future__ import annotations

import math
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from simulate.method.quantity import EQUALS, Quantity
from simulate.method.reading import training
from simulate.publishing.storage.files import write_text
from simulate.publishing.storage.insertion import inserted
from simulate.publishing.wording import digits
from simulate.publishing.wording.labels import markdown as escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_INTRODUCTION = """# Quantities and formulas

The whole built-in method. A quantity that has a prior is drawn; one that has none takes the first of its routes whose
ingredients are known. Quantities are settled in this order. [What is computed](../explanation/method.md) says what is
counted where, and `wattif explain MODEL QUANTITY` shows the same for one training run, with every prior.

Values have the units that stand in brackets, and are converted where a formula asks for it. This page is made from
[`simulate/method/training.toml`](../../simulate/method/training.toml), the only place where names, units and formulas
are written, by `make quantities`.
"""
_MARKER = re.compile(r"<!-- (formulas [a-z0-9_ ]+) -->")


def page() -> str:
    """All quantities, in the order in which they are settled, below those that tables and charts begin with."""
    headlines = _links(quantity for quantity in training().values() if quantity.headline)
    sections = ("\n".join(_section(quantity)) for quantity in training().values())
    return "\n".join([_INTRODUCTION, f"Headline quantities: {headlines}.\n", *sections]).rstrip() + "\n"


def renewed(document: str) -> str:
    """A document with the formulas that its markers ask for, as they are now.

    Raises
    ------
    ValueError
        A marker names no quantity, or has no end.
    """
    for marker in _MARKER.findall(document):
        names = marker.split()[1:]
        if unknown := set(names) - set(training()):
            raise ValueError(f"no such quantity: {', '.join(sorted(unknown))}")
        document = inserted(document, marker, block(training()[name] for name in names))
    return document


def block(quantities: Iterable[Quantity]) -> str:
    """The formulas of quantities as they stand in the method file, a line for each, in a block of code."""
    lines = [line for quantity in quantities for line in _formulas(quantity)]
    return "\n".join(["```formula", *lines, "```", ""])


def _section(quantity: Quantity) -> Iterator[str]:
    yield f"## {quantity.id}\n"
    yield f"**{escaped(quantity.label)}**{_unit(quantity)}. {escaped(quantity.about)}".rstrip() + "\n"
    if quantity.routes:
        yield block([quantity])
    facts = list(_facts(quantity))
    if facts:
        yield "\n".join(f"- {fact}" for fact in facts) + "\n"


def _unit(quantity: Quantity) -> str:
    return "" if quantity.unit.text == "1" else f" [{escaped(quantity.unit.text)}]"


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
    using = [other for other in training().values() if any(quantity.id in r.formula.names for r in other.routes)]
    if using:
        yield f"Used by {_links(using)}."
    if quantity.source:
        yield f"Source: {escaped(quantity.source)}."


def _links(quantities: Iterable[Quantity]) -> str:
    return ", ".join(f"[`{quantity.id}`](#{quantity.id})" for quantity in quantities)


def _bounds(quantity: Quantity) -> str:
    low, high = quantity.valid
    least = f"{'above' if quantity.positive and low == 0.0 else 'from'} {_number(low)}" if math.isfinite(low) else ""
    return f"{least} {f'to {_number(high)}' if math.isfinite(high) else ''}".strip()


def _number(value: float) -> str:
    return "infinity" if math.isinf(value) else digits.point(value)


if __name__ == "__main__":
    write_text(Path(sys.argv[1]), page())
    for _document in map(Path, sys.argv[2:]):
        write_text(_document, renewed(_document.read_text(encoding="utf-8")))
