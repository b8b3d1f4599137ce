"""Columns of CSV files: rows in their order, and files that somebody else may have written."""

import math
import os

import numpy as np
import pytest

from simulate.beliefs import text
from simulate.beliefs.families import csv_columns
from simulate.beliefs.families.affine import affine
from simulate.beliefs.families.empirical import Empirical
from simulate.foundation.errors import PriorError, TextError

SITES = "site,intensity,price,capacity\nhydro,20.5,40,1\ncoal,4e2,70,2\nmix,100,+55.25,5\nreturned,-3,0,0\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sites.csv").write_text(SITES, encoding="utf-8")
    return tmp_path


def refused(folder, file, column="x", weights=None):
    with pytest.raises(PriorError) as refusal:
        Empirical.read(folder, file, column, weights)
    message = str(refusal.value)
    assert "\n" not in message
    return message


def content(folder, written, file="x.csv"):
    (folder / file).write_bytes(written if isinstance(written, bytes) else written.encode())
    return file


def test_rows_keep_the_order_of_the_file_and_quantiles_the_order_of_the_values(folder):
    rows = Empirical.read(folder, "sites.csv", "intensity")
    assert rows.rows == (20.5, 400, 100, -3)
    assert rows.weights == (0.25,) * 4
    assert rows.cumulative == (0.25, 0.5, 0.75, 1)
    assert (rows.file, rows.column) == ("sites.csv", "intensity")
    assert rows.ppf([0, 0.2, 0.25, 0.26, 0.5, 0.9, 1]).tolist() == [-3, -3, -3, 20.5, 20.5, 400, 400]
    assert rows.isf([1, 0.8, 0.75, 0.74, 0.5, 0.1, 0]).tolist() == [-3, -3, -3, 20.5, 20.5, 400, 400]
    assert rows.mean == pytest.approx(517.5 / 4)
    assert rows.sd == pytest.approx(np.std([20.5, 400, 100, -3]))


def test_another_column_weighs_the_rows(folder):
    rows = Empirical.read(folder, "sites.csv", "price", "capacity")
    assert rows.weights == pytest.approx((0.125, 0.25, 0.625, 0))
    assert rows.cumulative == pytest.approx((0.125, 0.375, 1, 1))
    assert rows.cumulative[2] == rows.cumulative[3] == 1
    assert rows.support == (40, 70)
    assert rows.mean == pytest.approx(0.125 * 40 + 0.25 * 70 + 0.625 * 55.25)
    assert rows.cdf(40) == pytest.approx(0.125)
    assert rows.ppf([0, 0.1, 0.2, 0.9]).tolist() == [40, 40, 55.25, 70]


def test_columns_of_one_file_and_one_weighting_share_their_rows(folder):
    price = text.read('empirical("sites.csv", "price", "capacity")', folder)
    moved = text.read('0.001 * empirical("sites.csv", "intensity", weights="capacity") + 1', folder)
    assert isinstance(moved, Empirical)
    assert moved.cumulative == price.cumulative
    assert moved.file == price.file
    assert moved.rows == pytest.approx((1.0205, 1.4, 1.1, 0.997))


def test_a_list_of_weights_is_one_number_for_each_row(folder):
    rows = text.read('empirical("sites.csv", "price", [0.1, 0.2, 0.3, 0.4])', folder)
    assert rows.weights == pytest.approx((0.1, 0.2, 0.3, 0.4))
    for weights in ("[0.5, 0.5]", "[0.1, 0.2, 0.3, 0.5]", "[]"):
        with pytest.raises(TextError, match="empirical needs"):
            text.read(f'empirical("sites.csv", "price", {weights})', folder)


