"""What the layers offer to each other says what it is: shapes, units, sources of formulas."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import pytest

import simulate
from simulate.beliefs.families.distribution import Distribution

LAYERS = ("foundation", "beliefs", "method", "engine", "simulation", "analysis", "publishing", "api")


def offered(layer: str) -> dict[str, object]:
    """Public functions, classes and their public members of a layer, by dotted name, where they are defined."""
    package = importlib.import_module(f"{simulate.__name__}.{layer}")
    found: dict[str, object] = {}
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        for name, thing in vars(importlib.import_module(module.name)).items():
            if name[0] != "_" and callable(thing) and getattr(thing, "__module__", "") == module.name:
                found[f"{module.name}.{name}"] = thing
                found |= {f"{module.name}.{name}.{part}": getattr(thing, part) for part in _members(thing)}
    return found


def _members(thing: object) -> list[str]:
    """Public methods and properties of a class that are written in it, none of anything else."""
    if not inspect.isclass(thing):
        return []
    return [
        name
        for name, member in vars(thing).items()
        if name[0] != "_" and (inspect.isfunction(member) or isinstance(member, property | classmethod | staticmethod))
    ]


@pytest.mark.parametrize("layer", LAYERS)
def test_everything_that_a_layer_offers_is_documented_by_itself_or_by_what_it_keeps_the_promises_of(layer):
    things = offered(layer)
    assert len(things) > 10
    assert [name for name, thing in things.items() if not inspect.getdoc(thing)] == []


def test_what_is_not_documented_would_be_noticed():
    class Undocumented(Distribution):
        def cdf(self, x):
            return x

        def surprise(self):
            return 1

    assert _members(Undocumented) == ["cdf", "surprise"]
    assert not inspect.getdoc(Undocumented.surprise)
