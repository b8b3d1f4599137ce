"""Documents become bundles and scenarios; every problem of a file is found before any is reported."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from simulate.beliefs.entries import Entries
from simulate.beliefs.families.csv_columns import Tables
from simulate.beliefs.forms import FILE_NAME, AlternativeForm, BundleForm, ScenarioForm
from simulate.beliefs.prior import Alternative, Bundle, Correlation, Place, Prior, Scenario
from simulate.beliefs.validation import validate
from simulate.foundation import documents
from simulate.foundation.documents import Document
from simulate.foundation.errors import InputError, Problem

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
    entries = Entries(document, name, Tables(folder), True, problems)
    priors = entries.priors(form.priors, Place(document))
    unread = valid.unread | (set(form.priors) - set(priors))
    correlations = entries.correlations(form.correlations, Place(document), name)
    about, found = form.about or "", tuple(problems)
    return Bundle(name, form.name, about, priors, correlations, document, found, unread, entries.tables.texts)


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
    entries = Entries(document, identifier, Tables(folder), published, problems)
    consulted: dict[str, Bundle] = {}

    def noted(name: str) -> Bundle:
        consulted[name] = find(name)
        return consulted[name]

    bundles = _bundles(form, document, noted, problems, also_uses)
    own = entries.priors(form.priors, Place(document))
    told = replace(
        _told(form, identifier, entries),
        bundles=bundles,
        priors={name: prior for source in (*(item.priors for item in bundles), own) for name, prior in source.items()},
        correlations=_winning(bundles, entries.correlations(form.correlations, Place(document))),
        unread=valid.unread.union(set(form.priors) - set(own), *(item.unread for item in bundles)),
        incomplete=len(bundles) < len({*form.uses, *also_uses}),
        also_uses=tuple(also_uses),
        base=base,
    )
    alternatives = _alternatives(form.alternatives, entries, noted, told.priors)
    # Last, when everything is read: bundles, tables and problems are found on the way.
    return replace(
        told,
        alternatives=alternatives,
        consulted=tuple(consulted.values()),
        tables=entries.tables.texts,
        problems=tuple(problems),
    )


def _told(form: ScenarioForm, identifier: str, entries: Entries) -> Scenario:
    """What a scenario says of itself, before its beliefs are put together."""
    return Scenario(
        id=identifier,
        name=form.name,
        developer=form.developer or "",
        released=form.released,
        scope=form.scope,
        about=form.about or "",
        own_method=form.method == "own",
        outputs=tuple(form.outputs),
        bundles=(),
        priors={},
        quantities=form.quantities,
        routes=form.routes,
        correlations=(),
        estimates=entries.estimates(form.estimates),
        disclosed=entries.disclosed(form.disclosed),
        place=Place(entries.document),
        published=entries.sourced,
    )


def _alternatives(
    forms: Sequence[AlternativeForm], entries: Entries, find: FindBundle, replaced: Mapping[str, Prior]
) -> tuple[Alternative, ...]:
    return tuple(
        _alternative(form, entries.place("alternatives", i), entries, find, replaced) for i, form in enumerate(forms)
    )


def _alternative(
    form: AlternativeForm, place: Place, entries: Entries, find: FindBundle, replaced: Mapping[str, Prior]
) -> Alternative:
    """Other assumptions; each prior keeps the identity of the one that it replaces."""
    stated: dict[str, Prior] = {}
    for position, name in enumerate(form.uses):
        try:
            stated |= find(name).priors
        except LookupError as missing:
            entries.problems.append(place.problem(str(missing.args[0]), "uses", position))
        except InputError as error:
            entries.problems.extend(problem for problem in error.problems if problem not in entries.problems)
    stated |= entries.priors(form.priors, place)
    priors = {
        name: replace(prior, origin=replaced[name].origin, drawn=prior.drawn or replaced[name].drawn)
        if name in replaced
        else prior
        for name, prior in stated.items()
    }
    return Alternative(
        form.name, form.why or "", priors, form.routes, entries.correlations(form.correlations, place), place
    )


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


def _winning(bundles: tuple[Bundle, ...], own: tuple[Correlation, ...]) -> tuple[Correlation, ...]:
    """One correlation per pair: the scenario's, else that of the last bundle that states one."""
    stated = [*(item for bundle_ in bundles for item in bundle_.correlations), *own]
    return tuple({item.pair: item for item in stated}.values())
