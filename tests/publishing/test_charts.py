import csv
import io
import itertools
import math
import os
import subprocess
import sys
import textwrap
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.text import Text

from simulate.foundation.errors import UsageError
from simulate.publishing.charts import export, style
from simulate.publishing.charts.axis import Scale
from simulate.publishing.charts.kinds import KINDS
from simulate.publishing.charts.ranges import ranges_chart
from simulate.publishing.ranges import rows

HOSTILE = {
    "a": ("Model $\\frac{1}{2}$ <b>&|`x`</b>", "$De$v & <i>", ""),
    "b": ("A very long name " * 20, "x" * 300, "2024-01-01"),
    "c": ("שלום עולם 123", "مرحبا", "2020-01-01"),
    "qwen-72b": ("通义千问", "阿里", "2021-01-01"),
    "z": ("\\input{/etc/passwd} ^_{}\x1b\x07", "", ""),
}


@pytest.fixture
def hostile(make_ranges):
    triples = [(1e-3, 1, 5), (2, 3, 4), None, (1e5, 1e6, 1e7), (1, 1, 1)]
    label = "Energy $x^2$ & <meter> of a label that somebody wrote without a thought for the width of a page"
    estimates = [("a", "e", 1e12, 1.0), ("b", "e", 1.0, 0.0), ("b", "e", 2.5, 0.3)]
    needs = {"c": {"e": [f"need_{k}" for k in range(40)]}}
    return make_ranges(HOSTILE, {"e": (label, "GWh", True, triples)}, estimates, needs)


@pytest.fixture
def many(make_ranges):
    rng = np.random.default_rng(3)
    middles, factors = 10 ** rng.uniform(-1, 3, 40), 10 ** rng.uniform(0.05, 0.5, 40)
    triples = [(m / f, m, m * f) for m, f in zip(middles, factors, strict=True)]
    models = {f"model-{k}": (f"Large model {k}", "Developer", "2024-01-01") for k in range(40)}
    estimates = [(f"model-{k}", "e", 2 * triples[k][1], 0.98) for k in range(0, 40, 2)]
    return make_ranges(models, {"e": ("Energy", "GWh", True, triples)}, estimates)


@pytest.fixture
def one(make_ranges):
    return make_ranges({"a": ("GPT-4", "OpenAI", "2023-03-14")}, {"e": ("Energy", "GWh", True, [(31, 37, 45)])})


@pytest.fixture
def signed(make_ranges):
    models = {"a": ("A", "", ""), "b": ("B", "", "")}
    return make_ranges(models, {"e": ("Net", "1", True, [(-3.3, 0.0, 3.4), (0, 2.5, 4)])})


def draw(dataset, quantity=None, **options):
    results = rows.read(dataset)
    block = next(b for b in results.blocks if quantity in (None, b.quantity))
    return ranges_chart(block, results.run, **options)


def texts(figure):
    figure.canvas.draw()
    return [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]


@pytest.mark.parametrize("name", ["ranges", "hostile", "many", "one", "signed"])
def test_no_two_texts_overlap_and_none_leaves_the_page(name, request):
    figure = draw(request.getfixturevalue(name), "facility_energy" if name == "ranges" else "e")
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts(figure)]
    page = figure.bbox
    assert [told for told, box in boxes if box.x0 < 0 or box.y0 < 0 or box.x1 > page.x1 or box.y1 > page.y1] == []
    # The height of a line includes room for accents and descenders that hardly any has: a tenth may be shared.
    inner = [(told, box.x0, box.x1, box.y0 + 0.1 * box.height, box.y1 - 0.1 * box.height) for told, box in boxes]
    overlapping = [
        (a[0], b[0])
        for a, b in itertools.combinations(inner, 2)
        if min(a[2], b[2]) - max(a[1], b[1]) > 1 and min(a[4], b[4]) - max(a[3], b[3]) > 1
    ]
    assert overlapping == []


