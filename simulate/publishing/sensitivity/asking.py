"""What to ask for, in words: which candidates are worth a line, and what would be left of a range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.wording import digits
from simulate.publishing.wording.labels import clean

if TYPE_CHECKING:
    from simulate.analysis.asking import Ask
    from simulate.analysis.sensitivity import OutputStudy, Study

_WORTH = 0.02
_POINT = 1e-9
_ALIKE = 1e-5
_NO_SPAN = 1 + 5e-7
"""Where x1.000000 would be shown: bins hold a point no better."""


def headline(study: Study) -> str:
    """The one sentence: what to ask for, and by how much the first range with any width would narrow."""
    for output in first_outputs(study):
        best = next(iter(asks(output)), None)
        if best is None:
            continue
        whom = f"ask {clean(study.developer)}" if study.developer else f"find out about {clean(study.name)}"
        now, left = span(output, False), then(best)
        narrower = f"from {now} to {left}" if now != left else f"by {percent_of(best.disclosure.narrowing)}"
        return f"What to {whom}: {brief(best.label)}, and the {_range_of(output)} range would narrow {narrower}."
    return ""


def asks(output: OutputStudy) -> list[Ask]:
    """What is worth asking a developer for: no output by itself, nothing that says the same as something better."""
    chosen: list[Ask] = []
    for ask in sorted(output.asks, key=_left):
        worth = ask.disclosure
        useful = worth.narrowing > max(_WORTH, 2 * worth.error) or settles_more(ask)
        if not (ask.askable and ask.ingredient and useful) or ask.same_dimension:
            continue
        if not any(_says_the_same(ask, other) for other in chosen):
            chosen.append(ask)
    return chosen


def _says_the_same(ask: Ask, other: Ask) -> bool:
    """Hours and days, or energies of two boundaries: one of them is enough. Or two names of one number."""
    if "missing" in (ask.kind, other.kind):
        return False
    same = abs(ask.disclosure.narrowing - other.disclosure.narrowing) < _ALIKE
    return same or (bool(ask.dimension) and ask.dimension == other.dimension)


def _left(ask: Ask) -> tuple[float, bool]:
    """Narrowing, not the route that would be settled, decides; of two names of one number, that with a unit."""
    return -round(ask.disclosure.narrowing, 6), not ask.dimension


def settles_more(ask: Ask) -> bool:
    """Whether something of which nothing is believed would complete a route that narrows the range."""
    settled = ask.span_settled
    return ask.kind == "missing" and settled is not None and settled < 0.9 * ask.disclosure.span_now


def then(ask: Ask) -> str:
    """The span that is left: by what is known, or where nothing is, by the route that would be used."""
    if ask.kind == "missing" and ask.span_settled is not None:
        return factor(ask.span_settled)
    now, left = ask.disclosure.span_now, ask.disclosure.span_then
    if ask.disclosure.log:
        return factor(left)
    return digits.significant(left, 2) if left > _POINT * now else "a point"


def factor(span: float) -> str:
    """`x1.4`; `a point` where nothing is left."""
    return (digits.span(1.0, span) if span > _NO_SPAN else "") or "a point"


def lower(label: str) -> str:
    """A label inside a sentence: its first letter small, unless the word is an abbreviation."""
    shown = clean(label)
    return shown if shown[:2].isupper() or shown[1:2].isdigit() else shown[:1].lower() + shown[1:]


def brief(label: str) -> str:
    """A label in a list: without what stands behind its first comma."""
    return lower(label.split(",", maxsplit=1)[0])


def first_outputs(study: Study) -> list[OutputStudy]:
    """Energy first, because everything else follows from it; then the others in their order."""
    varying = [output for output in study.outputs if output.varies]
    return sorted(varying, key=lambda output: output.quantity != "facility_energy")


def _range_of(output: OutputStudy) -> str:
    return {"facility_energy": "energy"}.get(output.quantity, lower(output.label))


def span(output: OutputStudy, unit: bool = True) -> str:
    """The span of an output now, or its width with the unit."""
    if output.log:
        return factor(output.span)
    return f"{digits.significant(output.span, 2)}{f' {output.unit}' if unit and output.unit != '1' else ''}"


def percent_of(share: float) -> str:
    """`42 %`."""
    return f"{100 * share:.0f} %"


def elsewhere(output: OutputStudy) -> str:
    """The best of what is no developer's to disclose."""
    for ask in output.asks:
        if not ask.askable and ask.disclosure.narrowing > max(_WORTH, 2 * ask.disclosure.error):
            return f"{then(ask)} {brief(ask.label)}"
    return ""