def test_a_file_may_lie_deeper_and_carry_a_byte_order_mark_or_quotes(folder):
    (folder / "data" / "grid").mkdir(parents=True)
    (folder / "data" / "grid" / "a b.v2.csv").write_bytes(b'\xef\xbb\xbf"intensity, g",b\r\n"1.5","x, y"\r\n2e-3,z\r\n')
    assert Empirical.read(folder, "data/grid/a b.v2.csv", "intensity, g").rows == (1.5, 0.002)


def test_one_row_is_a_point():
    rows = Empirical((3.0,), (1.0,))
    assert (rows.support, rows.mean, rows.sd) == ((3, 3), 3, 0)


def test_many_rows_step_where_they_should():
    n = 300_000
    rows = Empirical(tuple(float(k % 1000) for k in range(n)), (1 / n,) * n)
    assert rows.cumulative[-1] == 1
    assert rows.cumulative[n // 3 - 1] == 1 / 3
    assert rows.ppf([0.0005, 0.5, 0.9995]).tolist() == [0, 499, 999]
    assert affine(rows, 2.0).rows[999] == 1998


@pytest.mark.parametrize(
    "file",
    [
        "../../../../etc/passwd",
        "/etc/passwd",
        "C:\\x",
        "C:x.csv",
        "file:///etc/passwd",
        "https://example.org/x.csv",
        "~/.ssh/id_rsa",
        "\\\\host\\share",
        "data/../../x.csv",
        "data/./x.csv",
        "./sites.csv",
        "data//x.csv",
        "sites.csv/",
        ".hidden.csv",
        "data/.hidden",
        "",
        " sites.csv",
        "x\0.csv",
        "x\n.csv",
        "-x.csv",
        "a|b.csv",
        "*.csv",
    ],
)
def test_a_path_out_of_the_folder_is_refused_before_anything_is_opened(folder, file, monkeypatch):
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("opened"))
    assert "named like data/sites.csv" in refused(folder, file)


def test_a_link_is_not_followed(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.csv").write_text("x\nsecret\n")
    (folder / "link.csv").symlink_to(outside / "secret.csv")
    (folder / "data").symlink_to(outside)
    (folder / "dangling.csv").symlink_to(folder / "nothing.csv")
    for file in ("link.csv", "data/secret.csv", "dangling.csv"):
        message = refused(folder, file)
        assert "follows no links" in message
        assert "secret\n" not in message


def test_only_regular_files_are_read_and_a_pipe_never_blocks(folder):
    os.mkfifo(folder / "pipe.csv")
    (folder / "folder.csv").mkdir()
    assert "is no regular file" in refused(folder, "pipe.csv")
    assert "is no regular file" in refused(folder, "folder.csv")
    assert "no such file" in refused(folder, "nothing.csv")
    assert "cannot be read" in refused(folder, "sites.csv/x.csv") or "no such file" in refused(
        folder, "sites.csv/x.csv"
    )


def test_without_a_folder_no_file_is_read():
    with pytest.raises(TextError, match="there is none here"):
        text.read('empirical("sites.csv", "x")')


def test_a_file_above_the_limits_is_refused_whole(folder, monkeypatch):
    monkeypatch.setattr(csv_columns, "MAX_BYTES", 2**20)
    content(folder, b"x\n" + b"1\n" * 2**19)
    assert "is larger than 1 MiB" in refused(folder, "x.csv")
    monkeypatch.setattr(csv_columns, "MAX_ROWS", 3)
    assert "has more than 3 rows" in refused(folder, content(folder, "x\n1\n2\n3\n4\n"))
    assert Empirical.read(folder, content(folder, "x\n1\n2\n3\n"), "x").rows == (1, 2, 3)


def test_a_file_that_grows_while_it_is_read_ends_at_the_limit(folder, monkeypatch):
    file = content(folder, b"x\n" + b"1\n" * 1000)
    monkeypatch.setattr(csv_columns, "MAX_BYTES", 1000)
    monkeypatch.setattr(os, "fstat", lambda _: os.stat_result((0o100644, 0, 0, 1, 0, 0, 10, 0, 0, 0)))
    assert "is larger than" in refused(folder, file)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("0", 0),
        ("-0.5", -0.5),
        ("+1e3", 1000),
        ("12", 12),
        ("1E-3", 0.001),
        ("1e308", 1e308),
        ("0.0e-999", 0),
        ("-7e+2", -700),
    ],
)
def test_cells_are_decimal_numbers(folder, cell, number):
    assert Empirical.read(folder, content(folder, f"x\n{cell}\n"), "x").rows == (number,)


