"""Two results side by side: which ranges moved beyond their numerical error, by how much, and what moved them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import xarray as xr

from simulate.analysis.causes import Cause, Causes
from simulate.analysis.shares import LEVELS, POINT, Attribution, Ends
from simulate.engine.streams import FloatArray
from simulate.foundation import units
from simulate.foundation.errors import UnitError
from simulate.foundation.lazy import special

FALSE_ALARMS = 0.01
"""Chance that any range of two runs of the same beliefs is said to have moved."""
_FREEDOM = 15
"""An error is the spread of 16 replicates."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One bound or the median, before and after, with their standard errors."""

    then: float
    now: float
    then_error: float
    now_error: float

    @property
    def error(self) -> float:
        """The standard error of the difference."""
        return float(np.hypot(self.then_error, self.now_error))

    @property
    def errors(self) -> float:
        """The difference in standard errors; infinite where there is no error and yet a difference."""
        if abs(self.now - self.then) <= POINT * max(abs(self.now), abs(self.then)):
            return 0.0 if not self.error else (self.now - self.then) / self.error
        return (self.now - self.then) / self.error if self.error else float(np.copysign(np.inf, self.now - self.then))


@dataclass(frozen=True, slots=True)
class Moved:
    """A range that moved: its bounds and median in the unit of the new result, and why.

    `attribution` says how much each cause did, where that was asked for and can be told; `unshared` why it cannot.
    """

    model: str
    name: str
    quantity: str
    label: str
    unit: str
    headline: bool
    lower: Shift
    median: Shift
    upper: Shift
    causes: tuple[Cause, ...]
    attribution: Attribution | None = None
    unshared: str = ""

    @property
    def ends(self) -> Ends:
        """The bounds and the median before and now."""
        shifts = (self.lower, self.median, self.upper)
        names = ("then", "now", "then_error", "now_error")
        return Ends(*(np.array([getattr(shift, name) for shift in shifts]) for name in names))

    @property
    def errors(self) -> float:
        """The largest of the three differences in numerical errors, with its sign."""
        return max((shift.errors for shift in (self.median, self.lower, self.upper)), key=abs)

    @property
    def half_widths(self) -> float | None:
        """How far the median moved, in half-widths of the old range; None where that was a point."""
        half = (self.upper.then - self.lower.then) / 2
        return (self.median.now - self.median.then) / half if half > 0 else None

    @property
    def percent(self) -> float | None:
        """How far the median moved, in per cent of the old one; None where that was zero."""
        return 100 * (self.median.now / self.median.then - 1) if self.median.then else None


@dataclass(frozen=True, slots=True)
class Changes:
    """What moved among `compared` ranges, beyond `limit` numerical errors; what only one of the results has."""

    moved: tuple[Moved, ...]
    compared: int
    limit: float
    levels: tuple[float, float]
    only_then: tuple[tuple[str, str], ...]
    only_now: tuple[tuple[str, str], ...]
    causes: Causes


def changes(then: xr.Dataset, now: xr.Dataset) -> Changes:
    """All changes from one dataset of ranges to another.

    Bounds are the 5 and 95 % quantiles, which every dataset of ranges has, whatever interval it was asked for.
    """
    pairs = list(_pairs(then, now))
    # Sidak would ask for independence; Bonferroni asks for nothing. Student's t, since errors are estimates.
    limit = float(special.stdtrit(_FREEDOM, 1 - FALSE_ALARMS / 2 / max(3 * len(pairs), 1)))
    found = Causes.of(then, now)
    moved = []
    for model, quantity in pairs:
        shifts, unit_cause = _shifts(then, now, model, quantity)
        if unit_cause or any(abs(shift.errors) > limit for shift in shifts):
            causes = (*unit_cause, *found.of_quantity(model, quantity))
            moved.append(_moved(now, model, quantity, shifts, causes))
    one, other = _known(then), _known(now)
    return Changes(
        moved=tuple(moved),
        compared=len(pairs),
        limit=limit,
        levels=(LEVELS[0], LEVELS[-1]),
        only_then=tuple(_only(one, other, then)),
        only_now=tuple(_only(other, one, now)),
        causes=found,
    )


def _models(dataset: xr.Dataset) -> list[str]:
    return [str(model) for model in dataset["model"].values]


def _quantities(dataset: xr.Dataset) -> list[str]:
    return [str(name) for name in dataset.data_vars if "." not in str(name)]


def _known(dataset: xr.Dataset) -> set[tuple[str, str]]:
    """Models and quantities that have a range."""
    models = _models(dataset)
    filled = {q: np.isfinite(dataset.variables[q].values).any(axis=-1) for q in _quantities(dataset)}
    return {(model, q) for q, rows in filled.items() for model, has in zip(models, rows, strict=True) if has}


def _pairs(then: xr.Dataset, now: xr.Dataset) -> Iterator[tuple[str, str]]:
    """What both have, in the order of the new one."""
    both = _known(then) & _known(now)
    yield from ((model, q) for model in _models(now) for q in _quantities(now) if (model, q) in both)


def _only(here: set[tuple[str, str]], there: set[tuple[str, str]], dataset: xr.Dataset) -> Iterator[tuple[str, str]]:
    """Models that only one side has, with an empty quantity; of the others, the quantities that only one side has."""
    others = {model for model, _ in there}
    for model in _models(dataset):
        if model not in others:
            yield model, ""
        else:
            yield from ((model, q) for q in _quantities(dataset) if (model, q) in here and (model, q) not in there)


def _shifts(
    then: xr.Dataset, now: xr.Dataset, model: str, quantity: str
) -> tuple[tuple[Shift, Shift, Shift], tuple[Cause, ...]]:
    factor = 1.0
    cause: tuple[Cause, ...] = ()
    one, other = (str(dataset.variables[quantity].attrs["units"]) for dataset in (then, now))
    if one != other:
        try:
            factor = units.convert_float(1.0, units.read(one), units.read(other))
        except UnitError:
            cause = (Cause("unit", quantity, one, other),)
    (a, a_error), (b, b_error) = (_levels(dataset, model, quantity) for dataset in (then, now))
    lower, median, upper = (
        Shift(float(x) * factor, float(y), float(x_error) * factor, float(y_error))
        for x, y, x_error, y_error in zip(a, b, np.nan_to_num(a_error), np.nan_to_num(b_error), strict=True)
    )
    return (lower, median, upper), cause


def _levels(dataset: xr.Dataset, model: str, quantity: str) -> tuple[FloatArray, FloatArray]:
    """The readers' quantiles of a range and their errors."""
    quantiles = dataset["quantile"].values
    places = [int(np.abs(quantiles - level).argmin()) for level in LEVELS]
    row = _models(dataset).index(model)
    values = dataset.variables[quantity].values[row, places]
    return values, dataset.variables[f"{quantity}.error"].values[row, places]


def _moved(
    now: xr.Dataset, model: str, quantity: str, shifts: tuple[Shift, Shift, Shift], causes: tuple[Cause, ...]
) -> Moved:
    attrs = now.variables[quantity].attrs
    name = str(now["name"].values[_models(now).index(model)]) if "name" in now.coords else model
    label, unit = str(attrs["long_name"]), str(attrs["units"])
    lower, median, upper = shifts
    headline = bool(attrs.get("headline", 0))
    return Moved(model, name or model, quantity, label, unit, headline, lower, median, upper, causes)
