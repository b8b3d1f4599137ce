"""Pairs in either order, all of them or neighbours alone; ranks against a slow twin."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.analysis.comparison import compared
from simulate.analysis.pairs import Pair
from simulate.analysis.together import together

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def own(prior):
    return f"""
    schema = 1
    name = "Case"
    method = "own"
    outputs = ["y"]
    [priors.x]
    prior = "{prior}"
    [quantities.y]
    label = "y"
    unit = "1"
    equals = "x"
    """


@pytest.fixture
def drawn(workshop):
    def of(**priors):
        for name, prior in priors.items():
            workshop.write(name, own(prior))
        return together(workshop.plans(*priors), ("y",), draws=16_384)

    return of


@given(st.lists(st.floats(1e-6, 1e6), min_size=5, max_size=5), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_pair_that_is_turned_twice_is_the_same(values, less, share):
    ratio = dict(zip(LEVELS, sorted(values), strict=True))
    pair = Pair("a", "b", "y", ratio, dict.fromkeys(LEVELS, 0.1), less, 0.01, (1 - less) * share, {"a": 1.0})
    turned = pair.turned()
    assert (turned.a, turned.b) == ("b", "a")
    assert list(turned.ratio) == list(LEVELS)
    assert turned.ratio[0.05] == pytest.approx(1 / ratio[0.95])
    assert turned.turned().ratio == pytest.approx(ratio)
    assert turned.turned().ratio_error == pytest.approx(pair.ratio_error)
    assert turned.p_less + pair.p_less + pair.p_equal == pytest.approx(1.0)
    assert turned.rests_on == pair.rests_on


def test_what_is_equal_is_equal_in_either_order():
    pair = Pair("a", "b", "y", {0.5: 1.0}, {0.5: 0.0}, 0.0, 0.0, 1.0)
    assert (pair.turned().p_less, pair.turned().p_equal) == (0.0, 1.0)


def test_a_turned_pair_is_what_the_other_order_of_draws_gives(drawn):
    found = compared(drawn(a="1 to 4", b="2 to 5"), ("y",))
    ratios = drawn(a="1 to 4", b="2 to 5").draws["b", "y"] / drawn(a="1 to 4", b="2 to 5").draws["a", "y"]
    turned = found.pair("b", "a", "y")
    for level in LEVELS:
        assert turned.ratio[level] == pytest.approx(np.quantile(ratios, level), rel=1e-3)
    assert turned.p_less == pytest.approx((ratios < 1).mean())
    assert found.pair("a", "b", "y") is found.pairs[0]
    assert found.pair("a", "c", "y") is None


def test_neighbours_are_next_to_each_other_by_their_medians_and_pairs_like_any(drawn):
    priors = {"a": "5 to 6", "b": "1 to 2", "c": "2 to 9", "d": "3"}
    every = compared(drawn(**priors), ("y",))
    some = compared(drawn(**priors), ("y",), neighbours=True)
    assert {(pair.a, pair.b) for pair in some.pairs} == {("b", "d"), ("c", "d"), ("a", "c")}
    for pair in some.pairs:
        alike = every.pair(pair.a, pair.b, "y")
        assert (pair.ratio, pair.p_less) == (alike.ratio, alike.p_less)
        assert pair.rests_on == pytest.approx(alike.rests_on)


def test_ranks_are_those_of_counting_draw_by_draw_with_ties_shared(drawn):
    joint = drawn(a="choice([1, 2, 3], [0.2, 0.3, 0.5])", b="choice([1, 2, 4], [0.6, 0.2, 0.2])", c="2", d="1 to 4")
    ranks = compared(joint, ("y",)).ranks["y"]
    rows = np.stack([joint.draws[id_, "y"] for id_ in ranks])
    twin = np.zeros((4, 4))
    for column in rows.T:
        for k, value in enumerate(column):
            below, equal = (column < value).sum(), (column == value).sum()
            twin[k, below : below + equal] += 1 / equal
    assert np.array(list(ranks.values())) == pytest.approx(twin / rows.shape[1], abs=1e-12)
