"""Charts of a dataset of ranges: which there are, how they are to look, and their files.

Nothing here loads Matplotlib before a chart is drawn: other processes may draw, see `workers`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.publishing.charts import alternative, plotted
from simulate.publishing.charts.about import FORMATS, About, check_formats
from simulate.publishing.charts.kinds.table import DEFAULT, kind
from simulate.publishing.ranges import prefixes, rows
from simulate.publishing.storage.files import write_bytes, write_text
from simulate.publishing.wording.labels import slug, slugs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import xarray as xr

    from simulate.publishing.ranges.records import Block, Model, Run

SCALES = ("auto", "log", "linear")
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Look:
    """How charts are drawn, by the names of kind, scale and theme."""

    kind: str = DEFAULT
    scale: str = SCALES[0]
    theme: str = THEMES[0]

    @property
    def suffix(self) -> str:
        """What the name of a file says of its look: nothing of what is usual."""
        usual = Look()
        parts = (self.kind, usual.kind), (self.scale, usual.scale), (self.theme, usual.theme)
        return "".join(f"-{part}" for part, as_always in parts if part != as_always)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that is to be drawn: one block, or several as small multiples; `name` is that of its files."""

    name: str
    blocks: tuple[Block, ...]
    models: tuple[Model, ...]
    run: Run
    look: Look
    multiples: bool = False

    @property
    def about(self) -> About:
        """What its files say of themselves."""
        first = prefixes.heading(prefixes.readable(self.blocks[0])) if self.blocks else ""
        what = first if len(self.blocks) == 1 else f"{len(self.blocks)} quantities"
        title = f"{what}: {self.run.title}" if self.run.title else what
        return About(title, self.run.program, self.run.licence, self.description)

    @property
    def description(self) -> str:
        """All of it in words."""
        return alternative.text(self.blocks, self.run, kind(self.look.kind))

    @property
    def numbers(self) -> str:
        """What is plotted, as CSV."""
        return plotted.text(self.blocks, self.run, levels=kind(self.look.kind).shape)


def write(
    ranges: xr.Dataset,
    folder: Path,
    *,
    quantities: Sequence[str] | None = None,
    look: Look = Look(),
    formats: Sequence[str] = FORMATS,
) -> list[Path]:
    """A chart per quantity (the headline where none is named), as `folder`/QUANTITY.FORMAT and QUANTITY.csv.

    Raises
    ------
    UsageError
        For a kind, format or quantity that there is not, or that cannot be drawn like that.
    RunError
        If a file cannot be written.

    """
    check_formats(formats)
    from simulate.publishing.charts import rendering

    charts = each(ranges, quantities, look)
    return [path for item in charts for path in save(item, rendering.contents(item, formats), formats, folder)]


def save(chart: Chart, contents: Sequence[bytes], formats: Sequence[str], folder: Path) -> Iterator[Path]:
    """A chart that is drawn as NAME.FORMAT, and its numbers as NAME.csv."""
    for form, content in zip(formats, contents, strict=True):
        yield write_bytes(folder / f"{chart.name}.{form}", content)
    yield write_text(folder / f"{chart.name}.csv", chart.numbers)


def each(ranges: xr.Dataset, quantities: Sequence[str] | None = None, look: Look = Look()) -> list[Chart]:
    """A chart per quantity; UsageError for a kind or a quantity that there is not."""
    results = rows.read(ranges)
    stems = slugs(block.quantity for block in results.blocks)  # the same whichever charts are asked for
    kind(look.kind)
    return [
        Chart(stems[block.quantity] + look.suffix, (block,), results.models, results.run, look)
        for block in results.shown(quantities)
    ]


def together(ranges: xr.Dataset, quantities: Sequence[str] | None, look: Look, *, everything: bool = False) -> Chart:
    """All quantities as small multiples on one page; UsageError as `each`."""
    results = rows.read(ranges)
    kind(look.kind)
    name = slug(results.models[0].id) if len(results.models) == 1 else "quantities"
    blocks = results.shown(quantities, everything)
    return Chart(name + look.suffix, blocks, results.models, results.run, look, multiples=True)
