"""What is labelled: the statistics of each model, and how they were made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from simulate.engine.statistics.estimates import Summary
from simulate.method.plan import Plan
from simulate.simulation.questions import Question


@dataclass(frozen=True)
class Labelled:
    """One model: its plan, the names of its statistics, what was asked, and what the simulation has to say."""

    plan: Plan
    outputs: tuple[str, ...]
    summary: Summary
    questions: tuple[Question, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """How the draws were made and what was asked of all of them."""

    seed: int
    draws: int
    sampler: str
    quantiles: tuple[float, ...]
    levels: tuple[float, ...]
    drawn: tuple[str, ...]
    interval: float
    interval_kind: str
    thresholds: tuple[str, ...]


def index(texts: Sequence[str]) -> pd.Index[Any]:
    """Texts to find rows by; made by xarray of an array, it would have to look whether that is one of pint: 0.05 s."""
    return pd.Index(texts, dtype=object)
