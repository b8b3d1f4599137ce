"""Charts of ranges: what is drawn where, and what stands beside it."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.publishing.charts import export, rendering
from simulate.publishing.charts.axis import Scale
from simulate.publishing.charts.kinds.table import KINDS
from simulate.publishing.charts.theme import LIGHT
from tests.publishing.drawn import draw, texts, told


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["ranges", "hostile", "many", "one", "signed"])
def test_no_two_texts_overlap_and_none_leaves_the_page(name, kind, request):
    figure = draw(request.getfixturevalue(name), "facility_energy" if name == "ranges" else "e", kind=KINDS[kind])
    assert_readable(figure)


@pytest.mark.parametrize("kind", ["range", "density"])
@pytest.mark.parametrize("name", ["ranges", "hostile", "many", "one", "signed"])
def test_no_two_texts_of_small_multiples_overlap_and_none_leaves_the_page(name, kind, request):
    chart = export.together(request.getfixturevalue(name), None, export.Look(kind))
    assert_readable(rendering.figure(chart))


def assert_readable(figure):
    """No two texts overlap, none leaves the page, no rule between rows runs through one."""
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
    for axes in figure.axes:
        rules = [line.get_ydata() for line in axes.lines if line.get_zorder() == 0]
        heights = [axes.transData.transform((1.0, float(y[0])))[1] for y in rules if y[0] == y[-1]]
        assert [told for told, _, _, low, high in inner for y in heights if low < y < high] == []


def test_the_range_stands_in_words_at_the_end_of_its_row(ranges):
    figure = draw(ranges, "facility_energy")
    texts_there = [text.get_text() for text in texts(figure)]
    for words in ("Energy at the meter, GWh", "GPT-4", "36", "15", "89", "90 % range", "OpenAI, 2023",
                  "seed benchmark v2: 57.5, above 81 %", "seed benchmark v2: 6.77, above all"):  # fmt: skip
        assert words in texts_there
    page = told(figure)
    for words in ("Thick line: middle 50 %", "Logarithmic axis", "credible interval", "1,048,576 draws", "CC BY 4.0",
                  "catalogue 2026-11", "wattif 0.1.0", "Scope: final run", "seed benchmark v2 (diamond)"):  # fmt: skip
        assert words in page


def test_dot_thick_line_and_thin_line_are_drawn_at_the_numbers(ranges):
    (axes,) = draw(ranges, "facility_energy").axes
    drawn = {tuple(np.round(line.get_xdata(), 6)): line for line in axes.lines}
    quartiles = tuple(ranges.facility_energy.sel(model="gpt-4", quantile=[0.25, 0.75]).values.round(6))
    thin, thick, dot, estimate = drawn[15.0, 89.0], drawn[quartiles], drawn[(36.0,)], drawn[(57.525,)]
    assert thin.get_linewidth() < thick.get_linewidth()
    assert thin.get_color() == thick.get_color() == LIGHT.colour("gpt-4")
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
    assert "not computable: needs electricity_price, energy_charge" in told(draw(ranges, "electricity_cost"))


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
    assert colours == [LIGHT.colour("gpt-4")] * 2


def test_the_models_of_the_seed_benchmark_have_five_colours(ranges):
    assert len({LIGHT.colour(model) for model in ranges.model.values.tolist()}) == 5


def test_labels_are_never_mathematics(hostile):
    figure = draw(hostile)
    with_dollars = [text for text in texts(figure) if "$" in text.get_text()]
    assert len(with_dollars) >= 3
    assert not any(text.get_parse_math() for text in with_dollars)


def test_a_name_that_the_font_lacks_is_replaced_by_the_id(hostile):
    there = [text.get_text() for text in texts(draw(hostile))]
    assert "qwen-72b" in there
    assert "2021" in there
    assert "שלום עולם 123" in there
