"""Many models on one quantity: a line for each, from least to most, with its rank and its ratio to the one above."""

from __future__ import annotations

import math
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from simulate.foundation.listing import listed
from simulate.publishing.comparison.words import chance, name_of, ratio_text
from simulate.publishing.ranges import prefixes
from simulate.publishing.ranges.columns import on_the_point
from simulate.publishing.ranges.words import percent
from simulate.publishing.wording import digits, plain_tables
from simulate.publishing.wording.digits import Number
from simulate.publishing.wording.grades import grade
from simulate.publishing.wording.labels import clean
from simulate.publishing.wording.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulate.analysis.comparison import Compared
    from simulate.analysis.pairs import Pair

MANY = 6
"""Of more models, nobody reads every pair: six have 15, seven 21."""
_ROUNDING = 1e-9


def is_long(found: Compared) -> bool:
    """Whether there are too many models to be shown pair by pair."""
    return len(found.ids) > MANY


def order(found: Compared, quantity: str) -> list[str]:
    """The models that have a quantity, from least to most by their medians; what is undefined comes last."""
    known = [id_ for id_ in found.ids if id_ in found.ranks[quantity]]
    medians = {id_: found.ranges[id_, quantity][1] for id_ in known}
    return sorted(known, key=lambda id_: math.inf if math.isnan(medians[id_]) else medians[id_])


def rank_range(shares: Sequence[float], probability: float) -> tuple[int, int]:
    """First and last rank of the equal-tailed range, from the probability of each rank."""
    below = list(accumulate(shares))
    tail = (1 - probability) / 2
    first, last = (
        next(k for k, share in enumerate(below, 1) if share >= level - _ROUNDING) for level in (tail, 1 - tail)
    )
    return first, last


def steps(found: Compared, quantity: str) -> list[Pair]:
    """Each model over the one before it in that order."""
    pairs = [found.pair(model, above, quantity) for above, model in pairwise(order(found, quantity))]
    return [pair for pair in pairs if pair is not None]


def table(found: Compared, quantity: str, width: int) -> Iterator[str]:
    """The label, then a line a model."""
    ordered = order(found, quantity)
    label, unit = found.labels[quantity]
    prefix = prefixes.choose(unit, [found.ranges[id_, quantity][1] for id_ in ordered])
    named = f"{clean(label)}{f', {prefix.unit}' if prefix.unit else ''}"
    yield from wrapped(f"{named}: {len(ordered)} models, from least to most", width)
    pairs = steps(found, quantity)
    ratios = [("", "", ""), *(ratio_text(pair, found.probability) for pair in pairs)]
    columns = [
        [name_of(found, id_) for id_ in ordered],
        [_median(found, id_, quantity, prefix.factor) for id_ in ordered],
        _ranks(found, quantity, ordered),
        on_the_point(median for median, _, _ in ratios),
        _ranges([(low, high) for _, low, high in ratios]),
        ["", *(grade(pair.rests_on) for pair in pairs)],
        ["", *(chance(pair.turned()) for pair in pairs)],
    ]
    heading = ("", "median", "rank", "ratio", f"{percent(found.probability)} range", "grade", "needs more")
    rows = list(zip(*columns, strict=True))
    yield from plain_tables.aligned(heading, rows, last=1, indent="  ", width=width).splitlines()
    missing = [name_of(found, id_) for id_ in found.ids if id_ not in ordered]
    if missing:
        yield from wrapped(f"Not computable, so left out: {listed(missing)}.", width)
    yield ""


def _ranks(found: Compared, quantity: str, ordered: Sequence[str]) -> list[str]:
    if not found.is_ranked(quantity):
        return ["undefined"] * len(ordered)
    ranks = found.ranks[quantity]
    return _ranges([tuple(map(str, rank_range(ranks[id_], found.probability))) for id_ in ordered])


def _median(found: Compared, id_: str, quantity: str, factor: float) -> str:
    first, middle, last = (Number(value * factor) for value in found.ranges[id_, quantity])
    return "undefined" if math.isnan(middle.value) else digits.texts(first, middle, last)[1]


def _ranges(bounds: Sequence[tuple[str, ...]]) -> list[str]:
    """`1 to 3`, what stands on either side under its like; one text where both are the same, or only one is."""
    lows, highs = (on_the_point(column) for column in zip(*bounds, strict=True))
    return [
        f"{low} to {high}" if high.strip() and low.strip() != high.strip() else low
        for low, high in zip(lows, highs, strict=True)
    ]


def notes(found: Compared, quantities: Sequence[str]) -> Iterator[str]:
    """What the columns are, and where the pairs are that are not shown."""
    share = percent(found.probability)
    sizes = [len(order(found, quantity)) for quantity in quantities]
    every, shown = sum(n * (n - 1) // 2 for n in sizes), sum(n - 1 for n in sizes)
    yield (
        f"Rank: {share} range of the place among all, 1 the least. Ratio: median and {share} range of a model over the "
        "one above it, draw by draw, so that what both share cancels. Needs more: the probability that it needs "
        "more than the one above."
    )
    yield (
        f"Left out: the other {every - shown:,} of {every:,} pairs, and the probability of every rank. --json prints "
        "all of them, --to DIR writes them; name two models to see one pair."
    )
