"""A document against its form: pydantic's errors become problems with places and the nearest known key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from simulate.beliefs.forms import BUNDLE_NAME, IDENTIFIER, Form, shown
from simulate.foundation.documents import Document
from simulate.foundation.errors import FieldPath, Problem
from simulate.foundation.nearest import suggestion

FormType = TypeVar("FormType", bound=Form)
_KNOWN = frozenset({"uses", "method", "priors", "quantities"})
"""Keys without which the rest of a file cannot be understood."""

_PATTERNS = {
    IDENTIFIER: "a name starts with a letter and goes on with letters, digits and underscores",
    BUNDLE_NAME: "a bundle is named by its path under priors/, like sites/azure-iowa",
}
_WANTED = {
    "string_type": "text in quotes",
    "list_type": "a list in brackets",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "date_type": "a date like 2024-12-26, without quotes",
}


_DISPENSABLE = frozenset({"developer", "released", "scope", "about", "outputs", "routes"})
_LISTS = frozenset({"correlations", "estimates", "disclosed", "alternatives"})
_NEEDED = {"schema": 1, "name": "?"}


@dataclass(frozen=True, slots=True)
class Validated(Generic[FormType]):
    """What of a document has the right form, what is wrong with the rest, and which priors or quantities that were.

    `form` is None where too little is left to ask anything else of it.
    """

    form: FormType | None
    problems: list[Problem]
    unread: frozenset[str] = frozenset()


def validate(document: Document, form: type[FormType]) -> Validated[FormType]:
    """A document held against its form; what is wrong in one place does not hide what is wrong in another."""
    try:
        return Validated(form.model_validate(document.data), [])
    except ValidationError as error:
        found = error.errors(include_url=False)
    problems = [_problem(document, form, item) for item in found]
    rest, unread = _without(document.data, [_real_path(document.data, item["loc"]) for item in found])
    try:
        return Validated(form.model_validate(rest) if rest is not None else None, problems, unread)
    except ValidationError:
        return Validated(None, problems, unread)


def _without(data: Mapping[str, Any], paths: Iterable[FieldPath]) -> tuple[dict[str, Any] | None, frozenset[str]]:
    """The data without what stands at the paths, as far as the rest still means something; and the names left out."""
    rest, unread = dict(data), set[str]()
    for path in paths:
        top = str(path[0]) if path else ""
        if top in {"priors", "quantities"} and len(path) > 1:
            rest[top] = {name: table for name, table in rest[top].items() if name != path[1]}
            unread.add(str(path[1]))
        elif top in _NEEDED:
            rest[top] = _NEEDED[top]
        elif top in _LISTS | _DISPENSABLE or top not in _KNOWN:
            rest.pop(top, None)
        else:
            return None, frozenset(unread)
    return rest, frozenset(unread)


def _problem(document: Document, form: type[Form], error: Mapping[str, Any]) -> Problem:
    path = _real_path(document.data, error["loc"])
    kind = error["type"]
    if kind == "extra_forbidden":
        hint = suggestion(str(path[-1]), _known_keys(form, path[:-1]))
        return document.problem(path, f"no such key{hint}", key=True)
    if error["loc"] and error["loc"][-1] == "[key]":
        return document.problem(path, _pattern(error), key=True)
    return document.problem(path, _message(error))


def _real_path(data: object, location: tuple[str | int, ...]) -> FieldPath:
    """The location without the steps that pydantic adds (tags, `[key]`); the last step may be a missing key."""
    path: list[str | int] = []
    for position, step in enumerate(location):
        inside = isinstance(data, dict) and step in data
        if inside or (isinstance(data, list) and isinstance(step, int) and step < len(data)):
            data = data[step]  # type: ignore[index]
            path.append(step)
        elif position == len(location) - 1 and isinstance(data, dict) and step != "[key]":
            path.append(step)
    return tuple(path)


def _pattern(error: Mapping[str, Any]) -> str:
    return _PATTERNS.get(str(error.get("ctx", {}).get("pattern")), str(error["msg"]))


def _message(error: Mapping[str, Any]) -> str:
    kind, context, found = error["type"], error.get("ctx", {}), error.get("input")
    if kind == "missing":
        return "is missing"
    if kind in _WANTED:
        return f"expected {_WANTED[kind]}, got {shown(found)}"
    if kind == "literal_error":
        hint = suggestion(str(found), str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", "))
        return f"expected {context['expected']}, got {shown(found)}{hint}"
    if kind == "string_pattern_mismatch":
        return f"{_pattern(error)}; got {shown(found)}"
    if kind in {"number", "one_of", "between", "valid", "version"}:
        return str(error["msg"])
    if kind == "finite_number":
        return f"expected a finite number, got {shown(found)}"
    message = str(error["msg"])
    return f"{message[0].lower()}{message[1:]}, got {shown(found)}"


def _known_keys(form: type[Form], path: FieldPath) -> list[str]:
    """Keys that the form has at a path, by a walk through its JSON Schema."""
    schema = form.model_json_schema(by_alias=True)
    definitions, here = schema.get("$defs", {}), schema
    for step in path:
        here = _resolve(definitions, here)
        if isinstance(step, int):
            here = here.get("items", {})
        else:
            here = here.get("properties", {}).get(step, here.get("additionalProperties", {}))
    return list(_resolve(definitions, here).get("properties", {}))


def _resolve(definitions: Mapping[str, Any], schema: Any) -> dict[str, Any]:  # noqa: ANN401 -- JSON Schema is any JSON
    while isinstance(schema, dict) and not schema.get("properties"):
        options = [option for option in schema.get("anyOf", []) if "$ref" in option or "properties" in option]
        if "$ref" in schema:
            schema = definitions[schema["$ref"].rsplit("/", 1)[-1]]
        elif options:
            schema = options[0]
        else:
            break
    return schema if isinstance(schema, dict) else {}
