"""The part of the page about one model, as records of texts: inputs, chain, sensitivity, what others say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from simulate.publishing.page.chain import Link, chain
from simulate.publishing.ranges import prefixes, words
from simulate.publishing.references.sources import texts_of
from simulate.publishing.sensitivity.asking import asks, headline, percent_of, span, then
from simulate.publishing.wording import digits
from simulate.publishing.wording.grades import grade
from simulate.publishing.wording.labels import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from simulate.analysis.sensitivity import OutputStudy, Study
    from simulate.method.plan import Plan
    from simulate.publishing.ranges.records import Block, Model, Results, Row
    from simulate.publishing.ranges.words import Words

_DRIVERS, _ASKS = 4, 4
_SMALLEST = 0.01


@dataclass(frozen=True, slots=True)
class Output:
    """One headline quantity of the model."""

    quantity: str
    label: str
    words: Words


@dataclass(frozen=True, slots=True)
class InputRow:
    """One prior: what is believed, its range as drawn, and who says so; `sources` are numbers of the bibliography."""

    quantity: str
    label: str
    prior: str
    range: str
    quality: str
    stated_in: str
    drawn: str
    why: str
    sources: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Driver:
    """What drives one output: the largest shares of its variance, and its grade."""

    label: str
    grade: str
    shares: str


@dataclass(frozen=True, slots=True)
class Worth:
    """What would be left of the range of one output if single things were disclosed."""

    label: str
    now: str
    would_be: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """All that the page says of one model.

    `charts` are names of charts with what they show; `chain` is None where the texts that it rests on were not kept.
    """

    model: Model
    anchor: str
    about: str
    outputs: tuple[Output, ...]
    inputs: tuple[InputRow, ...]
    chain: tuple[Link, ...] | None
    remarks: tuple[str, ...]
    sentence: str
    drivers: tuple[Driver, ...]
    worth: tuple[Worth, ...]
    charts: tuple[tuple[str, str], ...]
    estimates: tuple[dict[str, str], ...]
    disclosed: tuple[dict[str, str], ...]


def part(
    results: Results,
    model: Model,
    anchor: str,
    numbers: Mapping[str, int],
    *,
    plan: Plan | None,
    study: Study | None,
    charts: Sequence[tuple[str, str]],
    disclosed: Sequence[Mapping[str, Any]],
) -> Part:
    """The part of one model; `numbers` are those of the sources by their texts."""
    labels = {block.quantity: block.label for block in results.blocks}
    return Part(
        model=model,
        anchor=anchor,
        about=clean(plan.scenario.about) if plan else "",
        outputs=tuple(_outputs(results, model)),
        inputs=tuple(_inputs(results, model, labels, numbers)),
        chain=chain(plan) if plan else None,
        remarks=tuple(_remarks(model, plan)),
        sentence=headline(study) if study else "",
        drivers=tuple(_driver(output) for output in _varying(study)),
        worth=tuple(_worth(output) for output in _varying(study)),
        charts=tuple(charts),
        estimates=tuple(_estimates(results, model, labels)),
        disclosed=tuple(_disclosed(item, labels) for item in disclosed),
    )


def _outputs(results: Results, model: Model) -> Iterator[Output]:
    for block, row in _rows(results, model):
        shown = prefixes.readable(replace(block, rows=(row,)))
        yield Output(block.quantity, prefixes.heading(shown), words.of(shown.rows[0], shown.unit))


def _rows(results: Results, model: Model) -> Iterator[tuple[Block, Row]]:
    for block in results.shown():
        yield from ((block, row) for row in block.rows if row.model.id == model.id)


def _inputs(
    results: Results, model: Model, labels: Mapping[str, str], numbers: Mapping[str, int]
) -> Iterator[InputRow]:
    rows = {block.quantity: (block, row) for block in results.blocks for row in block.rows if row.model.id == model.id}
    for prior in results.priors.get(model.id, []):
        told = {key: clean(str(prior.get(key) or "")) for key in ("quantity", "prior", "unit", "quality", "stated_in")}
        unit = "" if told["unit"] == "1" else f" {told['unit']}"
        quantity = told["quantity"]
        yield InputRow(
            quantity=quantity,
            label=labels.get(quantity, clean(str(prior.get("label") or quantity))),
            prior=f"{told['prior']}{unit}",
            range=_range(*rows[quantity]) if quantity in rows else "",
            quality=told["quality"],
            stated_in=told["stated_in"],
            drawn="per model" if prior.get("drawn") == "per model" else "shared",
            why=clean(str(prior.get("why") or "")),
            sources=tuple((numbers[text], text) for text in texts_of(prior)),
        )


def _range(block: Block, row: Row) -> str:
    """`0.32 (0.21 to 0.45) kW`; where a prior is one of several routes, the range of all of them."""
    if not row.computed:
        return ""
    shown = prefixes.readable(replace(block, rows=(row,)))
    told = words.of(shown.rows[0], shown.unit)
    unit = f" {shown.unit}" if shown.unit else ""
    return f"{told.median}{unit}" if told.range == words.POINT else f"{told.median} ({told.range}){unit}"


def _remarks(model: Model, plan: Plan | None) -> Iterator[str]:
    yield from model.warnings
    if plan is None:
        return
    for item in plan.correlations:
        kind = "Spearman" if item.rank else "Pearson"
        why = f": {clean(item.why)}" if item.why else ""
        yield f"{item.between[0]} and {item.between[1]} are correlated, {kind} {item.coefficient:+g}{why}"
    for name in plan.unused:
        yield f"{name} has a prior, but the routes taken do not use it"
    yield from map(clean, plan.notes)
    for text in plan.scenario.settings:
        yield f'set on the command line: "{clean(text)}"'


def _varying(study: Study | None) -> list[OutputStudy]:
    return [output for output in study.outputs if output.varies] if study else []


def _driver(output: OutputStudy) -> Driver:
    shares = [(item.label, item.shown(output.by_log)[2].value) for item in output.influences[:_DRIVERS]]
    told = [f"{percent_of(share)} {clean(label)}" for label, share in shares if share >= _SMALLEST]
    return Driver(clean(output.label), grade(output.rests_on), "; ".join(told) + (" (log)" if output.by_log else ""))


def _worth(output: OutputStudy) -> Worth:
    found = [ask for ask in asks(output) if ask.kind != "missing"][:_ASKS]
    return Worth(clean(output.label), span(output), tuple((clean(ask.label), then(ask)) for ask in found))


def _estimates(results: Results, model: Model, labels: Mapping[str, str]) -> Iterator[dict[str, str]]:
    for block in results.blocks:
        for row in block.rows:
            for estimate, mark in zip(row.estimates, words.of(row, block.unit).marks, strict=True):
                if row.model.id == model.id:
                    unit = "" if estimate.unit == "1" else f" {estimate.unit}"
                    told = {"quantity": labels.get(estimate.quantity, estimate.quantity), "lies": mark.lies}
                    value = f"{digits.point(estimate.value)}{unit}"
                    yield {
                        **told,
                        "value": value,
                        "by": estimate.by,
                        "scope": estimate.scope,
                        "source": estimate.source,
                    }


def _disclosed(item: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, str]:
    unit = "" if item["unit"] == "1" else f" {clean(str(item['unit']))}"
    texts = {key: clean(str(item.get(key) or "")) for key in ("kind", "scope", "source")}
    quantity = clean(str(item["quantity"]))
    return {"quantity": labels.get(quantity, quantity), "value": f"{digits.point(float(item['value']))}{unit}", **texts}
