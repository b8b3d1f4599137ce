"""The table of ranges for the terminal: plain lines, no number ever cut off, readable from 60 columns on."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.text import Text

from simulate.publishing import notes, prefixes, rows, words
from simulate.publishing.columns import ESTIMATE, FURTHER, Column, aligned, core, on_the_point
from simulate.publishing.labels import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import xarray as xr

    from simulate.publishing.rows import Block
    from simulate.publishing.words import Words

_INDENT = "  "
_GAP = "  "
# Names shorter than this are never broken while a column of numbers can be given up instead.
_NAME = 16
# Where even the numbers that every table shows are wide, names get at least this much, on so many lines.
_NARROWEST_NAME = 8
_NAME_LINES = 4
_WIDEST_NOTE = 100
Line = tuple[str, str]
"""A line of text and its style (bold, dim or none)."""


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
    layout = _Layout.fitting(blocks, words.percent(results.run.probability), everything, width)
    lines = [line for block in blocks for line in (*layout.block(block), ("", ""))]
    lines += [(line, "") for line in _thresholds(results.models)]
    for note in notes.below(results, blocks, everything=everything, columns=layout.estimates):
        lines += [(line, "dim") for line in _wrapped(note, min(width, _WIDEST_NOTE))]
    return _rendered(lines, width, colour)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which columns stand side by side, and how wide; the others become phrases under their row."""

    columns: tuple[Column, ...]
    phrases: tuple[Column, ...]
    estimates: bool
    widths: tuple[int, ...]
    name: int
    width: int

    @classmethod
    def fitting(cls, blocks: Sequence[Block], percent: str, everything: bool, width: int) -> _Layout:
        """The layout with the most columns that fits the width: numbers first, then estimates, then the rest."""
        texts = [[words.of(row, block.unit) for row in block.rows] for block in blocks]
        names = max((cell_len(row.name) for block in texts for row in block), default=0)
        one_author = len(words.estimate_authors(blocks)) == 1
        further = FURTHER if everything else ()
        choices = [(further, one_author), (further, False), ((), one_author), ((), False)]
        for inline, estimates in choices:
            columns = core(percent) + inline
            widths = _widths(columns, estimates, texts)
            left = width - len(_INDENT) - sum(widths) - len(_GAP) * len(widths)
            if left >= min(names, _NAME):
                break
        phrases = tuple(column for column in further if column not in columns)
        return cls(columns, phrases, estimates, widths, min(names, max(left, _NARROWEST_NAME)), width)

    def block(self, block: Block) -> Iterator[Line]:
        """The heading of a quantity, the headings of its columns, and its rows."""
        texts = [words.of(row, block.unit) for row in block.rows]
        for line in _wrapped(prefixes.heading(block), self.width):
            yield line, "bold"
        if not block.rows:
            yield f"{_INDENT}none of these models has it", ""
        headings = [*(column.heading for column in self.columns), *(ESTIMATE if self.estimates else ())]
        if any(row.median for row in texts):
            yield self._line("", headings), "dim"
        cells = list(zip(*(aligned(column, texts) for column in self.columns), strict=True))
        values = iter(on_the_point([mark.value for row in texts for mark in row.marks]))
        for row, numbers in zip(texts, cells, strict=True):
            marks = [(next(values), mark.lies) for mark in row.marks]
            for line in self._row(row, numbers, marks):
                yield line, ""

    def _row(self, row: Words, numbers: tuple[str, ...], marks: Sequence[tuple[str, str]]) -> Iterator[str]:
        name, *rest = _wrapped(shortened(row.name, _NAME_LINES * self.name), self.name)
        inline = list(marks) if self.estimates and not row.missing else []
        first = inline.pop(0) if inline else ("", "")
        if row.missing:
            left = self.width - len(_INDENT) - self.name - len(_GAP)
            missing = _wrapped(row.missing, max(left, _NAME))
            yield f"{_INDENT}{_padded(name, self.name)}{_GAP}{missing[0]}"
            rest += [""] * (len(missing) - 1 - len(rest))
            for k, more in enumerate(rest, 1):
                yield f"{_INDENT}{_padded(more, self.name)}{_GAP}{missing[k] if k < len(missing) else ''}".rstrip()
        else:
            yield self._line(name, [*numbers, *(first if self.estimates else ())])
            yield from (f"{_INDENT}{more}" for more in rest)
        for mark in inline:
            yield self._line("", [*("" for _ in numbers), *mark])
        yield from self._phrases(row)

    def _phrases(self, row: Words) -> Iterator[str]:
        """What has no column here, under the row."""
        told = [
            column.phrase.format(words.between(column.numbers(row)))
            for column in self.phrases
            if column.numbers(row)[0]
        ]
        lines = [", ".join(told)] if told else []
        if not self.estimates or row.missing:
            lines += [str(mark) for mark in row.marks]
        indent = _INDENT * 2
        for line in lines:
            for part in _wrapped(line, self.width - len(indent)):
                yield f"{indent}{part}"

    def _line(self, name: str, cells: Sequence[str]) -> str:
        padded = [cell.rjust(width) for cell, width in zip(cells, self.widths, strict=True)]
        if self.estimates:
            padded[-1] = cells[-1].ljust(self.widths[-1])
        return f"{_INDENT}{_padded(name, self.name)}{_GAP}{_GAP.join(padded)}".rstrip()


def _widths(columns: Sequence[Column], estimates: bool, texts: Sequence[Sequence[Words]]) -> tuple[int, ...]:
    """Common to all blocks, so that the columns of a page stand under each other."""
    widths = [
        max(len(column.heading), *(len(cell) for block in texts for cell in aligned(column, block) or [""]))
        for column in columns
    ]
    if estimates:
        values = [on_the_point([mark.value for row in block for mark in row.marks]) for block in texts]
        widths.append(max(len(ESTIMATE[0]), *(len(value) for block in values for value in block)))
        lies = [mark.lies for block in texts for row in block for mark in row.marks]
        widths.append(max(len(ESTIMATE[1]), *map(len, lies)))
    return tuple(widths)


def _thresholds(models: Sequence[rows.Model]) -> Iterator[str]:
    """The probability of each statement, model by model."""
    statements = dict.fromkeys(threshold.text for model in models for threshold in model.thresholds)
    for statement in statements:
        yield f"Probability that {statement}"
        told = [(model.name, t) for model in models for t in model.thresholds if t.text == statement]
        width = max(cell_len(name) for name, _ in told)
        yield from (f"{_INDENT}{_padded(name, width)}{_GAP}{words.chance(t.probability)}" for name, t in told)
        yield ""


def _padded(name: str, width: int) -> str:
    return name + " " * (width - cell_len(name))


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells, broken at spaces where there are any."""
    lines = [""]
    for word in text.split():
        for k, piece in enumerate(chop_cells(word, width)):
            joined = f"{lines[-1]} {piece}" if lines[-1] and not k else piece
            if cell_len(joined) <= width and not k:
                lines[-1] = joined
            else:
                lines.append(piece)
    return [line for line in lines if line] or [""]


def _rendered(lines: Sequence[Line], width: int, colour: bool) -> str:
    if not colour:
        return "\n".join(line for line, _ in lines).rstrip() + "\n"
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=True, color_system="standard", legacy_windows=False)
    for line, style in lines:
        console.print(Text(line, style), soft_wrap=True, highlight=False)
    return file.getvalue()
