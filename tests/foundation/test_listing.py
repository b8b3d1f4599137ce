"""Names in a sentence, a few of them."""

import pytest

from simulate.foundation.listing import listed


@pytest.mark.parametrize(
    ("n", "wanted"),
    [(0, ""), (1, "a"), (3, "a, b, c"), (4, "a, b and 2 more"), (26, "a, b and 24 more")],
)
def test_a_few_names_are_listed_and_the_others_counted(n, wanted):
    assert listed("abcdefghijklmnopqrstuvwxyz"[:n], 3) == wanted


def test_no_sentence_grows_with_the_number_of_names():
    assert len(listed([f"model-{k}" for k in range(5_000)])) < 100
