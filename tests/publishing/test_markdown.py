import re

from simulate.publishing.ranges.markdown import markdown


def test_a_table_holds_the_same_numbers_as_the_terminal(ranges):
    text = markdown(ranges, quantities=["facility_energy"])
    assert text.startswith(
        "## Energy at the meter, GWh\n\n| model | median | 90 % range | span | estimate | which lies |\n"
    )
    assert "| GPT-4 | 36 | 15 to 89 | x5.9 | 57.5 | above 81 % |\n" in text


def test_estimates_have_columns_only_where_there_are_any(ranges):
    assert "| model | median | 90 % range | span |\n" in markdown(ranges, quantities=["electricity_cost"])


def test_a_missing_range_says_what_it_needs(ranges):
    assert "| GPT-4 |  | not computable: needs electricity_price, energy_charge |  |\n" in markdown(ranges)


def test_everything_adds_columns(ranges):
    assert "| span | 50 % range | mean | num. error |" in markdown(ranges, everything=True)


def test_a_hostile_name_stays_in_its_cell(make_ranges):
    text = markdown(make_ranges({"a": ("a | b\n\n# h <img src=x> [x](javascript:1) `c`", "", "")}))
    row = next(line for line in text.splitlines() if "img" in line)
    assert len(re.findall(r"(?<!\\)\|", row)) == len(re.findall(r"(?<!\\)\|", text.splitlines()[2]))
    assert not re.search(r"(?<!\\)[<`\[]", row)
    assert "\n# h" not in text
