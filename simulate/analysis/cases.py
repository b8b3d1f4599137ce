"""One case of the calibration: a disclosed figure, and what is predicted where nobody disclosed it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulate.analysis import baselines, refitting, rounding, scores, withholding
from simulate.analysis.baselines import ENERGY_BY_HOURS, ENERGY_BY_SIZE, HOURS_BY_SIZE, OTHER
from simulate.foundation import units
from simulate.foundation.errors import InputError
from simulate.foundation.units import DIMENSIONLESS
from simulate.method.plan import Plan, plan
from simulate.method.restriction import foundations, restricted

if TYPE_CHECKING:
    from simulate.beliefs.prior import Disclosure, Scenario
    from simulate.foundation.units import Unit

Floats = npt.NDArray[np.float64]
Evaluate = Callable[[Plan, Sequence[str]], Mapping[str, Floats]]
"""Draws (draw,) of the quantities named, of one plan."""

MEASURED = "measured"
PROBABILITIES = (0.5, 0.8, 0.9)
"""Of the ranges whose coverage is told."""
QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
_HOUR, _WATT_HOUR = units.read("h"), units.read("Wh")
_POINT = 1e-9


@dataclass(frozen=True, slots=True)
class Score:
    """Scores of one forecast in the logarithm to base 10: CRPS, and interval score of the 90 % range."""

    crps: float
    interval: float

    @classmethod
    def of(cls, forecast: Floats, truth: float) -> Score:
        """The scores of equally probable values, all above 0."""
        logs = np.log10(forecast)
        low, high = np.quantile(logs, [0.05, 0.95])
        truth = float(np.log10(truth))
        return cls(scores.crps(logs, truth), scores.interval_score(float(low), float(high), truth, 0.9))


@dataclass(frozen=True, slots=True)
class Case:
    """A disclosed figure and its prediction; numbers in the unit of the quantity.

    `rounding` is what the figure leaves open. `quantiles` are empty, and `note` says why, where nothing is predicted.
    `evidence` names inputs that rest on the run itself. `baselines` are there for measured figures of three classes.
    """

    id: str
    name: str
    quantity: str
    label: str
    kind: str
    task: str
    group: str
    source: str
    disclosed: float
    rounding: tuple[float, float]
    unit: str
    withheld: tuple[str, ...]
    refitted: str = ""
    evidence: tuple[str, ...] = ()
    quantiles: tuple[float, ...] = ()
    percentile: float | None = None
    score: Score | None = None
    baselines: Mapping[str, Score] | None = None
    note: str = ""

    @property
    def fitted(self) -> bool:
        """Whether a prior used evidence from the run: in-sample, counted apart."""
        return bool(self.evidence)

    @property
    def counted(self) -> bool:
        """Whether the case is evidence at all: measured, and predicted by a range."""
        return self.kind == MEASURED and self.score is not None

    @property
    def is_account(self) -> bool:
        """Whether every input was a point, so that a number comes out and not a range."""
        return bool(self.quantiles) and self.quantiles[-1] - self.quantiles[0] <= _POINT * abs(self.quantiles[-1])

    @property
    def agrees(self) -> bool | None:
        """Of an account: whether the developer's figure comes out; None for all others."""
        if not self.is_account or self.kind == MEASURED:
            return None
        return rounding.agrees(self.quantile(0.5), self.disclosed)

    def quantile(self, probability: float) -> float:
        """One of QUANTILES."""
        return self.quantiles[QUANTILES.index(probability)]

    def covered(self, probability: float) -> bool:
        """Whether the central range of this probability meets what the rounded figure leaves open."""
        tail = round((1 - probability) / 2, 12)
        low, high = self.quantile(tail), self.quantile(round(1 - tail, 12))
        return low <= self.rounding[1] and self.rounding[0] <= high


def case(scenario: Scenario, disclosure: Disclosure, evaluate: Evaluate) -> Case:
    """The case of one disclosed figure of a scenario.

    Raises
    ------
    InputError
        The figure is measured and still an input of its own prediction; the rest of the scenario contradicts itself.
    """
    run = refitting.Run.of(scenario, disclosure)
    changed, bundle = refitting.refitted(withholding.without(scenario, disclosure.withhold), run)
    planned = plan(changed)
    target = disclosure.quantity
    stated = _stated(scenario, disclosure, run.group, planned)
    note = _obstacle(scenario, disclosure, planned)
    if note:
        return replace(stated, note=note)
    rests_on = restricted(planned, [target])
    uses_fit = refitting.FITTED in {item.quantity.id for item in rests_on.inputs}
    found = evaluate(planned, [target, *(name for name in baselines.NEEDED if name != target)])
    told = replace(
        stated,
        task=task(rests_on, target),
        refitted=bundle if uses_fit else "",
        evidence=refitting.evidence(rests_on, run, bundle),
    )
    return _predicted(told, found, planned)


