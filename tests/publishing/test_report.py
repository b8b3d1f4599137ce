import re

from simulate.publishing.ranges.report import report


def test_the_report_holds_tables_charts_assumptions_and_provenance(ranges):
    text = report(ranges, {"facility_energy": "charts/facility_energy.svg"})
    for part in ("# Ranges of what training takes", "## Energy at the meter, GWh", "](charts/facility_energy.svg)",
                 "| GPT-4 | 36 | 15 to 89 | x5.9 | 57.5 | above 81 % |", "## How to read this",
                 "confidence interval", "## Sentences to quote",
                 "- For GPT-4, “Energy at the meter” lies between 15 and 89 GWh",
                 "- For DeepSeek V3, “Electricity cost” lies between 210 and 430 thousand US dollars of 2024",
                 "## Estimates of others", "6.392 GWh", "### DeepSeek V3",
                 r"| pue | 1 + (0.10 to 0.25) | 1 | reported | A sustainability report \| 2024, page 3 |",
                 "    wattif run --seed 0\n", "seed 0", "catalogue 2026-11", "CC BY 4.0"):  # fmt: skip
        assert part in text
    assert text.count("![") == 1


def test_parts_that_have_nothing_to_say_are_left_out(make_ranges):
    text = report(make_ranges())
    for heading in ("Probabilities", "Estimates of others", "Warnings"):
        assert heading not in text
    told = {"a": [{"text": "y > 2 1", "probability": 0.5, "error": 0.01}]}
    more = report(make_ranges(thresholds=told, warnings={"a": ["beware | of this"]}))
    assert "| y \\> 2 1 | Model A | 50 % of draws |" in more
    assert "- Model A: beware \\| of this\n" in more


def test_no_label_can_make_a_link_a_tag_or_a_row(make_ranges, estimate):
    evil = "x | y\n\n# h <img src=x onerror=alert(1)> [x](javascript:1) ![i](//x) `c` $m$\x1b[2J\u202e"
    prior = {"quantity": evil, "prior": evil, "unit": evil, "source": [evil, evil], "quality": None, "why": evil}
    ranges = make_ranges(
        {"a": (evil, evil, "")}, {"y": (evil, "1", True, [(1, 2, 3)])}, [estimate("a", "y", 2.5, 0.8, by=evil)],
        priors={"a": [prior]}, warnings={"a": [evil]}, title=evil, history=evil, licence=evil,
    )  # fmt: skip
    text = report(ranges)
    outside_code = "\n".join(line for line in text.splitlines() if not line.startswith("    "))
    assert not re.search(r"(?<!\\)<", outside_code)
    assert not re.search(r"(?<!\\)[\[`$]", outside_code.replace("`a to b`", ""))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert not re.search(r"^# h", text, re.MULTILINE)
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    widths = {len(re.findall(r"(?<!\\)\|", line)) for line in rows}
    assert widths <= {6, 7}  # tables of five and six columns, no cell torn in two


def test_the_report_is_the_same_each_time(ranges):
    assert report(ranges) == report(ranges)
