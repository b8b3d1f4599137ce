"""Priors that rest on the very run that they are to predict: refitted without it, or named."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from simulate.analysis import populations
from simulate.beliefs import text

if TYPE_CHECKING:
    from simulate.beliefs.prior import Disclosure, Prior, Scenario
    from simulate.method.plan import Plan

FITTED = "effective_mfu"
"""The quantity whose shipped priors are the predictive distributions of a fit."""
OF_THE_RUN = frozenset(
    {
        "accelerator_power_fraction",
        "effective_mfu",
        "goodput",
        "reported_mfu",
        "server_overhead",
        "server_power",
        "server_power_fraction",
        "system_power",
    }
)
"""What a developer can only know by measuring the run itself: stated by its own scenario, it predicts nothing."""


@dataclass(frozen=True, slots=True)
class Run:
    """The run to be predicted: its names and its group."""

    names: frozenset[str]
    group: str

    @classmethod
    def of(cls, scenario: Scenario, disclosure: Disclosure) -> Run:
        """The run that a scenario is about."""
        return cls(frozenset({plain(scenario.id), plain(scenario.name)}), group_of(scenario, disclosure))

    def is_one_of(self, runs: Iterable[str]) -> bool:
        """Whether evidence from these runs is evidence from this one, by its name or by that of its group."""
        return not (self.names | {plain(self.group)}).isdisjoint(plain(run) for run in runs)


def group_of(scenario: Scenario, disclosure: Disclosure) -> str:
    """Runs of one developer on one chip are one group; a disclosure that names none is the developer's."""
    return disclosure.group or plain(scenario.developer) or scenario.id


def plain(name: str) -> str:
    """A name as ids are written: `GPT-3 175B` is gpt-3-175b."""
    return re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-")


def refitted(scenario: Scenario, run: Run) -> tuple[Scenario, str]:
    """The scenario with its utilisation prior fitted without the run's group, and the bundle whose prior it was.

    Only a prior that is exactly what the fit gives is replaced, and only where the group is in the fit.
    """
    prior = scenario.priors.get(FITTED)
    if prior is None or prior.origin not in populations.PUBLISHED:
        return scenario, ""
    left_out = _rows_of(run)
    if not left_out or prior.text != _prior_text(prior.origin, frozenset()):
        return scenario, ""
    return replace(scenario, priors={**scenario.priors, FITTED: _replaced(prior, left_out)}), prior.origin


def evidence(plan: Plan, run: Run, refitted_bundle: str) -> tuple[str, ...]:
    """Inputs of a plan that rest on the run and were not refitted, each with the reason."""
    found = []
    for item in plan.inputs:
        name, prior = item.quantity.id, item.prior
        if name == FITTED and prior.origin == refitted_bundle:
            continue
        if run.is_one_of(prior.from_run):
            found.append(f"{name}: its evidence is taken from {', '.join(prior.from_run)}")
        elif name in OF_THE_RUN and prior.origin == plan.scenario.id and prior.quality in ("measured", "reported"):
            found.append(f"{name}: the developer's own figure")
    return tuple(found)


def _rows_of(run: Run) -> frozenset[str]:
    """Groups of the fit that hold this run, by the name of its group or by its own."""
    used = [row for row in _rows() if row.included]
    named = {row.group for row in used if plain(row.model) in run.names}
    return frozenset(named | ({run.group} & {row.group for row in used}))


def _replaced(prior: Prior, groups: frozenset[str]) -> Prior:
    written = _prior_text(prior.origin, groups)
    return replace(prior, text=written, distribution=text.read(written, None))


@cache
def _prior_text(bundle: str, without: frozenset[str]) -> str:
    return _fit(without).prior_text(*populations.PUBLISHED[bundle])


@cache
def _fit(without: frozenset[str]) -> populations.Population:
    return populations.fit(row for row in _rows() if row.group not in without)


@cache
def _rows() -> tuple[populations.Run, ...]:
    return populations.read()
