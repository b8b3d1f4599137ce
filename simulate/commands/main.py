"""The command `wattif`: exit statuses and messages; a traceback never reaches a user."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import typer

from simulate.commands import (
    calibrate,
    check,
    compare,
    diff,
    explain,
    priors,
    publish,
    reproduce,
    run,
    schema,
    sensitivity,
    verify,
)
from simulate.commands.version import show_version
from simulate.foundation.errors import InputError, RunError, UsageError

FAILED, USAGE, BAD_INPUT, INTERRUPTED = 1, 2, 3, 130

app = typer.Typer(
    name="wattif",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Ranges instead of points for what it takes to train an AI model: power, energy, cost, CO2e, water and land.",
    epilog="Start with: wattif run  ·  wattif run gpt-4 --all  ·  wattif explain mistral-nemo-12b facility_energy",
)


@app.callback()
def _options(version: show_version = False) -> None:
    """Options of the program itself."""


for command in (
    run.run,
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
    schema.schema,
):
    app.command(rich_help_panel=None)(command)


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
    if isinstance(end.code, int):
        return end.code
    return 0 if end.code is None else FAILED


def _say(message: object, code: int) -> int:
    print(message, file=sys.stderr)  # noqa: T201 -- the one place that speaks of errors
    return code
