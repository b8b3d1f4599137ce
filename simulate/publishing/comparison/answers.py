"""What is asked beside pairs: claims with their probabilities, and why other people's figures differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from simulate.publishing.comparison.words import probability_text, times
from simulate.publishing.ranges import prefixes
from simulate.publishing.wording import digits, plain_tables
from simulate.publishing.wording.labels import clean
from simulate.publishing.wording.wrapping import hanging, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulate.analysis.claims import Answer
    from simulate.analysis.waterfall import Bar, Waterfall

_SAME = 0.005
"""A factor nearer to 1 than this is not worth a line."""


def claims(answers: Sequence[Answer], width: int) -> Iterator[str]:
    """A line or more for each claim, with what it says below."""
    if not answers:
        return
    told = [probability_text(answer.probability, answer.error) for answer in answers]
    wide = max(map(cell_len, told))
    yield "Claims, and the probability that they are true"
    for shown, answer in zip(told, answers, strict=True):
        yield from hanging(f"  {shown.rjust(wide)}  ", f"{clean(answer.claim.text)} ({clean(answer.claim.by)})", width)
        yield from hanging(f"  {' ' * wide}  ", clean(answer.claim.says), width)
    yield ""


def waterfall(item: Waterfall, width: int) -> Iterator[str]:
    """From their figure to our median, a line a factor."""
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
