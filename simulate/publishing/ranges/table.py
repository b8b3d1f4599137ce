"""The table of ranges for the terminal: plain lines, no number ever cut off, readable from 60 columns on."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from simulate.publishing.ranges import notes, prefixes, rows, words
from simulate.publishing.ranges.layout import INDENT, Layout, Line
from simulate.publishing.wording.wrapping import padded, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import xarray as xr

    from simulate.publishing.ranges.records import Model

_WIDEST_NOTE = 100


def table(
    ranges: xr.Dataset,
    *,
    quantities: Sequence[str] | None = None,
    everything: bool = False,
    width: int = 80,
    colour: bool = False,
) -> str:
    """Blocks of ranges, one per quantity, and below them what they mean.

    `quantities` are ids in the order wanted; without, the headline quantities or, with `everything`, all. Lines are at
    most `width` cells wide, unless one name and its numbers cannot be. Without `colour` the text is plain.

    Raises
    ------
    UsageError
        For a quantity that the dataset does not have.

    """
    results = rows.read(ranges)
    blocks = [prefixes.readable(block) for block in results.shown(quantities, everything)]
    layout = Layout.fitting(blocks, words.percent(results.run.probability), everything, width)
    lines = [line for block in blocks for line in (*layout.block(block), ("", ""))]
    lines += [(line, "") for line in _thresholds(results.models)]
    for note in notes.below(results, blocks, everything=everything, author=layout.author):
        lines += [(line, "dim") for line in wrapped(note, min(width, _WIDEST_NOTE))]
    return _rendered(lines, width, colour)


def _thresholds(models: Sequence[Model]) -> Iterator[str]:
    """The probability of each statement, model by model."""
    statements = dict.fromkeys(threshold.text for model in models for threshold in model.thresholds)
    for statement in statements:
        yield f"Probability that {statement}"
        told = [(model.name, t) for model in models for t in model.thresholds if t.text == statement]
        width = max(cell_len(name) for name, _ in told)
        yield from (f"{INDENT}{padded(name, width)}  {words.chance(t.probability)}" for name, t in told)
        yield ""


def _rendered(lines: Sequence[Line], width: int, colour: bool) -> str:
    if not colour:
        return "\n".join(line for line, _ in lines).rstrip() + "\n"
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=True, color_system="standard", legacy_windows=False)
    for line, style in lines:
        console.print(Text(line, style), soft_wrap=True, highlight=False)
    return file.getvalue()
