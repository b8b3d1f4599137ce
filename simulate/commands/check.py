"""`wattif check`: everything that is wrong with scenarios and bundles, at once."""

from __future__ import annotations

import json

import typer

from simulate.commands import options
from simulate.commands.output import put
from simulate.foundation.errors import InputError, Problem

BAD_INPUT = 3


def check(
    scenario: options.Scenarios = None,
    priors: options.Priors = None,
    as_json: options.Json = False,
) -> None:
    """Read scenarios and bundles and report everything wrong at once.

    Examples:
    wattif check my-model.toml

    wattif check my-model.toml priors/
    """
    from simulate.api import selection
    from simulate.method import checking

    library = selection.library(priors)
    problems: list[Problem] = []
    named = selection.files(scenario, problems, deep=True)
    for path, shown_as in named:
        problems += [
            problem for problem in checking.problems(path, shown_as, library, priors or ()) if problem not in problems
        ]
    problems.sort(key=lambda problem: (problem.file, problem.line, problem.column))
    if as_json:
        put(json.dumps({"schema": 1, "problems": [_record(problem) for problem in problems]}, ensure_ascii=False))
        raise typer.Exit(BAD_INPUT if problems else 0)
    if problems:
        raise InputError(problems)
    put(f"{len(named)} file{'s' if len(named) != 1 else ''}, nothing wrong")


def _record(problem: Problem) -> dict[str, str | int]:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "field": problem.field,
        "message": problem.message,
    }
