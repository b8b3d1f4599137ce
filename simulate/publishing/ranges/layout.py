"""Which columns of a table fit a terminal side by side, and the lines that they make; the rest goes under its row."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.cells import cell_len

from simulate.publishing.ranges import prefixes, words
from simulate.publishing.ranges.columns import ESTIMATE, FURTHER, Column, aligned, core, on_the_point
from simulate.publishing.wording.labels import shortened
from simulate.publishing.wording.wrapping import padded, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulate.publishing.ranges.records import Block
    from simulate.publishing.ranges.words import Mark, Words

INDENT = "  "
_GAP = "  "
# Names shorter than this are never broken while a column of numbers can be given up instead.
_NAME = 16
# Where even the numbers that every table shows are wide, names get at least this much, on so many lines.
_NARROWEST_NAME = 8
_NAME_LINES = 4
Line = tuple[str, str]
"""A line of text and its style (bold, dim or none)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns side by side with their widths; `phrases` are columns that did not fit.

    `author` is the one whose estimates have columns of their own, empty where these did not fit.
    """

    columns: tuple[Column, ...]
    phrases: tuple[Column, ...]
    author: str
    widths: tuple[int, ...]
    name: int
    width: int

    @classmethod
    def fitting(cls, blocks: Sequence[Block], percent: str, everything: bool, width: int) -> Layout:
        """The layout with the most columns that fits the width: numbers first, then estimates, then the rest."""
        texts = [[words.of(row, block.unit) for row in block.rows] for block in blocks]
        names = max((cell_len(row.name) for block in texts for row in block), default=0)
        further = FURTHER if everything else ()
        most = words.main_author(row for block in texts for row in block)
        for inline, author in ((further, most), (further, ""), ((), most), ((), "")):
            columns = core(percent, [row for block in texts for row in block]) + inline
            widths = _widths(columns, author, texts)
            left = width - len(INDENT) - sum(widths) - len(_GAP) * len(widths)
            if left >= min(names, _NAME):
                break
        phrases = tuple(column for column in further if column not in columns)
        return cls(columns, phrases, author, widths, min(names, max(left, _NARROWEST_NAME)), width)

    def block(self, block: Block) -> Iterator[Line]:
        """The heading of a quantity, the headings of its columns, and its rows."""
        texts = [words.of(row, block.unit) for row in block.rows]
        for line in wrapped(prefixes.heading(block), self.width):
            yield line, "bold"
        if not block.rows:
            yield f"{INDENT}none of these models has it", ""
        if any(row.median for row in texts):
            headings = [*(column.heading for column in self.columns), *(ESTIMATE if self.author else ())]
            yield self._line("", headings), "dim"
        cells = list(zip(*(aligned(column, texts) for column in self.columns), strict=True))
        values = iter(on_the_point([mark.value for row in texts for mark in _inline(row, self.author)]))
        for row, numbers in zip(texts, cells, strict=True):
            marks = [(next(values), mark.lies) for mark in _inline(row, self.author)]
            for line in self._row(row, numbers, marks):
                yield line, ""

    def _row(self, row: Words, numbers: tuple[str, ...], marks: list[tuple[str, str]]) -> Iterator[str]:
        name, *more_name = wrapped(shortened(row.name, _NAME_LINES * self.name), self.name)
        if row.missing:
            told = wrapped(row.missing, max(self.width - len(INDENT) - self.name - len(_GAP), _NAME))
            for part, reason in zip_longest([name, *more_name], told, fillvalue=""):
                yield f"{INDENT}{padded(part, self.name)}{_GAP}{reason}".rstrip()
        else:
            blank = [""] * len(numbers)
            first, *others = marks or [("", "")]
            yield self._line(name, [*numbers, *(first if self.author else ())])
            yield from (f"{INDENT}{part}" for part in more_name)
            yield from (self._line("", [*blank, *other]) for other in others)
        yield from self._under(row)

    def _under(self, row: Words) -> Iterator[str]:
        """What has no column here."""
        told = [
            column.phrase.format(words.between(column.numbers(row)))
            for column in self.phrases
            if column.numbers(row)[0]
        ]
        inline = _inline(row, self.author)
        for line in [*([", ".join(told)] if told else []), *(str(mark) for mark in row.marks if mark not in inline)]:
            for part in wrapped(line, self.width - 2 * len(INDENT)):
                yield f"{INDENT * 2}{part}"

    def _line(self, name: str, cells: Sequence[str]) -> str:
        filled = [cell.rjust(width) for cell, width in zip(cells, self.widths, strict=True)]
        if self.author:
            filled[-1] = cells[-1]
        return f"{INDENT}{padded(name, self.name)}{_GAP}{_GAP.join(filled)}".rstrip()


def _inline(row: Words, author: str) -> list[Mark]:
    return [mark for mark in row.marks if mark.by == author and not row.missing]


def _widths(columns: Sequence[Column], author: str, texts: Sequence[Sequence[Words]]) -> tuple[int, ...]:
    """Common to all blocks, so that the columns of a page stand under each other."""
    widths = [
        max([len(column.heading), *(len(cell) for block in texts for cell in aligned(column, block))])
        for column in columns
    ]
    if author:
        marks = [[mark for row in block for mark in _inline(row, author)] for block in texts]
        values = [value for block in marks for value in on_the_point([mark.value for mark in block])]
        widths.append(max(map(len, [ESTIMATE[0], *values])))
        widths.append(max(map(len, [ESTIMATE[1], *(mark.lies for block in marks for mark in block)])))
    return tuple(widths)
