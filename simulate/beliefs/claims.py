"""Claims that somebody made about training runs, as a file: `[[claims]]` with text, says, by and source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field

from simulate.beliefs.forms import Expression, Form, Label, Prose, Sources, Version
from simulate.beliefs.prior import Place
from simulate.beliefs.validation import validate
from simulate.foundation import datafolder, documents
from simulate.foundation.documents import Document
from simulate.foundation.errors import InputError, Problem
from simulate.foundation.nearest import suggestion

FOLDER = "claims"
"""Below the shipped scenarios."""
_OF_MODEL = re.compile(r"(?P<quantity>[A-Za-z][A-Za-z0-9_]*)\s*\[\s*(?P<mark>['\"])(?P<model>[^'\"\]]+)(?P=mark)\s*\]")
_NUMBER = r"[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
_AMOUNT = re.compile(rf"(?P<mark>['\"])(?P<value>{_NUMBER})\s+(?P<unit>[^'\"]+)(?P=mark)")


class ClaimForm(Form):
    """A statement and what it says as a comparison."""

    text: Label
    says: Expression
    by: Label
    source: Sources | None = None
    why: Prose | None = None


class ClaimsForm(Form):
    """A file of claims."""

    version: Version = Field(alias="schema")
    name: Label
    about: Prose | None = None
    claims: Annotated[list[ClaimForm], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim; `expression` is `says` with a plain name for each model's quantity and for each amount with a unit.

    `quantities` maps such names to (quantity, model), `amounts` to (value, unit).
    """

    text: str
    says: str
    by: str
    source: tuple[str, ...]
    place: Place = field(compare=False, repr=False)
    expression: str = ""
    quantities: tuple[tuple[str, str, str], ...] = ()
    amounts: tuple[tuple[str, float, str], ...] = ()

    @property
    def models(self) -> tuple[str, ...]:
        """The models that it speaks of."""
        return tuple(dict.fromkeys(model for _, _, model in self.quantities))


def read(path: Path, shown_as: str | None = None) -> list[Claim]:
    """The claims of a file, or of a shipped one by its name.

    Raises
    ------
    InputError
        There is no such file, or something in it is wrong.
    """
    shipped = {file.stem: file for file in (datafolder.scenarios() / FOLDER).glob("*.toml")}
    if not path.exists():
        if str(path) not in shipped:
            raise InputError([Problem(f"no such file of claims: {path}{suggestion(path.stem, shipped)}")])
        path, shown_as = shipped[str(path)], f"scenarios/{FOLDER}/{path}.toml"
    document = documents.read(path, name=shown_as or str(path))
    found, problems = claims_of(document)
    if problems:
        raise InputError(problems)
    return found


def claims_of(document: Document) -> tuple[list[Claim], list[Problem]]:
    """What a document claims, and what is wrong with it."""
    checked = validate(document, ClaimsForm)
    if checked.form is None or checked.problems:
        return [], checked.problems
    return [_claim(form, Place(document, ("claims", n))) for n, form in enumerate(checked.form.claims)], []


def _claim(form: ClaimForm, place: Place) -> Claim:
    quantities: list[tuple[str, str, str]] = []
    amounts: list[tuple[str, float, str]] = []

    def of_model(found: re.Match[str]) -> str:
        key = (found["quantity"], found["model"])
        known = {(quantity, model): name for name, quantity, model in quantities}
        if key not in known:
            known[key] = f"of_model_{len(quantities)}"
            quantities.append((known[key], *key))
        return known[key]

    def amount(found: re.Match[str]) -> str:
        amounts.append((f"amount_{len(amounts)}", float(found["value"]), found["unit"].strip()))
        return amounts[-1][0]

    expression = _AMOUNT.sub(amount, _OF_MODEL.sub(of_model, form.says))
    sources = tuple(form.source or ())
    return Claim(form.text, form.says, form.by, sources, place, expression, tuple(quantities), tuple(amounts))
