"""Builds the manual: `python -m docs.site FOLDER`. Every warning is an error; nothing is fetched, here or later."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from docs.site import assembly


def build(folder: Path) -> int:
    """The site in a folder; exit status of Sphinx."""
    from sphinx.cmd.build import build_main

    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch, "source")
        assembly.assemble(source)
        configuration = str(Path(__file__).parent)
        return build_main(
            [
                "-q",
                "-W",
                "--keep-going",
                "-b",
                "html",
                "-c",
                configuration,
                "-d",
                f"{scratch}/trees",
                str(source),
                str(folder),
            ]
        )


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1])))
