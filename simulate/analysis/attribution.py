"""How much of a move each of its causes made: plans between the old and the new one are drawn, and their ranges shared.

All mixes of old and new are drawn from the same points, in 16 replicates: the spread of a share over these is its
numerical error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulate.analysis import shapley
from simulate.analysis.causes import DECISIVE, Cause, Causes
from simulate.analysis.changes import Changes, Moved
from simulate.analysis.mixing import Between, Change, other_units
from simulate.analysis.probability import replicates
from simulate.analysis.shares import LEVELS, alone, shared
from simulate.engine.run import run
from simulate.engine.streams import FloatArray
from simulate.foundation.errors import InputError, PriorError
from simulate.method.restriction import restricted
from simulate.simulation.models import assemble

DRAWS = 2**16
MOST_MIXES = 4_096
"""Mixes that are drawn for all that moved."""
_EXACT = 6
"""Up to so many changes all mixes are drawn, 64; with more, some orders speak for all."""
_PAIRS = 8
_AT_ONCE = 2**22
"""Draws that are held at once: 34 MB."""

Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class _Game:
    """Quantities of one model that rest on the same changes, and the sets of changes that have to be drawn."""

    between: Between
    changes: tuple[Change, ...]
    moved: tuple[Moved, ...]
    orders: tuple[tuple[Change, ...], ...]
    sets: tuple[frozenset[Change], ...]

    @classmethod
    def of(cls, between: Between, changes: tuple[Change, ...], moved: Iterable[Moved]) -> _Game:
        """All sets of few changes; of many those that some orders go through."""
        orders = () if len(changes) <= _EXACT else tuple(shapley.orders(changes, _PAIRS, 0))
        sets = (s for order in orders for s in shapley.prefixes(order)) if orders else shapley.subsets(changes)
        return cls(between, changes, tuple(moved), orders, tuple(dict.fromkeys(sets)))


def attributed(
    found: Changes,
    wanted: Iterable[Moved],
    *,
    seed: int = 0,
    threads: int = 1,
    progress: Progress | None = None,
) -> Changes:
    """The changes with the shares of what is wanted, or with why there are none; `progress` is told mixes, all mixes.

    A move with one cause is all its own and nothing is drawn, unless the program is another, too.
    """
    told, games = _games(found, wanted)
    affordable, left = [], MOST_MIXES
    for game in games:
        if len(game.sets) > left:
            reason = f"{len(game.changes)} changes at once take more than the {left:,} mixes that are left to be drawn"
            told += [replace(item, unshared=reason) for item in game.moved]
        else:
            left -= len(game.sets)
            affordable.append(game)
    done, all_mixes = 0, MOST_MIXES - left

    def tell(more: int) -> None:
        nonlocal done
        done += more
        if progress is not None:
            progress(done, all_mixes)

    for game in affordable:
        told += _played(game, found, seed, threads, tell)
    known = {(item.model, item.quantity): item for item in told}
    return replace(found, moved=tuple(known.get((item.model, item.quantity), item) for item in found.moved))


def _games(found: Changes, wanted: Iterable[Moved]) -> tuple[list[Moved], list[_Game]]:
    """What is known of moves without drawing, and what has to be drawn."""
    told: list[Moved] = []
    between: dict[str, Between] = {}
    drawn: dict[tuple[str, tuple[Change, ...]], list[Moved]] = {}
    program = any(cause.kind in DECISIVE for cause in found.causes.run)
    for item in wanted:
        reason = _unknown(found.causes, item)
        if reason:
            told += [replace(item, unshared=reason)] if len(item.causes) > 1 else []
            continue
        if item.model not in between:
            between[item.model] = Between.of(*found.causes.plans[item.model])
        resting = found.causes.resting(item.model, item.quantity)
        changes = tuple(change for change in between[item.model].changes if change.within(resting))
        if len(changes) > 1 or (changes and program):
            drawn.setdefault((item.model, changes), []).append(item)
        elif changes:
            told.append(replace(item, attribution=alone(item.causes, item.ends)))
    return told, [_Game.of(between[model], changes, moved) for (model, changes), moved in drawn.items()]


def _unknown(causes: Causes, item: Moved) -> str:
    """Why there can be no shares; empty where there can."""
    for side, reason in zip(("old", "new"), causes.unkept, strict=True):
        if reason:
            return f"of the {side} result: {reason}"
    if item.model in causes.unknown:
        return "one of the results does not keep the sources of this model"
    then, now = causes.plans[item.model]
    for name, before, after in other_units(then, now, causes.resting(item.model, item.quantity)):
        return f"old and new cannot be mixed: {name} was in {before}, now in {after}"
    return ""


def _played(game: _Game, found: Changes, seed: int, threads: int, tell: Callable[[int], None]) -> Iterator[Moved]:
    """The moves of a game with their shares, or with why there are none; with the program where it did anything."""
    try:
        drawn = _drawn(game, seed, threads, tell)
    except (InputError, PriorError) as error:
        what = error.problems[0] if isinstance(error, InputError) else error
        yield from (replace(item, unshared=f"old and new cannot be mixed: {what}") for item in game.moved)
        return
    for n, item in enumerate(game.moved):
        levels = {some: of_each[n] for some, of_each in drawn.items()}
        if not all(np.isfinite(of).all() for of in levels.values()):
            yield replace(item, unshared="some mixes of old and new have draws that are no numbers")
            continue
        named = {change: _named(change, item, found.causes) for change in game.changes}
        attribution = shared(levels, named, game.orders, item.ends)
        left = any(abs(part.errors) > found.limit for part in attribution.unexplained)
        program = tuple(cause for cause in found.causes.run if left and cause.kind in DECISIVE)
        yield replace(item, causes=(*item.causes, *program), attribution=attribution)


def _named(change: Change, item: Moved, causes: Causes) -> tuple[Cause, ...]:
    """The causes of the move that a change holds, or else all that it holds."""
    by_slot = causes.changed[item.model]
    held = tuple(dict.fromkeys(cause for slot, of in by_slot.items() if slot in change.slots for cause in of))
    return tuple(cause for cause in item.causes if cause in held) or held


def _drawn(
    game: _Game, seed: int, threads: int, tell: Callable[[int], None]
) -> dict[frozenset[Change], list[FloatArray]]:
    """For every set of changes the levels of each quantity (1 + replicate, level): of all draws, then of replicates.

    Beliefs are ranked over all mixes together, so that each has the same points in every one of them.
    """
    quantities = tuple(item.quantity for item in game.moved)
    # What these quantities do not rest on makes no difference; it is as it is now.
    fixed = [change for change in game.between.changes if change not in game.changes]
    plans = [restricted(game.between.mixed([*some, *fixed]), quantities) for some in game.sets]
    assembled = assemble(plans, lambda _: quantities)
    found: dict[frozenset[Change], list[FloatArray]] = {}
    step = max(_AT_ONCE // (DRAWS * len(quantities)), 1)
    for start in range(0, len(plans), step):
        some = slice(start, start + step)
        results = run(
            assembled.models[some],
            assembled.identities,
            seed=seed,
            draws=DRAWS,
            probabilities=(0.5,),
            keep=True,
            moments_only=True,
            threads=threads,
        )
        for mix, result in zip(game.sets[some], results, strict=True):
            rows: Sequence[FloatArray] = () if result.draws is None else list(result.draws)
            found[mix] = [_levels(row) for row in rows]
        tell(len(results))
    return found


def _levels(row: FloatArray) -> FloatArray:
    each = np.asarray(replicates(row), dtype=np.float64)
    return np.vstack([np.quantile(row, LEVELS), np.quantile(each, LEVELS, axis=1).T])
