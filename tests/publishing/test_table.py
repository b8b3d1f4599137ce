import re
import unicodedata

import pytest
from rich.cells import cell_len

from simulate.foundation.errors import UsageError
from simulate.publishing.ranges import prefixes, rows, words
from simulate.publishing.ranges.table import table

WIDTHS = (60, 72, 80, 100, 120, 200)
HOSTILE = {
    "a": ("\x1b]0;pwned\x07[red]bold[/red]", "", ""),
    "b": ("A model whose name goes on and on " * 6, "", ""),
    "c": ("\u202eevil\u2066 通义千问 模型 模型 模型 模型 模型", "", ""),
    "d": ("x" * 300, "", ""),
}


def numbers_of(ranges):
    for block in rows.read(ranges).shown():
        shown = prefixes.readable(block)
        for row in shown.rows:
            told = words.of(row, shown.unit)
            yield from (told.median, *told.bounds, told.span, *(mark.value for mark in told.marks))


def test_a_block_has_a_row_per_model_in_the_order_of_publication(ranges):
    block = table(ranges, quantities=["facility_energy"], width=80)
    assert block.splitlines()[:7] == [
        "Energy at the meter, GWh",
        "                    median    90 % range  span  estimate  which lies",
        "  DeepSeek V3          3.7   3.1 to  4.5  x1.5      6.39  above 99.9 %",
        "  Llama 3.1 405B      34    29   to 40    x1.4     41.6   above 97 %",
        "  Mistral NeMo 12B     0.9   0.4 to  1.8  x4.1      6.77  above all",
        "  Nemotron-4 340B     25    17   to 39    x2.3     19.9   below 76 %",
        "  GPT-4               36    15   to 89    x5.9     57.5   above 81 %",
    ]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_number_is_there_and_no_line_is_wider_than_the_terminal(ranges, width):
    text = table(ranges, width=width)
    assert all(cell_len(line) <= width for line in text.splitlines())
    assert "…" not in text
    printed = re.findall(r"x?-?[\d,.]*\d|a point", text)
    missing = [number for number in numbers_of(ranges) if number and number not in printed]
    assert missing == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("everything", [False, True])
def test_hostile_names_break_neither_lines_nor_terminal(make_ranges, width, everything):
    quantities = {"e": ("Energy \x1b[2J| `x`", "GWh", True, [(1, 2, 3), (1e6, 2e6, 3e6), None, (-1, 0.5, 2)])}
    ranges = make_ranges(HOSTILE, quantities, [("a", "e", 2.5, 0.8)], {"c": {"e": ["a" * 40, "b" * 90]}})
    text = table(ranges, width=width, everything=everything)
    assert not any(unicodedata.category(c)[0] == "C" for c in text.replace("\n", ""))
    assert all(cell_len(line) <= width for line in text.splitlines())


@pytest.mark.parametrize("colour", [False, True])
def test_markup_of_the_terminal_library_is_a_label_like_any_other(make_ranges, colour):
    assert "[red]bold[/red]" in table(
        make_ranges(HOSTILE | {"a": ("[red]bold[/red]", "", "")}, {"e": ("E", "1", True, [(1, 2, 3)] * 4)}),
        width=100,
        colour=colour,
    )


def test_a_narrow_terminal_has_estimates_on_lines_of_their_own(ranges):
    text = table(ranges, quantities=["facility_energy"], width=60)
    assert "    seed benchmark v2: 57.5, above 81 %\n" in text
    assert "which lies" not in text


def test_estimates_of_several_authors_are_told_apart(make_ranges, estimate):
    estimates = [estimate("a", "y", 2.5, 0.8, by=by) for by in ("Epoch", "A paper")]
    text = table(make_ranges(estimates=estimates), width=100)
    assert re.search(r"Model A .* 2\.5  above 80 %\n    A paper: 2\.5, above 80 %\n", text)
    assert "somebody else's point (Epoch)" in text
    narrow = table(make_ranges(estimates=estimates), width=45)
    assert "    Epoch: 2.5, above 80 %\n    A paper: 2.5, above 80 %\n" in narrow


def test_an_estimate_of_another_scope_is_shown_and_not_placed(make_ranges, estimate):
    text = table(make_ranges(estimates=[estimate("a", "y", 2.5, None, scope="family")]), width=100)
    assert re.search(r"2\.5  scope: family\n", text)


def test_an_estimate_that_is_the_point_is_equal(ranges):
    assert re.search(r"a point +3,072  equal\n", table(ranges, width=100))


def test_what_cannot_be_computed_says_what_it_needs(ranges):
    text = table(ranges, quantities=["electricity_cost"], width=80)
    assert "  GPT-4             not computable: needs electricity_price, energy_charge\n" in text


def test_everything_adds_quantities_the_middle_range_the_mean_and_the_error(ranges):
    text = table(ranges, everything=True, width=140)
    assert "Mean power per accelerator at the server, W" in text
    assert re.search(r"median +90 % range +span +50 % range +mean +num. error", text)
    assert re.search(r"GPT-4 +36 +15 +to 89 +x5.9 +25 +to +52 +42 +0.02 +57.5", text)
    narrow = table(ranges, everything=True, width=60)
    assert "    50 % range 25 to 52, mean 42, numerical error 0.02\n" in narrow


def test_below_stands_what_the_numbers_mean_once(ranges):
    text = " ".join(table(ranges, width=80).split())
    for phrase in ("confidence interval", "Scope: final run", "1,048,576 draws", "seed 0", "median", "wattif explain",
                   "catalogue 2026-11", "seed benchmark v2"):  # fmt: skip
        assert phrase in text
    assert text.count("confidence interval") == 1


def test_thresholds_are_told_per_model(make_ranges):
    told = {"a": [{"text": "y > 2.9 1", "probability": 0.06789, "error": 1e-4}]}
    assert "Probability that y > 2.9 1\n  Model A  6.8 % of draws\n" in table(make_ranges(thresholds=told))


def test_without_colour_the_text_is_plain_and_with_it_the_same(ranges):
    plain, coloured = table(ranges, width=80), table(ranges, width=80, colour=True)
    assert "\x1b" not in plain
    assert "\x1b[1mEnergy at the meter, GWh\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).rstrip() == plain.rstrip()


def test_an_unknown_quantity_is_an_error_of_usage(ranges):
    with pytest.raises(UsageError):
        table(ranges, quantities=["energy"])


def test_a_quantity_that_no_model_has_says_so(make_ranges):
    ranges = make_ranges(quantities={"y": ("Y", "1", True, [None]), "z": ("Z", "1", True, [(1, 2, 3)])})
    assert "none of these models has it" in table(ranges, quantities=["y"])
    assert "none of these models" not in table(ranges)


@pytest.mark.parametrize("width", [1, 7, 30])
def test_a_width_that_no_table_fits_still_gives_a_table(ranges, width):
    assert "3.7" in table(ranges, width=width)


def test_the_author_of_most_estimates_has_the_column(ranges, make_ranges, estimate):
    estimates = [estimate("b", "y", 2.5, 0.8, by="Epoch"), *(estimate(m, "y", 2.5, 0.8, by="A paper") for m in "ab")]
    models = {"a": ("A", "", ""), "b": ("B", "", "")}
    text = table(make_ranges(models, {"y": ("Y", "1", True, [(1, 2, 3)] * 2)}, estimates), width=100)
    assert "somebody else's point (A paper)" in text
    assert text.count("    Epoch: 2.5, above 80 %\n") == 1
