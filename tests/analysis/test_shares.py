"""Shares from levels that are given: factors or differences, their errors, and what no cause accounts for."""

from itertools import combinations

import numpy as np
import pytest

from simulate.analysis import shapley
from simulate.analysis.causes import Cause
from simulate.analysis.shares import LEVELS, Ends, alone, shared
from simulate.engine.blocks import REPLICATES

NAMES = "abcdefgh"
CAUSES = {name: (Cause("prior", name, "then", "now"),) for name in NAMES}
SURE = np.zeros(len(LEVELS))


def levels(worth, sets, noise=0.0):
    """The same at every level and in every replicate, but for noise that differs from set to set."""
    generator = np.random.default_rng(3)
    return {some: np.exp(worth(some) + noise * generator.normal(size=(1 + REPLICATES, len(LEVELS)))) for some in sets}


def ends(worth, names=NAMES, error=SURE):
    then, now = (np.exp(np.full(len(LEVELS), worth(frozenset(some)))) for some in ("", names))
    return Ends(then, now, error, error)


def by_name(found):
    return {share.causes[0].name: share.parts for share in found.shares}


def two_by_two(some):
    """Each adds something, and each two together something of their own."""
    return sum(NAMES.index(one) - 0.3 * NAMES.index(other) for one, other in combinations(sorted(some), 2)) / 10 + len(
        some
    )


def all_at_once(some):
    """Nothing happens before the last of four is there."""
    return float(set("abcd") <= some) + 0.1 * len(some)


def exact(worth):
    worths = {some: np.asarray(worth(some)) for some in shapley.subsets(NAMES)}
    return shapley.shares(worths, NAMES)


def in_orders(worth, pairs=8):
    orders = shapley.orders(NAMES, pairs, 0)
    sets = {some for order in orders for some in shapley.prefixes(order)}
    return by_name(shared(levels(worth, sets), CAUSES, orders, ends(worth)))


def test_orders_and_their_reverses_give_the_exact_shares_of_what_acts_two_by_two():
    found = in_orders(two_by_two, pairs=2)
    for name, share in exact(two_by_two).items():
        assert [np.log(part.value) for part in found[name]] == pytest.approx([float(share)] * 3, abs=1e-9)
        assert [part.error for part in found[name]] == pytest.approx([0, 0, 0], abs=1e-6)


def test_what_some_orders_leave_open_is_part_of_the_error():
    found = in_orders(all_at_once)
    for name, share in exact(all_at_once).items():
        for part in found[name]:
            assert abs(np.log(part.value) - share) <= 4 * part.error / part.value + 1e-9
    assert all(part.error > 0.01 for name in "abcd" for part in found[name])
    assert all(part.error < 1e-9 for name in "efgh" for part in found[name])


def test_the_largest_share_comes_first():
    sets = list(shapley.subsets(NAMES))
    found = shared(levels(two_by_two, sets), CAUSES, (), ends(two_by_two))
    sizes = [max(abs(np.log(part.value)) for part in share.parts) for share in found.shares]
    assert sizes == sorted(sizes, reverse=True)


def test_what_is_unexplained_is_as_uncertain_as_the_results_and_the_mixes():
    causes = {"a": CAUSES["a"]}
    drawn = levels(two_by_two, list(shapley.subsets("a")), noise=0.01)
    sure = shared(drawn, causes, (), ends(two_by_two, "a")).unexplained
    unsure = shared(drawn, causes, (), ends(two_by_two, "a", np.full(3, 0.5))).unexplained
    for one, other in zip(sure, unsure, strict=True):
        assert one.error == pytest.approx(0.01 * np.sqrt(2 / REPLICATES), rel=0.6)
        assert other.error > one.error


def test_a_level_that_is_negative_in_any_mix_makes_differences_of_all():
    drawn = {some: of.copy() for some, of in levels(two_by_two, list(shapley.subsets("ab"))).items()}
    drawn[frozenset("a")][:, 0] = -1.0
    causes = {name: CAUSES[name] for name in "ab"}
    found = shared(drawn, causes, (), ends(two_by_two, "ab"))
    assert not found.factors
    then, now = (np.exp(two_by_two(frozenset(some))) for some in ("", "ab"))
    for k in range(3):
        assert sum(share.parts[k].value for share in found.shares) == pytest.approx(now - then)


def test_rounding_is_no_move():
    then = np.array([1.0, 2.0, 3.0])
    found = alone(CAUSES["a"], Ends(then, then * (1 + 1e-12), SURE, SURE))
    assert [part.errors for part in found.shares[0].parts] == [0, 0, 0]


def test_a_move_without_numerical_error_is_beyond_any():
    then = np.array([1.0, 2.0, 3.0])
    found = alone(CAUSES["a"], Ends(then, then / 2, SURE, SURE))
    assert [part.errors for part in found.shares[0].parts] == [-np.inf] * 3
    assert [part.value for part in found.shares[0].parts] == pytest.approx([0.5] * 3)
