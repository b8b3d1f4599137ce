"""What if: `--set "pue=1.1 to 1.3"`, `NAME=`, `routes.NAME=A:0.4,B:0.6`, `correlations.A,B=0.5`, `MODEL:NAME=...`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from simulate.beliefs import text
from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.prior import COMMAND_LINE, Correlation, Place, Prior, Scenario
from simulate.foundation import grammar, units
from simulate.foundation.errors import InputError, PriorError, Problem, TextError, UnitError
from simulate.foundation.nearest import suggestion
from simulate.foundation.units import Unit

_ID = "[A-Za-z][A-Za-z0-9_]*"
_SETTING = re.compile(
    rf"\s*(?:(?P<model>[a-z0-9][a-z0-9.-]*):)?(?P<routes>routes\.)?(?P<name>{_ID})\s*=(?P<value>.*)", re.DOTALL
)
_CORRELATION = re.compile(
    rf"\s*(?:(?P<model>[a-z0-9][a-z0-9.-]*):)?correlations\.(?P<a>{_ID})\s*,\s*(?P<b>{_ID})\s*=(?P<value>.*)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One `--set`, read: a prior, a withdrawal (no distribution, no routes), weights of routes, or a correlation.

    A correlation is that of `between`, Spearman's; `name` is then its first.
    """

    written: str
    model: str
    name: str
    distribution: Distribution | None = None
    text: str = ""
    unit: Unit | None = None
    routes: dict[str, float] | None = None
    between: tuple[str, str] | None = None
    coefficient: float = 0.0

    @property
    def names(self) -> tuple[str, ...]:
        """The names that it changes something about."""
        return self.between or (self.name,)

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
    correlation = _CORRELATION.fullmatch(written)
    if correlation is not None:
        return _read_correlation(written, correlation)
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


def _read_correlation(written: str, match: re.Match[str]) -> Setting:
    a, b, value = match["a"], match["b"], match["value"].strip()
    if a == b:
        raise TextError("a prior cannot be correlated with itself")
    coefficient = text.constant(grammar.parse(value)) if value else 0.0
    if not -1.0 < coefficient < 1.0:
        raise TextError(f"a rank correlation lies strictly between -1 and 1, got {value}")
    return Setting(written, match["model"] or "", a, between=(a, b), coefficient=coefficient)


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
        chosen = {k: scenario for k, scenario in enumerate(changed) if setting.model in ("", scenario.id)}
        # Only priors can be correlated; everything else can be set wherever the method has it.
        having = {k: list(s.priors) if setting.between else known(s) for k, s in chosen.items()}
        affected = [k for k, names in having.items() if set(setting.names) <= set(names)]
        if not affected:
            problems.append(setting.place.problem(_unknown(setting, [n for names in having.values() for n in names])))
        for position in affected:
            applied = _applied(setting, changed[position])
            changed[position] = replace(applied, settings=(*applied.settings, setting.written))
    if problems:
        raise InputError(problems)
    return changed


def _unknown(setting: Setting, names: Sequence[str]) -> str:
    missing = next((name for name in setting.names if name not in names), "")
    if not missing:
        return f"no model has priors of both {' and '.join(setting.names)}"
    what = f"{missing} has no prior here" if setting.between else f"no such quantity: {missing}"
    return f"{what}{suggestion(missing, names)}"


def _applied(setting: Setting, scenario: Scenario) -> Scenario:
    if setting.between is not None:
        return scenario.correlated(
            [Correlation(setting.between, setting.coefficient, True, COMMAND_LINE, setting.place)]
        )
    if setting.routes is not None:
        others = {name: weights for name, weights in scenario.routes.items() if name != setting.name}
        return replace(scenario, routes={**others, setting.name: setting.routes} if setting.routes else others)
    old = scenario.priors.get(setting.name)
    if setting.distribution is None:
        left = {name: prior for name, prior in scenario.priors.items() if prior is not old}
        kept = tuple(item for item in scenario.correlations if item.bundle or setting.name not in item.between)
        return replace(scenario, priors=left, correlations=kept)
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
    return replace(scenario, priors={**scenario.priors, setting.name: prior.instead_of(old)})
