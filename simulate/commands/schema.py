"""`wattif schema`: the form of files, for editors."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated, Any

import typer

from simulate.commands import values
from simulate.commands.output import put


class Kind(StrEnum):
    """Files that have a form."""

    scenario = "scenario"
    bundle = "bundle"
    claims = "claims"


def json_schema(kind: Kind) -> dict[str, Any]:
    """The JSON Schema of a kind of file."""
    from simulate.beliefs.claims import ClaimsForm
    from simulate.beliefs.forms import BundleForm, Form, ScenarioForm

    forms: dict[Kind, type[Form]] = {
        Kind.scenario: ScenarioForm,
        Kind.bundle: BundleForm,
        Kind.claims: ClaimsForm,
    }
    made = forms[kind].model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": f"wattif {kind.value}"}


def schema(
    kind: Annotated[
        Kind,
        typer.Argument(
            metavar="KIND",
            help="Kind of file: scenario, bundle or claims.",
            parser=values.word_of(Kind),
            autocompletion=values.completed(Kind),
        ),
    ] = Kind.scenario,
) -> None:
    """Print the JSON Schema of scenario, bundle or claims files, for editors.

    Examples:
    wattif schema > scenario.schema.json

    wattif schema bundle > bundle.schema.json
    """
    put(json.dumps(json_schema(kind), indent=2, ensure_ascii=False))
