"""What bundles state: each prior beside the quantity that it is a prior of, in units that readers can compare."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.empirical import Empirical
from simulate.beliefs.families.points import Choice
from simulate.beliefs.library import Library
from simulate.beliefs.prior import Bundle, Prior
from simulate.foundation import units
from simulate.foundation.errors import InputError, Problem
from simulate.foundation.nearest import suggestion
from simulate.foundation.units import DIMENSIONLESS
from simulate.method import binding
from simulate.method.quantity import Quantity
from simulate.method.reading import training


@dataclass(frozen=True, slots=True)
class Statement:
    """One prior of a bundle: `distribution` and `evidence` are in `unit`, cut at the bounds of the quantity."""

    bundle: Bundle
    prior: Prior
    quantity: Quantity
    distribution: Distribution
    evidence: tuple[tuple[float, float], ...]
    unit: str
    per_model: bool

    @property
    def exact(self) -> bool:
        """Whether it is a point."""
        low, high = self.distribution.support
        return low == high

    @property
    def atoms(self) -> dict[float, float]:
        """Probability of each value, where the prior is a list or a table of values; else empty."""
        found = self.distribution
        if not isinstance(found, (Choice, Empirical)):
            return {}
        atoms: dict[float, float] = {}
        for value, weight in zip(found.values, found.weights, strict=True):
            atoms[value] = atoms.get(value, 0.0) + weight
        return dict(sorted(atoms.items()))

    def quantiles(self) -> tuple[float, float, float]:
        """What has 5, 50 and 95 % of the probability below it."""
        low, middle, high = (float(value) for value in self.distribution.ppf([0.05, 0.5, 0.95]))
        return low, middle, high


def bundles(library: Library) -> list[Bundle]:
    """All bundles that can be found, by name.

    Raises
    ------
    InputError
        With the problems of every file.
    """
    found: list[Bundle] = []
    problems: list[Problem] = []
    for name in library.names():
        try:
            found.append(library.bundle(name))
            problems += found[-1].problems
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def statements(library: Library, name: str) -> tuple[Statement, ...]:
    """What a bundle states, or what all bundles state of a quantity.

    Those of a bundle are in the units of its file, as its sources have them; those of a quantity in the unit of the
    method, so that they can be compared.

    Raises
    ------
    InputError
        Nothing has that name, or a file has problems.
    """
    if name in library.names():
        return _checked(_stated([library.bundle(name)], None))
    if name in training():
        return _checked(_stated(bundles(library), name))
    known = [*library.names(), *training()]
    having = [item for item in known if name and name.lower() in item]
    hint = suggestion(name, known) or (f"; did you mean {having[0]}?" if having else "")
    raise InputError([Problem(f"no such bundle or quantity: {name}{hint}")])


def _stated(found: Iterable[Bundle], quantity: str | None) -> Iterable[Statement | Problem]:
    method = training()
    for bundle in found:
        yield from bundle.problems
        for name, prior in bundle.priors.items():
            if name not in method:
                yield binding.unknown(prior, method)
            elif quantity in (None, name):
                yield from _statement(bundle, prior, method[name], own_unit=quantity is None)


def _statement(bundle: Bundle, prior: Prior, quantity: Quantity, *, own_unit: bool) -> Iterable[Statement | Problem]:
    problems: list[Problem] = []
    bound = binding.check(prior, quantity, problems)
    if bound is None:
        yield from problems
        return
    written = prior.unit or DIMENSIONLESS
    ratio = units.ratio(written, quantity.unit)
    distribution = binding.scaled(bound.distribution, 1 / ratio) if own_unit else bound.distribution
    factor = 1.0 if own_unit else float(ratio)
    yield Statement(
        bundle=bundle,
        prior=prior,
        quantity=quantity,
        distribution=distribution,
        evidence=tuple((low * factor, high * factor) for low, high in prior.evidence),
        unit=written.text if own_unit else quantity.unit.text,
        per_model=bound.per_model,
    )


def _checked(found: Iterable[Statement | Problem]) -> tuple[Statement, ...]:
    every = list(found)
    problems = [item for item in every if isinstance(item, Problem)]
    if problems:
        raise InputError(dict.fromkeys(problems))
    return tuple(item for item in every if isinstance(item, Statement))
