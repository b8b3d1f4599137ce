"""Every key of scenario, bundle and claims files, from the JSON Schema that `wattif schema` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulate.commands.schema import Kind, json_schema
from simulate.publishing.wording import plain_tables

INTRODUCTION = """# Keys of files

Made from the JSON Schema that `wattif schema KIND` prints for editors; [Scenarios and bundles](scenarios.md) says what
the keys mean, with examples. A key that is not here is an error with the nearest one.
"""
Node = dict[str, Any]


def page() -> str:
    """Each kind of file, and below it the tables that its keys hold; a table is shown once."""
    parts, said = [INTRODUCTION], set[str]()
    for kind in Kind:
        schema = json_schema(kind)
        parts.append(f"## A {kind.value} file\n\n{_table(schema)}")
        for name, node in schema.get("$defs", {}).items():
            if name not in said and "properties" in node:
                said.add(name)
                parts.append(f"### {_title(name)}\n\n{node.get('description', '')}\n\n{_table(node)}")
    return "\n".join(parts)


def _title(name: str) -> str:
    return f"Table: {name.removesuffix('Form').lower()}"


def _table(node: Node) -> str:
    required = node.get("required", ())
    rows = [
        (key, "; ".join(dict.fromkeys(_values(value))), "required" if key in required else _default(value))
        for key, value in node["properties"].items()
    ]
    return plain_tables.markdown(("key", "holds", "default"), rows, left=3)


def _default(node: Node) -> str:
    default = node.get("default")
    return "" if default in (None, [], {}) else str(default).lower() if isinstance(default, bool) else str(default)


def _values(node: Node) -> Iterator[str]:
    """What a key may hold, in words."""
    if "anyOf" in node:
        for part in node["anyOf"]:
            yield from _values(part)
    elif "$ref" in node:
        yield f"a {_title(node['$ref'].rpartition('/')[2]).lower()}"
    elif "const" in node:
        yield str(node["const"])
    elif "enum" in node:
        yield " or ".join(f'"{word}"' for word in node["enum"])
    elif node.get("type") == "array":
        inside = " or ".join(dict.fromkeys(_values(node.get("items", {})))) or "anything"
        yield f"a list: {inside}"
    elif node.get("type") == "object":
        kinds = [*node.get("patternProperties", {}).values(), *_more(node)]
        inside = " or ".join(dict.fromkeys(value for kind in kinds for value in _values(kind))) or "anything"
        yield f"a table: any name = {inside}"
    elif node.get("type") not in (None, "null"):
        yield _WORDS.get(node.get("format", node["type"]), node["type"]) + _limits(node)


def _more(node: Node) -> list[Node]:
    more = node.get("additionalProperties")
    return [more] if isinstance(more, dict) else []


_WORDS = {"string": "text", "number": "number", "integer": "whole number", "boolean": "true or false", "date": "date"}


def _limits(node: Node) -> str:
    least, most = node.get("minimum", node.get("exclusiveMinimum")), node.get("maximum", node.get("exclusiveMaximum"))
    if least is None and most is None:
        return f" of at most {node['maxLength']} characters" if "maxLength" in node else ""
    return (
        f" from {least} to {most}" if None not in (least, most) else f" from {least}" if most is None else f" to {most}"
    )
