"""Where the command `wattif` starts."""

from __future__ import annotations

import sys

INTERRUPTED = 130


def main() -> None:
    """Load the command line and run it; an interrupt while it loads is no traceback either."""
    try:
        # Here, because what is imported takes a tenth of a second, in which people press Ctrl-C, too.
        from simulate.commands.main import main as run
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)  # noqa: T201 -- nothing else is loaded yet
        sys.exit(INTERRUPTED)
    run()
