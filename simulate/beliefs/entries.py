"""The entries of a file, from their forms: priors, correlations, estimates, disclosures; problems are noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulate.beliefs import text
from simulate.beliefs.families.csv_columns import Tables
from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.points import Point
from simulate.beliefs.forms import CorrelationForm, DisclosureForm, EstimateForm, PriorForm
from simulate.beliefs.prior import Correlation, Disclosure, Estimate, Place, Prior
from simulate.foundation import units
from simulate.foundation.documents import Document
from simulate.foundation.errors import PriorError, Problem, TextError, UnitError
from simulate.foundation.units import Unit


@dataclass(frozen=True)
class Entries:
    """A file under way: `origin` is the bundle or scenario that its priors belong to, `problems` are added to.

    `sourced` says that every prior has to name a source.
    """

    document: Document
    origin: str
    tables: Tables
    sourced: bool
    problems: list[Problem]

    def place(self, *path: str | int) -> Place:
        """Somewhere in the file."""
        return Place(self.document, path)

    def priors(self, forms: Mapping[str, PriorForm], place: Place) -> dict[str, Prior]:
        """The priors below a place, by quantity; what cannot be read is missing."""
        made = {
            name: self._prior(name, form, Place(place.document, (*place.path, "priors", name)))
            for name, form in forms.items()
        }
        return {name: prior for name, prior in made.items() if prior is not None}

    def _prior(self, quantity: str, form: PriorForm, place: Place) -> Prior | None:
        distribution, unit = self._distribution(form, place), self._unit(form.unit, place)
        if self.sourced and not form.source:
            message = "has no source; a bundle or shipped scenario names one for every prior"
            self.problems.append(place.problem(message, key=True))
        if distribution is None:
            return None
        return Prior(
            quantity=quantity,
            origin=self.origin,
            distribution=distribution,
            text=form.prior if form.prior is not None else written(float(form.value or 0.0)),
            place=place,
            unit=unit,
            source=tuple(form.source or ()),
            why=form.why or "",
            year=form.year,
            quality=form.quality or "",
            basis=form.basis or "",
            drawn=form.drawn or "",
            from_run=tuple(form.from_run or ()),
            evidence=tuple((low, high) for low, high in form.evidence or ()),
        )

    def _distribution(self, form: PriorForm, place: Place) -> Distribution | None:
        try:
            if form.prior is None:
                return Point(float(form.value or 0.0))
            return text.read(form.prior, self.tables)
        except TextError as error:
            self.problems.append(place.problem(str(error), "prior", offset=error.offset))
        except PriorError as error:
            self.problems.append(place.problem(str(error), "value" if form.prior is None else "prior"))
        return None

    def _unit(self, written: str | None, place: Place) -> Unit | None:
        if written is None:
            return None
        try:
            return units.read(written)
        except UnitError as error:
            self.problems.append(place.problem(str(error), "unit"))
            return None

    def correlations(self, forms: Sequence[CorrelationForm], place: Place, bundle: str = "") -> tuple[Correlation, ...]:
        """The correlations below a place, of a bundle or of no one's but the scenario; one pair has one in a file."""
        made = tuple(
            Correlation(
                between=(form.between[0], form.between[1]),
                coefficient=float(form.spearman if form.spearman is not None else form.pearson or 0.0),
                rank=form.spearman is not None,
                why=form.why or "",
                place=Place(place.document, (*place.path, "correlations", position)),
                bundle=bundle,
            )
            for position, form in enumerate(forms)
        )
        seen: set[frozenset[str]] = set()
        for item in made:
            if item.pair in seen:
                self.problems.append(
                    item.place.problem(f"{' and '.join(item.between)} are correlated twice", "between")
                )
            seen.add(item.pair)
        return made

    def estimates(self, forms: Sequence[EstimateForm]) -> tuple[Estimate, ...]:
        """What others say."""
        return tuple(self._estimate(form, self.place("estimates", i)) for i, form in enumerate(forms))

    def _estimate(self, form: EstimateForm, place: Place) -> Estimate:
        return Estimate(
            quantity=form.quantity,
            value=float(form.value),
            unit=self._unit(form.unit, place),
            scope=form.scope,
            by=form.by,
            source=tuple(form.source or ()),
            inputs=form.inputs,
            place=place,
        )

    def disclosed(self, forms: Sequence[DisclosureForm]) -> tuple[Disclosure, ...]:
        """What the developer disclosed or measured."""
        return tuple(self._disclosure(form, self.place("disclosed", i)) for i, form in enumerate(forms))

    def _disclosure(self, form: DisclosureForm, place: Place) -> Disclosure:
        return Disclosure(
            quantity=form.quantity,
            value=float(form.value),
            unit=self._unit(form.unit, place),
            kind=form.kind,
            scope=form.scope,
            group=form.group or "",
            withhold=tuple(form.withhold),
            source=tuple(form.source or ()),
            place=place,
        )


def written(value: float) -> str:
    """A point as people write it, all digits kept: 2048, 0.1, 3.12e14."""
    if value == int(value) and abs(value) < 1e7:
        return str(int(value))
    mantissa, _, power = f"{value:.16e}".partition("e")
    for digits in range(17):
        mantissa = f"{value:.{digits}e}".partition("e")[0]
        if float(f"{mantissa}e{power}") == value:
            break
    short = f"{mantissa}e{int(power)}"
    return min(repr(value), short, key=len)
