"""Documents become bundles and scenarios; every problem of a file is found before any is reported."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from simulate.beliefs import text
from simulate.beliefs.families.csv_columns import Tables
from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.points import Point
from simulate.beliefs.forms import (
    FILE_NAME,
    AlternativeForm,
    BundleForm,
    CorrelationForm,
    DisclosureForm,
    EstimateForm,
    PriorForm,
    ScenarioForm,
)
from simulate.beliefs.prior import Alternative, Bundle, Correlation, Disclosure, Estimate, Place, Prior, Scenario
from simulate.beliefs.validation import validate
from simulate.foundation import documents, units
from simulate.foundation.documents import Document
from simulate.foundation.errors import InputError, PriorError, Problem, TextError, UnitError
from simulate.foundation.units import Unit

FindBundle = Callable[[str], Bundle]
"""The bundle of a name; LookupError where there is none, InputError where it has problems."""


def bundle(document: Document, name: str, folder: Path | Mapping[str, str] | None) -> Bundle:
    """The bundle in a document; `folder` is where its `empirical` tables lie, or their texts by file name.

    Raises
    ------
    InputError
        So much is wrong that nothing can be made of it; lesser problems stand in the bundle.
    """
    valid = validate(document, BundleForm)
    form, problems = valid.form, valid.problems
    if form is None:
        raise InputError(problems)
    tables = Tables(folder)
    priors = _priors(form.priors, name, Place(document), tables, True, problems)
    unread = valid.unread | (set(form.priors) - set(priors))
    correlations = _correlations(form.correlations, Place(document), name)
    _check_pairs(correlations, problems)
    about, found = form.about or "", tuple(problems)
    return Bundle(name, form.name, about, priors, correlations, document, found, unread, tables.texts)


def scenario(
    path: Path,
    find: FindBundle,
    *,
    shown_as: str | None = None,
    published: bool = False,
    also_uses: Sequence[str] = (),
) -> Scenario:
    """The scenario in a file, with its bundles; those of `also_uses` come after its own and win over them.

    Raises
    ------
    InputError
        So much is wrong that nothing can be made of it; lesser problems, its bundles' too, stand in the scenario.
    """
    document = documents.read(path, name=shown_as)
    identifier = path.name.removesuffix(".toml")
    if not path.name.endswith(".toml") or not re.match(FILE_NAME, identifier):
        wanted = "a scenario's file name is its id: small letters, digits, dots and hyphens, then .toml"
        raise InputError([Problem(f"{wanted}; got {path.name!r}", file=document.name)])
    return scenario_of(document, identifier, find, folder=path.parent, published=published, also_uses=also_uses)


def scenario_of(
    document: Document,
    identifier: str,
    find: FindBundle,
    *,
    folder: Path | Mapping[str, str] | None,
    published: bool = False,
    also_uses: Sequence[str] = (),
    base: Document | None = None,
) -> Scenario:
    """The scenario in a document that was read already (a file, or the text kept in a result).

    `folder` is where its tables lie, or their texts by file name; `base` its method file where that is not the one
    that ships.
    """
    valid = validate(document, ScenarioForm)
    form, problems = valid.form, valid.problems
    if form is None:
        raise InputError(problems)
    tables = Tables(folder)
    consulted: dict[str, Bundle] = {}

    def noted(name: str) -> Bundle:
        consulted[name] = find(name)
        return consulted[name]

    bundles = _bundles(form, document, noted, problems, also_uses)
    own = _priors(form.priors, identifier, Place(document), tables, published, problems)
    estimates = tuple(
        _estimate(item, Place(document, ("estimates", i)), problems) for i, item in enumerate(form.estimates)
    )
    disclosed = tuple(
        _disclosure(item, Place(document, ("disclosed", i)), problems) for i, item in enumerate(form.disclosed)
    )
    correlations = _correlations(form.correlations, Place(document), "")
    _check_pairs(correlations, problems)
    priors = {name: prior for source in (*(item.priors for item in bundles), own) for name, prior in source.items()}
    unread = valid.unread.union(set(form.priors) - set(own), *(item.unread for item in bundles))
    alternatives = tuple(
        _alternative(item, Place(document, ("alternatives", i)), identifier, noted, tables, published, priors, problems)
        for i, item in enumerate(form.alternatives)
    )
    return Scenario(
        id=identifier,
        name=form.name,
        developer=form.developer or "",
        released=form.released,
        scope=form.scope,
        about=form.about or "",
        own_method=form.method == "own",
        outputs=tuple(form.outputs),
        bundles=bundles,
        priors=priors,
        quantities=form.quantities,
        routes=form.routes,
        correlations=_winning(bundles, correlations),
        estimates=estimates,
        disclosed=disclosed,
        place=Place(document),
        published=published,
        problems=tuple(problems),
        unread=unread,
        incomplete=len(bundles) < len({*form.uses, *also_uses}),
        alternatives=alternatives,
        consulted=tuple(consulted.values()),
        tables=tables.texts,
        also_uses=tuple(also_uses),
        base=base,
    )


def _alternative(
    form: AlternativeForm,
    place: Place,
    identifier: str,
    find: FindBundle,
    tables: Tables,
    source_required: bool,
    replaced: Mapping[str, Prior],
    problems: list[Problem],
) -> Alternative:
    """Other assumptions; each prior keeps the identity of the one that it replaces."""
    stated: dict[str, Prior] = {}
    for position, name in enumerate(form.uses):
        try:
            stated |= find(name).priors
        except LookupError as missing:
            problems.append(place.problem(str(missing.args[0]), "uses", position))
        except InputError as error:
            problems.extend(problem for problem in error.problems if problem not in problems)
    stated |= _priors(form.priors, identifier, place, tables, source_required, problems)
    priors = {
        name: replace(prior, origin=replaced[name].origin, drawn=prior.drawn or replaced[name].drawn)
        if name in replaced
        else prior
        for name, prior in stated.items()
    }
    correlations = _correlations(form.correlations, place, "")
    _check_pairs(correlations, problems)
    return Alternative(form.name, form.why or "", priors, form.routes, correlations, place)


def _bundles(
    form: ScenarioForm, document: Document, find: FindBundle, problems: list[Problem], also_uses: Sequence[str]
) -> tuple[Bundle, ...]:
    found: list[Bundle] = []
    places = [Place(document, ("uses", position)) for position in range(len(form.uses))]
    places += [Place(None, (f"--use {name}",)) for name in also_uses]
    names = (*form.uses, *also_uses)
    for position, (name, place) in enumerate(zip(names, places, strict=True)):
        if name in names[:position]:
            if position < len(form.uses):
                problems.append(place.problem(f"{name} is used twice"))
            continue
        try:
            found.append(find(name))
            problems.extend(problem for problem in found[-1].problems if problem not in problems)
        except LookupError as missing:
            problems.append(place.problem(str(missing.args[0])))
        except InputError as error:
            problems.extend(problem for problem in error.problems if problem not in problems)
    return tuple(found)


def _priors(
    forms: Mapping[str, PriorForm],
    origin: str,
    place: Place,
    tables: Tables,
    source_required: bool,
    problems: list[Problem],
) -> dict[str, Prior]:
    priors: dict[str, Prior] = {}
    for quantity, form in forms.items():
        here = Place(place.document, (*place.path, "priors", quantity))
        distribution = _distribution(form, here, tables, problems)
        unit = _unit(form.unit, here, problems)
        if source_required and not form.source:
            problems.append(
                here.problem("has no source; a bundle or shipped scenario names one for every prior", key=True)
            )
        if distribution is None:
            continue
        priors[quantity] = Prior(
            quantity=quantity,
            origin=origin,
            distribution=distribution,
            text=form.prior if form.prior is not None else written(float(form.value or 0.0)),
            place=here,
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
    return priors


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


def _distribution(form: PriorForm, place: Place, tables: Tables, problems: list[Problem]) -> Distribution | None:
    try:
        if form.prior is None:
            return Point(float(form.value or 0.0))
        return text.read(form.prior, tables)
    except TextError as error:
        problems.append(place.problem(str(error), "prior", offset=error.offset))
    except PriorError as error:
        problems.append(place.problem(str(error), "value" if form.prior is None else "prior"))
    return None


def _unit(written: str | None, place: Place, problems: list[Problem]) -> Unit | None:
    if written is None:
        return None
    try:
        return units.read(written)
    except UnitError as error:
        problems.append(place.problem(str(error), "unit"))
        return None


def _correlations(forms: list[CorrelationForm], place: Place, bundle_name: str) -> tuple[Correlation, ...]:
    return tuple(
        Correlation(
            between=(form.between[0], form.between[1]),
            coefficient=float(form.spearman if form.spearman is not None else form.pearson or 0.0),
            rank=form.spearman is not None,
            why=form.why or "",
            place=Place(place.document, (*place.path, "correlations", position)),
            bundle=bundle_name,
        )
        for position, form in enumerate(forms)
    )


def _check_pairs(correlations: tuple[Correlation, ...], problems: list[Problem]) -> None:
    """One pair has one correlation in a file."""
    seen: set[frozenset[str]] = set()
    for item in correlations:
        if item.pair in seen:
            problems.append(item.place.problem(f"{' and '.join(item.between)} are correlated twice", "between"))
        seen.add(item.pair)


def _winning(bundles: tuple[Bundle, ...], own: tuple[Correlation, ...]) -> tuple[Correlation, ...]:
    """One correlation per pair: the scenario's, else that of the last bundle that states one."""
    stated = [*(item for bundle_ in bundles for item in bundle_.correlations), *own]
    return tuple({item.pair: item for item in stated}.values())


def _estimate(form: EstimateForm, place: Place, problems: list[Problem]) -> Estimate:
    return Estimate(
        quantity=form.quantity,
        value=float(form.value),
        unit=_unit(form.unit, place, problems),
        scope=form.scope,
        by=form.by,
        source=tuple(form.source or ()),
        inputs=form.inputs,
        place=place,
    )


def _disclosure(form: DisclosureForm, place: Place, problems: list[Problem]) -> Disclosure:
    return Disclosure(
        quantity=form.quantity,
        value=float(form.value),
        unit=_unit(form.unit, place, problems),
        kind=form.kind,
        scope=form.scope,
        group=form.group or "",
        withhold=tuple(form.withhold),
        source=tuple(form.source or ()),
        place=place,
    )
