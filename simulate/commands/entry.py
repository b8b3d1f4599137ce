"""Where the command `wattif` starts."""

from __future__ import annotations

import os
import sys
from pathlib import Path

INTERRUPTED = 130


def main() -> None:
    """Load the command line and run it; an interrupt while it loads is no traceback either."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started this (`wattif run --to out >&-`)
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 -- until the end
    try:
        # Here, because what is imported takes a tenth of a second, in which people press Ctrl-C, too.
        from simulate.commands.main import main as run
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)  # noqa: T201 -- nothing else is loaded yet
        sys.exit(INTERRUPTED)
    run()
