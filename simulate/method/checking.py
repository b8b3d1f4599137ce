"""What is wrong with a file, be it a scenario, a bundle or a file of claims."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulate.beliefs import reading
from simulate.beliefs.claims import claims_of
from simulate.beliefs.library import Library
from simulate.foundation import datafolder, documents
from simulate.foundation.documents import Document
from simulate.foundation.errors import InputError, Problem
from simulate.method import binding
from simulate.method.plan import plan
from simulate.method.reading import training

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


def problems(path: Path, shown_as: str, library: Library, folders: Sequence[Path] = ()) -> tuple[Problem, ...]:
    """Everything wrong with one file; bundles are looked for in `folders` too."""
    try:
        document = documents.read(path, name=shown_as)
        if "claims" in document.data:
            return tuple(claims_of(document)[1])
        if _is_bundle(document, path, folders):
            return _problems_of_bundle(document, path)
        published = path.resolve().parent == datafolder.scenarios().resolve()
        scenario = reading.scenario(path, library.bundle, shown_as=shown_as, published=published)
        plan(scenario)
        for alternative in scenario.alternatives:
            plan(scenario.under(alternative))
    except InputError as error:
        return error.problems
    return ()


def _is_bundle(document: Document, path: Path, folders: Sequence[Path]) -> bool:
    if SCENARIO_ONLY & set(document.data):
        return False
    roots = [*folders, datafolder.priors()]
    inside = any(root.resolve() in path.resolve().parents for root in roots)
    return inside or "priors" in path.resolve().parent.parts


def _problems_of_bundle(document: Document, path: Path) -> tuple[Problem, ...]:
    """A bundle is held against the built-in method; names that only an own method knows are left to its scenarios."""
    bundle = reading.bundle(document, path.stem, path.parent)
    found: list[Problem] = list(bundle.problems)
    for name, prior in bundle.priors.items():
        if name in training():
            binding.check(prior, training()[name], found)
        else:
            found.append(binding.unknown(prior, training()))
    return tuple(found)
