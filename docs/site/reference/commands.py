"""Every command with its examples, arguments and options, from the help that the program prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from simulate.commands import helping, main
from simulate.publishing.wording.labels import markdown as escaped

INTRODUCTION = """# Commands

Made from the help of the program: `wattif COMMAND --help` says the same in a terminal. stdout is data; stderr is
progress, notes and warnings. The exit status is 0 when all is well, 1 when something failed, 2 for a command or option
that does not exist or makes no sense, 3 for a scenario, bundle, prior or `--set` that cannot be found, read or used,
and 130 when interrupted.
"""


def page() -> str:
    """All commands, in the order of the help."""
    group: Any = get_command(main.app)
    parts = [INTRODUCTION]
    for command in main.COMMANDS:
        name = command.__name__
        parts.append(
            "\n".join(_section(name, helping.purpose(command), helping.examples(command), group.commands[name]))
        )
    return "\n".join(parts)


def _section(name: str, purpose: str, examples: list[str], command: Any) -> Iterator[str]:  # noqa: ANN401 -- typer's
    yield f"## wattif {name}\n\n{purpose}\n"
    if examples:
        yield "```sh\n" + "\n".join(examples) + "\n```\n"
    context: Any = command.make_context(name, [], resilient_parsing=True)
    for kind in ("argument", "option"):
        shown = [p.get_help_record(context) for p in command.get_params(context) if p.param_type_name == kind]
        rows = [f"| {_code(record[0])} | {escaped(record[1])} |" for record in shown if record]
        if rows:
            yield "\n".join([f"| {kind} | meaning |", "| --- | --- |", *rows, ""])


def _code(text: str) -> str:
    """Code in a cell of a table, where a bar has to be escaped even so; lines may break between alternatives."""
    return f"`{text}`".replace("|", " \\| ")
