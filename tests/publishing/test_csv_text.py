import csv
import io
import math

import pytest

from simulate.publishing.ranges import csv_text as ranges_csv
from simulate.publishing.wording import csv_text


def read(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_there_is_a_row_per_model_and_quantity_with_unrounded_numbers(ranges):
    table = read(ranges_csv.ranges_text(ranges))
    assert len(table) == 5 * 5
    row = next(r for r in table if (r["model"], r["quantity"]) == ("gpt-4", "facility_energy"))
    expected = ranges.facility_energy.sel(model="gpt-4")
    for column, level in (("p05", 0.05), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p95", 0.95)):
        assert float(row[column]) == expected.sel(quantile=level).item()
    assert float(row["mean"]) == ranges["facility_energy.mean"].sel(model="gpt-4").item()
    assert (row["unit"], row["interval"], row["interval_kind"]) == ("GWh", "0.9", "eti")
    assert float(row["p95_error"]) == ranges["facility_energy.error"].sel(model="gpt-4", quantile=0.95).item()


def test_what_could_not_be_computed_has_empty_cells_and_a_reason(ranges):
    row = next(
        r for r in read(ranges_csv.ranges_text(ranges)) if (r["model"], r["quantity"]) == ("gpt-4", "electricity_cost")
    )
    assert row["missing"] == "not computable: needs electricity_price, energy_charge"
    assert row["p50"] == row["mean"] == row["p50_error"] == ""


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "＝1+1"])
def test_a_label_that_a_spreadsheet_would_run_is_disarmed(make_ranges, name):
    (row,) = read(ranges_csv.ranges_text(make_ranges({"a": (name, "", "")})))
    assert row["name"] == f"'{name}"


def test_negative_numbers_are_numbers(make_ranges):
    ranges = make_ranges(quantities={"y": ("Y", "1", True, [(-3.5, -1.25, 2.0)])})
    (row,) = read(ranges_csv.ranges_text(ranges))
    assert (row["p05"], row["p50"]) == ("-3.5", "-1.25")


def test_commas_quotes_and_line_breaks_stay_in_their_cell():
    text = csv_text.text(["a", "b"], [['x, "y"', 1.5], ["z\n", None], ["w", math.nan]])
    assert list(csv.reader(io.StringIO(text)))[1:] == [['x, "y"', "1.5"], ["z\n", ""], ["w", ""]]
    assert "\r" not in text


@pytest.mark.parametrize(
    ("quantile", "name"),
    [(0.05, "p05"), (0.5, "p50"), (0.025, "p02.5"), (0.975, "p97.5"), (0.1, "p10"), (0.001, "p00.1")],
)
def test_columns_are_named_by_percentile(quantile, name):
    assert csv_text.column(quantile) == name
