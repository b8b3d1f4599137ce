"""Streams against the published vectors of Philox, and against NumPy used in the plainest way."""

import hashlib
import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.engine.blocks import BLOCK, REPLICATES, Blocks, rounded
from simulate.engine.streams import SEEDS, SMALLEST_TAIL, Stream
from tests.engine.twin.points import philox, signed_tails, tails_of
from tests.engine.twin.points import words as words_of

GOLDEN = ["8854c810b38eeb6c", "d48d6ac3224fb423", "e606494f204a0533"]
KNOWN = json.loads((Path(__file__).parents[1] / "data" / "philox_known_answers.json").read_text())["kat"]
WORDS = st.integers(0, 2**64 - 1)


def from_hex(words):
    return [int(word, 16) for word in words]


def plainly(stream, n_draws):
    """Words of draws 0, 1, ... by the definition."""
    digest = hashlib.blake2b(
        stream.seed.to_bytes(16, "little") + stream.identity, digest_size=16, person=b"wattif stream v1"
    ).digest()
    key = np.array([int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")], dtype=np.uint64)
    return np.random.Philox(key=key, counter=2**256 - 1).random_raw(n_draws)


@pytest.mark.parametrize("case", KNOWN, ids=lambda case: case["key"][0])
def test_the_generator_gives_the_published_vectors_of_philox(case):
    counter = sum(word << 64 * place for place, word in enumerate(from_hex(case["counter"])))
    key = np.array(from_hex(case["key"]), dtype=np.uint64)
    assert philox(key, counter).random_raw(4).tolist() == from_hex(case["expected"])


@pytest.mark.parametrize("seed", [0, 1, 2**64, SEEDS - 1])
def test_draw_i_is_lane_i_mod_4_of_counter_i_div_4_under_the_key_of_seed_and_identity(seed):
    stream = Stream(seed, b"a bundle\0pue\0")
    everything = plainly(stream, 2 * REPLICATES * BLOCK).reshape(-1, BLOCK)
    for replicate in (0, 7, 15):
        blocks = Blocks(replicate, 0, 2)
        assert (words_of(stream, blocks) == everything[blocks.of_run].ravel()).all()


def test_a_piece_of_a_stream_is_the_same_wherever_it_is_begun():
    stream = Stream(3, b"identity")
    whole = words_of(stream, Blocks(5, 0, 9))
    pieces = [words_of(stream, piece) for piece in Blocks(5, 0, 9).pieces(4)]
    assert (np.concatenate(pieces) == whole).all()


def test_blocks_of_all_replicates_together_are_the_draws_of_the_run_once_each():
    numbers = [
        Blocks(replicate, 0, 3).draw_of_run(place) for replicate in range(REPLICATES) for place in range(3 * BLOCK)
    ]
    assert sorted(numbers) == list(range(3 * BLOCK * REPLICATES))
    assert numbers[: BLOCK + 1] == [*range(BLOCK), BLOCK * REPLICATES]


def test_seed_0_is_a_seed_and_other_seeds_identities_and_uses_give_other_streams():
    streams = [Stream(0, b"a"), Stream(1, b"a"), Stream(0, b"b"), Stream(0, b"a\0"), Stream(2**127, b"a")]
    words = {tuple(words_of(stream, Blocks(0, 0, 1))[:4].tolist()) for stream in streams}
    assert len(words) == len(streams)
    assert tuple(streams[0].key()) != tuple(streams[0].key("latin"))
    assert tuple(streams[0].key("latin", 1)) != tuple(streams[0].key("latin", 2))


def test_stream_v1_never_changes():
    """These words are what every published result rests on: another generator is another version."""
    words = words_of(Stream(0, b"wattif"), Blocks(2, 1, 2))
    assert [f"{word:016x}" for word in words[:3].tolist()] == GOLDEN


@pytest.mark.parametrize("seed", [-1, SEEDS])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(ValueError, match="whole number from 0"):
        Stream(seed, b"")


@given(st.lists(WORDS, min_size=1, max_size=20))
def test_signed_tails_are_exactly_the_uniforms_k_plus_a_half_over_2_to_the_53(words):
    for word, tail in zip(words, signed_tails(np.array(words, dtype=np.uint64)).tolist(), strict=True):
        uniform = Fraction(2 * (word >> 11) + 1, 2**54)
        assert Fraction(tail) == (uniform if uniform < Fraction(1, 2) else uniform - 1)


def test_no_uniform_is_0_or_1_or_one_half():
    edges = np.array([0, 2**63 - 1, 2**63, 2**64 - 1], dtype=np.uint64)
    assert signed_tails(edges).tolist() == [2.0**-54, 0.5 - 2.0**-54, -(0.5 - 2.0**-54), -(2.0**-54)]


@given(st.floats(0, 1))
def test_probabilities_of_a_caller_become_tails_of_the_same_size(uniform):
    tail = float(tails_of(uniform))
    assert SMALLEST_TAIL <= abs(tail) < 0.5
    assert abs((tail if tail > 0 else 1 + tail) - uniform) <= 2.0**-53


def test_draws_are_rounded_up_so_that_every_replicate_has_as_many_blocks():
    assert [rounded(n) for n in (1, 16_384, 16_385, 2**20)] == [16_384, 16_384, 32_768, 2**20]
    with pytest.raises(ValueError, match="at least one"):
        rounded(0)
