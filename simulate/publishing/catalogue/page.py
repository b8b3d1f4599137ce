"""The catalogue as a document: every bundle, every prior, every source.

`python -m simulate.publishing.catalogue.page docs/reference/catalogue.md` writes it anew; a test says when that is due.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from simulate.beliefs.library import Library
from simulate.method import catalogue
from simulate.publishing.catalogue import statements
from simulate.publishing.storage.files import write_text
from simulate.publishing.wording.labels import markdown as escaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulate.method.catalogue import Statement

KINDS = {
    "accelerators": "Chips: rated power, dense 16-bit peak, embodied carbon, prices.",
    "contracts": "What operators state of the power that they buy: for a market-based figure, never assumed.",
    "prices": "Prices by place and year, in dollars of their year. To be used last, so that they win.",
    "servers": "What stands around the chips: power, overhead, network, embodied carbon, lifetime.",
    "sites": "Where the power comes from: PUE, water, carbon, price, land. An unknown site is one row per draw.",
    "training": "Practice: utilisation by architecture and chip, goodput, availability, development.",
}
"""What a folder of bundles holds; one that is not named here is listed without a word."""
_INTRODUCTION = """# The catalogue

Every prior that ships, with its 5, 50 and 95 % quantiles, why it is as wide as it is, and who says so. This page is
made from the files in [priors/](../../priors) by `make catalogue`; nothing in it is typed. `wattif priors NAME` shows
the same in a terminal, and with `--to DIR` plots the densities and where the evidence lies.

*measured*, *reported* (by the maker or operator), *third-party* and *judgement* say how good the evidence is; the year
is that of the value. A dagger (†) marks what every model draws for itself; everything else is one draw that all models
with the bundle share. Land and water are indicative throughout. A prior that an earlier bundle states in the same
words is not repeated."""
_HEAD = ["| quantity | 5 % | median | 95 % | unit | quality | why, and who says so |", "|---|--:|--:|--:|---|---|---|"]


def page() -> str:
    """The whole document."""
    library = Library()
    lines = [_INTRODUCTION]
    said: dict[tuple[object, ...], str] = {}
    names = itertools.groupby(library.names(), lambda name: name.partition("/")[0])
    for kind, members in names:
        lines += ["", f"## {kind.capitalize()}", "", KINDS.get(kind, "")]
        for name in members:
            lines += ["", *_bundle(catalogue.statements(library, name), name, said)]
    return "\n".join(lines).rstrip() + "\n"


def _bundle(stated: tuple[Statement, ...], name: str, said: dict[tuple[object, ...], str]) -> Iterator[str]:
    yield f"### {name}"
    yield ""
    if not stated:
        return
    bundle = stated[0].bundle
    title = bundle.title if bundle.title.endswith(".") else f"{bundle.title}."
    yield escaped(f"{title} {bundle.about}".strip())
    yield ""
    yield from _HEAD
    for statement in stated:
        prior = statement.prior
        key = (statement.quantity.id, prior.text, statement.unit, prior.source, prior.why, statement.per_model)
        earlier = said.setdefault(key, name)
        yield _row(statement, "" if earlier == name else earlier)


def _row(statement: Statement, earlier: str) -> str:
    p05, p50, p95 = statements.numbers(statement)
    if statement.exact:
        p05 = p95 = ""
    mark = "†" if statement.per_model else ""
    unit = statements.prefix(statement).unit
    cells = [f"`{statement.quantity.id}`{mark}", p05, p50, p95, escaped(unit), statements.standing(statement)]
    said = f"as in [{earlier}](#{earlier.replace('/', '')})" if earlier else _credentials(statement)
    return f"| {' | '.join([*cells, said])} |"


def _credentials(statement: Statement) -> str:
    prior = statement.prior
    parts = [escaped(prior.why)] if prior.why else []
    parts += [f"*{escaped(source)}*" for source in prior.source]
    if prior.from_run:
        parts.append(f"Taken from {escaped(', '.join(prior.from_run))}.")
    return "<br>".join(parts)


if __name__ == "__main__":
    write_text(Path(sys.argv[1]), page())
