"""The columns of a table of ranges, shared by all formats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.publishing.ranges import words
from simulate.publishing.ranges.words import between
from simulate.publishing.wording import digits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from simulate.publishing.ranges.records import Row
    from simulate.publishing.ranges.words import Words


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, the texts of a row under it, and the phrase that replaces it where the column does not fit.

    A cell is one number or two (the bounds of a range): numbers align on their decimal points. `value` is the number
    that a page sorts rows by, None of a column of words.
    """

    heading: str
    numbers: Callable[[Words], tuple[str, ...]]
    value: Callable[[Row], float] | None = None
    phrase: str = ""


def core(percent: str, rows: Iterable[Words]) -> tuple[Column, ...]:
    """What every table of these rows shows; `percent` is that of the interval."""
    graded = any(row.grade for row in rows)
    return (
        Column("median", lambda row: (row.median,), lambda row: row.median.value),
        Column(f"{percent} range", lambda row: row.bounds, lambda row: row.upper.value),
        Column("span", lambda row: (row.span,), lambda row: digits.ratio(row.lower.value, row.upper.value)),
        *((Column("grade", lambda row: (row.grade,)),) if graded else ()),
    )


FURTHER: tuple[Column, ...] = (
    Column("50 % range", lambda row: row.quartiles, lambda row: row.q75.value, "50 % range {}"),
    Column("mean", lambda row: (row.mean,), lambda row: row.mean.value, "mean {}"),
    Column("num. error", lambda row: (row.error,), words.largest_error, "numerical error {}"),
)
ESTIMATE = ("estimate", "which lies")


def aligned(column: Column, rows: Sequence[Words]) -> list[str]:
    """The cells of a column, each as wide as the widest, decimal points under each other."""
    joined = [between(cell) for cell in placed(column, rows)]
    width = max(map(len, joined), default=0)
    return [text.rjust(width) for text in joined]


def placed(column: Column, rows: Sequence[Words]) -> list[tuple[str, ...]]:
    """The numbers of each cell, padded so that decimal points stand under each other, or the text in their place."""
    cells = [column.numbers(row) for row in rows]
    parts = [
        on_the_point([cell[k] if k < len(cell) else "" for cell in cells])
        for k in range(max(map(len, cells), default=0))
    ]
    return [
        tuple(numbers) if len(cell) == len(numbers) and all(cell) else cell
        for cell, *numbers in zip(cells, *parts, strict=True)
    ]


def on_the_point(numbers: Iterable[str]) -> list[str]:
    """Numbers padded so that their decimal points stand under each other; words stay as they are."""
    split = [(text, *_split(text)) for text in numbers]
    before = max((len(head) for _, head, _ in split if head), default=0)
    after = max((len(tail) for _, head, tail in split if head), default=0)
    return [f"{head.rjust(before)}{tail.ljust(after)}" if head else text for text, head, tail in split]


def _split(text: str) -> tuple[str, str]:
    head, point, tail = text.partition(".")
    return (head, point + tail) if any(character.isdigit() for character in head) else ("", "")
