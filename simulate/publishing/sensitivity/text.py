"""The table of `wattif sensitivity`: what to ask for first, then what drives what, then one output in detail."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from rich.cells import cell_len

from simulate.publishing.ranges import prefixes
from simulate.publishing.ranges.words import percent
from simulate.publishing.sensitivity import budget as budget_text
from simulate.publishing.sensitivity import further as further_text
from simulate.publishing.sensitivity.asking import (
    asks,
    brief,
    elsewhere,
    first_outputs,
    headline,
    percent_of,
    settles_more,
    span,
    then,
)
from simulate.publishing.wording import digits, plain_tables
from simulate.publishing.wording.grades import MEANING, grade
from simulate.publishing.wording.labels import clean
from simulate.publishing.wording.wrapping import hanging, padded, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from simulate.analysis.further import Further
    from simulate.analysis.sensitivity import Influence, Measure, OutputStudy, Study

_ASKS, _DRIVERS = 3, 4
_DETAILS = 12
_SMALLEST_SHARE = 0.01
_WIDEST_LABEL, _NARROWEST_LABEL = 34, 16
_TOLD = 42
"""Columns that a row keeps for what it tells, before its label is broken."""


def text(
    studies: Sequence[Study],
    more: Sequence[Further] = (),
    *,
    details: Sequence[str] = (),
    everything: bool = False,
    probability: float,
    width: int,
) -> str:
    """What every model's ranges rest on and what would narrow them; `details` are outputs shown input by input."""
    lines: list[str] = []
    for study in studies:
        lines += [*_asking(study, width), "", *_driving(study, width), ""]
        for output in detailed(study, details, everything):
            lines += [*_detail(output, width), ""]
        for asked in (item for item in more if item.id == study.id):
            lines += further_text.lines(asked, study, width)
        for budget in study.budgets:
            lines += [*budget_text.lines(budget, probability, width), ""]
        if study.undefined:
            lines += [*wrapped(f"Undefined for some draws, so left out: {', '.join(study.undefined)}.", width), ""]
    lines += _over_all(studies, width)
    for note in _notes(studies, more, probability):
        lines += wrapped(note, min(width, 100))
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _asking(study: Study, width: int) -> Iterator[str]:
    name = clean(study.name)
    yield name
    yield "=" * cell_len(name)
    sentence = headline(study)
    yield from wrapped(sentence or "No range here would narrow much by anything that could be disclosed.", width)
    rows = [output for output in study.outputs if output.varies]
    if not rows:
        return
    yield ""
    wide = _label_width("range of", rows, width)
    yield from _row("range of", wide, "now", "would be, if this were disclosed", width)
    for output in rows:
        other = elsewhere(output)
        nothing = f"nothing of theirs; elsewhere {other}" if other else "nothing alone"
        told = "; ".join(_asked(output)) or nothing
        yield from _row(_short(output.label), wide, span(output, False), told, width)


def _asked(output: OutputStudy) -> list[str]:
    """What is told of an output: the best of what is believed now, and the best of what would settle a route."""
    found = asks(output)
    missing = [ask for ask in found if ask.kind == "missing"]
    best = [ask for ask in found if ask.kind != "missing"][: _ASKS - bool(missing)]
    settling = min(missing, key=lambda ask: ask.span_settled or 0.0, default=None)
    told = [f"{then(ask)} {brief(ask.label)}" for ask in best]
    return [*told, f"{then(settling)} {brief(settling.label)}*"] if settling else told


def _driving(study: Study, width: int) -> Iterator[str]:
    rows = [output for output in study.outputs if output.varies]
    if not rows:
        return
    wide = _label_width("variance of", rows, width)
    yield from _row("variance of", wide, "grade", "comes from (Shapley effects)", width)
    for output in rows:
        shares = [(item, item.shown(output.by_log)[2]) for item in output.influences]
        told = [
            f"{percent_of(s.value)} {brief(item.label)}" for item, s in shares[:_DRIVERS] if s.value >= _SMALLEST_SHARE
        ]
        mark = " (log)" if output.by_log else ""
        yield from _row(_short(output.label), wide, grade(output.rests_on), "; ".join(told) + mark, width)


def _label_width(heading: str, outputs: Sequence[OutputStudy], width: int) -> int:
    """Columns of the labels: as wide as the widest, as long as something is left for what is told of them."""
    widest = max(map(cell_len, (heading, *(_short(output.label) for output in outputs))))
    return min(widest, max(width - _TOLD, _NARROWEST_LABEL))


def _row(label: str, wide: int, short: str, told: str, width: int) -> Iterator[str]:
    """A label, a few characters, and a text that may need several lines."""
    room = max(width - wide - 12, _NARROWEST_LABEL)
    columns = (wrapped(label, wide), [short], wrapped(told, room))
    for first, second, third in itertools.zip_longest(*columns, fillvalue=""):
        yield f"  {padded(first, wide)}  {second:>6}  {third}"


