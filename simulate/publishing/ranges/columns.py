"""The columns of a table of ranges, shared by terminal and Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.publishing.ranges.words import Words, between

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, the texts of a row under it, and the phrase that replaces it where the column does not fit.

    A cell is one number or two (the bounds of a range): numbers align on their decimal points.
    """

    heading: str
    numbers: Callable[[Words], tuple[str, ...]]
    phrase: str = ""


def core(percent: str, rows: Iterable[Words]) -> tuple[Column, ...]:
    """What every table of these rows shows; `percent` is that of the interval."""
    graded = any(row.grade for row in rows)
    return (
        Column("median", lambda row: (row.median,)),
        Column(f"{percent} range", lambda row: row.bounds),
        Column("span", lambda row: (row.span,)),
        *((Column("grade", lambda row: (row.grade,)),) if graded else ()),
    )


FURTHER: tuple[Column, ...] = (
    Column("50 % range", lambda row: row.quartiles, "50 % range {}"),
    Column("mean", lambda row: (row.mean,), "mean {}"),
    Column("num. error", lambda row: (row.error,), "numerical error {}"),
)
ESTIMATE = ("estimate", "which lies")


def aligned(column: Column, rows: Sequence[Words]) -> list[str]:
    """The cells of a column, each as wide as the widest, decimal points under each other."""
    cells = [column.numbers(row) for row in rows]
    parts = [
        on_the_point([cell[k] if k < len(cell) else "" for cell in cells])
        for k in range(max(map(len, cells), default=0))
    ]
    joined = []
    for cell, *numbers in zip(cells, *parts, strict=True):
        whole = len(cell) == len(numbers) and all(cell)
        joined.append(between(numbers if whole else cell))
    width = max(map(len, joined), default=0)
    return [text.rjust(width) for text in joined]


def on_the_point(numbers: Iterable[str]) -> list[str]:
    """Numbers padded so that their decimal points stand under each other; words stay as they are."""
    split = [(text, *_split(text)) for text in numbers]
    before = max((len(head) for _, head, _ in split if head), default=0)
    after = max((len(tail) for _, head, tail in split if head), default=0)
    return [f"{head.rjust(before)}{tail.ljust(after)}" if head else text for text, head, tail in split]


def _split(text: str) -> tuple[str, str]:
    head, point, tail = text.partition(".")
    return (head, point + tail) if any(character.isdigit() for character in head) else ("", "")
