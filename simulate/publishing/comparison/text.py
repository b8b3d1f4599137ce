"""The table of `wattif compare`: pairs or a ladder, claims, what is shared, and why other people's figures differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.comparison import answers, ladder, pairs
from simulate.publishing.comparison.words import WHATEVER_THE_ORDER
from simulate.publishing.ranges.words import percent
from simulate.publishing.wording.grades import MEANING, grade
from simulate.publishing.wording.labels import clean
from simulate.publishing.wording.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulate.analysis.comparison import Compared
    from simulate.analysis.pairs import Pair


def text(found: Compared, *, quantities: Sequence[str], width: int) -> str:
    """Everything that a comparison says, for readers."""
    lines: list[str] = []
    shown = [pair for pair in found.pairs if pair.quantity in quantities]
    table = ladder.table if ladder.is_long(found) else pairs.table
    compared = {pair.quantity for pair in shown}
    for quantity in quantities:
        lines += table(found, quantity, width) if quantity in compared else _nothing(found, quantity, width)
    lines += answers.claims(found.claims, width)
    lines += [line for item in found.reasons for line in answers.waterfall(item, width)]
    for note in _notes(found, shown):
        lines += wrapped(note, min(width, 100))
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _nothing(found: Compared, quantity: str, width: int) -> Iterator[str]:
    """What is said where a quantity is asked for that fewer than two of several models have."""
    if len(found.ids) > 1:
        label = clean(found.labels[quantity][0]) if quantity in found.labels else quantity
        yield from wrapped(f"{label}: fewer than two of these models have it, so there is nothing to compare.", width)
        yield ""


def _notes(found: Compared, pairs: Sequence[Pair]) -> Iterator[str]:
    if pairs and ladder.is_long(found):
        yield from ladder.notes(found, sorted({pair.quantity for pair in pairs}))
    elif pairs:
        yield (
            f"Ratio: median and {percent(found.probability)} range of the first over the second, draw by draw, so that "
            "what both share cancels. First needs less: its probability under these beliefs."
        )
    if any(grade(pair.rests_on) for pair in pairs):
        yield f"Grade: half of the variance or more, of a ratio that of its logarithm, rests on {MEANING}."
    if pairs:
        yield _shared(found)
    if found.claims:
        yield "Claims: probability under these beliefs. What is stated as a point here makes a claim true or false."
    if found.reasons:
        yield (
            f"Why they differ: each factor's {WHATEVER_THE_ORDER}; the factors multiply to "
            "the whole. Unexplained: what our method does not make of their inputs, such as parts that they leave out."
        )
    yield f"Scope: {found.scope}. {found.draws:,} draws of all models together."


def _shared(found: Compared) -> str:
    if not found.shared:
        return "Shared beliefs: none."
    told = [clean(item.label) for item in found.shared]
    return f"Shared beliefs: {'; '.join(dict.fromkeys(told))}. All others are each model's own."