def test_the_range_stands_in_words_at_the_end_of_its_row(ranges):
    told = [text.get_text() for text in texts(draw(ranges, "facility_energy"))]
    for words in ("Energy at the meter, GWh", "GPT-4", "36", "15", "89", "90 % range", "OpenAI, 2023",
                  "seed benchmark v2: 57.5, above 81 %", "seed benchmark v2: 6.77, above all"):  # fmt: skip
        assert words in told
    page = " ".join(told)
    for words in ("Thick line: middle 50 %", "Logarithmic axis", "credible interval", "1,048,576 draws", "CC BY 4.0",
                  "catalogue 2026-11", "wattif 0.1.0", "Scope: final run", "seed benchmark v2 (diamond)"):  # fmt: skip
        assert words in page


def test_dot_thick_line_and_thin_line_are_drawn_at_the_numbers(ranges):
    (axes,) = draw(ranges, "facility_energy").axes
    drawn = {tuple(np.round(line.get_xdata(), 6)): line for line in axes.lines}
    quartiles = tuple(ranges.facility_energy.sel(model="gpt-4", quantile=[0.25, 0.75]).values.round(6))
    thin, thick, dot, estimate = drawn[15.0, 89.0], drawn[quartiles], drawn[(36.0,)], drawn[(57.525,)]
    assert thin.get_linewidth() < thick.get_linewidth()
    assert thin.get_color() == thick.get_color() == style.colour("gpt-4")
    assert len({float(line.get_ydata()[0]) for line in (thin, thick, dot, estimate)}) == 1
    assert (dot.get_marker(), estimate.get_marker()) == ("o", "D")


def test_models_stand_from_top_to_bottom_in_the_order_of_the_dataset(ranges):
    names = {text.get_text(): text.get_window_extent().y0 for text in texts(draw(ranges, "accelerators"))}
    order = sorted((name for name in ranges.name.values), key=lambda name: -names[name])
    assert order == list(ranges.name.values)


def test_the_axis_is_logarithmic_where_all_numbers_are_positive(ranges, signed):
    assert draw(ranges, "facility_energy").axes[0].get_xscale() == "log"
    assert draw(ranges, "facility_energy", scale="linear").axes[0].get_xscale() == "linear"
    assert draw(signed).axes[0].get_xscale() == "linear"


def test_what_cannot_be_computed_says_so_in_its_row(ranges):
    told = [text.get_text() for text in texts(draw(ranges, "electricity_cost"))]
    assert "not computable: needs electricity_price, energy_charge" in told


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.4, 90.0, [0.5, 1, 2, 5, 10, 20, 50, 100]),
        (31.0, 45.0, [30, 40, 50]),
        (1.0, 9.0, [1, 1.5, 2, 3, 5, 7, 10]),
        (1e-3, 1e3, [0.001, 0.01, 0.1, 1, 10, 100, 1000]),
    ],
)
def test_ticks_are_numbers_that_people_would_choose(low, high, expected):
    assert Scale.of([low, high]).ticks() == pytest.approx(expected)


@settings(max_examples=50)
@given(st.floats(1e-200, 1e200), st.floats(0, 200), st.floats(3.6, 8.0))
def test_every_axis_has_readable_ticks_and_holds_its_numbers(low, decades, inches):
    high = min(low * 10.0**decades, 1e300)
    scale = Scale.of([low, high, math.nan, math.inf])
    ticks = scale.ticks(inches)
    assert scale.log
    assert scale.low < low <= high < scale.high
    assert 2 <= len(ticks) <= 8
    assert ticks == sorted(set(ticks))
    assert all(scale.low <= tick <= scale.high for tick in ticks)


def test_an_axis_without_numbers_is_still_an_axis(make_ranges):
    ranges = make_ranges(quantities={"e": ("E", "GWh", True, [None])}, needs={"a": {"e": ["x"]}})
    assert "not computable: needs x" in [text.get_text() for text in texts(draw(ranges))]


def test_a_model_has_its_colour_whatever_stands_beside_it(ranges):
    alone = ranges.sel(model=["gpt-4"])
    colours = [
        next(
            line.get_color()
            for line in draw(dataset, "facility_energy").axes[0].lines
            if list(line.get_xdata()) == [15, 89]
        )
        for dataset in (ranges, alone)
    ]
    assert colours == [style.colour("gpt-4")] * 2


def test_the_models_of_the_seed_benchmark_have_five_colours(ranges):
    assert len({style.colour(model) for model in ranges.model.values.tolist()}) == 5


