"""`report.html`: everything of a result on one page, for screens of any width, paper, and readers without scripts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from simulate.publishing.page import inline_svg, security
from simulate.publishing.page.models import Part, part
from simulate.publishing.page.narrow import Narrow, narrow
from simulate.publishing.ranges import html, notes, prefixes, words
from simulate.publishing.wording.labels import slugs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulate.analysis.sensitivity import Study
    from simulate.method.plan import Plan
    from simulate.publishing.ranges.records import Block, Results
    from simulate.publishing.references.sources import Source


@dataclass(frozen=True)
class Content:
    """What the page is made of: records of the ranges, plans and studies by model, sources, facts, charts as SVG.

    `charts` are those of quantities by id, `model_charts` those of sensitivity by model and name, each with what it
    shows in words.
    """

    results: Results
    plans: Mapping[str, Plan]
    studies: Mapping[str, Study]
    sources: Sequence[Source]
    disclosed: Sequence[Mapping[str, Any]]
    provenance: Mapping[str, str]
    charts: Mapping[str, tuple[bytes, str]]
    model_charts: Mapping[str, Mapping[str, tuple[bytes, str]]]


@dataclass(frozen=True, slots=True)
class Section:
    """One headline quantity: its chart and its table."""

    quantity: str
    heading: str
    table: str
    chart: str
    narrow: Narrow
    alternative: str


def page(content: Content) -> str:
    """The text of the page."""
    results = content.results
    named = {**{f"q.{name}": chart for name, chart in content.charts.items()}, **_of_models(content.model_charts)}
    charts, letters = inline_svg.inline(
        {name: svg for name, (svg, _) in named.items()}, {name: alt for name, (_, alt) in named.items()}
    )
    anchors = slugs(model.id for model in results.models)
    style, script = _style(), _read("report.js")
    blocks = [prefixes.readable(block) for block in results.shown()]
    environment = Environment(
        loader=PackageLoader("simulate.publishing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2").render(
        run=results.run,
        policy=security.policy(style, script),
        style=style,
        script=script,
        letters=letters,
        sections=[_section(block, content, anchors, charts) for block in results.shown()],
        parts=[_part(content, number, anchors) for number in range(len(results.models))],
        charts=charts,
        reading=[words.interval_meaning(results.run), *notes.reading(blocks, everything=False)],
        percent=words.percent(results.run.probability),
        scopes=words.scopes(results.models),
        statements=[(t.text, m.name, words.chance(t.probability)) for m in results.models for t in m.thresholds],
        sources=content.sources,
        provenance=content.provenance,
    )


def _of_models(charts: Mapping[str, Mapping[str, tuple[bytes, str]]]) -> dict[str, tuple[bytes, str]]:
    return {f"m.{model}.{name}": chart for model, of in charts.items() for name, chart in of.items()}


def _section(block: Block, content: Content, anchors: Mapping[str, str], charts: Mapping[str, str]) -> Section:
    links = {model: f"#{anchor}" for model, anchor in anchors.items()}
    table = html.table(block, content.results.run, links=links)
    return Section(
        quantity=block.quantity,
        heading=prefixes.heading(prefixes.readable(block)),
        table=table,
        chart=charts[f"q.{block.quantity}"],
        narrow=narrow(block),
        alternative=content.charts[block.quantity][1],
    )


def _part(content: Content, number: int, anchors: Mapping[str, str]) -> Part:
    model = content.results.models[number]
    return part(
        content.results,
        model,
        anchors[model.id],
        {source.text: k for k, source in enumerate(content.sources, 1)},
        plan=content.plans.get(model.id),
        study=content.studies.get(model.id),
        charts=[(f"m.{model.id}.{name}", title) for name, (_, title) in content.model_charts.get(model.id, {}).items()],
        disclosed=[item for item in content.disclosed if item["model"] == model.id],
    )


def _style() -> str:
    return f"{html.STYLE}{_read('report.css')}"


def _read(name: str) -> str:
    return resources.files("simulate.publishing").joinpath("templates", name).read_text(encoding="utf-8")


def disclosures(attrs: Mapping[Any, Any]) -> list[dict[str, Any]]:
    """The records of what developers disclosed, of the attributes of a dataset."""
    return list(json.loads(attrs.get("disclosed") or "[]"))
