"""Every form that ranges are printed in, by the name that `wattif run --format` takes: a new one is one entry here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from simulate.publishing.ranges import csv_text, html, json_text, latex, markdown, sentences, table

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, slots=True)
class Shown:
    """What is asked of a print: quantities by name, or all of them; width and colour are those of a terminal."""

    quantities: Sequence[str] | None = None
    everything: bool = False
    width: int = 80
    colour: bool = False


class Format(Protocol):
    """The text of a dataset of ranges."""

    def __call__(self, ranges: xr.Dataset, shown: Shown, /) -> str:
        """UsageError for a quantity that the dataset does not have."""


def _text(ranges: xr.Dataset, shown: Shown) -> str:
    return table.table(
        ranges, quantities=shown.quantities, everything=shown.everything, width=shown.width, colour=shown.colour
    )


def _markdown(ranges: xr.Dataset, shown: Shown) -> str:
    return markdown.markdown(ranges, quantities=shown.quantities, everything=shown.everything)


def _latex(ranges: xr.Dataset, shown: Shown) -> str:
    return latex.latex(ranges, quantities=shown.quantities, everything=shown.everything)


def _html(ranges: xr.Dataset, shown: Shown) -> str:
    return html.fragment(ranges, quantities=shown.quantities, everything=shown.everything)


def _sentences(ranges: xr.Dataset, shown: Shown) -> str:
    return sentences.text(ranges, quantities=shown.quantities, everything=shown.everything)


def _csv(ranges: xr.Dataset, shown: Shown) -> str:
    """What programs read holds all quantities, unless some are named."""
    return csv_text.ranges_text(ranges, quantities=shown.quantities)


def _json(ranges: xr.Dataset, _: Shown) -> str:
    """One object that is always whole."""
    return json_text.text(ranges)


FORMATS: Mapping[str, Format] = {
    "text": _text,
    "markdown": _markdown,
    "latex": _latex,
    "html": _html,
    "csv": _csv,
    "json": _json,
    "sentences": _sentences,
}