def test_every_colour_stands_out_from_paper():
    for colour in style.palette():
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in mpl.colors.to_rgb(colour)]
        assert 1.05 / (float(np.dot([0.2126, 0.7152, 0.0722], linear)) + 0.05) >= 3
    assert len(style.palette()) >= 6


def test_labels_are_never_mathematics(hostile):
    figure = draw(hostile)
    with_dollars = [text for text in texts(figure) if "$" in text.get_text()]
    assert len(with_dollars) >= 3
    assert not any(text.get_parse_math() for text in with_dollars)


def test_a_name_that_the_font_lacks_is_replaced_by_the_id(hostile):
    told = [text.get_text() for text in texts(draw(hostile))]
    assert "qwen-72b" in told
    assert "2021" in told
    assert "שלום עולם 123" in told


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_draws_on_a_page_of_its_own_or_on_axes_that_it_is_given(ranges, kind):
    results = rows.read(ranges)
    assert isinstance(KINDS[kind](results.blocks[1], results.run), Figure)
    figure = Figure()
    left, right = figure.subplots(1, 2)
    assert KINDS[kind](results.blocks[1], results.run, axes=right, scale="linear") is figure
    assert figure.axes == [left, right]
    assert not left.lines
    assert right.lines


@pytest.mark.parametrize("name", export.FORMATS)
def test_a_file_is_the_same_bytes_each_time_whatever_the_readers_settings(one, name):
    results = rows.read(one)
    (block,) = results.blocks
    first = export.content(draw(one), name, block, results.run)
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.hashsalt": None, "savefig.dpi": 30}):
        assert export.content(draw(one), name, block, results.run) == first
    assert results.run.program.encode() in first
    assert b"CreationDate" not in first
    assert b"dc:date" not in first


def test_a_file_is_the_same_in_another_process_and_needs_no_global_state(one, tmp_path):
    one.to_netcdf(tmp_path / "one.nc", engine="h5netcdf")
    program = f"""
        import sys
        import xarray as xr
        from pathlib import Path
        from simulate.publishing.charts import export
        folder = Path({str(tmp_path)!r})
        export.write(xr.open_dataset(folder / "one.nc", engine="h5netcdf"), folder / "there", formats=["svg"])
        assert "matplotlib.pyplot" not in sys.modules
    """
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], cwd=root, env=environment, check=True)
    export.write(one, tmp_path / "here", formats=["svg"])
    assert (tmp_path / "here" / "e.svg").read_bytes() == (tmp_path / "there" / "e.svg").read_bytes()


def test_hostile_labels_make_a_well_formed_drawing(hostile):
    results = rows.read(hostile)
    drawing = export.content(draw(hostile), "svg", results.blocks[0], results.run)
    root = ET.fromstring(drawing)  # noqa: S314 -- our own bytes
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert "<meter>" in str(title.text)
    assert b"<script" not in drawing


def test_the_plotted_numbers_stand_beside_the_chart(ranges, tmp_path):
    written = export.write(ranges, tmp_path, quantities=["electricity_cost", "co2e_location"], formats=["svg"])
    assert [path.name for path in written] == [
        "electricity_cost.svg",
        "electricity_cost.csv",
        "co2e_location.svg",
        "co2e_location.csv",
    ]
    table = list(csv.DictReader(io.StringIO((tmp_path / "co2e_location.csv").read_text())))
    row = next(row for row in table if row["model"] == "mistral-nemo-12b" and row["mark"] == "range")
    assert row["unit"] == "ktCO2e"
    assert [float(row[name]) for name in ("lower", "median", "upper")] == pytest.approx([0.14, 0.3, 0.65])
    estimate = next(row for row in table if row["mark"] == "estimate")
    assert (estimate["by"], float(estimate["share_of_draws_below"])) == ("seed benchmark v2", 1.0)
    assert float(estimate["value"]) == pytest.approx(1.6284)


@pytest.mark.parametrize(("option", "value"), [("kind", "pie"), ("formats", ["gif"]), ("quantities", ["energy"])])
def test_what_there_is_not_is_an_error_of_usage_and_writes_nothing(one, tmp_path, option, value):
    with pytest.raises(UsageError):
        export.write(one, tmp_path, **{option: value})
    assert list(tmp_path.iterdir()) == []
