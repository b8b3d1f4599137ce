"""What `wattif chart` writes: the files of one chart, beside whatever else lies in the folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.foundation.errors import RunError
from simulate.publishing.charts import export, rendering
from simulate.publishing.charts.plotted import HEADER
from simulate.publishing.folders.result import staged
from simulate.publishing.wording.labels import clean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from simulate.publishing.charts.export import Chart

_SIGNS = {"csv": ",".join(HEADER).encode()}
_SIGN = b"wattif"
"""Every drawing names the program that made it."""


def write(chart: Chart, formats: Sequence[str], folder: Path) -> tuple[list[str], bool]:
    """Names of the files written, and whether older charts were replaced.

    Raises
    ------
    UsageError
        What cannot be drawn like that.
    RunError
        If a file cannot be written, or one of that name is no chart of this program; nothing is changed then.
    """
    names = [f"{chart.name}.{form}" for form in (*formats, "csv")]
    older = [folder / name for name in names if (folder / name).exists()]
    for path in older:
        if not _is_ours(path):
            raise RunError(f"{clean(str(path))} was not written by wattif and is left as it is; choose another folder")
    contents = rendering.contents(chart, formats)
    with staged(folder) as stage:
        list(export.save(chart, contents, formats, stage))
    return names, bool(older)


def _is_ours(path: Path) -> bool:
    """Whether a file is a chart of this program, or the numbers of one."""
    try:
        return path.is_file() and _SIGNS.get(path.suffix.removeprefix("."), _SIGN) in path.read_bytes()
    except OSError as error:
        raise RunError(f"cannot read {clean(str(path))}: {error.strerror or error}") from error
