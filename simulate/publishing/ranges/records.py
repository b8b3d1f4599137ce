"""What every table, chart and report prints, as small records: models, quantities, ranges, estimates."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from simulate.foundation.errors import UsageError
from simulate.foundation.nearest import suggestion
from simulate.publishing.wording.grades import grade
from simulate.publishing.wording.labels import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulate.publishing.wording.digits import Number


@dataclass(frozen=True, slots=True)
class Threshold:
    """The probability of a statement such as `facility_energy > 10 GWh`."""

    text: str
    probability: Number


@dataclass(frozen=True, slots=True)
class Model:
    """One training run as a row of every table."""

    id: str
    name: str
    developer: str = ""
    released: str = ""
    scope: str = ""
    needs: tuple[tuple[str, tuple[str, ...]], ...] = ()
    undefined: tuple[str, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    warnings: tuple[str, ...] = ()

    def lacks(self, quantity: str) -> tuple[str, ...] | None:
        """What a quantity would need to be computed; None where nothing is missing."""
        return dict(self.needs).get(quantity)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Somebody else's point, or what a developer disclosed (`by` is then empty).

    `percentile` is the share of draws below it, None where it is of another scope.
    """

    model: str
    quantity: str
    by: str
    value: float
    unit: str
    scope: str = ""
    percentile: float | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One quantity of one model; `missing` is empty unless it could not be computed (then it says what is needed).

    `rests_on` are the shares of the variance by the quality of the priors behind it: a, b and c. `levels` are quantiles
    at the levels of the block, close enough to draw the distribution; empty where none are kept.
    """

    model: Model
    lower: Number
    q25: Number
    median: Number
    q75: Number
    upper: Number
    mean: Number
    sd: Number
    quantiles: tuple[Number, ...]
    estimates: tuple[Estimate, ...] = ()
    missing: tuple[str, ...] = ()
    rests_on: Mapping[str, float] = field(default_factory=dict)
    disclosed: tuple[Estimate, ...] = ()
    levels: tuple[float, ...] = ()

    @property
    def grade(self) -> str:
        """What the range rests on: a, b or c; empty where that is not known."""
        return grade(self.rests_on) if self.computed else ""

    @property
    def computed(self) -> bool:
        """Whether there is a range to show."""
        return not math.isnan(self.median.value)

    def times(self, factor: float) -> Row:
        """The same row in another unit."""
        names = ("lower", "q25", "median", "q75", "upper", "mean", "sd")
        return replace(
            self,
            **{name: getattr(self, name).times(factor) for name in names},
            quantiles=tuple(number.times(factor) for number in self.quantiles),
            estimates=tuple(replace(estimate, value=estimate.value * factor) for estimate in self.estimates),
            disclosed=tuple(replace(figure, value=figure.value * factor) for figure in self.disclosed),
            levels=tuple(value * factor for value in self.levels),
        )


@dataclass(frozen=True, slots=True)
class Block:
    """One quantity of all models that have it, in the order of publication.

    `about` says what it counts; `sentence` what to say of it, with `{model}` and `{range}`. Both may be empty.
    """

    quantity: str
    label: str
    unit: str
    headline: bool
    rows: tuple[Row, ...]
    about: str = ""
    sentence: str = ""
    levels: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """How the ranges came about: what every table and chart says below itself."""

    title: str
    draws: int
    seed: int
    sampler: str
    probability: float
    kind: str
    program: str
    catalogue: str
    licence: str
    history: str


@dataclass(frozen=True, slots=True)
class Results:
    """A dataset of ranges as records; `priors` are the JSON records of each model, by model id."""

    run: Run
    models: tuple[Model, ...]
    quantiles: tuple[float, ...]
    blocks: tuple[Block, ...]
    estimates: tuple[Estimate, ...]
    priors: dict[str, list[dict[str, Any]]]

    def shown(self, quantities: Sequence[str] | None = None, everything: bool = False) -> tuple[Block, ...]:
        """The blocks of a table: those named, in that order; else all; else the headline (all where there is none)."""
        if quantities:
            return tuple(self._named(quantity) for quantity in dict.fromkeys(quantities))
        filled = tuple(block for block in self.blocks if block.rows)
        headline = tuple(block for block in filled if block.headline)
        return filled if everything or not headline else headline

    def _named(self, quantity: str) -> Block:
        known = {block.quantity: block for block in self.blocks}
        if quantity not in known:
            raise UsageError(f"no such quantity in these results: {clean(quantity)}{suggestion(quantity, known)}")
        return known[quantity]
