"""Blocks as cells before any markup: Markdown, LaTeX and HTML write the same ones, each in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.publishing.ranges import notes, prefixes, words
from simulate.publishing.ranges.columns import ESTIMATE, FURTHER, Column, core, on_the_point, placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulate.publishing.ranges.notes import Footnote
    from simulate.publishing.ranges.records import Block, Row, Run
    from simulate.publishing.ranges.words import Mark, Words


@dataclass(frozen=True, slots=True)
class Line:
    """A row as texts: per column one number or two, padded with blanks so that decimal points stand under each other.

    `mark` is that of a footnote to the name, empty without one; where `missing` says why there is no range, all cells
    are empty. `estimates` are other people's points, each with where it lies and, unless it is of the author whom a
    footnote names, whose it is.
    """

    row: Row
    name: str
    mark: str
    cells: tuple[tuple[str, ...], ...]
    missing: str
    estimates: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A quantity of all models, in the unit that suits its numbers.

    Headings are those of the name, of each column, and of the two columns of estimates where `estimates` says that
    there are any.
    """

    block: Block
    caption: str
    columns: tuple[Column, ...]
    estimates: bool
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    footnotes: tuple[Footnote, ...]


def sheet(block: Block, run: Run, *, everything: bool = False, alone: bool = False) -> Sheet:
    """The cells of a block in whatever unit; `everything` adds 50 % range, mean and numerical error.

    One that may stand `alone` says below itself what otherwise stands below all tables.
    """
    shown = prefixes.readable(block)
    texts = [words.of(row, shown.unit) for row in shown.rows]
    columns = core(words.percent(run.probability), texts) + (FURTHER if everything else ())
    author = words.main_author(texts)
    marks = notes.scope_marks(shown)
    cells = zip(*(placed(column, texts) for column in columns), strict=True)
    return Sheet(
        block=shown,
        caption=prefixes.heading(shown),
        columns=columns,
        estimates=bool(author),
        headings=("model", *(column.heading for column in columns), *(ESTIMATE if author else ())),
        lines=tuple(
            Line(row, text.name, marks.get(row.model.scope, ""), numbers, text.missing, estimates)
            for row, text, numbers, estimates in zip(shown.rows, texts, cells, _estimates(texts, author), strict=True)
        ),
        footnotes=tuple(notes.footnotes(shown, author, alone=alone)),
    )


def _estimates(texts: Sequence[Words], author: str) -> list[tuple[tuple[str, str], ...]]:
    """The marks of each row, their values padded like the numbers of a column."""
    values = iter(on_the_point([mark.value for text in texts for mark in text.marks]))
    return [tuple((next(values), _lies(mark, author)) for mark in text.marks) for text in texts]


def _lies(mark: Mark, author: str) -> str:
    return mark.lies if mark.by == author else f"{mark.lies} ({mark.by})"
