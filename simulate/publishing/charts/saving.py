"""Figures as bytes that are the same on every run, with what stands below every chart."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.publishing.charts import style
from simulate.publishing.charts.export import FORMATS
from simulate.publishing.storage.files import write_bytes, write_text

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

_DOTS_PER_INCH = 200


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the numbers of a chart come from."""

    program: str
    catalogue: str
    licence: str
    seed: int

    @property
    def foot(self) -> list[str]:
        """The lines below a chart."""
        catalogue = f", catalogue {self.catalogue}" if self.catalogue else ""
        source = f"Source: {self.program}{catalogue}, seed {self.seed}; every prior has its source in wattif explain."
        return [source, f"Licence: {self.licence}."]


def content(figure: Figure, name: str, title: str, origin: Origin) -> bytes:
    """The bytes of a file in the format `name`; no clock, path or version of a library is among them."""
    metadata = {
        "svg": {"Date": None, "Creator": origin.program, "Title": title, "Rights": origin.licence},
        "pdf": {"CreationDate": None, "Creator": origin.program, "Producer": origin.program, "Title": title},
        "png": {"Software": origin.program, "Title": title, "Copyright": origin.licence},
    }[name]
    file = io.BytesIO()
    with style.context():
        figure.savefig(file, format=name, metadata=metadata, dpi=_DOTS_PER_INCH)
    return file.getvalue()


def save(figure: Figure, stem: Path, title: str, origin: Origin, numbers: str) -> list[Path]:
    """A chart in all formats, and the plotted numbers as CSV beside it."""
    written = [write_bytes(stem.with_name(f"{stem.name}.{f}"), content(figure, f, title, origin)) for f in FORMATS]
    return [*written, write_text(stem.with_name(f"{stem.name}.csv"), numbers)]
