"""What stands below a table of ranges: each thing said once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.ranges import words
from simulate.publishing.wording import grades

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulate.publishing.ranges.records import Block, Results


def below(results: Results, blocks: Sequence[Block], *, everything: bool, author: str) -> Iterator[str]:
    """One paragraph each; `author` is the one whose estimates stand in a column that does not name them."""
    yield words.interval_meaning(results.run)
    yield from reading(blocks, everything=everything)
    if author:
        yield f"Estimate: somebody else's point ({author}) and the share of draws that it lies above or below."
    elif words.estimate_authors(blocks):
        yield "Under a row: somebody else's point and the share of draws that it lies above or below."
    yield from (text for text in (words.scopes(results.models), words.provenance(results.run)) if text)
    more = "" if everything else "--all (every quantity, 50 % range, mean, numerical error); "
    yield (
        f"More: {more}--to DIR (dataset, charts, report); wattif explain MODEL QUANTITY (the beliefs behind a range)."
    )


def reading(blocks: Sequence[Block], *, everything: bool) -> Iterator[str]:
    """How to read the columns."""
    yield "span: upper bound / lower bound. Digits end where the range or the numerical error makes them meaningless."
    if any(words.of(row, block.unit).range == words.POINT for block in blocks for row in block.rows):
        yield f"{words.POINT}: every belief behind this number is stated as a single value."
    mean = "" if everything else " (in --all, JSON and CSV)"
    yield (
        f"Half of the draws lie below the median. The mean{mean} is larger where the upper tail is the longer one: "
        "use it to add or average, the median for a typical case."
    )
    if any(row.grade for block in blocks for row in block.rows):
        yield f"grade: half of the variance or more rests on {grades.MEANING}."
    if everything:
        yield "num. error: standard error of the simulation, the largest of median and bounds."
