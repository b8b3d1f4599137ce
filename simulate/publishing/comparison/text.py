"""The table of `wattif compare`: pairs, ranks, claims, what is shared, and why other people's figures differ."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.cells import cell_len

from simulate.publishing.ranges import prefixes
from simulate.publishing.ranges.columns import on_the_point
from simulate.publishing.ranges.words import percent
from simulate.publishing.wording import digits, plain_tables
from simulate.publishing.wording.digits import Number
from simulate.publishing.wording.grades import MEANING, grade
from simulate.publishing.wording.labels import clean
from simulate.publishing.wording.wrapping import hanging, padded, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulate.analysis.claims import Answer
    from simulate.analysis.comparison import Compared, Pair
    from simulate.analysis.waterfall import Bar, Waterfall

_FEW = 2
_SAME = 0.005
"""A factor nearer to 1 than this is not worth a line."""
WHATEVER_THE_ORDER = "share of the change, whatever the order (Shapley)"


def text(
    found: Compared,
    claims: Sequence[Answer],
    waterfalls: Sequence[Waterfall],
    *,
    quantities: Sequence[str],
    probability: float,
    width: int,
) -> str:
    """Everything that a comparison says, for readers."""
    lines: list[str] = []
    for quantity in quantities:
        lines += _of_quantity(found, quantity, probability, width)
    lines += [line for answer in _claims(claims, width) for line in answer]
    lines += [line for item in waterfalls for line in _waterfall(item, width)]
    for note in _notes(found, claims, waterfalls, probability):
        lines += wrapped(note, min(width, 100))
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _of_quantity(found: Compared, quantity: str, probability: float, width: int) -> Iterator[str]:
    pairs = [pair for pair in found.pairs if pair.quantity == quantity]
    if not pairs:
        return
    yield from _ranges(found, quantity, probability, width)
    ratios = [ratio_text(pair, probability) for pair in pairs]
    medians, lows, highs = (on_the_point(column) for column in zip(*ratios, strict=True))
    bounds = [f"{low} to {high}" if high.strip() else low for low, high in zip(lows, highs, strict=True)]
    rows = [
        (f"{name_of(found, pair.a)} / {name_of(found, pair.b)}", median, bound, chance(pair))
        for pair, median, bound in zip(pairs, medians, bounds, strict=True)
    ]
    heading = ("", "ratio", f"{percent(probability)} range", "first needs less")
    yield from plain_tables.aligned(heading, rows, last=1, indent="  ", width=width).splitlines()
    if len(found.ids) > 2:
        yield from _ranks(found, quantity, width)
    yield ""


def _ranges(found: Compared, quantity: str, probability: float, width: int) -> Iterator[str]:
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
        told = "a point" if point else f"{percent(probability)} range {lower} to {upper}"
        start = f"  {padded(name_of(found, id_), wide)}  "
        if all(map(math.isnan, numbers)):
            yield from hanging(start, "undefined: some draws are not numbers", width)
            continue
        letter = grade(found.rests_on.get((id_, quantity), {}))
        graded = f"  grade {letter}" if letter else ""
        yield from hanging(start, f"{median}, {told}  {digits.span(numbers[0], numbers[2])}{graded}", width)


def name_of(found: Compared, id_: str) -> str:
    """The name of a model, or its id where two have one name."""
    name = found.names[id_]
    return clean(name) if list(found.names.values()).count(name) == 1 else id_


def ratio_text(pair: Pair, probability: float) -> tuple[str, str, str]:
    """Median, lower and upper bound of a ratio; `a point` and nothing where it has no range, `undefined` alike."""
    tail = (1 - probability) / 2
    levels = list(pair.ratio)
    low, high = (min(levels, key=lambda q: abs(q - p)) for p in (tail, 1 - tail))
    first, middle, last = (Number(pair.ratio[q], pair.ratio_error[q]) for q in (low, 0.5, high))
    lower, median, upper = digits.texts(first, middle, last)
    if all(math.isnan(pair.ratio[q]) for q in (low, 0.5, high)):
        return "undefined", "", ""
    return (median, "a point", "") if digits.is_point(first.value, last.value) else (median, lower, upper)


def chance(pair: Pair) -> str:
    """The probability that the first needs less, no surer than the draws can show."""
    if pair.p_equal == 1.0:
        return "equal"
    return probability_text(pair.p_less, pair.p_less_error)


def probability_text(share: float, error: float) -> str:
    """`82 %`, `below 0.1 %`, `above 99.9 %`, `always`, `never`, `undefined`."""
    if math.isnan(share):
        return "undefined"
    if error == 0.0:
        return "always" if share == 1.0 else "never" if share == 0.0 else f"{100 * share:.3g} %"
    if share < 0.001:
        return "below 0.1 %"
    if share > 0.999:
        return "above 99.9 %"
    return f"{100 * share:.1f} %" if share < 0.05 or share > 0.95 else f"{100 * share:.0f} %"


def _ranks(found: Compared, quantity: str, width: int) -> Iterator[str]:
    ranks = found.ranks[quantity]
    if len(ranks) < 3 or any(math.isnan(share) for shares in ranks.values() for share in shares):
        return
    heads = ["probability of each rank", "least", *(f"{k}." for k in range(2, len(ranks))), "most"]
    rows = [
        [name_of(found, id_), *("." if share < 0.0005 else f"{100 * share:.0f} %" for share in shares)]
        for id_, shares in ranks.items()
    ]
    yield from plain_tables.aligned(heads, rows, indent="  ", width=width).splitlines()


def _claims(answers: Sequence[Answer], width: int) -> Iterator[list[str]]:
    if not answers:
        return
    told = [probability_text(answer.probability, answer.error) for answer in answers]
    wide = max(map(cell_len, told))
    lines = ["Claims, and the probability that they are true"]
    for shown, answer in zip(told, answers, strict=True):
        lines += hanging(f"  {shown.rjust(wide)}  ", f"{clean(answer.claim.text)} ({clean(answer.claim.by)})", width)
        lines += hanging(f"  {' ' * wide}  ", clean(answer.claim.says), width)
    yield [*lines, ""]


def _waterfall(item: Waterfall, width: int) -> Iterator[str]:
    prefix = prefixes.choose(item.unit, [item.ours])
    unit = f" {prefix.unit}" if prefix.unit else ""
    theirs, ours = (digits.significant(value * prefix.factor, 3) for value in (item.theirs, item.ours))
    yield from wrapped(
        f"{clean(item.label)} of {clean(item.model)}: {clean(item.by)} says {theirs}{unit}, our median is {ours}{unit} "
        f"({times(item.ours / item.theirs)})",
        width,
    )
    bars = [bar for bar in item.bars if abs(bar.factor - 1) > _SAME]
    rows = [(clean(bar.label), times(bar.factor), _change(bar)) for bar in bars]
    shown = plain_tables.aligned(("", "", ""), rows, last=1, indent="  ", width=width).splitlines()
    yield from (line for line in shown if line.strip())
    yield ""


def _change(bar: Bar) -> str:
    if bar.theirs is None or bar.ours is None:
        return ""
    return f"{digits.significant(bar.theirs, 3)} there, {digits.significant(bar.ours, 3)} here"


def times(factor: float) -> str:
    """A factor as `x0.56`."""
    return f"x{digits.significant(factor, 2 if factor < 0.995 or factor >= 9.95 else 3)}"


def _notes(
    found: Compared, claims: Sequence[Answer], waterfalls: Sequence[Waterfall], probability: float
) -> Iterator[str]:
    if found.pairs:
        yield (
            f"Ratio: median and {percent(probability)} range of the first over the second, draw by draw, so that what "
            "both share cancels. First needs less: its probability under these beliefs."
        )
        if len(found.ids) <= _FEW and any(map(grade, found.rests_on.values())):
            yield f"Grade: half of the variance or more rests on {MEANING}."
        yield _shared(found)
    if claims:
        yield "Claims: probability under these beliefs. What is stated as a point here makes a claim true or false."
    if waterfalls:
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
