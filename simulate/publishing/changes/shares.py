"""How much of a move each cause made, in words: factors as `wattif compare --why` has them, or differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from simulate.publishing.comparison.words import WHATEVER_THE_ORDER, times
from simulate.publishing.ranges import prefixes
from simulate.publishing.wording import digits
from simulate.publishing.wording.labels import clean
from simulate.publishing.wording.plain_tables import aligned
from simulate.publishing.wording.wrapping import hanging, padded, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulate.analysis.causes import Cause
    from simulate.analysis.changes import Moved
    from simulate.analysis.shares import Attribution, Part, Parts

NONE, UNEXPLAINED, TOGETHER = "none", "unexplained", "together"
_COLUMNS = ("5 %", "median", "95 %")
_KINDS = {"program": "version of the program", "stream": "version of the random streams"}
_INDENT, _STEP = "    ", "  "
_NARROWEST = 60
_CLOSE = 0.005
"""A factor nearer to 1 than this would be shown as 1.00."""


def kind(cause: Cause) -> str:
    """What sort of thing changed: `prior`, `formula`, `version of the program`."""
    return _KINDS.get(cause.kind, cause.kind)


def tables(group: Sequence[Moved], limit: float, width: int) -> Iterator[str]:
    """One table for every move of several causes: what each did to both bounds and the median."""
    room = max(width, _NARROWEST)
    told = [item for item in group if item.attribution is not None and is_shared(item.attribution, limit)]
    rows = [_rows(item, limit) for item in told]
    labels = [_label(item) for item in told]
    names = [name for of in rows for name, *_ in of]
    wide = max([*map(cell_len, names), *(cell_len(label) - len(_STEP) for label in labels)], default=0)
    for label, of in zip(labels, rows, strict=True):
        told_rows = [(padded(name, wide), *values) for name, *values in of]
        heading, *lines = aligned(("", *_COLUMNS), told_rows, indent=_INDENT + _STEP, width=room).splitlines()
        yield from _labelled(label, heading, room)
        yield from lines
    for reason in dict.fromkeys(item.unshared for item in group if item.unshared):
        yield from hanging(f"{_INDENT}names only  ", clean(reason), room)


def _labelled(label: str, heading: str, room: int) -> Iterator[str]:
    """The heading of a table with the label in its blank part, or on lines of its own where that is too short."""
    columns = heading.lstrip()
    start = f"{_INDENT}{label}"
    if cell_len(start) + len(_STEP) + len(columns) <= len(heading):
        yield padded(start, len(heading) - len(columns)) + columns
        return
    yield from (f"{_INDENT}{line}" for line in wrapped(label, room - len(_INDENT)))
    yield heading


def of_median(item: Moved, limit: float) -> str:
    """What each cause did to the median, in a line; empty where there is nothing to share."""
    if item.attribution is None or not is_shared(item.attribution, limit):
        return ""
    unit = _prefix(item).unit
    return ", ".join(
        f"{name} {value}{f' {unit}' if unit and not item.attribution.factors and value != NONE else ''}"
        for name, _, value, _ in _rows(item, limit)[:-1]
    )


def note(shown: Sequence[Moved], limit: float) -> Iterator[str]:
    """What the numbers of the tables mean."""
    found = [item.attribution for item in shown if item.attribution and is_shared(item.attribution, limit)]
    if not found:
        return
    ways = {"the factors multiply to the whole": True, "the differences sum to the whole": False}
    told = ", ".join(way for way, factors in ways.items() if any(item.factors is factors for item in found))
    yield f"By how much: each cause's {WHATEVER_THE_ORDER}; {told}. {NONE}: within the numerical error."
    if any(_is_left(item, limit) for item in found):
        yield f"{UNEXPLAINED}: what this version of wattif does not make of the texts that the results keep."


def is_shared(found: Attribution, limit: float) -> bool:
    """Whether there is more to say than that one cause did it all."""
    return len(found.shares) > 1 or _is_left(found, limit)


def _is_left(found: Attribution, limit: float) -> bool:
    return any(abs(part.errors) > limit for part in found.unexplained)


def _rows(item: Moved, limit: float) -> list[tuple[str, str, str, str]]:
    """Causes, largest first, what is left, and all of it."""
    found = item.attribution
    if found is None:
        return []
    rows = [(_names(share.causes), share.parts) for share in found.shares]
    rows += [(UNEXPLAINED, found.unexplained)] if _is_left(found, limit) else []
    whole = item.ends.parts(*item.ends.moved(found.factors), found.factors)
    return [_row(name, parts, item, found, limit) for name, parts in (*rows, (TOGETHER, whole))]


def _row(name: str, parts: Parts, item: Moved, found: Attribution, limit: float) -> tuple[str, str, str, str]:
    lower, median, upper = (
        NONE if abs(part.errors) <= limit else _factor(part) if found.factors else _difference(part.value, item)
        for part in parts
    )
    return name, lower, median, upper


def _names(causes: Sequence[Cause]) -> str:
    return " + ".join(f"{kind(cause)} {clean(cause.name)}".strip() for cause in causes)


def _factor(part: Part) -> str:
    """As `times` writes it; close to 1 with two digits of what it is away from 1, none finer than its error."""
    away = abs(part.value - 1)
    if away >= _CLOSE:
        return times(part.value)
    return f"x{digits.text(part.value, max(digits.leading(away, 2) - 1, digits.error_digit(part.error)))}"


def _difference(value: float, item: Moved) -> str:
    return digits.signed(value * _prefix(item).factor, 3)


def _prefix(item: Moved) -> prefixes.Prefix:
    return prefixes.choose(item.unit, [item.median.now])


def _label(item: Moved) -> str:
    unit = _prefix(item).unit
    by_difference = item.attribution is not None and not item.attribution.factors
    return f"{clean(item.label)}, {unit}" if unit and by_difference else clean(item.label)
