"""Figures as bytes that are the same on every run, each with a text for those who do not see it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from simulate.publishing.charts import style
from simulate.publishing.charts.about import FORMATS, About
from simulate.publishing.storage.files import write_bytes, write_text
from simulate.publishing.wording.labels import clean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.figure import Figure

# Compressing harder makes files 7 % smaller, and takes half as long again.
_OPTIONS: dict[str, dict[str, Any]] = {"png": {"pil_kwargs": {"compress_level": 3}}}
_DOTS_PER_INCH = 200
_MOST_DOTS = 60_000
"""Agg draws nothing that is 2^16 dots high."""


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

    def about(self, title: str) -> About:
        """What the file of a chart says of itself."""
        return About(title, self.program, self.licence)


def encoded(figure: Figure, name: str, about: About) -> bytes:
    """The bytes of a file in the format `name`; no clock, path or version of a library is among them."""
    file = io.BytesIO()
    dots = min(_DOTS_PER_INCH, _MOST_DOTS / max(figure.get_size_inches()))
    with style.context():
        figure.savefig(file, format=name, metadata=_metadata(name, about), dpi=dots, **_OPTIONS.get(name, {}))
    return _described(file.getvalue(), about) if name == "svg" else file.getvalue()


def _metadata(name: str, about: About) -> dict[str, str | None]:
    program, title = about.program, about.title
    if name == "svg":
        return {"Date": None, "Creator": program, "Title": title, "Rights": about.licence}
    if name == "pdf":
        subject = {"Subject": about.description} if about.description else {}
        return {"CreationDate": None, "Creator": program, "Producer": program, "Title": title, **subject}
    description = {"Description": about.description} if about.description else {}
    return {"Software": program, "Title": title, "Copyright": about.licence, **description}


def _described(drawing: bytes, about: About) -> bytes:
    """An SVG whose title and description are read out in place of its paths (WAI-ARIA Graphics Module)."""
    head, opening, rest = drawing.partition(b"<svg ")
    title, end, body = rest.partition(b"</title>\n")
    if not end or not about.description:
        return drawing
    described = f" <desc>{escape(clean(about.description), quote=False)}</desc>\n"
    return head + opening + b'role="img" ' + title + end + described.encode() + body


def save(figure: Figure, stem: Path, about: About, numbers: str, formats: Sequence[str] = FORMATS) -> list[Path]:
    """A chart as STEM.FORMAT in all formats, and the plotted numbers as STEM.csv.

    Raises
    ------
    RunError
        If a file cannot be written.
    """
    written = [write_bytes(stem.with_name(f"{stem.name}.{form}"), encoded(figure, form, about)) for form in formats]
    return [*written, write_text(stem.with_name(f"{stem.name}.csv"), numbers)]
