"""Statistics of a model's outputs while its draws stream by, one replicate after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from simulate.engine.blocks import BLOCK, Blocks
from simulate.engine.histogram import Histogram
from simulate.engine.model import Event
from simulate.engine.moments import Pilot, Tree, block_sums, mean_and_sd, standard_error
from simulate.engine.program import Op
from simulate.engine.streams import FloatArray

IntArray = npt.NDArray[np.int64]

_COMPARE: Mapping[Op, Callable[[FloatArray, float], Any]] = MappingProxyType(
    {
        Op.LT: np.less,
        Op.LE: np.less_equal,
        Op.GT: np.greater,
        Op.GE: np.greater_equal,
        Op.EQ: np.equal,
        Op.NE: np.not_equal,
    }
)
_SUMMED_AT_ONCE = 16 * BLOCK


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked of a model's outputs besides mean and sd; `shortest` is the probability of a shortest interval."""

    probabilities: tuple[float, ...]
    events: tuple[Event, ...] = ()
    shortest: float | None = None

    def __post_init__(self) -> None:
        for probability in (*self.probabilities, *([] if self.shortest is None else [self.shortest])):
            if not 0.0 < probability < 1.0:
                raise ValueError(f"a probability lies between 0 and 1, got {probability}")


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Arrays `mean` and `sd` (output,), `quantiles` (output, probability), `events` (event,), `shortest` (output, 2).

    All of an output are nan when one of its draws is nan; mean and sd when one is infinite, and every quantile that is
    infinite itself. `shortest` has no columns where it was not asked for.
    """

    mean: FloatArray
    sd: FloatArray
    quantiles: FloatArray
    events: FloatArray
    shortest: FloatArray

    @classmethod
    def errors(cls, replicates: list[Estimates]) -> Estimates:
        """Standard errors of pooled estimates, from those of the replicates."""
        return cls(*(standard_error([getattr(one, item.name) for one in replicates]) for item in fields(cls)))


@dataclass(slots=True, eq=False)
class Scratch:
    """Memory to work in, for so many draws of one output: allocating it anew costs as much as the work itself."""

    n: int
    ordered: FloatArray = field(init=False)
    bits: IntArray = field(init=False)

    def __post_init__(self) -> None:
        self.ordered = np.empty(self.n)
        self.bits = np.empty((3, self.n), dtype=np.int64)

    def histogram(self, values: FloatArray, centre: float, atoms: FloatArray) -> Histogram:
        """The histogram of values in any order, without nan."""
        ordered = self.ordered[: values.size]
        ordered[:] = values
        ordered.sort()
        return Histogram.of(ordered, centre, self.bits, atoms)


@dataclass(slots=True, eq=False)
class Part:
    """Statistics of some of a model's draws; parts can be merged, in any order and split in any way."""

    pilot: Pilot
    questions: Questions
    n: int = 0
    sums: Tree = field(default_factory=Tree)
    histograms: list[list[Histogram]] = field(init=False)
    counts: IntArray = field(init=False)
    n_nan: IntArray = field(init=False)
    n_infinite: IntArray = field(init=False)
    first_nonfinite: IntArray = field(init=False)

    def __post_init__(self) -> None:
        n_outputs = len(self.pilot.centre)
        self.histograms = [[] for _ in range(n_outputs)]
        self.counts = np.zeros(len(self.questions.events), dtype=np.int64)
        self.n_nan, self.n_infinite = np.zeros((2, n_outputs), dtype=np.int64)
        self.first_nonfinite = np.full(n_outputs, -1)

    def add(self, blocks: Blocks, outputs: FloatArray, scratch: Scratch) -> None:
        """Take in the outputs (output, draw) of some blocks of a replicate."""
        sums = np.empty((len(outputs), 2, len(blocks)))
        for number, values in enumerate(outputs):
            sums[number] = self._sums(number, values)
            comparable = self._without_nan(number, values, blocks)
            self._keep(
                number, scratch.histogram(comparable, float(self.pilot.centre[number]), self.pilot.atoms[number])
            )
        for place in range(len(blocks)):
            self.sums.add(blocks.start + place, sums[:, :, place])
        for number, event in enumerate(self.questions.events):
            self.counts[number] += np.count_nonzero(_COMPARE[event.comparison](outputs[event.output], event.threshold))
        self.n += blocks.draws

    def _sums(self, number: int, values: FloatArray) -> FloatArray:
        centre, scale = float(self.pilot.centre[number]), float(self.pilot.scale[number])
        pieces = [values[start : start + _SUMMED_AT_ONCE] for start in range(0, values.size, _SUMMED_AT_ONCE)]
        return np.concatenate([block_sums(piece, centre, scale) for piece in pieces], axis=1)

    def _without_nan(self, number: int, values: FloatArray, blocks: Blocks) -> FloatArray:
        finite = np.isfinite(values)
        if finite.all():
            return values
        nan = np.isnan(values)
        n_nan = int(np.count_nonzero(nan))
        self.n_nan[number] += n_nan
        self.n_infinite[number] += np.count_nonzero(~finite) - n_nan
        self._note(number, blocks.draw_of_run(int(np.argmin(finite))))
        return values[~nan]

    def _note(self, number: int, draw: int) -> None:
        known = self.first_nonfinite[number]
        self.first_nonfinite[number] = draw if known < 0 else min(known, draw)

    def _keep(self, number: int, histogram: Histogram) -> None:
        """Put a histogram beside what is there; merge when what waits has grown as large as what is merged."""
        known = self.histograms[number]
        known.append(histogram)
        if len(known) > 1 and sum(len(one) for one in known[1:]) >= len(known[0]):
            known[:] = [Histogram.merged(known)]

    def merge(self, other: Part) -> None:
        """Take in other blocks of the same replicate."""
        self.sums.merge(other.sums)
        self._count_in(other)

    def pool(self, replicate: int, other: Part) -> None:
        """Take in a whole replicate, in which no block is missing."""
        self.sums.add(replicate, other.sums.total())
        self._count_in(other)

    def _count_in(self, other: Part) -> None:
        self.n += other.n
        self.counts += other.counts
        self.n_nan += other.n_nan
        self.n_infinite += other.n_infinite
        for number, draw in enumerate(other.first_nonfinite):
            if draw >= 0:
                self._note(number, int(draw))
        for number, histograms in enumerate(other.histograms):
            self._keep(number, Histogram.merged(histograms))

    def estimates(self) -> Estimates:
        """What these draws say."""
        mean, sd = mean_and_sd(self.sums.total().T, self.n, self.pilot)
        asked, merged = self.questions, self.merged_histograms()
        quantiles = np.empty((len(merged), len(asked.probabilities)))
        shortest = np.empty((len(merged), 2 if asked.shortest else 0))
        for number, histogram in enumerate(merged):
            quantiles[number] = histogram.quantiles(asked.probabilities)
            if asked.shortest:
                shortest[number] = histogram.shortest(asked.shortest)
        nan, finite = self.n_nan > 0, self.n_nan + self.n_infinite == 0
        unknown = np.array([nan[event.output] for event in asked.events], dtype=np.bool_)
        return Estimates(
            mean=np.where(finite & np.isfinite(mean), mean, np.nan),
            sd=np.where(finite & np.isfinite(sd), sd, np.nan),
            quantiles=np.where(nan[:, None] | ~np.isfinite(quantiles), np.nan, quantiles),
            events=np.where(unknown, np.nan, self.counts / self.n),
            shortest=np.where(nan[:, None], np.nan, shortest),
        )

    def merged_histograms(self) -> tuple[Histogram, ...]:
        """The histogram of each output."""
        return tuple(map(Histogram.merged, self.histograms))
