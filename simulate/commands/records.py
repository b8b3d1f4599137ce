"""Commands that take one record: each of its fields is an option, with type, help and default where it is declared.

Typer reads options off the parameters of a function; a command with twenty of them would be a wall of parameters, each
passed on by name to whatever needs it.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any, TypeVar, get_type_hints

Record = TypeVar("Record")


def from_fields(command: Callable[[Record], None]) -> Callable[..., None]:
    """A command as Typer calls it, from one that takes a frozen dataclass.

    A field that is a dataclass itself is options that several commands share: they stand in its place.
    """
    record = next(hint for name, hint in get_type_hints(command).items() if name != "return")

    @wraps(command)
    def called(**values: Any) -> None:  # noqa: ANN401 -- each has the type of its field
        command(_made(record, values))

    parameters = list(_parameters(record))
    vars(called)["__signature__"] = inspect.Signature(parameters)
    called.__annotations__ = {item.name: item.annotation for item in parameters}
    return called


def _parameters(record: type) -> Iterator[inspect.Parameter]:
    for field, kind in _fields(record):
        if _is_record(kind):
            yield from _parameters(kind)
        else:
            default = inspect.Parameter.empty if field.default is dataclasses.MISSING else field.default
            yield inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)


def _made(record: type[Record], values: Mapping[str, Any]) -> Record:
    """The record of these values, with the records within it."""
    return record(
        **{
            field.name: _made(kind, values) if _is_record(kind) else values[field.name]
            for field, kind in _fields(record)
        }
    )


def _fields(record: Any) -> list[tuple[dataclasses.Field[Any], Any]]:  # noqa: ANN401 -- a dataclass has no type of its own
    """Fields with their types, what Typer is told of them included."""
    kinds = get_type_hints(record, include_extras=True)
    return [(field, kinds[field.name]) for field in dataclasses.fields(record)]


def _is_record(kind: object) -> bool:
    return isinstance(kind, type) and dataclasses.is_dataclass(kind)
