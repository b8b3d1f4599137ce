"""A sentence to paste for each range: what was taken, between which bounds, and where the figure comes from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from simulate.publishing.ranges import prefixes, rows, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import xarray as xr

    from simulate.publishing.ranges.records import Block, Model, Row, Run
    from simulate.publishing.ranges.words import Words

USUAL_SCOPE = "final run"
_RAISED: dict[int, int] = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SPOKEN: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\bUSD_(\d{4})\b"), r"US dollars of \1"),
    (re.compile(r"\b(k?m)([23])\b"), lambda found: found[1] + "²³"[int(found[2]) - 2]),
    (re.compile(r"(^| )h$"), r"\1hours"),
    (re.compile(r"(^| )(day|year)$"), r"\1\2s"),
    (re.compile(r"/h\b"), " per hour"),
    (re.compile(r"(?<!FLOP)/"), " per "),
    (re.compile(r"^10\^(\d+)"), lambda found: f"× 10{found[1].translate(_RAISED)}"),
)
"""Units as they stand in tables, and as people write them; in this order."""
_ANY = "For {model}, “{label}” "
"""How a quantity is told of that has no sentence: its label may be anything, so it is quoted."""


def text(ranges: xr.Dataset, *, quantities: Sequence[str] | None = None, everything: bool = False) -> str:
    """A line per sentence, models apart; quantities as for the terminal's table."""
    results = rows.read(ranges)
    blocks = results.shown(quantities, everything)
    told = ["\n".join(of_model(blocks, model, results.run)) for model in results.models]
    return "\n\n".join(lines for lines in told if lines) + "\n"


def of_model(blocks: Sequence[Block], model: Model, run: Run) -> Iterator[str]:
    """The sentences of one model, block by block."""
    for block in blocks:
        yield from (sentence(block, row, run) for row in block.rows if row.model == model)


def sentence(block: Block, row: Row, run: Run) -> str:
    """The sentence of a row of a block, in the unit that suits its own numbers; the method words it, or the label."""
    block = prefixes.readable(prefixes.alone(block, row))
    (row,) = block.rows
    told = words.of(row, block.unit)
    point = told.range == words.POINT
    amount = told.median if point else f"between {told.bounds[0]} and {told.bounds[1]}"
    parts = {"model": told.name, "range": f"{amount} {spoken(block.unit)}".rstrip(), "label": block.label}
    if told.missing:
        return f"{_filled(_ANY, parts)}is {told.missing}."
    wording = block.sentence or f"{_ANY}{'is' if point else 'lies'} {{range}}"
    return f"{_filled(wording, parts)} ({'; '.join(_basis(told, row, run))})."


def _filled(wording: str, parts: Mapping[str, str]) -> str:
    """All at once, so that braces in a name stay what they are."""
    return re.sub(r"\{(model|range|label)\}", lambda found: parts[found[1]], wording)


def _basis(told: Words, row: Row, run: Run) -> Iterator[str]:
    shortest = "shortest " if run.kind == "hdi" else ""
    interval = f"{shortest}{words.percent(run.probability)} interval, median {told.median}"
    yield "stated as a single value" if told.range == words.POINT else interval
    if row.model.scope not in ("", USUAL_SCOPE):
        yield f"scope: {words.scope(row.model.scope)}"
    # The day of the catalogue finds it again; the hash behind it belongs into tables and files.
    day = run.catalogue.partition(" (")[0]
    yield f"{run.program}, catalogue {day}" if day else run.program


def spoken(unit: str) -> str:
    """A unit as people write it in a sentence: `thousand US dollars of 2024`, `m³`, `million hours`."""
    for pattern, written in _SPOKEN:
        unit = pattern.sub(written, unit)
    return unit
