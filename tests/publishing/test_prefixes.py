import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.publishing.ranges import prefixes, rows
from simulate.publishing.ranges.prefixes import choose

UNITS = ["Wh", "GWh", "W", "MW", "gCO2e", "tCO2e", "USD_2024", "m3", "m2", "h", "FLOP", "FLOP/s", "1", "day", "L/kWh"]


@pytest.mark.parametrize(
    ("unit", "typical", "expected"),
    [
        ("GWh", 36.0, "GWh"),
        ("GWh", 0.89, "MWh"),
        ("GWh", 2500.0, "TWh"),
        ("MWh", 57525.0, "GWh"),
        ("MW", 18.0, "MW"),
        ("MW", 0.5, "kW"),
        ("W", 1100.0, "kW"),
        ("tCO2e", 13840.5, "ktCO2e"),
        ("tCO2e", 300.0, "tCO2e"),
        ("kgCO2e", 0.5, "gCO2e"),
        ("USD_2024", 2.7e6, "million USD_2024"),
        ("USD_2019", 6e4, "thousand USD_2019"),
        ("USD_2024", 4.4e9, "billion USD_2024"),
        ("m3", 122_000.0, "thousand m3"),
        ("m2", 20_000.0, "ha"),
        ("m2", 3e6, "km2"),
        ("h", 2.788e6, "million h"),
        ("FLOP", 3.8e25, "10^24 FLOP"),
        ("FLOP/s", 989e12, "TFLOP/s"),
        ("1", 25_000.0, ""),
        ("1", 37e9, "billion"),
        ("1", 0.2, ""),
        ("gCO2e/kWh", 4e6, "gCO2e/kWh"),
        ("day", 95.0, "day"),
        ("smoots", 1e9, "smoots"),
        ("GWh", 1.0, "GWh"),
        ("MWh", 1000.0, "GWh"),
    ],
)
def test_the_unit_suits_the_typical_number(unit, typical, expected):
    assert choose(unit, [typical]).unit == expected


@settings(max_examples=100)
@given(st.sampled_from(UNITS), st.floats(1e-9, 1e30))
def test_the_factor_and_the_unit_are_one_conversion(unit, value):
    sizes = {"k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18, "": 1.0}
    words = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}

    def size(text):
        word, _, rest = text.partition(" ")
        if text in words or (word in words and rest):
            return words[word]
        if word.startswith("10^"):
            return float(f"1e{word[3:]}")
        if text in ("m2", "ha", "km2"):
            return {"m2": 1.0, "ha": 1e4, "km2": 1e6}[text]
        for base in ("Wh", "W", "gCO2e", "tCO2e", "FLOP/s"):
            if text.endswith(base) and text.removesuffix(base) in sizes:
                return sizes[text.removesuffix(base)] * (1e6 if base == "tCO2e" else 1.0)
        return 1.0

    prefix = choose(unit, [value])
    assert prefix.factor * size(prefix.unit) == pytest.approx(size(unit), rel=1e-12)


def test_the_median_model_decides_and_the_smallest_stays_readable():
    assert choose("GWh", [0.89, 3.7, 25.0, 34.0, 36.0]).unit == "GWh"


def test_without_numbers_the_unit_stays():
    assert choose("GWh", [float("nan"), 0.0]) == prefixes.Prefix(1.0, "GWh")


def test_a_block_is_converted_with_its_errors_and_its_estimates(make_ranges):
    ranges = make_ranges(quantities={"e": ("Energy", "GWh", True, [(0.4, 0.5, 0.7)])}, estimates=[("a", "e", 0.6, 0.8)])
    (block,) = rows.read(ranges).blocks
    shown = prefixes.readable(block)
    assert prefixes.heading(shown) == "Energy, MWh"
    (row,) = shown.rows
    assert row.median.value == pytest.approx(500.0)
    assert row.median.error == pytest.approx(500.0 * 2e-4)
    assert row.quantiles[0].value == pytest.approx(400.0)
    assert row.estimates[0].value == pytest.approx(600.0)


def test_a_range_around_zero_is_measured_by_its_bounds(make_ranges):
    ranges = make_ranges(quantities={"e": ("Energy", "Wh", True, [(-3300.0, 0.4, 3400.0)])})
    assert prefixes.readable(rows.read(ranges).blocks[0]).unit == "kWh"


def test_a_count_has_no_unit_in_its_heading(ranges):
    blocks = {block.quantity: block for block in rows.read(ranges).blocks}
    assert prefixes.heading(prefixes.readable(blocks["accelerators"])) == "Accelerators"
