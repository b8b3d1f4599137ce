"""What if: `--set "pue=1.1 to 1.3"`, `--set NAME=`, `--set routes.NAME=A:0.4,B:0.6`, `--set MODEL:NAME=...`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from simulate.beliefs import text
from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.prior import COMMAND_LINE, Place, Prior, Scenario
from simulate.foundation import grammar, units
from simulate.foundation.errors import InputError, PriorError, Problem, TextError, UnitError
from simulate.foundation.nearest import suggestion
from simulate.foundation.units import Unit

_SETTING = re.compile(
    r"\s*(?:(?P<model>[a-z0-9][a-z0-9.-]*):)?(?P<routes>routes\.)?(?P<name>[A-Za-z][A-Za-z0-9_]*)\s*=(?P<value>.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One `--set`, read: a prior, a withdrawal (no distribution, no routes) or weights of routes."""

    written: str
    model: str
    name: str
    distribution: Distribution | None = None
    text: str = ""
    unit: Unit | None = None
    routes: dict[str, float] | None = None

    @property
    def place(self) -> Place:
        """For problems that are found later; `--set` has no file."""
        return Place(None, (f'--set "{self.written}"',))


def read(written: Sequence[str]) -> list[Setting]:
    """All settings of a command line.

    Raises
    ------
    InputError
        With every one that cannot be read.
    """
    settings: list[Setting] = []
    problems: list[Problem] = []
    for item in written:
        try:
            settings.append(_read(item))
        except (TextError, PriorError, UnitError) as error:
            problems.append(Problem(str(error), (f'--set "{item}"',)))
    if problems:
        raise InputError(problems)
    return settings


def _read(written: str) -> Setting:
    match = _SETTING.fullmatch(written)
    if match is None:
        raise TextError('expected NAME=PRIOR UNIT, NAME=, MODEL:NAME=... or routes.NAME=ROUTE, e.g. "pue=1.1 to 1.3"')
    model, name, value = match["model"] or "", match["name"], match["value"].strip()
    if match["routes"]:
        return Setting(written, model, name, routes=_weights(value))
    if not value:
        return Setting(written, model, name)
    distribution, rest = text.read_start(value)
    unit = value[rest:].strip()
    return Setting(written, model, name, distribution, value[:rest].strip(), units.read(unit) if unit else None)


def _weights(value: str) -> dict[str, float]:
    """`A`, `A:0.4,B:0.6`; nothing withdraws what the scenario says."""
    weights: dict[str, float] = {}
    if not value:
        return weights
    for part in value.split(","):
        name, colon, weight = (item.strip() for item in part.partition(":"))
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
            raise TextError(f"expected ROUTE or ROUTE:WEIGHT,ROUTE:WEIGHT, got {part.strip()!r}")
        if name in weights:
            raise TextError(f"the route {name} is given twice")
        weights[name] = text.constant(grammar.parse(weight)) if colon else 1.0
        if not 0 <= weights[name] <= 1:
            raise TextError(f"the weight of {name} must lie between 0 and 1, got {weight}")
    return weights


def apply(
    settings: Sequence[Setting], scenarios: Sequence[Scenario], known: Callable[[Scenario], Sequence[str]]
) -> list[Scenario]:
    """The scenarios with the settings applied, each to all models that know its name or to the one that it names.

    A new prior takes over the identity, and so the draws, of the one it replaces; where nothing is replaced the
    identity is (scenario id, name). `known` says which names a scenario's method has.

    Raises
    ------
    InputError
        With every setting whose model or name is unknown.
    """
    changed = list(scenarios)
    problems: list[Problem] = []
    for setting in settings:
        ids = [scenario.id for scenario in scenarios]
        if setting.model and setting.model not in ids:
            problems.append(
                setting.place.problem(f"no such model here: {setting.model}{suggestion(setting.model, ids)}")
            )
            continue
        affected = [
            position
            for position, scenario in enumerate(changed)
            if setting.model in ("", scenario.id) and setting.name in known(scenario)
        ]
        if not affected:
            names = [name for scenario in scenarios for name in known(scenario) if setting.model in ("", scenario.id)]
            problems.append(setting.place.problem(f"no such quantity: {setting.name}{suggestion(setting.name, names)}"))
        for position in affected:
            applied = _applied(setting, changed[position])
            changed[position] = replace(applied, settings=(*applied.settings, setting.written))
    if problems:
        raise InputError(problems)
    return changed


def _applied(setting: Setting, scenario: Scenario) -> Scenario:
    if setting.routes is not None:
        others = {name: weights for name, weights in scenario.routes.items() if name != setting.name}
        return replace(scenario, routes={**others, setting.name: setting.routes} if setting.routes else others)
    old = scenario.priors.get(setting.name)
    if setting.distribution is None:
        return replace(scenario, priors={name: prior for name, prior in scenario.priors.items() if prior is not old})
    prior = Prior(
        quantity=setting.name,
        origin=old.origin if old else scenario.id,
        distribution=setting.distribution,
        text=setting.text,
        place=setting.place,
        unit=setting.unit,
        source=(COMMAND_LINE,),
        basis=old.basis if old else "",
        drawn=old.drawn if old else "",
    )
    return replace(scenario, priors={**scenario.priors, setting.name: prior})