@pytest.mark.parametrize(
    "cell",
    [
        "1_0",
        " 12 ",
        "12 ",
        "infinity",
        "inf",
        "-inf",
        "nan",
        "٣",
        "１２",
        "1e999",
        "1e-400",
        "1e-320",
        "0x10",
        "1,5",
        "1.",
        ".5",
        "007",
        "",
        "true",
        "1e",
        "--1",
        "1 000",
        "=1+1",
        "²",
    ],
)
def test_a_cell_that_is_no_plain_number_is_named_by_its_line(folder, cell):
    message = refused(folder, content(folder, f'x,y\n1,2\n"{cell}",3\n4,5\n'))
    assert message == f"'x.csv', line 3: {cell!r} is no number"


def test_all_faults_are_counted_and_the_first_three_named(folder):
    written = "x,y\n1,2\n\nabc,2\n1\n1,2,3\n4,oops\nzzz,1\n"
    message = refused(folder, content(folder, written))
    assert (
        message
        == "'x.csv', line 3: is blank; line 4: 'abc' is no number; line 5: has 1 cells, the header has 2; and 2 more"
    )


def test_an_error_carries_no_content_beyond_a_short_cell(folder):
    line = "root:x:0:0:root:/root:/bin/bash and so on and so forth"
    message = refused(folder, content(folder, f"x\n{line}\n"))
    assert line[:23] in message
    assert line[:25] not in message
    assert "\x1b" not in refused(folder, content(folder, "x\n\x1b]0;pwned\x07\n"))
    assert line[:8] not in refused(folder, content(folder, f"{line}\n1\n"))


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("", "'x.csv' is empty; its first line must name the columns"),
        ("x\n", "'x.csv' has no rows below its header"),
        ("y\n1\n", "'x.csv' has no column 'x'"),
        ("x,x\n1,2\n", "'x.csv' has the column 'x' more than once"),
        (b"x\n1\n\xff\xfe\n", "'x.csv', line 3: no UTF-8 text"),
        ('x\n"1\n', "'x.csv', line 2: no CSV (unexpected end of data)"),
        ("x\n" + "1" * 200_000 + "\n", "'x.csv', line 2: no CSV (field larger than field limit (131072))"),
        ("x\n\n", "'x.csv', line 2: is blank"),
    ],
)
def test_a_file_that_is_no_table_is_refused(folder, written, message):
    assert refused(folder, content(folder, written)) == message


def test_a_column_that_is_not_there_is_answered_with_the_nearest(folder):
    assert refused(folder, "sites.csv", "intensty") == "'sites.csv' has no column 'intensty'; did you mean intensity?"
    assert refused(folder, "sites.csv", "price", "capacities").endswith("did you mean capacity?")


def test_weights_of_a_column_are_0_or_more_and_not_all_0(folder):
    assert "weights of 0 or more" in refused(folder, content(folder, "x,w\n1,1\n2,-1\n"), "x", "w")
    assert "with a positive sum" in refused(folder, content(folder, "x,w\n1,0\n2,0\n"), "x", "w")
    assert "is no number" in refused(folder, "sites.csv", "price", "site")


def test_values_far_apart_have_a_finite_spread(folder):
    rows = Empirical.read(folder, content(folder, "x\n1e200\n-1e200\n"), "x")
    assert rows.mean == 0
    assert rows.sd == pytest.approx(1e200)
    assert math.isfinite(rows.sd)
