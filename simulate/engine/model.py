"""What a run is asked to draw: a program, the beliefs behind its inputs, and how these depend on each other."""

from __future__ import annotations

from dataclasses import dataclass

from simulate.engine.correlation import Correlation
from simulate.engine.program import Op, Program
from simulate.engine.quantiles import Quantile

_COMPARISONS = frozenset({Op.LT, Op.LE, Op.GT, Op.GE, Op.EQ, Op.NE})


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a model: the belief that it is drawn from (by its place in the run's list) and its distribution.

    Inputs of any model with the same belief follow the same uniforms, whatever their distributions.
    """

    belief: int
    quantile: Quantile

    def __post_init__(self) -> None:
        if self.belief < 0:
            raise ValueError(f"a belief is a place in the run's list, got {self.belief}")


@dataclass(frozen=True, slots=True)
class Model:
    """A program, one `Input` per input of it, and groups of inputs that depend on each other."""

    program: Program
    inputs: tuple[Input, ...]
    correlations: tuple[Correlation, ...] = ()

    def __post_init__(self) -> None:
        if len(self.inputs) != len(self.program.inputs):
            raise ValueError(f"the program has {len(self.program.inputs)} inputs, the model {len(self.inputs)}")
        grouped = [position for group in self.correlations for position in group.positions]
        if len(set(grouped)) < len(grouped):
            raise ValueError("an input stands in two correlations, or twice in one")
        for position in grouped:
            if not 0 <= position < len(self.inputs):
                raise ValueError(f"a correlation names input {position}, the model has {len(self.inputs)}")
            if not self.inputs[position].quantile.monotone:
                raise ValueError(f"input {position} is correlated, so its quantile function must be monotone")
        for group in self.correlations:
            if len({self.inputs[position].belief for position in group.positions}) < len(group.positions):
                raise ValueError("correlated inputs are drawn from different beliefs")


@dataclass(frozen=True, slots=True)
class Event:
    """Something whose probability is asked for: an output compared with a threshold, `comparison` being lt ... ne."""

    output: int
    comparison: Op
    threshold: float

    def __post_init__(self) -> None:
        if self.comparison not in _COMPARISONS:
            raise ValueError(f"an event compares, got {self.comparison}")
