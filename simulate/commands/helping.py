"""Help of a command from its docstring: what it does, then examples, each a line that can be copied."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

from typer.core import TyperArgument, TyperCommand

_EXAMPLES = re.compile(r"\n+Examples?:\s*")
# Lines behind this mark are shown as they are, in click and in typer; a wrapped command line cannot be copied.
_UNWRAPPED = "\b"


class Command(TyperCommand):
    """A command whose arguments stand without the type that Python gives them: SCENARIO says more than list[str]."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 -- what typer passes goes on as it is
        super().__init__(*arguments, **options)
        for parameter in self.params:
            if isinstance(parameter, TyperArgument):
                vars(parameter)["display_type_rich"] = _no_type  # typer has no option for it


def _no_type(ctx: object) -> None:
    """Nothing to show."""


def examples(command: Callable[..., object]) -> list[str]:
    """Command lines that the docstring gives under `Examples:`, as they are typed."""
    _, _, below = _parts(command)
    return [line.strip() for line in below.splitlines() if line.strip()]


def purpose(command: Callable[..., object]) -> str:
    """What the command does, in its first sentence."""
    first, _, _ = _parts(command)
    return first


def text(command: Callable[..., object]) -> str:
    """The help of the command above its arguments and options."""
    first, more, _ = _parts(command)
    shown = "\n".join(f"  {line}" for line in examples(command))
    return "\n\n".join(part for part in (first, more, f"{_UNWRAPPED}\nExamples:\n{shown}" if shown else "") if part)


def _parts(command: Callable[..., object]) -> tuple[str, str, str]:
    """First paragraph, further paragraphs, and what stands below `Examples:`."""
    above, *below = _EXAMPLES.split(inspect.getdoc(command) or "", maxsplit=1)
    first, _, more = above.partition("\n\n")
    return " ".join(first.split()), more.strip(), below[0] if below else ""
