"""A few models, pair by pair: their ratios, who needs less, and the probability of each rank."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.cells import cell_len

from simulate.publishing.comparison.words import chance, name_of, ratio_text
from simulate.publishing.ranges import prefixes
from simulate.publishing.ranges.columns import on_the_point
from simulate.publishing.ranges.words import percent
from simulate.publishing.wording import digits, plain_tables
from simulate.publishing.wording.digits import Number
from simulate.publishing.wording.grades import grade
from simulate.publishing.wording.labels import clean
from simulate.publishing.wording.wrapping import hanging, padded, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulate.analysis.comparison import Compared

_FEW = 2


def table(found: Compared, quantity: str, width: int) -> Iterator[str]:
    """All pairs on one quantity; of two models their ranges above, of three and more the ranks below."""
    pairs = [pair for pair in found.pairs if pair.quantity == quantity]
    yield from _ranges(found, quantity, width)
    ratios = [ratio_text(pair, found.probability) for pair in pairs]
    medians, lows, highs = (on_the_point(column) for column in zip(*ratios, strict=True))
    bounds = [f"{low} to {high}" if high.strip() else low for low, high in zip(lows, highs, strict=True)]
    rows = [
        (f"{name_of(found, pair.a)} / {name_of(found, pair.b)}", median, bound, grade(pair.rests_on), chance(pair))
        for pair, median, bound in zip(pairs, medians, bounds, strict=True)
    ]
    heading = ("", "ratio", f"{percent(found.probability)} range", "grade", "first needs less")
    yield from plain_tables.aligned(heading, rows, last=1, indent="  ", width=width).splitlines()
    if len(found.ids) > 2:
        yield from _ranks(found, quantity, width)
    yield ""


def _ranges(found: Compared, quantity: str, width: int) -> Iterator[str]:
    """The label, and the range of each of two models; of more, `run` is the table."""
    label, unit = found.labels[quantity]
    ranges = {id_: found.ranges[id_, quantity] for id_ in found.ids if (id_, quantity) in found.ranges}
    prefix = prefixes.choose(unit, [median for _, median, _ in ranges.values()])
    yield from wrapped(f"{clean(label)}{f', {prefix.unit}' if prefix.unit else ''}", width)
    if len(found.ids) > _FEW:
        return
    wide = max(cell_len(name_of(found, id_)) for id_ in ranges)
    for id_, numbers in ranges.items():
        first, middle, last = (Number(value * prefix.factor) for value in numbers)
        lower, median, upper = digits.texts(first, middle, last)
        point = digits.is_point(numbers[0], numbers[2])
        told = "a point" if point else f"{percent(found.probability)} range {lower} to {upper}"
        start = f"  {padded(name_of(found, id_), wide)}  "
        if all(map(math.isnan, numbers)):
            yield from hanging(start, "undefined: some draws are not numbers", width)
            continue
        letter = grade(found.rests_on.get((id_, quantity), {}))
        graded = f"  grade {letter}" if letter else ""
        yield from hanging(start, f"{median}, {told}  {digits.span(numbers[0], numbers[2])}{graded}", width)


def _ranks(found: Compared, quantity: str, width: int) -> Iterator[str]:
    ranks = found.ranks[quantity]
    if len(ranks) < 3 or not found.is_ranked(quantity):
        return
    heads = ["probability of each rank", "least", *(f"{k}." for k in range(2, len(ranks))), "most"]
    rows = [
        [name_of(found, id_), *("." if share < 0.0005 else f"{100 * share:.0f} %" for share in shares)]
        for id_, shares in ranks.items()
    ]
    yield from plain_tables.aligned(heads, rows, indent="  ", width=width).splitlines()
