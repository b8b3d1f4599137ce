"""What the file of a chart says of itself, and in which formats there are files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.foundation.errors import UsageError
from simulate.foundation.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMATS = ("svg", "pdf", "png")


@dataclass(frozen=True, slots=True)
class About:
    """Title, program, licence, and the chart in words where there is such a text."""

    title: str
    program: str
    licence: str
    description: str = ""


def check_formats(names: Sequence[str]) -> None:
    """UsageError with the nearest for a format that there is not."""
    for name in names:
        if name not in FORMATS:
            raise UsageError(f"no such format: {name}; there are {', '.join(FORMATS)}{suggestion(name, FORMATS)}")
