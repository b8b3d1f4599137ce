"""How a quantity of a scenario is computed, down to every prior and its source, as text."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from simulate.beliefs.families.points import Choice
from simulate.method.plan import Input, Plan, Step, given_slot
from simulate.publishing.ranges.prefixes import Prefix, choose
from simulate.publishing.wording import digits
from simulate.publishing.wording.labels import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulate.beliefs.prior import Prior
    from simulate.method.quantity import Quantity

INDENT = "  "
ROOM = 36
"""Columns that are left for the text of the deepest level."""
LARGE = 1e9
"""Numbers from here on are told in billions, or with the prefix that their unit has: nobody counts twelve zeros."""
HANGING = 8
"""Width of the words prior, range, belief, source, why, so that what follows them is aligned."""


def explain(plan: Plan, quantity: str | None = None, width: int = 100) -> str:
    """The chain of a quantity, or of everything that the scenario is asked for; each prior and formula once."""
    scenario = plan.scenario
    writer = _Writer(plan, width)
    writer.line(0, f"{clean(scenario.name)} ({scenario.id}), scope: {scenario.scope}", 2)
    if scenario.about:
        writer.line(0, clean(scenario.about))
    for name in [quantity] if quantity else plan.outputs:
        writer.blank()
        writer.chain(name, 0)
    if quantity is None:
        writer.remarks()
    return "\n".join(writer.lines)


class _Writer:
    def __init__(self, plan: Plan, width: int) -> None:
        self.plan = plan
        self.width = width
        self.lines: list[str] = []
        self.said: set[str] = set()
        self.steps: dict[str, Step] = {step.quantity.id: step for step in plan.steps}
        self.inputs: dict[str, Input] = {item.slot: item for item in plan.inputs}

    def blank(self) -> None:
        self.lines.append("")

    def line(self, level: int, text: str, hanging: int = 0) -> None:
        """A text in as many lines as it needs, indented by its level, up to where little room is left.

        A word that is longer than a line, such as an address, stays whole.
        """
        indent = INDENT * min(level, max(self.width - ROOM, 0) // len(INDENT))
        wrapped = textwrap.wrap(
            text,
            self.width - len(indent),
            subsequent_indent=" " * hanging,
            break_long_words=False,
            break_on_hyphens=False,
        )
        self.lines += [indent + part for part in wrapped or [""]]

    def chain(self, name: str, level: int) -> None:
        """One quantity with all that it rests on, one level deeper per formula; a stack, for chains of any depth."""
        pending: list[tuple[str, int]] = [(name, level)]
        while pending:
            id_, depth = pending.pop()
            if id_ in self.inputs:
                self._input(self.inputs[id_], depth)
            elif id_ in self.steps:
                ingredients = self._step(self.steps[id_], depth)
                pending += [(item, depth + 1) for item in reversed(ingredients)]
            else:
                self._gap(id_, depth)

    def _step(self, step: Step, level: int) -> list[str]:
        quantity = step.quantity
        if quantity.id in self.said:
            self.line(level, f"{quantity.id}: see above")
            return []
        self.said.add(quantity.id)
        self.line(level, _heading(quantity), HANGING)
        ingredients: dict[str, None] = {}
        for name, weight, formula in zip(step.taken.names, step.taken.weights, step.formulas, strict=True):
            how = f"{formula.text}" if formula else "its own prior"
            share = f", believed with weight {weight:g}" if step.weighed else ""
            route = f"  (route {name}{share})" if len(quantity.routes) > 1 or step.weighed else ""
            self.line(level + 1, f"= {how}{route}", 2)
            if quantity.source:
                self.line(level + 1, f"source  {clean(quantity.source)}", HANGING)
            ingredients.update(dict.fromkeys(formula.names if formula else [given_slot(quantity.id)]))
        return list(ingredients)

    def _input(self, item: Input, level: int) -> None:
        prior, quantity = item.prior, item.quantity
        if item.slot in self.said:
            self.line(level, f"{quantity.id}: see above")
            return
        self.said.add(item.slot)
        self.line(level, _heading(quantity), HANGING)
        self._stated(prior, quantity, level + 1)
        self.line(level + 1, f"range   {_range(item)}", HANGING)
        drawn = "anew for every model" if item.per_model else "once for all models that use it"
        self.line(level + 1, f"belief  {prior.origin}, drawn {drawn}", HANGING)
        self._credentials(prior, level + 1)

    def _stated(self, prior: Prior, quantity: Quantity, level: int) -> None:
        unit = prior.unit.text if prior.unit else quantity.unit.text
        self.line(level, f"prior   {prior.text}" if unit == "1" else f"prior   {prior.text} {unit}", HANGING)

    def _credentials(self, prior: Prior, level: int) -> None:
        for source in prior.source:
            year = f", {prior.year}" if prior.year and str(prior.year) not in source else ""
            quality = f" ({prior.quality})" if prior.quality else ""
            self.line(level, f"source  {clean(source)}{year}{quality}", HANGING)
        if prior.why:
            self.line(level, f"why     {clean(prior.why)}", HANGING)

    def _gap(self, id_: str, level: int) -> None:
        quantity = self.plan.method[id_]
        needs = self.plan.missing.get(id_, (id_,))
        self.line(level, _heading(quantity), HANGING)
        if id_ in self.plan.unused:
            prior = self.plan.scenario.priors[id_]
            self._stated(prior, quantity, level + 1)
            self.line(level + 1, f"belief  {prior.origin}, not drawn: the routes taken do not use it", HANGING)
            self._credentials(prior, level + 1)
        elif needs == (id_,):
            self.line(level + 1, "has no prior here")
        else:
            self.line(level + 1, f"not computable: needs {', '.join(needs)}")

    def remarks(self) -> None:
        """What has no effect here, so that nobody wonders."""
        remarks = [f"{name} has a prior, but the routes taken do not use it" for name in self.plan.unused]
        remarks += [clean(note) for note in (*self.plan.notes, *self.plan.warnings)]
        self._section("Correlations", (_correlation(self.plan)))
        self._section("Remarks", remarks)

    def _section(self, title: str, items: Iterable[str]) -> None:
        found = list(items)
        if found:
            self.blank()
            self.line(0, title)
            for item in found:
                self.line(1, item)


def _heading(quantity: Quantity) -> str:
    unit = "" if quantity.unit.text == "1" else f" [{quantity.unit.text}]"
    label = "" if quantity.label == quantity.id else f"  {clean(quantity.label)}"
    return f"{quantity.id}{unit}{label}"


def _range(item: Input) -> str:
    distribution = item.distribution
    low, high = distribution.support
    quantiles = [float(value) for value in distribution.ppf([0.05, 0.5, 0.95])]
    factor, unit = _unit(item.quantity.unit.text, quantiles[1])
    if low == high:
        return f"exactly {digits.point(low * factor)}{unit}"
    if isinstance(distribution, Choice):
        return f"one of {', '.join(digits.point(value * factor) for value in distribution.values)}{unit}"
    lower, middle, upper = (digits.Number(value * factor) for value in quantiles)
    p05, p50, p95 = digits.texts(lower, middle, upper)
    return f"{p05} to {p95}{unit} (90 %), median {p50}"


def _unit(unit: str, median: float) -> tuple[float, str]:
    """The unit to print with a blank before it, and the factor to it: that of the method, but 13 trillion tokens."""
    prefix = choose(unit, [median]) if abs(median) >= LARGE else Prefix(1.0, "" if unit == "1" else unit)
    return prefix.factor, f" {prefix.unit}" if prefix.unit else ""


def _correlation(plan: Plan) -> list[str]:
    said = []
    for item in plan.correlations:
        kind = "Spearman" if item.rank else "Pearson"
        why = f": {clean(item.why)}" if item.why else ""
        said.append(f"{item.between[0]} and {item.between[1]}, {kind} {item.coefficient:+g}{why}")
    return said
