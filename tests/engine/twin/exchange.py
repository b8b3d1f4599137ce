"""The slow twin of sums over exchanged inputs: plain NumPy, all points in memory, every set evaluated whole."""

from dataclasses import dataclass

import numpy as np

from simulate.beliefs.families.lognormal import Lognormal
from simulate.beliefs.families.normal import Normal
from simulate.engine.blocks import BLOCK, REPLICATES, Blocks
from simulate.engine.evaluation import evaluate
from simulate.engine.quantiles import Quantile
from simulate.engine.streams import Stream
from simulate.engine.tables import table
from tests.engine.twin import points as samplers

SHARING = 8


@dataclass
class Sums:
    """As `simulate.engine.exchange.sums.Sums`."""

    first: np.ndarray
    first_scale: np.ndarray
    total: np.ndarray
    total_scale: np.ndarray
    shapley: np.ndarray
    shapley_scale: np.ndarray
    dummy: np.ndarray
    mean: np.ndarray
    span: np.ndarray


def function(distribution, *, monotone=False):
    """Signed tails to values; normals and lognormals from tables, as the machine has them, for agreement to 1e-12."""
    of_table = isinstance(distribution, Normal | Lognormal)
    return table(distribution) if of_table else Quantile(distribution, monotone=monotone).function


def sums(model, beliefs, factors, *, seed, sampler, n_blocks):
    """Sums (factor, column, replicate) over so many blocks of every replicate."""
    return Twin(model, beliefs, [set(factor) for factor in factors], seed, sampler, n_blocks).sums()


