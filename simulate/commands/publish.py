"""`wattif publish`: a folder fit for publication from a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulate.commands import options
from simulate.commands.drawing import check_folder, speaker
from simulate.commands.result_files import found
from simulate.foundation.errors import UsageError


def publish(
    result: Annotated[
        Path, typer.Argument(metavar="RESULT", help="A ranges.nc, or the folder that `run --to` wrote it to.")
    ],
    to: Annotated[
        str, typer.Option("--to", "-o", metavar="DIR", help="A new or empty folder, or one published before.")
    ],
    author: Annotated[
        list[str] | None, typer.Option("--author", metavar="NAME", help="Who is to be cited; may be repeated.")
    ] = None,
    quiet: options.Quiet = False,
) -> None:
    """Make a folder from a result that can be put on the web, filed and cited.

    report.html is one page that needs nothing but itself. Beside it: the dataset, tables, charts, every prior with its
    source as a bibliography, the scenario files, the formulas, how it all was made, and checksums.

    `wattif run --sensitivity --to DIR` makes a result that says what drives its ranges, too.

    Examples:
    wattif publish results --to published

    wattif publish results --to published --author "J. Doe"
    """
    check_folder(to)
    if not to:
        raise UsageError("--to: expected the name of a folder")
    from simulate.publishing.folders import publication

    say = speaker(quiet)
    made = publication.Publication.of(found(result))
    if not made.plans:
        say("warning: this result does not keep what it was made from: no formulas, scenarios or bundles are published")
    if not made.studies:
        say("note: no sensitivity in this result; `wattif run --sensitivity --to DIR` keeps it")
    written = publication.write(made, Path(to), author or [])
    say(f"written: {len(written)} files in {to}; wattif verify {to} checks them, report.html shows them")
