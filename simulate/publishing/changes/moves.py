"""What `wattif diff` says: which ranges moved, by how much, and what moved them."""

from __future__ import annotations

import itertools
import math
import textwrap
from typing import TYPE_CHECKING

from rich.cells import cell_len

from simulate.publishing.changes import shares
from simulate.publishing.ranges import prefixes
from simulate.publishing.wording import digits
from simulate.publishing.wording.digits import Number
from simulate.publishing.wording.labels import clean, markdown
from simulate.publishing.wording.plain_tables import aligned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import xarray as xr

    from simulate.analysis.causes import Cause
    from simulate.analysis.changes import Changes, Moved

NOTHING = "nothing moved beyond the numerical error"
_HEAD = ("", "before", "now", "median", "half-widths", "num. errors")
_NARROWEST = 60


def text(found: Changes, then: xr.Dataset, now: xr.Dataset, *, everything: bool, width: int = 100) -> str:
    """Moves by model, those of one cause together, each cause below its moves."""
    lines = [*_wrapped(f"before  {_origin(then)}", width), *_wrapped(f"now     {_origin(now)}", width), ""]
    shown = shown_of(found, everything=everything)
    for name, moved in itertools.groupby(shown, lambda item: item.name):
        lines.append(clean(name))
        for causes, group in by_cause(moved):
            lines += _table(group, width)
            for line in map(because, causes) if causes else ["nothing that was kept"]:
                lines += _wrapped(f"    because  {line}", width, " " * 13)
            lines += shares.tables(group, found.limit, width)
        lines.append("")
    for line in _closing(found, shown):
        lines += _wrapped(line, width)
    return "\n".join(lines).rstrip() + "\n"


def markdown_text(found: Changes, *, everything: bool) -> str:
    """Items for *Changed results* of CHANGELOG.md: one per model and cause."""
    shown = shown_of(found, everything=everything)
    lines = []
    for name, moved in itertools.groupby(shown, lambda item: item.name):
        for causes, group in by_cause(moved):
            told = "; ".join(_sentence(item, found.limit) for item in group)
            why = "; ".join(markdown(because(cause)) for cause in causes) or "for no reason that was kept"
            lines.append(f"- **{markdown(clean(name))}**: {told}. Because: {why}.")
    lines += [f"- {markdown(line)}" for line in _closing(found, shown)]
    return "\n".join(lines) + "\n"


def shown_of(found: Changes, *, everything: bool) -> list[Moved]:
    """Headline quantities, or all; all too where no headline moved."""
    headline = [item for item in found.moved if item.headline]
    return list(found.moved) if everything or not headline else headline


def by_cause(moved: Iterable[Moved]) -> Iterator[tuple[tuple[Cause, ...], list[Moved]]]:
    """Moves of one model that have the same causes, in the order in which they come."""
    groups: dict[tuple[Cause, ...], list[Moved]] = {}
    for item in moved:
        groups.setdefault(item.causes, []).append(item)
    yield from groups.items()


def because(cause: Cause) -> str:
    """One cause: `prior pue of sites/azure-iowa: 1.1 to 1.2, now 1.1 to 1.3`."""
    place = f" of {clean(cause.stated_in)}" if cause.stated_in else ""
    name = f" {clean(cause.name)}" if cause.name else ""
    return f"{shares.kind(cause)}{name}{place}: {clean(cause.then) or 'not told'}, now {clean(cause.now)}"


def _closing(found: Changes, shown: Sequence[Moved]) -> Iterator[str]:
    yield from summary(found, shown)
    yield from shares.note(shown, found.limit)
    yield from only(found)


def summary(found: Changes, shown: Sequence[Moved]) -> Iterator[str]:
    """How many moved, and from where on a move counts."""
    if not found.moved:
        yield f"{NOTHING}: {found.compared:,} ranges compared."
        return
    more = len(found.moved) - len(shown)
    yield (
        f"{len(found.moved):,} of {found.compared:,} ranges moved by more than {found.limit:.1f} numerical errors"
        f"{f'; {more:,} of them are no headline quantities (--all)' if more else ''}. Ranges are 90 %."
    )


def only(found: Changes) -> Iterator[str]:
    """Models and quantities that only one of the results has."""
    for word, items in (("before", found.only_then), ("now", found.only_now)):
        for model, pairs in itertools.groupby(items, lambda pair: pair[0]):
            quantities = [quantity for _, quantity in pairs if quantity]
            what = f"{clean(model)}: {', '.join(map(clean, quantities))}" if quantities else clean(model)
            yield f"only {word}: {what}"


def _origin(dataset: xr.Dataset) -> str:
    attrs = dataset.attrs
    drawn = f"{int(attrs['draws']):,} draws, sampler {attrs['sampler']}, seed {attrs['seed']}"
    catalogue = f", catalogue {attrs['catalogue_version']}" if attrs.get("catalogue_version") else ""
    return clean(f"{attrs.get('program_version', 'wattif')}{catalogue}; {drawn}")


def _table(group: Sequence[Moved], width: int) -> list[str]:
    """Rows side by side; where that is too wide, each label on a line of its own, and at last fewer columns."""
    rows = [_row(item) for item in group]
    lines = aligned(_HEAD, rows, indent="  ").splitlines()
    if max(map(cell_len, lines)) <= width:
        return lines
    for columns in (len(_HEAD), len(_HEAD) - 1, len(_HEAD) - 2):
        numbers = aligned(_HEAD[1:columns], [row[1:columns] for row in rows], left=0, indent="  ").splitlines()
        if max(map(cell_len, numbers)) <= width:
            break
    labels = [_wrapped(f"  {row[0]}", width, "    ") for row in rows]
    return [numbers[0], *(line for label, row in zip(labels, numbers[1:], strict=True) for line in (*label, row))]


def _wrapped(line: str, width: int, indent: str = "        ") -> list[str]:
    room = max(width, _NARROWEST)
    return textwrap.wrap(line, room, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _row(item: Moved) -> tuple[str, ...]:
    label, before, now = _ranges(item)
    half = "" if item.half_widths is None else digits.signed(item.half_widths, 2)
    return label, before, now, _percent(item), half, _errors(item)


def _sentence(item: Moved, limit: float) -> str:
    label, before, now = _ranges(item)
    by_cause = shares.of_median(item, limit)
    return f"{markdown(label)} {before}, now {now} ({_percent(item)}{f': {markdown(by_cause)}' if by_cause else ''})"


def _ranges(item: Moved) -> tuple[str, str, str]:
    """Label with unit, and both ranges in that unit: `35 (14 to 80)`."""
    prefix = prefixes.choose(item.unit, [item.median.now])
    label = f"{clean(item.label)}, {prefix.unit}" if prefix.unit else clean(item.label)
    shifts = (item.lower, item.median, item.upper)
    before = [Number(shift.then * prefix.factor, shift.error * prefix.factor) for shift in shifts]
    now = [Number(shift.now * prefix.factor, shift.error * prefix.factor) for shift in shifts]
    return label, _range(before), _range(now)


def _range(numbers: Sequence[Number]) -> str:
    lower, median, upper = digits.texts(numbers[0], numbers[1], numbers[2])[:3]
    return median if digits.is_point(numbers[0].value, numbers[2].value) else f"{median} ({lower} to {upper})"


def _percent(item: Moved) -> str:
    return "" if item.percent is None else f"{digits.signed(item.percent, 2)} %"


def _errors(item: Moved) -> str:
    size = abs(item.errors)
    return "no error" if math.isinf(size) else digits.significant(size, 2)
