"""Names that a shell offers on the tab key. Each answer takes the start of a program, so nothing heavy is imported."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typer

from simulate.foundation import datafolder

MARK = ".toml"


def scenarios(incomplete: str) -> list[str]:
    """Shipped scenarios, TOML files and folders."""
    return _beginning(incomplete, [*shipped(""), *_files(incomplete)])


def shipped(incomplete: str) -> list[str]:
    """Shipped scenarios alone."""
    return _beginning(incomplete, (path.name.removesuffix(MARK) for path in datafolder.scenarios().glob("*.toml")))


def claims(incomplete: str) -> list[str]:
    """Shipped files of claims, TOML files and folders."""
    names = (path.name.removesuffix(MARK) for path in (datafolder.scenarios() / "claims").glob("*.toml"))
    return _beginning(incomplete, [*names, *_files(incomplete)])


def bundles(context: typer.Context, incomplete: str) -> list[str]:
    """Bundles of the folders given so far, and the shipped ones."""
    from simulate.beliefs.library import Library

    given = context.params.get("priors") or context.params.get("folders") or ()
    return _beginning(incomplete, Library([Path(folder) for folder in given]).names())


def quantities(context: typer.Context, incomplete: str) -> list[str]:
    """Quantities of the built-in method, and those of the files given so far."""
    return _beginning(incomplete, [*_method(), *_own(context)])


def bundles_and_quantities(context: typer.Context, incomplete: str) -> list[str]:
    """What `wattif priors` can show."""
    return [*bundles(context, incomplete), *_beginning(incomplete, _method())]


def settings(context: typer.Context, incomplete: str) -> list[str]:
    """`NAME=` for each quantity, `routes.NAME=` for those that can be computed in several ways."""
    method = _method()
    routes = [f"routes.{name}=" for name, quantity in method.items() if len(quantity.routes) > 1]
    return _beginning(incomplete, [*(f"{name}=" for name in [*method, *_own(context)]), *routes])


def _beginning(incomplete: str, names: Iterable[str]) -> list[str]:
    return sorted({name for name in names if name.startswith(incomplete)})


def _method() -> dict[str, Any]:
    from simulate.method.reading import training

    return dict(training())


def _files(incomplete: str) -> Iterator[str]:
    """TOML files and folders in the folder that was typed so far."""
    folder, slash, _ = incomplete.rpartition("/")
    try:
        found = list(Path(f"{folder}{slash}" or ".").iterdir())
    except OSError:
        return
    for path in found:
        if path.is_dir() and not path.name.startswith("."):
            yield f"{folder}{slash}{path.name}/"
        elif path.suffix == MARK:
            yield f"{folder}{slash}{path.name}"


def _own(context: typer.Context) -> Iterator[str]:
    """Quantities that the scenario files of the command line define; a file that cannot be read offers none."""
    given = context.params.get("scenario") or ()
    # Where the value of an option is still to come, arguments wait here.
    for file in [*([given] if isinstance(given, str) else given), *context.args]:
        try:
            read = tomllib.loads(Path(file).read_text(encoding="utf-8"))
            yield from (*read.get("quantities", {}), *read.get("priors", {}))
        except (OSError, ValueError, AttributeError, TypeError):
            continue
