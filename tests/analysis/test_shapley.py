"""Shares that do not depend on the order: what defines them, and known answers."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.analysis import shapley

NAMES = "abcde"
GAMES = st.integers(1, 5).flatmap(
    lambda n: st.tuples(
        st.just(NAMES[:n]),
        st.lists(st.floats(-10, 10).map(lambda x: round(x, 3)), min_size=2**n, max_size=2**n),
    )
)


def worths_of(game):
    names, values = game
    return dict(zip(shapley.subsets(names), map(np.asarray, values), strict=True))


def by_definition(worths, names):
    """The mean over all orders of what each adds, order by order."""
    every = list(permutations(names))
    return {name: np.mean([shapley.steps(worths, order)[name] for order in every]) for name in names}


@given(GAMES)
def test_shares_are_the_mean_over_all_orders(game):
    worths = worths_of(game)
    expected = by_definition(worths, game[0])
    assert shapley.shares(worths, game[0]) == pytest.approx(expected, abs=1e-9)


@given(GAMES)
def test_shares_sum_to_the_whole(game):
    names, worths = game[0], worths_of(game)
    whole = worths[frozenset(names)] - worths[frozenset()]
    assert sum(shapley.shares(worths, names).values()) == pytest.approx(whole, abs=1e-9)


def test_what_two_do_together_is_halved_between_them():
    worths = {some: np.asarray(3.0 * ("a" in some) + 4.0 * ({"a", "b"} <= some)) for some in shapley.subsets("abc")}
    assert shapley.shares(worths, "abc") == pytest.approx({"a": 5.0, "b": 2.0, "c": 0.0})


@given(st.integers(0, 2**32), st.lists(st.floats(-1, 1), min_size=36, max_size=36))
def test_an_order_and_its_reverse_are_exact_where_parts_act_two_by_two(seed, acts):
    names = "abcdefgh"
    pairs = [(one, other) for k, one in enumerate(names) for other in names[k:]]

    def worth(some):
        return np.asarray(
            sum(act for act, (one, other) in zip(acts, pairs, strict=True) if one in some and other in some)
        )

    worths = {some: worth(some) for some in shapley.subsets(names)}
    order, back = shapley.orders(names, 1, seed)
    assert back == order[::-1]
    there, again = shapley.steps(worths, order), shapley.steps(worths, back)
    mean = {name: (there[name] + again[name]) / 2 for name in names}
    expected = {name: float(share) for name, share in shapley.shares(worths, names).items()}
    assert mean == pytest.approx(expected, abs=1e-9)


def test_orders_are_permutations_the_same_for_one_seed():
    found = shapley.orders(NAMES, 4, 7)
    assert [sorted(order) for order in found] == [sorted(NAMES)] * 8
    assert found == shapley.orders(NAMES, 4, 7) != shapley.orders(NAMES, 4, 8)
