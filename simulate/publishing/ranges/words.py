"""Ranges in words, the same in tables, charts and reports."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.publishing.wording import digits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simulate.publishing.ranges.records import Block, Estimate, Model, Row, Run

POINT = "a point"
_SCOPES = {
    "final run": "final run (every stage that made the released weights, of this model alone)",
    "family": "family (all models released together)",
    "development": "development (all runs, failed and exploratory ones included)",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """An estimate and where it falls; `by` is empty for what the developer disclosed."""

    by: str
    value: str
    lies: str

    def __str__(self) -> str:
        return f"{self.by}: {self.value}, {self.lies}"


@dataclass(frozen=True, slots=True)
class Words:
    """One row as texts; all empty but name and `missing` where the quantity could not be computed."""

    name: str
    median: str = ""
    bounds: tuple[str, str] = ("", "")
    quartiles: tuple[str, str] = ("", "")
    span: str = ""
    mean: str = ""
    error: str = ""
    marks: tuple[Mark, ...] = ()
    disclosed: tuple[Mark, ...] = ()
    missing: str = ""
    grade: str = ""

    @property
    def figures(self) -> tuple[Mark, ...]:
        """What others say, estimates first."""
        return *self.marks, *self.disclosed

    @property
    def range(self) -> str:
        """`3.1 to 4.5`, or what stands in its place."""
        return between(self.bounds)


def between(bounds: Sequence[str]) -> str:
    """A range in words from its bounds; one text, or one that stands in for both, as it is."""
    return " to ".join(bound for bound in bounds if bound)


def of(row: Row, unit: str) -> Words:
    """The words of a row whose numbers are in `unit` already."""
    marks = tuple(_mark(estimate, row, unit, estimate.by or "estimate") for estimate in row.estimates)
    disclosed = tuple(_mark(figure, row, unit, "") for figure in row.disclosed)
    if not row.computed:
        return Words(row.model.name, marks=marks, disclosed=disclosed, missing=needs(row.missing))
    lower, median, upper, mean, q25, q75 = digits.texts(row.lower, row.median, row.upper, (row.mean, row.q25, row.q75))
    is_point = digits.is_point(row.lower.value, row.upper.value)
    return Words(
        name=row.model.name,
        median=median,
        bounds=(POINT, "") if is_point else (lower, upper),
        quartiles=("", "") if is_point else (q25, q75),
        span=digits.span(row.lower.value, row.upper.value),
        mean=mean,
        error=digits.error(largest_error(row)),
        marks=marks,
        disclosed=disclosed,
        grade=row.grade,
    )


def largest_error(row: Row) -> float:
    """The largest numerical error of median and bounds."""
    return max(number.error for number in (row.lower, row.median, row.upper))


def needs(missing: Sequence[str]) -> str:
    """Why there is no range: `not computable: needs calendar_days`, or draws that are no numbers."""
    return f"not computable: needs {', '.join(missing)}" if missing else "undefined: some draws are not numbers"


def _mark(estimate: Estimate, row: Row, unit: str, by: str) -> Mark:
    # Counts are known to the last one, other people's measurements rarely to more than three digits.
    value = digits.point(estimate.value) if not unit else digits.given(estimate.value)
    return Mark(by, value, _lies(estimate, row))


def _lies(estimate: Estimate, row: Row) -> str:
    if estimate.percentile is None:
        return f"scope: {estimate.scope}" if estimate.scope not in ("", row.model.scope) else "not compared"
    if not digits.is_point(row.lower.value, row.upper.value):
        return position(estimate.percentile)
    # "Below all" would be said of an estimate that is the very point.
    if math.isclose(estimate.value, row.median.value, rel_tol=1e-9):
        return "equal"
    return "above" if estimate.value > row.median.value else "below"


def position(percentile: float) -> str:
    """Where a value falls among the draws: "above 97 %", "below 80 %", "above all"; never "100th percentile".

    Rounded towards the middle, so that no claim is stronger than the draws.
    """
    if percentile >= 1:
        return "above all"
    if percentile <= 0:
        return "below all"
    side, share = ("above", percentile) if percentile >= 0.5 else ("below", 1 - percentile)
    # 1e-9: 0.29 * 100 is 28.999999999999996 in binary.
    shown = min(math.floor(share * 1000 + 1e-9) / 10, 99.9) if share > 0.99 else math.floor(share * 100 + 1e-9)
    return f"{side} {shown:g} %"


def chance(probability: digits.Number) -> str:
    """A probability as a share of the draws, with the digits that it has."""
    p = probability.value
    if not 0 < p < 1:
        return "undefined" if math.isnan(p) else "all draws" if p >= 1 else "no draw"
    share = digits.Number(100 * p, 100 * probability.error)
    rare = min(share.value, 100 - share.value)
    last = max(min(-1, math.floor(math.log10(rare))), digits.error_digit(share.error))
    shown = digits.text(share.value, last)
    if float(shown) in (0.0, 100.0):
        return f"less than {10.0**last:g} % of draws" if p < 0.5 else f"more than {100 - 10.0**last:g} % of draws"
    return f"{shown} % of draws"


def percent(probability: float) -> str:
    """`90 %`, `99.5 %`."""
    return f"{100 * probability:.10g} %"


def interval_meaning(run: Run) -> str:
    """What the interval is, in full, once."""
    tail = percent((1 - run.probability) / 2)
    what = (
        f"the shortest range that holds {percent(run.probability)} of the draws"
        if run.kind == "hdi"
        else f"{tail} of the draws lie below it and {tail} above"
    )
    return (
        f"{percent(run.probability)} range: {what}. It is a credible interval of the beliefs stated in the priors, "
        "not a frequentist confidence interval."
    )


def scope(name: str) -> str:
    """A scope and what it comprises."""
    return _SCOPES.get(name, name)


def scopes(models: Iterable[Model]) -> str:
    """The scope of all models; where they differ that of most, and of each other."""
    by_scope: dict[str, list[str]] = {}
    for model in models:
        if model.scope:
            by_scope.setdefault(model.scope, []).append(model.name)
    told = sorted(by_scope.items(), key=lambda item: -len(item[1]))
    if not told:
        return ""
    others = "".join(f"; of {', '.join(names)}: {scope(name)}" for name, names in told[1:])
    return f"Scope: {scope(told[0][0])}{others}."


def provenance(run: Run) -> str:
    """Draws, sampler, seed and versions."""
    catalogue = f", catalogue {run.catalogue}" if run.catalogue else ""
    return f"{run.draws:,} draws, sampler {run.sampler}, seed {run.seed}; {run.program}{catalogue}."


def main_author(texts: Iterable[Words]) -> str:
    """Who made most of the estimates, the first of several; empty without any."""
    authors = Counter(mark.by for text in texts for mark in text.marks)
    return max(authors, key=lambda author: authors[author], default="")


def estimate_authors(blocks: Iterable[Block]) -> list[str]:
    """Who made the estimates of these blocks, each once, in the order of appearance."""
    return list(dict.fromkeys(e.by or "estimate" for block in blocks for row in block.rows for e in row.estimates))
