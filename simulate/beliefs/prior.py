"""Priors and what surrounds them, as frozen records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.forms import QuantityForm
from simulate.foundation.documents import Document
from simulate.foundation.errors import FieldPath, Problem
from simulate.foundation.units import DIMENSIONLESS, Unit

COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was said, so that a problem found later still has its line."""

    document: Document | None
    path: FieldPath = ()

    def problem(self, message: str, *path: str | int, offset: int | None = None, key: bool = False) -> Problem:
        """A problem at a key below this place; without a document the path alone says where."""
        full = (*self.path, *path)
        if self.document is None:
            return Problem(message, full)
        return self.document.problem(full, message, offset=offset, key=key)

    def has(self, key: str) -> bool:
        """Whether a table stands here that has this key."""
        table = self.value
        return isinstance(table, dict) and key in table

    @property
    def value(self) -> object:
        """What stands at this place; None where nothing does."""
        found: object = self.document.data if self.document else None
        for step in self.path:
            if isinstance(found, dict):
                found = found.get(step)
            elif isinstance(found, list) and isinstance(step, int) and step < len(found):
                found = found[step]
            else:
                return None
        return found


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed of one quantity, as stated in one place.

    `origin` is the bundle's name or the scenario's id: with the quantity it is the identity of the belief. `unit` is
    None where none was written. `text` is the distribution as written. `evidence` holds what the sources found, in the
    unit of the prior: spans, low and high alike where it is a number. `replaced_unit` is that of the prior that this
    one replaces on a command line or as an alternative.
    """

    quantity: str
    origin: str
    distribution: Distribution
    text: str
    place: Place = field(compare=False, repr=False)
    unit: Unit | None = None
    source: tuple[str, ...] = ()
    why: str = ""
    year: int | None = None
    quality: str = ""
    basis: str = ""
    drawn: str = ""
    from_run: tuple[str, ...] = ()
    evidence: tuple[tuple[float, float], ...] = ()
    replaced_unit: Unit | None = None

    @property
    def declares(self) -> Unit | None:
        """The unit of an input that no method has: that of the prior, or of the one that it replaces."""
        return self.replaced_unit or self.unit

    def instead_of(self, old: Prior | None) -> Prior:
        """The same prior for an input that was declared by another: in the unit of that one."""
        return replace(self, replaced_unit=old.declares or DIMENSIONLESS) if old else self

    @property
    def stated(self) -> str:
        """Distribution and unit as one text: `394 to 430 gCO2e/kWh`."""
        return f"{self.text} {self.unit.text}" if self.unit and self.unit.text != "1" else self.text


@dataclass(frozen=True, slots=True)
class Correlation:
    """Dependence of two priors of one scenario; `rank` for Spearman, else Pearson between two normals."""

    between: tuple[str, str]
    coefficient: float
    rank: bool
    why: str
    place: Place = field(compare=False, repr=False)
    bundle: str = ""

    @property
    def pair(self) -> frozenset[str]:
        """The two names, whatever their order."""
        return frozenset(self.between)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Somebody else's point."""

    quantity: str
    value: float
    unit: Unit | None
    scope: str
    by: str
    source: tuple[str, ...]
    inputs: Mapping[str, float | str]
    place: Place = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What a developer disclosed."""

    quantity: str
    value: float
    unit: Unit | None
    kind: str
    scope: str
    group: str
    withhold: tuple[str, ...]
    source: tuple[str, ...]
    place: Place = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A file of priors that belong together; `name` is its path under a priors folder.

    `problems` are what is wrong with the file, `unread` the priors that could not be read for it, `tables` the texts
    of the CSV files that its priors name.
    """

    name: str
    title: str
    about: str
    priors: Mapping[str, Prior]
    correlations: tuple[Correlation, ...]
    document: Document = field(compare=False, repr=False)
    problems: tuple[Problem, ...] = field(default=(), compare=False, repr=False)
    unread: frozenset[str] = frozenset()
    tables: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Other assumptions of one run: priors, routes and correlations that replace those of the scenario.

    A prior takes over the identity, and so the draws, of the one that it replaces: before and after are paired.
    """

    name: str
    why: str
    priors: Mapping[str, Prior]
    routes: Mapping[str, Mapping[str, float]]
    correlations: tuple[Correlation, ...]
    place: Place = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One training run under its beliefs. `priors` holds the winners: bundles in order, own priors, settings.

    `problems` are what is wrong with its files, `unread` the priors and quantities that could not be read for it, and
    `incomplete` says that a whole bundle is missing. What could be read can still be asked for more problems.

    The rest is what a result keeps, to be made again from itself alone: `consulted` are all bundles that were read,
    those of alternatives too, `tables` the texts of CSV files, `also_uses` and `settings` what the command line added;
    `base` is the method file where it is another than the one that ships.
    """

    id: str
    name: str
    developer: str
    released: dt.date | None
    scope: str
    about: str
    own_method: bool
    outputs: tuple[str, ...]
    bundles: tuple[Bundle, ...]
    priors: Mapping[str, Prior]
    quantities: Mapping[str, QuantityForm]
    routes: Mapping[str, Mapping[str, float]]
    correlations: tuple[Correlation, ...]
    estimates: tuple[Estimate, ...]
    disclosed: tuple[Disclosure, ...]
    place: Place = field(compare=False, repr=False)
    published: bool = False
    problems: tuple[Problem, ...] = field(default=(), compare=False, repr=False)
    unread: frozenset[str] = frozenset()
    incomplete: bool = False
    alternatives: tuple[Alternative, ...] = ()
    consulted: tuple[Bundle, ...] = field(default=(), compare=False, repr=False)
    tables: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    also_uses: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    base: Document | None = field(default=None, compare=False, repr=False)

    def under(self, alternative: Alternative) -> Scenario:
        """The scenario with other assumptions."""
        priors = {
            **self.priors,
            **{name: prior.instead_of(self.priors.get(name)) for name, prior in alternative.priors.items()},
        }
        changed = self.correlated(alternative.correlations)
        return replace(changed, priors=priors, routes={**self.routes, **alternative.routes}, alternatives=())

    def correlated(self, stated: Sequence[Correlation]) -> Scenario:
        """The scenario with these correlations in place of those of the same pairs; 0 withdraws one."""
        by_pair = {item.pair: item for item in (*self.correlations, *stated)}
        return replace(self, correlations=tuple(item for item in by_pair.values() if item.coefficient))

    @property
    def order(self) -> tuple[int, str]:
        """Newest release first, undated last, then id: the order of every table and chart."""
        return (-self.released.toordinal() if self.released else 0, self.id)
