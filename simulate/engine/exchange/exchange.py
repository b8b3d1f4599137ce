"""Sums for the indices of a model's inputs while points stream by: memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulate.engine.blocks import BLOCK, REPLICATES, Blocks
from simulate.engine.exchange.crossing import crossings
from simulate.engine.exchange.machine import Machine, Task
from simulate.engine.exchange.sets import Sets
from simulate.engine.exchange.sums import Sums
from simulate.engine.exchange.walk import Walk
from simulate.engine.model import Model
from simulate.engine.streams import Stream, WordArray
from simulate.engine.writing.code import Code
from simulate.engine.writing.inputs import words

_TWIN, _ORDERS = b"\0twin", b"\0orders"
"""What the identities of a belief in the second set, and of the orders of a walk, end on."""


class Exchange:
    """Two sets of points of a model, with each of some factors (positions of inputs) exchanged between them.

    `beliefs` are the identities that key the streams. The second set has streams of its own, so that both are
    independent. Every replicate has its sums: no bit depends on how blocks are put together or who works through them.
    Without `indices` there are no first and total orders, without `shapley` no Shapley effects.
    """

    def __init__(
        self,
        model: Model,
        beliefs: Sequence[bytes],
        factors: Sequence[Sequence[int]],
        *,
        seed: int,
        sampler: str,
        n_blocks: int,
        shapley: bool = True,
        indices: bool = True,
    ) -> None:
        self.n_factors, self.sampler = len(factors), sampler
        self.task = _task(model, factors, sampler, n_blocks, shapley=shapley, indices=indices)
        identities = [identity + suffix for suffix in (b"", _TWIN) for identity in beliefs]
        self.streams = [Stream(seed, identity, rank) for rank, identity in enumerate(identities)]
        n_orders = len(self.task.walk.words) if self.task.walk else 0
        self.orders = [Stream(seed, b"%s %d" % (_ORDERS, number)) for number in range(n_orders)]
        self.words: dict[int, WordArray] = {}
        self.machine = Machine(self.task, self._words(0))
        machine = self.machine
        self.crossed, self.paired, self.shares = (
            np.zeros((REPLICATES, *sums.shape)) for sums in (machine.crossed, machine.paired, machine.shares)
        )
        self.n_walked = 0

    def add(self, start: int, stop: int, *, walk: bool = True) -> None:
        """Work through some blocks of every replicate; without the walk Shapley effects stay as they are."""
        for replicate in range(REPLICATES):
            self.machine.add(self._words(replicate), Blocks(replicate, start, stop), walk=walk)
            self.crossed[replicate] += self.machine.crossed
            self.paired[replicate] += self.machine.paired
            self.shares[replicate] += self.machine.shares
        self.n_walked += (stop - start) * BLOCK * walk

    def sums(self) -> Sums:
        """What is found so far, by output of the model."""
        crossings, n = self.task.crossings, self.task.n_outputs
        sums = Sums.zeros(self.n_factors, n, REPLICATES)
        for (number, column), (first, scale, total) in zip(
            self.machine.pairs, self.crossed.T.swapaxes(0, 1), strict=True
        ):
            item = crossings[number]
            if item.first:
                sums.first[item.factor, column], sums.first_scale[item.factor, column] = first, scale
            if item.total:
                sums.total[item.factor, column], sums.total_scale[item.factor, column] = total, scale
        if self.task.walk is not None:
            sums.shapley[list(self.task.walk.numbers)] = self.shares.T
        of_a, of_b, product, scale = self.paired.T
        centre = of_a.sum(axis=1, keepdims=True) / max(REPLICATES * self.n_walked, 1)
        with np.errstate(over="ignore", invalid="ignore"):  # of outputs beyond 1e154 there are no squares
            sums.dummy[:] = product - centre * (of_a + of_b) + self.n_walked * centre**2
        sums.shapley_scale[:] = scale
        sums.mean[:] = self.machine.centres + centre[:, 0]
        sums.span[:] = self.machine.spans
        return sums.of_outputs(self.task.sets.places, self.machine.positive)

    def _words(self, replicate: int) -> WordArray:
        """What the samplers need in a replicate."""
        if replicate not in self.words:
            own = self.task.sets.beliefs
            both = [*own, *(len(self.streams) // 2 + belief for belief in own)]
            parts = (
                words(both, self.streams, self.sampler, replicate),
                words(range(len(self.orders)), self.orders, "random", replicate),
            )
            self.words[replicate] = np.concatenate(parts)
        return self.words[replicate]


def _task(
    model: Model, factors: Sequence[Sequence[int]], sampler: str, n_blocks: int, *, shapley: bool, indices: bool
) -> Task:
    sets = Sets.of(model, sampler, n_blocks)
    code = Code(n_rows=4 * sets.size)
    found = tuple(crossings(sets, factors, code))
    reached = [item.factor for item in found if item.first]
    walk = Walk.of(sets, reached, factors, code) if shapley and reached else None
    outputs = np.array([[row + which * sets.size for row in sets.outputs] for which in range(4)], dtype=np.int64)
    logs = np.array([code.rows(len(sets.outputs)) for _ in range(4)], dtype=np.int64)
    columns = np.concatenate([outputs, logs], axis=1)
    return Task(sets, found if indices else (), walk, columns, code.n_rows)