def detailed(study: Study, details: Sequence[str], everything: bool) -> list[OutputStudy]:
    """The outputs that are shown input by input."""
    if everything:
        return [output for output in study.outputs if output.varies]
    if details:
        return [output for output in study.outputs if output.quantity in details and output.varies]
    return first_outputs(study)[:1]


def _detail(output: OutputStudy, width: int) -> Iterator[str]:
    prefix = prefixes.choose(output.unit, [output.median])
    unit = f", {prefix.unit}" if prefix.unit else ""
    of = "of its logarithm" if output.by_log else "of the output itself"
    heading = f"{clean(output.label)}{unit}: input by input (indices {of}; if low, if high: its median then{unit})"
    yield from wrapped(heading, width)
    shown = [item for item in output.influences if item.shown(output.by_log)[1].distinguishable][:_DETAILS]
    rows = [_cells(item, output, prefix.factor) for item in shown]
    heads = ("", "first order", "total", "Shapley", "rank corr.", "if low", "if high")
    yield from plain_tables.aligned(heads, rows, indent="  ", width=width).splitlines()
    rest = len(output.influences) - len(shown)
    if rest:
        yield from hanging("  ", f"{rest} more: not distinguishable from zero, or too small to show", width)
    noise = digits.error(max(abs(output.dummy.value), output.dummy.error))
    told = f"noise: a dummy input, on which nothing depends, gets {noise} by the plain estimator"
    yield from hanging("  ", told, width)


def _cells(item: Influence, output: OutputStudy, scale: float) -> tuple[str, ...]:
    first, total, shapley = item.shown(output.by_log)
    swings = [item.swings[0], item.swings[-1]] if item.swings else []
    ends = [digits.significant(swing.median * scale, 2 if output.by_log else 3) for swing in swings] or ["", ""]
    rank = measure(item.rank) if item.rank else ""
    return (_short(item.label), measure(first), measure(total), measure(shapley), rank, *ends)


def measure(found: Measure) -> str:
    """A number with as many decimals as its error allows; never a negative index for what is none."""
    if not found.distinguishable:
        return "~0"
    last = max(digits.error_digit(found.error), -3)
    return digits.text(found.value, min(last, -1))


def _over_all(studies: Sequence[Study], width: int) -> Iterator[str]:
    """Over all models: what would narrow their ranges most, on average over models and outputs."""
    if len(studies) < 2:
        return
    worth: dict[str, float] = {}
    labels: dict[str, tuple[str, str]] = {}
    outputs = [output for study in studies for output in study.outputs if output.varies]
    for output in outputs:
        for ask in output.asks:
            if ask.askable and ask.ingredient and not ask.same_dimension:
                worth[ask.name] = worth.get(ask.name, 0.0) + ask.disclosure.narrowing / len(outputs)
                labels[ask.name] = (ask.label, ask.dimension or ask.name)
    best: dict[str, str] = {}
    for name in sorted(worth, key=lambda name: -worth[name]):
        label, dimension = labels[name]
        best.setdefault(dimension, f"{brief(label)} ({percent_of(worth[name])} narrower)")
    told = "; ".join(list(best.values())[:_ASKS])
    yield from wrapped(f"Over all {len(studies)} models, ask for: {told}, on average over their outputs.", width)
    yield ""


def _notes(studies: Sequence[Study], more: Sequence[Further], probability: float) -> Iterable[str]:
    yield (
        f"x5: the upper bound of the {percent(probability)} range is 5 times the lower one. Would be: what is left of "
        "it on average if the number were known (geometric mean), with all that depends on it."
    )
    if any(settles_more(ask) for study in studies for output in study.outputs for ask in output.asks):
        yield "*: nothing is believed of it now; disclosed, it would decide how the rest is computed."
    yield (
        "Shapley effect: the share of the variance that an input brings in, shared out fairly where inputs interact or "
        "depend on each other; they add up to 100 %. (log): of the logarithm, where a range spans more than x5."
    )
    yield (
        "First order: the share that would vanish if this input alone were known. Total: the share that would remain "
        "if all others were known. Rank correlation: -1 to 1, which way and how steadily the output follows. If low, "
        "if high: median of the output where the input is at its 5 and 95 % point. ~0: not distinguishable from zero."
    )
    for item in more[:1]:
        yield from further_text.notes(item)
    if any(study.budgets for study in studies):
        yield budget_text.NOTE
    yield f"Grade: half of the variance or more rests on {MEANING}."
    points = max((study.points for study in studies), default=0)
    draws = max((study.draws for study in studies), default=0)
    yield f"{points:,} points per index, {draws:,} draws per conditional range."


def _short(label: str) -> str:
    shown = clean(label)
    return shown if cell_len(shown) <= _WIDEST_LABEL else f"{shown[: _WIDEST_LABEL - 1].rstrip(' ,')}…"
