"""What is said of a calibration: in the terminal, in Markdown, in charts."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from simulate.analysis.baselines import ENERGY_BY_HOURS, HOURS_BY_SIZE
from simulate.analysis.calibration import judged
from simulate.analysis.cases import Case, Score
from simulate.publishing.calibration import folder, lines, record, report, texts
from simulate.publishing.calibration.record import Made
from simulate.publishing.charts import percentiles, predictions
from simulate.publishing.wording import plain_tables

MADE = Made(262_144, 0, "random", "wattif 0.1.0", "2026-11")
CASE = Case(
    id="a-run",
    name="A run",
    quantity="facility_energy",
    label="Energy at the meter",
    kind="measured",
    task=ENERGY_BY_HOURS,
    group="somebody-h100",
    source="Its report, table 4",
    disclosed=1.287,
    rounding=(1.2865, 1.2875),
    unit="GWh",
    withheld=("system_power",),
    quantiles=(1.0, 1.05, 1.15, 1.25, 1.4, 1.5, 1.6),
    percentile=0.57,
    score=Score(0.02, 0.3),
    baselines={"rated power x hours": Score(0.1, 2.0)},
)
HOSTILE = "a|b \x1b[31m<b>`x`</b> \u202e=1+2"


def _account(value):
    return replace(CASE, kind="accounting", quantiles=(value,) * 7, percentile=None, score=None, baselines=None)


def test_a_case_is_told_in_a_unit_that_suits_it() -> None:
    text = lines.shown(CASE)
    assert (text.disclosed, text.median, text.range) == ("1.29 GWh", "1.25", "1.00 to 1.60")
    small = replace(CASE, disclosed=0.0857, quantiles=tuple(value / 15 for value in CASE.quantiles))
    assert lines.shown(small).disclosed == "85.7 MWh"


def test_the_table_says_what_is_counted_and_what_is_not() -> None:
    fitted = replace(CASE, name="Fitted", evidence=("pue: the developer's own figure",))
    derived = replace(CASE, name="Derived", kind="derived", score=None)
    told = texts.table(judged([CASE, fitted, derived, _account(1.287)]), MADE)
    apart = told.index("In sample: a prior rests on the run itself")
    assert (
        told.index("A run")
        < apart
        < told.index("Fitted")
        < told.index("No measurement")
        < told.index("derived: Energy")
    )
    assert "1 of 1 figures come out of their own convention" in told
    assert "hold 1 of 1 measured figures, 100 % over 1 group" in told


def test_goals_that_are_missed_and_baselines_that_win_are_said() -> None:
    wide = replace(CASE, quantiles=(0.5, 0.8, 1.5, 2.5, 3.0, 4.0, 5.0), baselines={"other": Score(0.01, 0.1)})
    found = lines.shortfalls(judged([wide]))
    assert any("the median is off by x1.94, the goal is x1.35" in text for text in found)
    assert any("the 90 % range spans x10.0, the goal is x2" in text for text in found)
    assert any("other scores better (CRPS -0.010)" in text for text in found)
    assert lines.shortfalls(judged([CASE])) == []
    assert lines.unjudged(judged([CASE])) == [
        "hours given size and data: no measured figure to judge by",
        "energy given size and data: no measured figure to judge by",
    ]


def test_the_summary_names_what_lies_outside_and_how_many_baselines_are_beaten() -> None:
    missed = replace(
        CASE, name="Missed, and how", disclosed=2.0, rounding=(1.95, 2.05), percentile=0.994, group="other"
    )
    told = texts.summary(judged([CASE, missed]))
    assert "Outside: Missed, and how (above 99.4 %)." in told
    assert "better CRPS in 1 of 1 comparisons, in 1 of them by more than twice the standard error" in told
    assert "The 90 % ranges hold 1 of 2 measured figures" in told
    assert "Outside" not in texts.summary(judged([CASE]))


def test_a_summary_without_a_measured_figure_says_so() -> None:
    assert texts.summary(judged([])) == "No measured figure is predicted out of sample.\n"


def test_no_text_says_calibrated_of_the_ranges() -> None:
    found = judged([CASE, replace(CASE, task=HOURS_BY_SIZE, group="other")])
    for text in (texts.table(found, MADE), texts.summary(found), report.report(found, MADE, [])):
        assert "calibrated" not in text.lower()
        assert "consistent with 90 %" in text


def test_hostile_labels_reach_neither_terminal_nor_markdown(tmp_path) -> None:
    found = judged([replace(CASE, name=HOSTILE, label=HOSTILE, group=HOSTILE, source=HOSTILE)])
    assert "\x1b" not in texts.table(found, MADE)
    written = report.report(found, MADE, [])
    assert "\x1b" not in written
    assert "<b>" not in written
    assert record.text(found, MADE).isascii()
    json.loads(record.text(found, MADE))
    assert folder.write(found, MADE, tmp_path)


def test_the_steps_of_the_percentiles_weigh_groups_alike() -> None:
    cases = [replace(CASE, percentile=p, group=group) for p, group in ((0.2, "a"), (0.4, "a"), (0.9, "b"))]
    overall = judged(cases).overall
    assert [share for *_, share in percentiles.steps(overall)] == pytest.approx([0.25, 0.5, 1.0])


@pytest.mark.parametrize(("n", "critical"), [(10, 0.409), (20, 0.294), (30, 0.242)])
def test_the_band_is_the_tabulated_critical_value_of_kolmogorov(n, critical) -> None:
    assert percentiles.band(n) == pytest.approx(critical, rel=0.01)


def test_without_a_measured_figure_there_is_no_chart(tmp_path) -> None:
    assert predictions.write(judged([_account(1.287)]), MADE, tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_tables_align_by_what_a_terminal_shows() -> None:
    told = plain_tables.aligned(("", "n"), [("模型", "1"), ("ab", "10")])
    assert told == "       n\n模型   1\nab    10\n"
