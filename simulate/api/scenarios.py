"""Scenarios for Python: read by path or name, changed, and looked into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path

from simulate.api import selection
from simulate.beliefs.prior import Scenario as Stated
from simulate.foundation.errors import UsageError
from simulate.foundation.nearest import suggestion
from simulate.method.plan import Plan
from simulate.publishing.catalogue import explanation
from simulate.publishing.wording.labels import clean

Changes = Mapping[str, str] | Iterable[str]
"""What `--set` takes: `{"pue": "1.1 to 1.3"}`, or texts such as `"pue=1.1 to 1.3"`."""
Name = str | PathLike[str]


@dataclass(frozen=True, repr=False, eq=False)
class Scenario:
    """One training run (or any other uncertainty budget) under stated beliefs: read, checked, ready to be drawn."""

    stated: Stated
    plan: Plan

    @property
    def id(self) -> str:
        """The file's name without `.toml`."""
        return self.stated.id

    @property
    def name(self) -> str:
        """What people call it."""
        return clean(self.stated.name, self.id)

    @property
    def developer(self) -> str:
        """Who trained it; empty where the file does not say."""
        return clean(self.stated.developer)

    @property
    def priors(self) -> dict[str, str]:
        """What is believed of each quantity that is drawn, as it was stated, units included."""
        return {item.quantity.id: item.prior.stated for item in self.plan.inputs}

    @property
    def quantities(self) -> tuple[str, ...]:
        """Everything that a run gives draws of, in the order of the method."""
        return self.plan.quantities

    @property
    def outputs(self) -> tuple[str, ...]:
        """The headline quantities."""
        return self.plan.outputs

    def explain(self, quantity: str | None = None, width: int = 100) -> str:
        """How a quantity (the headline ones where none is named) is computed, down to each prior with its source.

        Raises
        ------
        UsageError
            There is no such quantity.

        """
        if quantity is not None and quantity not in self.plan.method:
            raise UsageError(f"{self.id} has no quantity {quantity!r}{suggestion(quantity, list(self.plan.method))}")
        return explanation.explain(self.plan, quantity, width)

    def __repr__(self) -> str:
        return f"<simulate.Scenario {self.id!r}: {self.name}, {len(self.priors)} priors>"


def read(scenario: Name, *, changes: Changes = (), use: Iterable[str] = (), priors: Iterable[Name] = ()) -> Scenario:
    """A scenario from a file (`my-model.toml`), or a shipped one by its name (`deepseek-v3`).

    `changes` are what-if settings as those of `--set`, `use` further bundles, `priors` folders that are searched for
    bundles first.

    Raises
    ------
    InputError
        With everything that is wrong with the file, its bundles or the changes: `error.problems`, each with file,
        line, column and field.

    """
    found = read_all([scenario], changes=changes, use=use, priors=priors)
    if len(found) > 1:
        raise UsageError(f"{fspath(scenario)} is a folder of {len(found)} scenarios; name one of them")
    return found[0]


def read_all(
    scenarios: Iterable[Name | Scenario],
    *,
    changes: Changes = (),
    use: Iterable[str] = (),
    priors: Iterable[Name] = (),
) -> list[Scenario]:
    """Scenarios by path, folder or name, or read already, in the order of publication; none means those of the seed."""
    given = list(scenarios)
    named = [fspath(item) for item in given if not isinstance(item, Scenario)]
    stated = [item.stated for item in given if isinstance(item, Scenario)]
    use, priors = list(use), list(priors)
    if stated and (use or priors):
        raise UsageError("use and priors say how files are read: give them to simulate.read")
    if named or not given:
        library = selection.library([Path(folder) for folder in priors])
        stated += selection.scenarios(named or None, library, use)
    _refuse_doubles(stated)
    plans = selection.plans(sorted(stated, key=lambda item: item.order), written(changes))
    return [Scenario(plan.scenario, plan) for plan in plans]


def _refuse_doubles(stated: Iterable[Stated]) -> None:
    ids = [item.id for item in stated]
    if doubled := [id_ for id_ in dict.fromkeys(ids) if ids.count(id_) > 1]:
        raise UsageError(f"two scenarios have the id {doubled[0]}; to see it before and after, use simulate.compare")


def written(changes: Changes) -> list[str]:
    """Changes as `--set` takes them."""
    if isinstance(changes, str):
        return [changes]
    return [f"{name}={prior}" for name, prior in changes.items()] if isinstance(changes, Mapping) else list(changes)


def shipped() -> list[str]:
    """Names of the scenarios that come with the program."""
    return selection.shipped()
