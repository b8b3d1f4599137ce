import re

import pytest

from simulate.foundation.errors import InputError
from simulate.method.reading import training
from simulate.publishing.ranges import sentences

TOOK = "Training {model} took {range} of electricity"


def one(make_ranges, sentence="", triple=(3.1, 3.7, 4.5), unit="GWh", name="DeepSeek V3", **attrs):
    ranges = make_ranges({"a": (name, "", "")}, {"y": ("Energy, at the meter", unit, True, [triple])}, **attrs)
    ranges["y"].attrs |= {"sentence": sentence} if sentence else {}
    return sentences.text(ranges)


def test_the_sentence_is_that_of_the_issue(make_ranges):
    assert one(make_ranges, TOOK, program_version="wattif 1.0") == (
        "Training DeepSeek V3 took between 3.1 and 4.5 GWh of electricity "
        "(90 % interval, median 3.7; wattif 1.0, catalogue 2026-11).\n"
    )


def test_a_point_is_said_to_be_one(make_ranges):
    assert one(make_ranges, "It ran on {range} chips of {model}", (2048,) * 3, "1") == (
        "It ran on 2,048 chips of DeepSeek V3 (stated as a single value; wattif 0.1.0, catalogue 2026-11).\n"
    )


def test_a_quantity_without_a_sentence_is_told_of_by_its_label(make_ranges):
    assert one(make_ranges).startswith("For DeepSeek V3, “Energy, at the meter” lies between 3.1 and 4.5 GWh (90 %")
    assert one(make_ranges, "", (2, 2, 2)).startswith("For DeepSeek V3, “Energy, at the meter” is 2 GWh (stated")


def test_what_cannot_be_computed_says_what_it_needs(ranges):
    text = sentences.text(ranges, quantities=["electricity_cost"])
    assert text.endswith("For GPT-4, “Electricity cost” is not computable: needs electricity_price, energy_charge.\n")


def test_there_is_a_sentence_for_every_row_that_a_table_shows_models_apart(ranges):
    paragraphs = sentences.text(ranges).split("\n\n")
    assert len(paragraphs) == 5
    assert [len(paragraph.strip().splitlines()) for paragraph in paragraphs] == [4] * 5
    assert all(
        name in p for p, name in zip(paragraphs, ["DeepSeek V3", "Llama", "NeMo", "Nemotron", "GPT-4"], strict=1)
    )


def test_each_sentence_has_the_unit_that_suits_its_own_numbers(ranges):
    text = sentences.text(ranges, quantities=["electricity_cost"])
    assert "For DeepSeek V3, “Electricity cost” lies between 210 and 430 thousand US dollars of 2024" in text
    assert "For Llama 3.1 405B, “Electricity cost” lies between 1.6 and 3.2 million US dollars of 2024" in text


def test_shortest_intervals_and_other_scopes_are_said(make_ranges):
    ranges = make_ranges()
    ranges["y.interval"].attrs["ci_kind"] = "hdi"
    ranges["scope"].values[0] = "family"
    assert "(shortest 90 % interval, median 2.0; scope: family (all models released together); " in sentences.text(
        ranges
    )


def test_braces_in_a_name_stay_what_they_are(make_ranges):
    assert "Training {range} {x} took between" in one(make_ranges, TOOK, name="{range} {x}")


def test_only_the_day_of_the_catalogue_is_quoted(make_ranges):
    assert "catalogue 2026-11-25)." in one(make_ranges, catalogue_version="2026-11-25 (27783a3d)")
    assert one(make_ranges, catalogue_version="").endswith("; wattif 0.1.0).\n")


@pytest.mark.parametrize(
    ("unit", "told"),
    [("GWh", "GWh"), ("thousand m3", "thousand m³"), ("USD_2024", "US dollars of 2024"), ("", ""),
     ("million USD_2024", "million US dollars of 2024"), ("USD_2024/MWh", "US dollars of 2024 per MWh"),
     ("USD_2024/h", "US dollars of 2024 per hour"), ("million h", "million hours"), ("day", "days"), ("ha", "ha"),
     ("10^24 FLOP", "× 10²⁴ FLOP"), ("PFLOP/s", "PFLOP/s"), ("km2", "km²"), ("L/kWh", "L per kWh")],
)  # fmt: skip
def test_units_are_written_as_in_a_sentence(unit, told):
    assert sentences.spoken(unit) == told


def test_every_headline_quantity_of_the_method_has_a_verb_and_a_noun_of_its_own():
    worded = {id_: quantity.sentence for id_, quantity in training().items() if quantity.headline}
    assert all(worded.values())
    assert len(set(worded.values())) == len(worded)


@pytest.mark.parametrize("id_", [id_ for id_, quantity in training().items() if quantity.sentence])
def test_every_sentence_of_the_method_reads_on_after_a_range(id_):
    sentence = training()[id_].sentence
    filled = sentence.format(model="X", range="between 1 and 2 units")
    assert re.fullmatch(r"[A-Z][\w ,-]*", filled)
    assert not filled.endswith((".", " "))


@pytest.mark.parametrize(
    "sentence", ["no braces", "{model} {model} {range}", "{model}: {range} {unit}", "{model} }{range}"]
)
def test_a_sentence_without_its_two_places_is_a_problem_of_the_file(workshop, sentence):
    workshop.write("a", f'''
        schema = 1
        name = "A"
        method = "own"
        outputs = ["y"]
        [priors]
        x = {{ prior = "1 to 2" }}
        [quantities.y]
        sentence = "{sentence}"
        equals = "x"
    ''')  # fmt: skip
    with pytest.raises(InputError, match=r"quantities\.y\.sentence: expected \{model\} and \{range\} once each"):
        workshop.plans("a")


def test_an_own_method_words_its_own_sentence(workshop):
    workshop.write("a", '''
        schema = 1
        name = "A"
        method = "own"
        outputs = ["y"]
        [priors]
        x = { prior = "uniform(1, 2)", unit = "kg" }
        [quantities.y]
        unit = "kg"
        sentence = "Baking {model} took {range} of flour"
        equals = "x"
    ''')  # fmt: skip
    assert sentences.text(workshop.outcome("a").ranges).startswith(
        "Baking A took between 1.0 and 2.0 kg of flour (90 %"
    )