class Twin:
    def __init__(self, model, beliefs, factors, seed, sampler, n_blocks):
        self.model, self.factors, self.seed, self.n_blocks = model, factors, seed, n_blocks
        self.n = REPLICATES * n_blocks * BLOCK
        identities = [identity + suffix for suffix in (b"", b"\0twin") for identity in beliefs]
        streams = [Stream(seed, identity, rank) for rank, identity in enumerate(identities)]
        self.tails = np.array([self.of_run(lambda b, s=s: samplers.SAMPLERS[sampler](s, b, n_blocks)) for s in streams])
        self.positions = set(range(len(model.inputs)))

    def of_run(self, of_replicate):
        """One row for the whole run, of what there is for the blocks of every replicate."""
        rows = np.array([of_replicate(Blocks(number, 0, self.n_blocks)) for number in range(REPLICATES)])
        return rows.reshape(REPLICATES, self.n_blocks, -1).transpose(1, 0, 2).ravel()

    def normals(self, group, twin):
        n = len(self.tails) // 2
        rows = [self.tails[self.model.inputs[p].belief + twin * n] for p in group.positions]
        return group.factor @ np.array([function(Normal(0.0, 1.0))(row) for row in rows])

    def values(self, taken, of, other):
        """Values (input, point): those `taken` (point, input) are of one set, the rest of the other, moved along."""
        n, values = len(self.tails) // 2, np.empty((len(self.positions), self.n))
        for position, item in enumerate(self.model.inputs):
            chosen = np.where(taken[:, position], *(self.tails[item.belief + which * n] for which in (of, other)))
            values[position] = function(item.quantile.distribution, monotone=item.quantile.monotone)(chosen)
        for group in self.model.correlations:
            matrix = group.factor @ group.factor.T
            normals, theirs = self.normals(group, other), self.normals(group, of)
            inside = taken[:, list(group.positions)]
            for pattern in np.unique(inside, axis=0):
                at = np.flatnonzero((inside == pattern).all(axis=1))
                known = np.flatnonzero(pattern)
                apart = (theirs - normals)[np.ix_(known, at)]
                normals[:, at] += matrix[:, known] @ np.linalg.solve(matrix[np.ix_(known, known)], apart)
                normals[np.ix_(known, at)] = theirs[np.ix_(known, at)]
            for position, row in zip(group.positions, normals, strict=True):
                item = self.model.inputs[position].quantile
                values[position] = function(item.distribution, monotone=True)(samplers.tails_of_normals(row))
        return values

    def columns(self, taken, of=0, other=1):
        """Outputs and their logarithms (column, point)."""
        mask = taken if isinstance(taken, np.ndarray) else self.mask(taken)
        outputs = evaluate(self.model.program, self.values(mask, of, other), self.n)
        with np.errstate(all="ignore"):
            return np.concatenate([outputs, np.log(outputs)])

    def mask(self, taken):
        return np.tile([position in taken for position in range(len(self.positions))], (self.n, 1))

    def summed(self, products):
        return products.reshape(len(products), self.n_blocks, REPLICATES, BLOCK).sum(axis=(1, 3))

    def sums(self):
        ya, yb = self.columns(self.positions), self.columns(set())
        crossed = np.array([self.crossed(factor, ya, yb) for factor in self.factors])
        centre = ya.mean(axis=1, keepdims=True)
        scale, dummy = self.summed(0.5 * (ya - yb) ** 2), self.summed((ya - centre) * (yb - centre))
        lower, upper = np.quantile(ya[: len(ya) // 2, :BLOCK], [0.05, 0.95], axis=1)
        spread = ya.mean(axis=1), upper / lower
        return Sums(*crossed.transpose(1, 0, 2, 3), self.shapley(ya, yb), scale, dummy, *spread)

    def crossed(self, factor, ya, yb):
        """First order: the factor is of the other set. Total: the rest is of the set itself."""
        found = []
        for own in (True, False):
            if own:
                ab, ba = self.columns(factor, 1, 0), self.columns(factor, 0, 1)
            else:
                rest = self.positions - factor
                ab, ba = self.columns(rest, 0, 1), self.columns(rest, 1, 0)
            product = (ba - yb) * (ya - ab) if own else (yb - ba) ** 2 + (ya - ab) ** 2
            found += [self.summed(product), self.summed((ya - yb) ** 2 + (ba - ab) ** 2)]
        return found

    def shapley(self, ya, yb):
        """Every point takes over one factor after another, in its order."""
        reached = [number for number, factor in enumerate(self.factors) if self.reaches(factor)]
        orders = np.array(reached)[self.orders(len(reached))]
        shares = np.zeros((len(self.factors), len(ya), REPLICATES))
        taken, before = self.mask(set()), yb
        members = np.array([[p in factor for p in range(len(self.positions))] for factor in self.factors])
        for chosen in orders:
            taken |= members[chosen]
            after = self.columns(taken) if not taken.all() else ya
            share = (ya - 0.5 * (after + before)) * (after - before)
            for number in reached:
                shares[number] += self.summed(np.where(chosen == number, share, 0.0))
            before = after
        return shares

    def reaches(self, factor):
        """Whether any output depends on a factor, or on what depends on it."""
        grouped = {p for group in self.model.correlations if factor & set(group.positions) for p in group.positions}
        changed = {self.model.program.inputs[p] for p in factor | grouped}
        for item in self.model.program.instructions:
            if changed & set(item.operands):
                changed.add(item.out)
        return bool(changed & set(self.model.program.outputs))

    def orders(self, n):
        """Orders (step, point) of n factors: Fisher and Yates' shuffle, every second order the one before it turned."""
        n_words = -(-(n - 1) * BLOCK // SHARING // 4 // BLOCK)
        streams = [Stream(self.seed, b"\0orders %d" % number) for number in range(n_words)]
        rows = [self.of_run(lambda b, s=s: samplers.words(s, b)).reshape(-1, BLOCK) for s in streams]
        halves = np.concatenate(rows or [np.empty((self.n // BLOCK, 0), dtype=np.uint64)], axis=1).view(np.uint32)
        orders = np.tile(np.arange(n)[:, None, None], (1, self.n // BLOCK, BLOCK // SHARING))
        for order in range(0, BLOCK // SHARING, 2):
            for step in range(n - 1, 0, -1):
                half = halves[:, ((step - 1) * (BLOCK // SHARING) + order) // 2].astype(np.uint64)
                other = (half * np.uint64(step + 1) >> np.uint64(32)).astype(int)
                block = np.arange(self.n // BLOCK)
                here, there = orders[step, :, order].copy(), orders[other, block, order]
                orders[step, :, order] = there
                orders[other, block, order] = here
            orders[:, :, order + 1] = orders[::-1, :, order]
        return np.repeat(orders.reshape(n, -1), SHARING, axis=1)
