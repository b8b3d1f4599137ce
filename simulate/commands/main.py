"""The command `wattif`: exit statuses and messages; a traceback never reaches a user."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import typer

from simulate.commands import (
    calibrate,
    chart,
    check,
    compare,
    diff,
    explain,
    helping,
    init,
    priors,
    publish,
    reproduce,
    run,
    schema,
    sensitivity,
    verify,
    welcome,
)
from simulate.commands.entry import INTERRUPTED
from simulate.commands.output import put
from simulate.commands.version import show_version
from simulate.foundation.errors import InputError, RunError, UsageError
from simulate.publishing.wording.labels import visible

FAILED, USAGE, BAD_INPUT = 1, 2, 3

COMMANDS: tuple[Callable[..., None], ...] = (
    run.run,
    chart.chart,
    sensitivity.sensitivity,
    compare.compare,
    calibrate.calibrate,
    check.check,
    explain.explain,
    priors.priors,
    publish.publish,
    reproduce.reproduce,
    diff.diff,
    verify.verify,
    init.init,
    schema.schema,
)
"""In the order of the help: what people come for first."""

# Without rich: its boxes cut options short below 80 columns, get into pipes, and take a third of the time of `--help`.
app = typer.Typer(
    name="wattif",
    invoke_without_command=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=f"{welcome.PURPOSE}\n\n`wattif` alone says where to begin; every command has examples in its help.",
)


@app.callback()
def _program(context: typer.Context, version: show_version = False) -> None:  # noqa: ARG001 -- shown by its callback
    if context.invoked_subcommand is None:
        put(welcome.text())


for command in COMMANDS:
    app.command(cls=helping.Command, help=helping.text(command), short_help=helping.purpose(command))(command)


def main() -> None:
    """Run the command line and exit."""
    sys.exit(status(app))


def status(program: Callable[[], object]) -> int:
    """The exit status of a program, its error said in one clear message."""
    try:
        program()
        sys.stdout.flush()
    except SystemExit as end:
        return _code(end)
    except InputError as error:
        return _say(error, BAD_INPUT)
    except UsageError as error:
        return _say(error, USAGE)
    except RunError as error:
        return _say(error, FAILED)
    except KeyboardInterrupt as interrupt:
        return _say(str(interrupt) or "interrupted", INTERRUPTED)
    except MemoryError:
        return _say("not enough memory; ask for fewer draws or fewer models", FAILED)
    except OSError as error:
        return _say(f"{error.filename or 'system'}: {error.strerror or error}", FAILED)
    except Exception as error:
        if os.environ.get("WATTIF_DEBUG"):
            raise
        return _say(f"a mistake in wattif, please report it: {type(error).__name__}: {error}", FAILED)
    return 0


def _code(end: SystemExit) -> int:
    if isinstance(end.__context__, BrokenPipeError):
        return 0  # the reader of help or version went away (`| head`): typer calls that a failure
    if isinstance(end.code, int):
        return end.code
    return 0 if end.code is None else FAILED


def _say(message: object, code: int) -> int:
    print(visible(str(message)), file=sys.stderr)  # noqa: T201 -- the one place that speaks of errors
    return code
