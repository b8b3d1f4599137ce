"""Bundles and their priors as text and as JSON: what `wattif priors` prints."""

from __future__ import annotations

import itertools
import textwrap
from typing import TYPE_CHECKING, Any

from simulate.publishing.catalogue import version as catalogue
from simulate.publishing.ranges import prefixes
from simulate.publishing.wording import digits, plain_tables
from simulate.publishing.wording.labels import clean, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from simulate.beliefs.prior import Bundle
    from simulate.method.catalogue import Statement

PROBABILITIES = ("0.05", "0.5", "0.95")
_HANGING = 12
_NARROWEST_TITLE = 16
_Cells = tuple[str, str, str, str, str, str]


def listing(bundles: Sequence[Bundle], width: int) -> str:
    """All bundles by kind, with what they are and how many priors they hold."""
    names = max((len(bundle.name) for bundle in bundles), default=0)
    lines: list[str] = []
    for kind, members in itertools.groupby(bundles, lambda bundle: bundle.name.rpartition("/")[0]):
        found = list(members)
        lines += [f"{kind or 'bundles'} ({len(found)})"]
        for bundle in found:
            count = f"{len(bundle.priors):3} {'prior ' if len(bundle.priors) == 1 else 'priors'}"
            count = count if width - names - len(count) - 6 >= _NARROWEST_TITLE else ""
            room = max(width - names - len(count) - 6, _NARROWEST_TITLE)
            title = shortened(clean(bundle.title), room)
            lines.append(f"  {bundle.name.ljust(names)}  {title.ljust(room)}  {count}".rstrip())
        lines.append("")
    stated = sum(len(bundle.priors) for bundle in bundles)
    lines += textwrap.wrap(
        f"{len(bundles)} bundles with {stated} priors, catalogue {catalogue.version()}, CC BY 4.0.", width
    )
    lines.append("One bundle:       wattif priors accelerators/h100")
    lines.append("What all say:     wattif priors pue")
    return "\n".join(lines)


def detail(statements: Sequence[Statement], name: str, width: int) -> str:
    """A table of what is stated, then each prior with its sources and its reason."""
    of_quantity = bool(statements) and statements[0].bundle.name != name
    lines = list(_title(statements, name, of_quantity, width))
    lines += ["", *_table(statements, of_quantity, width)]
    for statement in statements:
        lines += ["", *_credentials(statement, of_quantity, width)]
    lines += ["", f"Catalogue {catalogue.version()}, CC BY 4.0."]
    return "\n".join(lines)


def record(bundle: Bundle, statements: Iterable[Statement]) -> dict[str, Any]:
    """A bundle with its priors as JSON; numbers are in the unit beside them."""
    priors = [_prior(statement) for statement in statements]
    return {"name": bundle.name, "title": bundle.title, "about": bundle.about, "priors": priors}


def short(bundle: Bundle) -> dict[str, Any]:
    """A bundle without what its priors say."""
    return {"name": bundle.name, "title": bundle.title, "about": bundle.about, "quantities": list(bundle.priors)}


def numbers(statement: Statement) -> tuple[str, str, str]:
    """The 5, 50 and 95 % quantiles in the printed unit, with the digits that the range allows."""
    factor = prefix(statement).factor
    quantiles = [value * factor for value in statement.quantiles()]
    # Two rows of a table may lie next to each other by chance; that earns no digits.
    error = (quantiles[2] - quantiles[0]) / 200 if statement.atoms else 0.0
    low, middle, high = (digits.Number(value, error) for value in quantiles)
    p05, p50, p95 = digits.texts(low, middle, high)[:3]
    return p05, p50, p95


def prefix(statement: Statement) -> prefixes.Prefix:
    """The unit to print and the factor to it; nothing for a pure number.

    Readers compare with the source and rows with each other, so nothing gets a prefix but what no source writes out.
    """
    if statement.unit == "FLOP/s":
        return prefixes.Prefix(1e-12, "TFLOP/s")
    return prefixes.Prefix(1.0, "" if statement.unit == "1" else statement.unit)


def standing(statement: Statement) -> str:
    """How good the evidence is, and of which year: `third-party, 2024`."""
    prior = statement.prior
    return ", ".join(str(part) for part in (prior.quality, prior.year) if part)


def drawn(statement: Statement) -> str:
    """Who shares the draw."""
    return "anew for every model" if statement.per_model else "once for all models that use it"


def _title(statements: Sequence[Statement], name: str, of_quantity: bool, width: int) -> Iterator[str]:
    if not statements:
        yield f"{name}: no bundle has a prior of it"
    elif of_quantity:
        quantity = statements[0].quantity
        yield f"{name}  {clean(quantity.label)}"
        if quantity.about:
            yield from textwrap.wrap(clean(quantity.about), width)
    else:
        bundle = statements[0].bundle
        yield f"{name}  {clean(bundle.title)}"
        if bundle.about:
            yield from textwrap.wrap(clean(bundle.about), width)


def _table(statements: Sequence[Statement], of_quantity: bool, width: int) -> list[str]:
    if not statements:
        return []
    head: _Cells = ("", "5 %", "median", "95 %", "unit", "quality")
    rows: list[_Cells] = []
    for statement in statements:
        p05, p50, p95 = ("", numbers(statement)[1], "") if statement.exact else numbers(statement)
        name = statement.bundle.name if of_quantity else statement.quantity.id
        rows.append((name, p05, p50, p95, prefix(statement).unit, standing(statement)))
    return plain_tables.aligned(head, rows, last=2, width=width).splitlines()


def _credentials(statement: Statement, of_quantity: bool, width: int) -> Iterator[str]:
    prior, quantity = statement.prior, statement.quantity
    if of_quantity:
        yield f"{statement.bundle.name}  {clean(statement.bundle.title)}"
    else:
        yield f"{quantity.id}  {clean(quantity.label)}"
    yield from _said("prior", prior.stated, width)
    basis = f", {prior.basis} basis" if prior.basis else ""
    yield from _said("drawn", f"{drawn(statement)}{basis}", width)
    for source in prior.source:
        yield from _said("source", source, width)
    if prior.from_run:
        yield from _said("from run", ", ".join(prior.from_run), width)
    if prior.evidence:
        yield from _said("evidence", evidence(statement), width)
    if prior.why:
        yield from _said("why", prior.why, width)


def evidence(statement: Statement) -> str:
    """What the sources found, in the printed unit: numbers, and spans as `low to high`."""
    shown, said = prefix(statement), []
    for low, high in statement.evidence:
        first, last = (digits.point(value * shown.factor) for value in (low, high))
        said.append(first if first == last else f"{first} to {last}")
    return f"{', '.join(said)} {shown.unit}".strip()


def _said(word: str, text: str, width: int) -> list[str]:
    first = f"  {word.ljust(_HANGING - 2)}"
    return textwrap.wrap(
        clean(text),
        max(width, 40),
        initial_indent=first,
        subsequent_indent=" " * _HANGING,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _prior(statement: Statement) -> dict[str, Any]:
    prior = statement.prior
    return {
        "quantity": statement.quantity.id,
        "label": statement.quantity.label,
        "prior": prior.stated,
        "unit": statement.unit,
        "quantiles": dict(zip(PROBABILITIES, statement.quantiles(), strict=True)),
        "basis": prior.basis or None,
        "drawn": "per model" if statement.per_model else "shared",
        "quality": prior.quality or None,
        "year": prior.year,
        "source": list(prior.source),
        "from_run": list(prior.from_run),
        "evidence": [low if low == high else [low, high] for low, high in statement.evidence],
        "why": prior.why or None,
    }
