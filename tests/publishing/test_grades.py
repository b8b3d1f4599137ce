"""What a range rests on, in every form that rows are published in."""

import csv
import io

import numpy as np
import pytest
import xarray as xr

from simulate.publishing.ranges import csv_text, json_text, markdown, rows, table
from simulate.publishing.storage import netcdf
from simulate.publishing.wording import grades

SHARES = np.array([[0.6, 0.3, 0.1], [0.1, 0.5, 0.4], [0.1, 0.2, 0.7], [np.nan] * 3, [0.0, 0.0, 1.0]])
QUANTITY = "facility_energy"


@pytest.fixture
def graded(ranges):
    return ranges.assign_coords(grade=["a", "b", "c"]).assign({f"{QUANTITY}.rests_on": (("model", "grade"), SHARES)})


def test_rows_know_their_grade_and_those_of_a_dataset_without_one_have_none(graded, ranges):
    (block,) = rows.read(graded).shown([QUANTITY])
    assert [row.grade for row in block.rows if row.computed] == ["a", "b", "c", "", "c"][: len(block.rows)]
    assert {row.grade for block in rows.read(ranges).blocks for row in block.rows} == {""}


def test_tables_have_a_column_for_it_only_where_it_is_known(graded, ranges):
    for form in (table.table, markdown.markdown):
        assert "grade" in form(graded, quantities=[QUANTITY])
        assert "grade" not in form(ranges, quantities=[QUANTITY])


def test_json_has_the_shares_and_csv_the_grade(graded):
    told = json_text.to_json(graded)["models"][0]["quantities"][QUANTITY]
    assert told["rests_on"] == pytest.approx({"a": 0.6, "b": 0.3, "c": 0.1})
    lines = csv.DictReader(io.StringIO(csv_text.ranges_text(graded)))
    assert [line["grade"] for line in lines if line["quantity"] == QUANTITY][:3] == ["a", "b", "c"]


def test_shares_survive_the_file(graded, tmp_path):
    xr.testing.assert_identical(
        netcdf.read(netcdf.write(graded, tmp_path / "r.nc"))[f"{QUANTITY}.rests_on"].drop_attrs(),
        graded[f"{QUANTITY}.rests_on"].drop_attrs(),
    )


@pytest.mark.parametrize(
    ("shares", "says"),
    [({"a": 0.2, "b": 0.2, "c": 0.6}, "grade c: half of its variance or more rests on judgement"), ({}, "")],
)
def test_a_chart_of_one_range_says_what_it_rests_on(shares, says):
    assert says in grades.sentence(shares)
    assert bool(grades.sentence(shares)) == bool(shares)
