"""Plans between an old and a new one: what changed is taken from either, one change at a time.

Every quantity of a plan has one definition, a prior or a computation. Where both plans have a quantity, its definition
can be that of the one or of the other; what only one of them has comes from that one, and counts where it is used.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter
from itertools import combinations

from simulate.analysis.causes import pair_name
from simulate.beliefs.prior import Correlation
from simulate.method.binding import rows_of
from simulate.method.dependence import connected
from simulate.method.plan import Input, Plan, Step, quantity_of
from simulate.method.restriction import ingredients, reached

Definition = Input | Step
Definitions = Mapping[str, Definition]
Pair = frozenset[str]


@dataclass(frozen=True, slots=True)
class Change:
    """What can be taken from one plan or the other only as a whole: definitions by name, or correlations by pair."""

    names: frozenset[str] = frozenset()
    quantities: frozenset[str] = frozenset()
    pairs: frozenset[Pair] = frozenset()

    @property
    def order(self) -> tuple[str, ...]:
        """By what changes are sorted, so that the order of files does not matter."""
        return (*sorted(self.names), *sorted(map(pair_name, self.pairs)))

    @property
    def slots(self) -> frozenset[str]:
        """What its causes are filed under: quantities, and pairs of them."""
        return self.quantities | {pair_name(pair) for pair in self.pairs}

    def within(self, resting: Collection[str]) -> bool:
        """Whether it can move what rests on these quantities."""
        return any(name in resting for name in self.quantities) or any(pair <= set(resting) for pair in self.pairs)


@dataclass(frozen=True)
class Between:
    """Two plans of one scenario, and what changed from one to the other in pieces that can be exchanged."""

    then: Plan
    now: Plan
    changes: tuple[Change, ...]

    @classmethod
    def of(cls, then: Plan, now: Plan) -> Between:
        """All changes that can move a range."""
        found = [*_of_definitions(then, now), *_of_correlations(then, now)]
        return cls(then, now, tuple(sorted(found, key=lambda change: change.order)))

    def mixed(self, new: Collection[Change]) -> Plan:
        """The new plan with only these of the changes, all others undone."""
        undone = [change for change in self.changes if change not in new]
        before, after = definitions(self.then), definitions(self.now)
        chosen = {**before, **after}
        for change in undone:
            chosen |= {name: _paired(before[name], after[name]) for name in change.names}
        leads = {name: ingredients(found) for name, found in chosen.items() if isinstance(found, Step)}
        ordered = [chosen[name] for name in TopologicalSorter(leads).static_order() if name in leads]
        inputs = tuple(found for found in chosen.values() if isinstance(found, Input))
        old_pairs = {pair for change in undone for pair in change.pairs}
        kept = [item for item in self.now.scenario.correlations if item.pair not in old_pairs]
        kept += [item for item in self.then.scenario.correlations if item.pair in old_pairs]
        return replace(
            self.now,
            inputs=inputs,
            steps=tuple(found for found in ordered if isinstance(found, Step)),
            correlations=_active(kept, inputs),
            comparisons=(),
        )


def definitions(plan: Plan) -> dict[str, Definition]:
    """By slot what is drawn, by id what is computed."""
    return {**{item.slot: item for item in plan.inputs}, **{step.quantity.id: step for step in plan.steps}}


def other_units(then: Plan, now: Plan, quantities: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Quantities whose numbers are in another unit: what one plan defines of them, the other cannot use."""
    for name in sorted(quantities):
        if name in then.method and name in now.method:
            before, after = (plan.method[name].unit.text for plan in (then, now))
            if before != after:
                yield name, before, after


def _of_definitions(then: Plan, now: Plan) -> Iterator[Change]:
    before, after = definitions(then), definitions(now)
    differing = {name for name in before if name in after and _differ(before[name], after[name])}
    links = [{name} for name in differing]
    links += [set(pair) for pair in combinations(differing, 2) if len(set(map(quantity_of, pair))) == 1]
    links += _in_rings(before, after, differing)
    links += [_brought(name, *sides) for name in differing for sides in ((before, after), (after, before))]
    links += [rows for side in (before, after) for rows in _rows(side, differing | before.keys() ^ after.keys())]
    for names in connected(links):
        if names & differing:
            yield Change(frozenset(names & differing), frozenset(map(quantity_of, names)))


def _differ(then: Definition, now: Definition) -> bool:
    if isinstance(then, Input) and isinstance(now, Input):
        origins = (then.prior.origin, now.prior.origin)
        return then.distribution != now.distribution or (_in_rows(now) and origins[0] != origins[1])
    if isinstance(then, Step) and isinstance(now, Step):
        codes = [[formula and formula.code for formula in step.formulas] for step in (then, now)]
        return then.taken != now.taken or codes[0] != codes[1]
    return True


def _in_rings(before: Definitions, after: Definitions, differing: Collection[str]) -> Iterator[set[str]]:
    """Names that would need each other, were one taken from here and the other from there."""
    leads: dict[str, list[str]] = {}
    for side in (before, after):
        for name, found in side.items():
            if isinstance(found, Step):
                leads.setdefault(name, []).extend(ingredients(found))
    ahead = {name: reached(leads, leads.get(name, ())) for name in differing}
    for one, other in combinations(sorted(differing), 2):
        if other in ahead[one] and one in ahead[other]:
            yield {one, other}


def _brought(name: str, side: Definitions, other: Definitions) -> set[str]:
    """The name, and priors that only one plan has and that come with its definition there."""
    leads = {
        known: ingredients(found)
        for known, found in side.items()
        if isinstance(found, Step) and (known == name or known not in other)
    }
    own = {known for known in reached(leads, [name]) if known not in other and isinstance(side.get(known), Input)}
    return {name, *own}


def _rows(side: Definitions, names: Collection[str]) -> Iterable[set[str]]:
    """Names among these that are read from one table: one row per draw for all of them."""
    found: dict[tuple[str, str], set[str]] = {}
    for name in names:
        item = side.get(name)
        table = rows_of(item.distribution) if isinstance(item, Input) else None
        if table is not None and isinstance(item, Input):
            found.setdefault((item.prior.origin, table.file), set()).add(name)
    return found.values()


def _of_correlations(then: Plan, now: Plan) -> Iterator[Change]:
    """Pairs that are correlated otherwise, with all that they are connected to: each matrix is that of one plan."""
    stated = [{item.pair: (item.coefficient, item.rank) for item in plan.scenario.correlations} for plan in (then, now)]
    active = {item.pair for plan in (then, now) for item in plan.correlations}
    every = {**stated[0], **stated[1]}
    changed = {pair for pair in every if stated[0].get(pair) != stated[1].get(pair)}
    for names in connected(every):
        pairs = frozenset(pair for pair in changed if pair <= names)
        if pairs & active:
            yield Change(pairs=pairs)


def _active(correlations: Iterable[Correlation], inputs: Iterable[Input]) -> tuple[Correlation, ...]:
    """Those between priors that are drawn and vary."""
    varying = {item.quantity.id for item in inputs if item.distribution.support[0] < item.distribution.support[1]}
    return tuple(item for item in correlations if item.pair <= varying)


def _in_rows(item: Input) -> bool:
    return rows_of(item.distribution) is not None


def _paired(then: Definition, now: Definition) -> Definition:
    """The old definition; as a prior on the draws of the new one, so that what is drawn otherwise moves nothing.

    Rows of a table stay with those that they are read with.
    """
    if isinstance(then, Input) and isinstance(now, Input) and not (_in_rows(then) or _in_rows(now)):
        return replace(then, prior=replace(then.prior, origin=now.prior.origin), per_model=now.per_model)
    return then
