"""What stands below a table of ranges: each thing said once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import ascii_lowercase
from typing import TYPE_CHECKING

from simulate.publishing.ranges import words
from simulate.publishing.wording import grades

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulate.publishing.ranges.records import Block, Results


@dataclass(frozen=True, slots=True)
class Footnote:
    """What belongs to one table; a mark stands behind the names that it is about, none where it is about all."""

    mark: str
    text: str


def footnotes(block: Block, author: str, *, alone: bool = False) -> Iterator[Footnote]:
    """What the quantity counts, of which scope the models are, and whose the estimates are.

    A scope that all models have is said behind all tables, and below each only where it stands `alone`.
    """
    if block.about:
        yield Footnote("", block.about)
    marks = scope_marks(block)
    for scope in _scopes(block) if alone or marks else ():
        yield Footnote(marks.get(scope, ""), f"Scope: {words.scope(scope)}.")
    if author:
        others = len(words.estimate_authors([block])) > 1
        yield Footnote("", f"Estimate: {author}{', unless another is named' if others else ''}.")


def scope_marks(block: Block) -> dict[str, str]:
    """A letter for each scope of the models of a block, none where all have the same."""
    found = _scopes(block)
    return dict(zip(found, ascii_lowercase, strict=False)) if len(found) > 1 else {}


def _scopes(block: Block) -> list[str]:
    return list(dict.fromkeys(row.model.scope for row in block.rows if row.model.scope))


_CLAUSE_END = re.compile(r"[;:] |\.(?= [A-Z]|$)")
_SHARE = "the share of draws that it lies above or below"


def below(results: Results, blocks: Sequence[Block], *, everything: bool, author: str) -> Iterator[str]:
    """One paragraph each; `author` is the one whose estimates stand in a column that does not name them."""
    yield words.interval_meaning(results.run)
    yield from reading(blocks, everything=everything, mean_elsewhere="" if everything else " (in --all, JSON and CSV)")
    if author:
        yield f"Estimate: somebody else's point ({author}) and {_SHARE}."
    elif words.estimate_authors(blocks):
        yield f"Under a row: somebody else's point and {_SHARE}."
    counted = "; ".join(f"{block.label}: {_first_clause(block.about)}" for block in blocks if block.about)
    if counted and not everything:
        yield f"What is counted: {counted}."
    yield from (text for text in (words.scopes(results.models), words.provenance(results.run)) if text)
    more = "" if everything else "--all (every quantity, 50 % range, mean, numerical error); "
    yield (
        f"More: {more}--to DIR (dataset, charts, report); wattif explain MODEL QUANTITY (the beliefs behind a range)."
    )


def after(results: Results, blocks: Sequence[Block], *, everything: bool) -> Iterator[str]:
    """One paragraph each, once behind all tables that have footnotes of their own."""
    yield words.interval_meaning(results.run)
    yield from reading(blocks, everything=everything)
    if words.estimate_authors(blocks):
        yield f"Estimate: somebody else's point and {_SHARE}; never an input."
    if len({model.scope for model in results.models}) == 1:
        yield from filter(None, [words.scopes(results.models)])
    yield words.provenance(results.run)


def _first_clause(about: str) -> str:
    """What a quantity counts in a few words: a terminal has no room for all of them.

    Its first letter is small, unless the word is a name like CO2e.
    """
    clause = _CLAUSE_END.split(about, maxsplit=1)[0]
    return clause[:1].lower() + clause[1:] if clause[1:2].islower() else clause


def reading(blocks: Sequence[Block], *, everything: bool, mean_elsewhere: str = "") -> Iterator[str]:
    """How to read the columns; `mean_elsewhere` says where the mean is, where it has no column."""
    yield "span: upper bound / lower bound. Digits end where the range or the numerical error makes them meaningless."
    if any(words.of(row, block.unit).range == words.POINT for block in blocks for row in block.rows):
        yield f"{words.POINT}: every belief behind this number is stated as a single value."
    yield (
        f"Half of the draws lie below the median. The mean{mean_elsewhere} is larger where the upper tail is "
        "the longer one: use it to add or average, the median for a typical case."
    )
    if any(row.grade for block in blocks for row in block.rows):
        yield f"grade: half of the variance or more rests on {grades.MEANING}."
    if everything:
        yield "num. error: standard error of the simulation, the largest of median and bounds."
