"""Tables of texts, for a terminal and for Markdown; what the texts mean is known elsewhere."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.cells import cell_len

from simulate.publishing.wording.labels import markdown as escaped
from simulate.publishing.wording.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP = "  "


# Texts narrower than this are hard to read; rather than that, columns continue in a table below.
_NARROWEST = 12


def aligned(
    heading: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    left: int = 1,
    last: int = 0,
    indent: str = "",
    width: int | None = None,
) -> str:
    """Lines with columns as wide as their widest text; the first `left` and the `last` columns are texts, not numbers.

    What is wider than `width` gets its first texts wrapped; where that is not enough, the columns that do not fit
    follow below, each row again with its first texts.
    """
    lines = [list(heading), *([*row] for row in rows)]
    widths = [max(map(cell_len, column)) for column in zip_longest(*lines, fillvalue="")]
    room = sum(widths) + len(_GAP) * len(widths) if width is None else width - len(indent)
    texts = _texts_within(lines, widths, left, room)
    parts = []
    for columns in _groups(widths, sum(texts) + len(_GAP) * left, left, room):
        size = [*_spread(texts, widths[:left], room - _taken(widths, columns)), *(widths[k] for k in columns)]
        sides = [True] * left + [k >= len(widths) - last for k in columns]
        cells = [[*line[:left], *(line[k] for k in columns if k < len(line))] for line in lines]
        parts.append(
            "".join(f"{indent}{told}".rstrip() + "\n" for line in cells for told in _line(line, size, sides, left))
        )
    return "\n".join(parts)


def _texts_within(lines: Sequence[Sequence[str]], widths: Sequence[int], left: int, room: int) -> list[int]:
    """The least width of each of the first columns: its own where all fit, else that of its longest word."""
    if sum(widths) + len(_GAP) * (len(widths) - 1) <= room:
        return [*widths[:left]]
    longest = [max((cell_len(word) for line in lines for word in line[k].split()), default=0) for k in range(left)]
    return [min(widths[k], max(longest[k], _NARROWEST)) for k in range(left)]


def _groups(widths: Sequence[int], texts: int, left: int, room: int) -> list[list[int]]:
    """Columns that fit side by side behind the first texts; one that never fits stands alone."""
    groups: list[list[int]] = [[]]
    for column in range(left, len(widths)):
        if groups[-1] and texts + _taken(widths, [*groups[-1], column]) - len(_GAP) > room:
            groups.append([])
        groups[-1].append(column)
    return groups


def _taken(widths: Sequence[int], columns: Sequence[int]) -> int:
    return sum(widths[k] + len(_GAP) for k in columns)


def _spread(least: Sequence[int], most: Sequence[int], room: int) -> list[int]:
    """Widths of the first texts: what is left goes to the first ones, up to what they can use."""
    given = list(least)
    spare = room - sum(least) - len(_GAP) * (len(least) - 1)
    for k, wish in enumerate(most):
        more = max(min(wish - given[k], spare), 0)
        given[k] += more
        spare -= more
    return given


def _line(line: Sequence[str], widths: Sequence[int], sides: Sequence[bool], left: int) -> list[str]:
    """A row in as many lines as its first texts need."""
    columns = [wrapped(text, widths[k]) if k < left else [text] for k, text in enumerate(line)]
    return [_GAP.join(map(_cell, cells, widths, sides)) for cells in zip_longest(*columns, fillvalue="")]


def _cell(text: str, width: int, starts_left: bool) -> str:
    blank = " " * (width - cell_len(text))
    return text + blank if starts_left else blank + text


def markdown(heading: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1) -> str:
    """A Markdown table; it ends with a line break."""
    rules = ["---" if number < left else "---:" for number in range(len(heading))]
    written = [[escaped(text) for text in line] for line in (heading, *rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in (written[0], rules, *written[1:]))
