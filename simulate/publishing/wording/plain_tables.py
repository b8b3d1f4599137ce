"""Tables of texts, for a terminal and for Markdown; what the texts mean is known elsewhere."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.cells import cell_len

from simulate.publishing.wording.labels import markdown as escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP = "  "


def aligned(heading: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1, indent: str = "") -> str:
    """Lines with columns as wide as their widest text; the first `left` columns start at their left edge."""
    lines = [list(heading), *([*row] for row in rows)]
    widths = [max(map(cell_len, column)) for column in zip_longest(*lines, fillvalue="")]
    return "".join(f"{indent}{_line(line, widths, left)}".rstrip() + "\n" for line in lines)


def _line(line: Sequence[str], widths: Sequence[int], left: int) -> str:
    cells = []
    for number, (text, width) in enumerate(zip(line, widths, strict=False)):
        blank = " " * (width - cell_len(text))
        cells.append(text + blank if number < left else blank + text)
    return _GAP.join(cells)


def markdown(heading: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1) -> str:
    """A Markdown table; it ends with a line break."""
    rules = ["---" if number < left else "---:" for number in range(len(heading))]
    written = [[escaped(text) for text in line] for line in (heading, *rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in (written[0], rules, *written[1:]))
