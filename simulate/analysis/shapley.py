"""Shares of a change in what it is made of, whatever the order in which its parts are taken (Shapley 1953; Owen 2014).

The share of a part is the mean over all orders of what it adds when its turn comes. Worths may be logarithms, so that
shares are those of a factor; they may be arrays of any one shape.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TypeVar

import numpy as np

from simulate.engine.streams import FloatArray

Part = TypeVar("Part", bound=Hashable)


def subsets(parts: Sequence[Part]) -> Iterator[frozenset[Part]]:
    """All sets of parts, the empty one first."""
    for size in range(len(parts) + 1):
        yield from map(frozenset, combinations(parts, size))


def shares(worths: Mapping[frozenset[Part], FloatArray], parts: Sequence[Part]) -> dict[Part, FloatArray]:
    """The share of each part, from the worths of all sets of parts; they sum to the worth of all less that of none."""
    n = len(parts)
    weights = [math.factorial(size) * math.factorial(n - size - 1) / math.factorial(n) for size in range(n)]
    return {
        part: np.asarray(sum(weights[len(s)] * (worths[s | {part}] - worths[s]) for s in worths if part not in s))
        for part in parts
    }


def orders(parts: Sequence[Part], pairs: int, seed: int) -> list[tuple[Part, ...]]:
    """Random orders, each followed by its reverse.

    Of any two parts each comes first once in a pair of orders, so that what they do together is halved between them,
    as it should be (antithetic sampling; Mitchell et al. 2021, Journal of Machine Learning Research 22).
    """
    generator = np.random.Generator(np.random.Philox(seed))
    found: list[tuple[Part, ...]] = []
    for _ in range(pairs):
        order = tuple(parts[k] for k in generator.permutation(len(parts)))
        found += [order, order[::-1]]
    return found


def prefixes(order: Sequence[Part]) -> list[frozenset[Part]]:
    """The sets that an order goes through, from none to all."""
    return [frozenset(order[:size]) for size in range(len(order) + 1)]


def steps(worths: Mapping[frozenset[Part], FloatArray], order: Sequence[Part]) -> dict[Part, FloatArray]:
    """What each part adds in one order."""
    sets = prefixes(order)
    return {part: worths[sets[k + 1]] - worths[sets[k]] for k, part in enumerate(order)}
