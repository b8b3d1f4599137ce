"""Arguments of a command line become scenarios and plans; all that is wrong is said at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from simulate.beliefs import reading, settings
from simulate.beliefs.library import Library
from simulate.beliefs.prior import Scenario
from simulate.foundation import datafolder
from simulate.foundation.errors import InputError, Problem
from simulate.foundation.nearest import suggestion
from simulate.method.plan import Plan, plan
from simulate.method.source_texts import known_names

SEED_BENCHMARK = ("deepseek-v3", "mistral-nemo-12b", "llama-3.1-405b", "nemotron-4-340b", "gpt-4")
"""Shipped scenarios of the models that the seed benchmark gives points for."""


def library(folders: Sequence[Path] | None) -> Library:
    """Bundles in the folders given, then those shipped.

    Raises
    ------
    InputError
        A folder does not exist.
    """
    missing = [folder for folder in folders or () if not folder.is_dir()]
    if missing:
        raise InputError(Problem(f"--priors: no such folder: {folder}") for folder in missing)
    return Library(folders or ())


def shipped() -> list[str]:
    """Ids of the scenarios that come with the program."""
    return sorted(path.name.removesuffix(".toml") for path in datafolder.scenarios().glob("*.toml"))


def shipped_file(name: str, option: str = "") -> Path:
    """The file of a shipped scenario.

    Raises
    ------
    InputError
        None has this id.
    """
    path = datafolder.scenarios() / f"{name}.toml"
    if name not in shipped():
        raise InputError([Problem(f"{option}no such scenario: {name!r}{_nearest_shipped(name)}")])
    return path


def accounts() -> list[Path]:
    """Files of the shipped accounts: conventions of others with the figures that they must give."""
    return sorted(datafolder.accounts().glob("*.toml"))


def files(arguments: Iterable[str] | None, problems: list[Problem], *, deep: bool = False) -> list[tuple[Path, str]]:
    """Files that arguments name, each with the name to show; folders give their files, with `deep` all below them.

    Arguments that name nothing are added to the problems.
    """
    found: list[tuple[Path, str]] = []
    for argument in arguments or SEED_BENCHMARK:
        try:
            named = _named(argument, deep)
        except OSError as error:
            problems.append(Problem(f"cannot be read: {(error.strerror or str(error)).lower()}", file=argument))
            continue
        found += named
        if not named and argument and Path(argument).is_dir():
            problems.append(Problem("no scenario (*.toml) in this folder", file=argument))
        elif not named:
            problems.append(Problem(f"no such scenario: {argument!r}{_nearest_shipped(argument)}"))
    return list(dict.fromkeys(found))


def _named(argument: str, deep: bool) -> list[tuple[Path, str]]:
    """The files that one argument names; OSError where that cannot be seen."""
    path = Path(argument)
    shipped_path = datafolder.scenarios() / f"{argument}.toml"
    if not argument:
        return []  # a variable of the shell that is empty, and not the folder where one stands
    if path.is_dir():
        os.scandir(path).close()  # patterns find nothing in a folder that may not be read, and do not say so
        return [(item, str(item)) for item in sorted(path.rglob("*.toml") if deep else path.glob("*.toml"))]
    if path.exists():
        return [(path, argument)]
    if "/" not in argument and shipped_path.is_file():
        return [(shipped_path, f"scenarios/{argument}.toml")]
    return []


def _nearest_shipped(argument: str) -> str:
    """A shipped scenario that was probably meant: spelt alike, or else one that has the word in its id."""
    name = Path(argument).name.removesuffix(".toml").lower()
    having = [id_ for id_ in shipped() if name and name in id_]
    near = suggestion(name, shipped()) or (f"; did you mean {having[0]}?" if having else "")
    return near or "; wattif explain lists those that ship"


def scenarios(arguments: Iterable[str] | None, found: Library, use: Sequence[str] | None = None) -> list[Scenario]:
    """Scenarios of the arguments, in the order of publication.

    Raises
    ------
    InputError
        With every file that cannot be read at all; lesser problems are said by `plans`, together with those of names.
    """
    read: dict[str, Scenario] = {}
    problems: list[Problem] = []
    for path, shown_as in files(arguments, problems):
        try:
            scenario = reading.scenario(
                path, found.bundle, shown_as=shown_as, published=_is_shipped(path), also_uses=use or ()
            )
        except InputError as error:
            problems += [problem for problem in error.problems if problem not in problems]
            continue
        if scenario.id in read:
            other = read[scenario.id].place.document
            where = f", the other is {other.name}" if other else ""
            problems.append(Problem(f"two scenarios have the id {scenario.id}{where}", file=shown_as))
        read[scenario.id] = scenario
    if problems:
        raise InputError([*problems, *_problems_of(read.values(), problems)])
    return sorted(read.values(), key=lambda scenario: scenario.order)


def _problems_of(read: Iterable[Scenario], said: Sequence[Problem]) -> list[Problem]:
    """Lesser problems of scenarios that could be read, where another could not."""
    try:
        plans(read)
    except InputError as error:
        return [problem for problem in error.problems if problem not in said]
    return []


def _is_shipped(path: Path) -> bool:
    return path.resolve().parent == datafolder.scenarios().resolve()


def plans(read: Iterable[Scenario], written: Sequence[str] | None = None) -> list[Plan]:
    """Plans of scenarios with `--set` applied.

    Raises
    ------
    InputError
        With every problem of every scenario.
    """
    changed = list(read)
    made: list[Plan] = []
    problems: list[Problem] = []
    try:
        changed = settings.apply(settings.read(written or ()), changed, known_names)
    except InputError as error:
        problems += error.problems
    for scenario in changed:
        try:
            made.append(plan(scenario))
        except InputError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise InputError(problems)
    return made
