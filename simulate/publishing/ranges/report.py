"""`report.md`: ranges, charts, and all that they rest on, in a file that reads well as text and as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from simulate.publishing.ranges import markdown, notes, prefixes, rows, sentences, words
from simulate.publishing.wording import digits
from simulate.publishing.wording.labels import clean
from simulate.publishing.wording.labels import markdown as escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import xarray as xr

    from simulate.publishing.ranges.records import Block, Results, Run
    from simulate.publishing.ranges.words import Words


def report(ranges: xr.Dataset, charts: Mapping[str, str] | None = None) -> str:
    """The text of the report; `charts` gives the path of a quantity's chart as seen from the report's folder."""
    results = rows.read(ranges)
    told = results.shown()
    blocks = [prefixes.readable(block) for block in told]
    percent = words.percent(results.run.probability)
    return (
        environment()
        .get_template("report.md.j2")
        .render(
            run=results.run,
            models=results.models,
            percent=percent,
            scopes=words.scopes(results.models),
            parts=[_part(block, results.run, charts or {}) for block in blocks],
            reading=[words.interval_meaning(results.run), *notes.reading(blocks, everything=False)],
            sentences=[line for model in results.models for line in sentences.of_model(told, model, results.run)],
            statements=list(_statements(results)),
            estimates=list(_estimates(results)),
            priors=_priors(results),
            warned=[model for model in results.models if model.warnings],
            provenance=words.provenance(results.run),
        )
    )


def environment() -> Environment:
    """Templates of Markdown, no HTML: each value passes the filter `md`, which escapes for tables, links and tags."""
    made = Environment(
        loader=PackageLoader("simulate.publishing"),
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["md"] = lambda value: escaped(str(value))
    return made


def _part(block: Block, run: Run, charts: Mapping[str, str]) -> dict[str, str]:
    texts = [words.of(row, block.unit) for row in block.rows]
    told = "; ".join(f"{text.name} {text.missing or _value(text)}" for text in texts)
    return {
        "heading": prefixes.heading(block),
        "alt": f"{words.percent(run.probability)} ranges of {prefixes.heading(block)}: {told}",
        "chart": charts.get(block.quantity, ""),
        "table": markdown.table(block, run),
    }


def _value(text: Words) -> str:
    return text.median if text.bounds[0] == words.POINT else f"{text.median} ({text.range})"


def _statements(results: Results) -> Iterator[tuple[str, str, str]]:
    for model in results.models:
        for threshold in model.thresholds:
            yield threshold.text, model.name, words.chance(threshold.probability)


def _estimates(results: Results) -> Iterator[dict[str, str]]:
    names = {model.id: model.name for model in results.models}
    labels = {block.quantity: block.label for block in results.blocks}
    for estimate in results.estimates:
        unit = "" if estimate.unit == "1" else estimate.unit
        yield {
            "model": names.get(estimate.model, estimate.model),
            "quantity": labels.get(estimate.quantity, estimate.quantity),
            "value": f"{digits.point(estimate.value)} {unit}".strip(),
            "by": estimate.by,
            "scope": estimate.scope,
            "source": estimate.source,
        }


def _priors(results: Results) -> dict[str, list[dict[str, str]]]:
    return {model.id: [_prior(prior) for prior in results.priors.get(model.id, [])] for model in results.models}


def _prior(prior: Mapping[str, Any]) -> dict[str, str]:
    """What a prior's record holds as texts; a list of sources becomes one."""
    source = prior.get("source") or ""
    told = {name: clean(str(prior.get(name) or "")) for name in ("quantity", "prior", "unit", "quality")}
    return {**told, "source": clean(source if isinstance(source, str) else "; ".join(map(str, source)))}