def task(rests_on: Plan, target: str) -> str:
    """The class of a case, by its target and by what is given: hours, or size and data."""
    unit = next(quantity.unit for id_, quantity in rests_on.method.items() if id_ == target)
    names = foundations(rests_on, [target])
    by_size = {"compute", refitting.FITTED} <= names
    if target == "accelerator_hours":
        return HOURS_BY_SIZE if by_size else OTHER
    if unit.dimension != _WATT_HOUR.dimension or "accelerator_hours" not in names:
        return OTHER
    return ENERGY_BY_SIZE if by_size else ENERGY_BY_HOURS


def _stated(scenario: Scenario, disclosure: Disclosure, group: str, planned: Plan) -> Case:
    """The case before anything is predicted."""
    quantity = planned.method.get(disclosure.quantity)
    unit = disclosure.unit or DIMENSIONLESS
    to = quantity.unit if quantity else unit
    low, high = (units.convert_float(end, unit, to) for end in rounding.interval(disclosure.value))
    return Case(
        id=scenario.id,
        name=scenario.name,
        quantity=disclosure.quantity,
        label=quantity.label if quantity else disclosure.quantity,
        kind=disclosure.kind,
        task=OTHER,
        group=group,
        source="; ".join(disclosure.source),
        disclosed=units.convert_float(disclosure.value, unit, to),
        rounding=(low, high),
        unit=to.text,
        withheld=disclosure.withhold,
    )


def _obstacle(scenario: Scenario, disclosure: Disclosure, planned: Plan) -> str:
    """Why a figure is not compared with a prediction; a measured one that would predict itself is an error."""
    target = disclosure.quantity
    if target in {item.quantity.id for item in planned.inputs} or target in planned.scenario.priors:
        if disclosure.kind == MEASURED:
            message = f"{target} is still an input of its own prediction; name it under withhold"
            raise InputError([disclosure.place.problem(message)])
        return "is an input"
    if target not in planned.quantities:
        needs = ", ".join(planned.missing.get(target, ()))
        return f"not predicted: needs {needs}" if needs else "not predicted: nothing computes it"
    if disclosure.scope != scenario.scope:
        return f"not compared: of the scope {disclosure.scope}"
    return ""


def _predicted(stated: Case, found: Mapping[str, Floats], planned: Plan) -> Case:
    """The case with its quantiles, and with scores where the figure is a measurement."""
    draws, truth = found[stated.quantity], stated.disclosed
    quantiles = tuple(float(value) for value in np.quantile(draws, QUANTILES))
    if not np.isfinite(draws).all():
        return replace(stated, note="not predicted: some draws are not numbers")
    told = replace(stated, quantiles=quantiles)
    if told.is_account:
        return told if stated.kind != MEASURED else replace(told, note="a point: nothing that it rests on is uncertain")
    scored = stated.kind == MEASURED and truth > 0 and bool((draws > 0).all())
    return replace(
        told,
        percentile=float((draws <= truth).mean()),
        score=Score.of(draws, truth) if scored else None,
        baselines=_baselines(stated, found, planned) if scored else None,
    )


def _baselines(stated: Case, found: Mapping[str, Floats], planned: Plan) -> dict[str, Score]:
    known = {name: float(np.median(draws)) for name, draws in found.items()}
    target = baselines.Target.of(stated.task, stated.quantity, foundations(planned, [stated.quantity]))
    to = planned.method[stated.quantity].unit
    factor = units.convert_float(1.0, _unit_of(target), to) if target.task != OTHER else 1.0
    made = baselines.forecasts(target, known)
    return {name: Score.of(forecast * factor, stated.disclosed) for name, forecast in made.items()}


def _unit_of(target: baselines.Target) -> Unit:
    return _HOUR if target.task == HOURS_BY_SIZE else _WATT_HOUR
