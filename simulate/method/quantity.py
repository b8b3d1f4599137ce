"""Quantities and routes, as frozen records."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from simulate.beliefs.prior import Place
from simulate.foundation.units import Unit
from simulate.method.formula import Formula

GIVEN = "given"
"""The route that is a quantity's own prior."""
EQUALS = "equals"
"""The name of the only route of a quantity that has one equation."""


@dataclass(frozen=True, slots=True)
class Route:
    """One way to compute a quantity; taken only where everything in `only_given` has a prior."""

    name: str
    formula: Formula
    only_given: tuple[str, ...] = ()
    identity: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """A named amount with a unit and the ways to compute it; without routes it is an input."""

    id: str
    label: str
    unit: Unit
    about: str = ""
    sentence: str = ""
    source: str = ""
    valid: tuple[float, float] = (-math.inf, math.inf)
    positive: bool = False
    usual: tuple[float, float] | None = None
    refused_above: float | None = None
    drawn: str = "shared"
    basis: str = ""
    group: str = ""
    askable: bool = False
    headline: bool = False
    routes: tuple[Route, ...] = ()
    place: Place = field(default=Place(None), compare=False, repr=False)

    def route(self, name: str) -> Route | None:
        """The route of a name."""
        return next((route for route in self.routes if route.name == name), None)
