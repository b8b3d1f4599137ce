"""Tables of ranges for LaTeX: one float per quantity, ruled with booktabs, no other package needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.ranges import notes, rows
from simulate.publishing.ranges.sheets import sheet
from simulate.publishing.wording import typeset
from simulate.publishing.wording.labels import latex as escaped
from simulate.publishing.wording.labels import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import xarray as xr

    from simulate.publishing.ranges.records import Block, Run
    from simulate.publishing.ranges.sheets import Line, Sheet

_COLUMNS, _NARROW = 7, "\\small\\setlength{\\tabcolsep}{3pt}"
"""More columns than these are wider than the text of an article; the group of the float ends what makes them fit."""
_FLOATS = 12
"""Tables in a row; LaTeX gives up at eighteen that wait for a page (TeX Live 2022: "too many unprocessed floats")."""


def latex(ranges: xr.Dataset, *, quantities: Sequence[str] | None = None, everything: bool = False) -> str:
    r"""Tables labelled `tab:QUANTITY`, and below them what they mean; for a document with `\usepackage{booktabs}`.

    Quantities as for the terminal's table. Labels stay in their script: other than Latin ones want LuaLaTeX or XeLaTeX
    with a font for them.
    """
    results = rows.read(ranges)
    blocks = results.shown(quantities, everything)
    tables = [table(block, results.run, everything=everything) for block in blocks]
    told = "".join(f"{escaped(note)}\\par\n" for note in notes.after(results, blocks, everything=everything))
    head = f"% {results.run.program}. In the preamble: \\usepackage{{booktabs}}\n"
    for place in range(_FLOATS, len(tables), _FLOATS):
        tables[place] = f"\\clearpage\n{tables[place]}"
    return "\n".join([head, *tables, f"{{\\footnotesize\\noindent\\ignorespaces\n{told}}}\n"])


def table(block: Block, run: Run, *, everything: bool = False) -> str:
    """One `table` of a quantity: caption with unit above, footnotes below."""
    # Floats go where there is room, which may be far from the notes.
    made = sheet(block, run, everything=everything, alone=True)
    lines = [
        "\\begin{table}[htbp]",
        "\\centering",
        f"\\caption{{{escaped(made.caption)}}}",
        f"\\label{{tab:{slug(block.quantity)}}}",
        "\\par\\smallskip",
        *([_NARROW] if len(made.headings) > _COLUMNS else []),
        f"\\begin{{tabular}}{{@{{}}{''.join(_alignments(made))}@{{}}}}",
        "\\toprule",
        _joined(_headings(made)),
        "\\midrule",
        *(_joined(cells) for line in made.lines for cells in _rows(line, made)),
        "\\bottomrule",
        "\\end{tabular}",
        *_foot(made),
        "\\end{table}",
    ]
    return "\n".join(lines) + "\n"


def _alignments(made: Sheet) -> Iterator[str]:
    yield "l"
    yield from ("r" if column.value else "l" for column in made.columns)
    if made.estimates:
        yield from ("r", "l")


def _headings(made: Sheet) -> Iterator[str]:
    yield from (escaped(heading) for heading in made.headings)


def _rows(line: Line, made: Sheet) -> Iterator[list[str]]:
    """The row of a model, and one more for each estimate but the first."""
    name = escaped(line.name) + _raised(line.mark)
    if line.missing:
        numbers = [f"\\multicolumn{{{len(made.columns)}}}{{l}}{{{escaped(line.missing)}}}"]
    else:
        numbers = [typeset.LATEX.cell(cell) for cell in line.cells]
    if not made.estimates:
        yield [name, *numbers]
        return
    first, *others = [_estimate(*estimate) for estimate in line.estimates] or [["", ""]]
    yield [name, *numbers, *first]
    yield from (["", *("" for _ in made.columns), *other] for other in others)


def _estimate(value: str, lies: str) -> list[str]:
    return [typeset.LATEX.cell([value]), escaped(lies)]


def _joined(cells: Iterable[str]) -> str:
    return f"{' & '.join(cells)} \\\\"


def _foot(made: Sheet) -> Iterator[str]:
    """As wide as the page's text: a table may be narrow, and what is said below it is not."""
    if made.footnotes:
        yield "\\par\\smallskip"
        yield "\\begin{minipage}{\\linewidth}\\footnotesize"
        yield from (f"{_raised(note.mark)}{escaped(note.text)}\\par" for note in made.footnotes)
        yield "\\end{minipage}"


def _raised(mark: str) -> str:
    return f"\\textsuperscript{{{mark}}}" if mark else ""
