"""What sensitivity was asked for besides: pairs, thresholds and break-even points, PAWN, power-scaled priors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.ranges import prefixes
from simulate.publishing.wording import digits, plain_tables
from simulate.publishing.wording.labels import clean
from simulate.publishing.wording.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulate.analysis.further import Further
    from simulate.analysis.interactions import Target
    from simulate.analysis.sensitivity import Study

_ROWS = 8
_SMALLEST = 0.005
_TRUSTED = 1_000
"""Effective draws below which a reweighted range says little."""


def lines(asked: Further, study: Study, width: int) -> Iterator[str]:
    """All tables that were asked for, each with a blank line after it."""
    outputs = {output.quantity: output for output in study.outputs}
    for quantity, pairs in asked.pairs.items():
        rows = [
            (f"{_label(asked, p.first)} and {_label(asked, p.second)}", _share(p.closed), _share(p.interaction))
            for p in pairs[:_ROWS]
            if p.closed > _SMALLEST
        ]
        yield from _table(
            f"Pairs, {clean(outputs[quantity].label)}", ("", "together", "beyond each alone"), rows, width
        )
    for target in asked.targets:
        yield from _target(asked, target, width)
    for quantity, found in asked.pawn.items():
        rows = [(_label(asked, i.name), f"{i.median:.2f}", f"{i.largest:.2f}") for i in found[:_ROWS]]
        floor = f"{found[0].floor:.2f}" if found else ""
        heading = f"PAWN, {clean(outputs[quantity].label)} (largest without influence: {floor})"
        yield from _table(heading, ("", "median", "largest"), rows, width)
    for quantity, scaled in asked.scaled.items():
        prefix = prefixes.choose(outputs[quantity].unit, [outputs[quantity].median])
        told = [
            (
                f"{_label(asked, i.name)}, power {i.power:g}",
                *(digits.significant(v * prefix.factor, 3) for v in (i.median, i.lower, i.upper)),
                digits.span(i.lower, i.upper),
                f"{i.effective:,.0f}{'' if i.effective >= _TRUSTED else ' (too few)'}",
            )
            for i in scaled
            if abs((i.upper - i.lower) / (outputs[quantity].upper - outputs[quantity].lower) - 1) > _SMALLEST
        ]
        heads = ("", "median", "lower", "upper", "span", "effective draws")
        unit = f", {prefix.unit}" if prefix.unit else ""
        yield from _table(f"Each prior to a power, {clean(outputs[quantity].label)}{unit}", heads, told, width)


def _target(asked: Further, target: Target, width: int) -> Iterator[str]:
    known = {item.name: item for item in asked.break_even.get(target.text, ())}
    order = sorted(range(len(target.factors)), key=lambda k: -target.shapley.value[k])
    rows = []
    for k in order[:_ROWS]:
        if target.total.value[k] > _SMALLEST:
            name = target.factors[k].name
            measures = (target.first.value[k], target.total.value[k], target.shapley.value[k])
            even = known.get(name)
            reached = "" if even is None else "nowhere alone"
            if even is not None and even.value is not None and even.share_below is not None:
                reached = f"{digits.significant(even.value, 3)} ({100 * even.share_below:.0f} % lie below)"
            rows.append((_label(asked, name), *(_share(float(value)) for value in measures), reached))
    heading = f"What decides whether {clean(target.text)} (probability {100 * target.probability:.3g} %)"
    yield from _table(heading, ("", "first order", "total", "Shapley", "break-even"), rows, width)


def notes(asked: Further) -> Iterator[str]:
    """What the tables mean, a sentence each."""
    if asked.pairs:
        yield (
            "Pairs: the share of the variance that knowing both would take away, and what of it neither takes away "
            "alone (below zero where they depend on each other)."
        )
    if asked.targets:
        yield (
            "Decides: indices of the event itself. Break-even: the value of the input, all else as believed, at which "
            "the median reaches the threshold."
        )
    if asked.pawn:
        yield (
            "PAWN: largest distance between the distribution of the output and that given the input in one of sixteen "
            "bins; 0 is none, 1 all. It sees tails and shapes that variance does not."
        )
    if asked.scaled:
        yield (
            "Power: the density of the prior to this power, below 1 wider and above narrower, by reweighting the same "
            "draws; effective draws say how many carry the result. Priors that change nothing are left out."
        )


def _table(heading: str, heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    yield from wrapped(heading, width)
    if not rows:
        yield "  nothing to tell"
    else:
        yield from plain_tables.aligned(heads, rows, indent="  ", width=width).splitlines()
    yield ""


def _label(asked: Further, name: str) -> str:
    return clean(asked.labels.get(name, name)).split(",")[0]


def _share(value: float) -> str:
    return f"{value:.2f}" if abs(value) >= _SMALLEST else "~0"
