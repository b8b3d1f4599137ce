"""`wattif check`: everything that is wrong with scenarios and bundles, at once."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from simulate.beliefs import reading
from simulate.beliefs.library import Library
from simulate.commands import options, selection
from simulate.foundation import datafolder, documents
from simulate.foundation.documents import Document
from simulate.foundation.errors import InputError, Problem
from simulate.method import binding
from simulate.method.plan import plan
from simulate.method.reading import training

BAD_INPUT = 3
SCENARIO_ONLY = {
    "developer",
    "released",
    "scope",
    "uses",
    "method",
    "outputs",
    "quantities",
    "routes",
    "estimates",
    "disclosed",
}
"""Keys that tell a scenario from a bundle; a file with none of them is a bundle where it lies in a folder of priors."""


def check(
    scenario: options.Scenarios = None,
    priors: options.Priors = None,
    as_json: options.Json = False,
) -> None:
    """Read scenarios and bundles and report everything wrong at once.

    Example: wattif check my-model.toml my-priors/
    """
    library = selection.library(priors)
    problems: list[Problem] = []
    named: list[tuple[Path, str]] = []
    try:
        named = selection.files(scenario, deep=True)
    except InputError as error:
        problems += error.problems
    for path, shown_as in named:
        problems += [problem for problem in _problems(path, shown_as, library, priors or []) if problem not in problems]
    if as_json:
        typer.echo(
            json.dumps({"schema": 1, "problems": [_record(problem) for problem in problems]}, ensure_ascii=False)
        )
        raise typer.Exit(BAD_INPUT if problems else 0)
    if problems:
        raise InputError(problems)
    typer.echo(f"{len(named)} file{'s' if len(named) != 1 else ''}, nothing wrong")


def _problems(path: Path, shown_as: str, library: Library, folders: list[Path]) -> tuple[Problem, ...]:
    try:
        document = documents.read(path, name=shown_as)
        if _is_bundle(document, path, folders):
            return _problems_of_bundle(document, path)
        published = path.resolve().parent == datafolder.scenarios().resolve()
        plan(reading.scenario(path, library.bundle, shown_as=shown_as, published=published))
    except InputError as error:
        return error.problems
    return ()


def _is_bundle(document: Document, path: Path, folders: list[Path]) -> bool:
    if SCENARIO_ONLY & set(document.data):
        return False
    roots = [*folders, datafolder.priors()]
    inside = any(root.resolve() in path.resolve().parents for root in roots)
    return inside or "priors" in path.resolve().parent.parts


def _problems_of_bundle(document: Document, path: Path) -> tuple[Problem, ...]:
    """A bundle is held against the built-in method; names that only an own method knows are left to its scenarios."""
    bundle = reading.bundle(document, path.stem, path.parent)
    problems: list[Problem] = []
    for name, prior in bundle.priors.items():
        if name in training():
            binding.check(prior, training()[name], problems)
        else:
            problems.append(binding.unknown(prior, training()))
    return tuple(problems)


def _record(problem: Problem) -> dict[str, str | int]:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "field": problem.field,
        "message": problem.message,
    }
