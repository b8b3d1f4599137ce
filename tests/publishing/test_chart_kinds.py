"""Kinds of charts: each draws the numbers that it says it draws, on any axes, in both themes."""

import math

import numpy as np
import pytest
from matplotlib.figure import Figure

from simulate.foundation.errors import UsageError
from simulate.publishing.charts.kinds import dots
from simulate.publishing.charts.kinds.table import DEFAULT, KINDS, kind
from simulate.publishing.charts.ranges import ranges_chart
from simulate.publishing.charts.theme import DARK, LIGHT, THEMES
from simulate.publishing.ranges import rows
from tests.publishing.drawn import draw, texts, told

SHAPES = [name for name, one in KINDS.items() if one.shape]


def lines(figure):
    return [line for axes in figure.axes for line in axes.lines]


def points(figure, marker="o"):
    return [line for line in lines(figure) if line.get_marker() == marker]


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_draws_on_a_page_of_its_own_or_on_axes_that_it_is_given(ranges, name):
    results = rows.read(ranges)
    assert isinstance(ranges_chart(results.blocks[1], results.run, kind=KINDS[name]), Figure)
    figure = Figure()
    left, right = figure.subplots(1, 2)
    drawn = ranges_chart(results.blocks[1], results.run, kind=KINDS[name], axes=right, scale="linear", theme=DARK)
    assert drawn is figure
    assert figure.axes == [left, right]
    assert not left.lines
    assert right.lines


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_every_text_and_every_model_stands_out_from_the_paper_of_its_theme(graded, name, theme):
    figure = draw(graded, "facility_energy", kind=KINDS[name], theme=theme)
    other = LIGHT if theme is DARK else DARK
    assert figure.get_facecolor() == pytest.approx((*(int(theme.paper[k : k + 2], 16) / 255 for k in (1, 3, 5)), 1))
    assert {text.get_color() for text in texts(figure)} <= {theme.ink, theme.faint}
    inks = {str(line.get_color()) for line in lines(figure)} | {
        str(line.get_markeredgecolor()) for line in lines(figure)
    }
    assert not inks & ({other.ink, other.faint, other.rule, other.paper, *other.palette} - {*theme.palette})


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_says_how_to_read_it_and_whose_estimates_there_are(graded, name):
    page = told(draw(graded, "facility_energy", kind=KINDS[name]))
    for words in ("median, hollow where half of the variance or more rests on judgement (grade c)", "90 % range",
                  "credible interval", "seed benchmark v2 (diamond)", "Licence: CC BY 4.0",
                  "catalogue 2026-11"):  # fmt: skip
        assert words in page, words


@pytest.mark.parametrize("name", KINDS)
def test_only_what_rests_on_judgement_is_hollow_and_only_then_is_it_explained(graded, ranges, name):
    assert "hollow" not in told(draw(ranges, "facility_energy", kind=KINDS[name]))
    figure = draw(graded, "facility_energy", kind=KINDS[name])
    if name == "bars":
        hollow = [bar for bar in figure.axes[0].collections if tuple(bar.get_facecolor()[0]) == (1, 1, 1, 1)]
        assert len(hollow) == 1
        return
    faces = {
        float(line.get_xdata()[0]): line.get_markerfacecolor() for line in points(figure) if line.get_zorder() == 6
    }
    assert {value for value, face in faces.items() if face == LIGHT.paper} == {36.0}
    assert len(faces) == 5


@pytest.mark.parametrize("name", KINDS)
def test_what_was_disclosed_is_marked_with_where_it_falls(graded, name):
    figure = draw(graded, "co2e_location", kind=KINDS[name])
    (cross,) = [line for line in points(figure, "X") if line.get_clip_on()]
    assert cross.get_xdata()[0] == pytest.approx(8.93)
    assert "disclosed: 8.93, below 88 %" in told(figure)
    assert "Cross: disclosed by the developer" in told(figure)
    assert "Cross" not in told(draw(graded, "facility_energy", kind=KINDS[name]))


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_needs_the_distribution_and_says_how_to_get_it(ranges, name):
    with pytest.raises(UsageError, match="wattif chart SCENARIO --quantity server_power"):
        draw(ranges, "server_power", kind=KINDS[name])


@pytest.mark.parametrize("name", SHAPES)
def test_shapes_stand_above_the_line_of_their_row_and_within_it(ranges, name):
    (axes,) = draw(ranges, "facility_energy", kind=KINDS[name]).axes
    rules = sorted(
        {float(y[0]) for line in axes.lines if len(set(y := line.get_ydata())) == 1 and line.get_zorder() == 0}
    )
    medians = sorted(float(line.get_ydata()[0]) for line in axes.lines if line.get_zorder() == 6)
    assert len(rules) == len(medians) == 5
    for top, median, bottom in zip(rules, medians, [*rules[1:], axes.get_ylim()[0]], strict=True):
        assert top + KINDS[name].height(5) < median < bottom


def test_a_chart_of_many_rows_has_lower_ones_and_a_chart_of_ranges_none():
    heights = [KINDS["density"].height(n) for n in (1, 2, 5, 10, 40)]
    assert heights == sorted(heights, reverse=True)
    assert heights[-1] > 1
    assert KINDS["range"].height(1) == KINDS["bars"].height(1) == 0


def test_dots_are_quantiles_of_equal_probability(ranges):
    results = rows.read(ranges)
    block = next(b for b in results.blocks if b.quantity == "facility_energy")
    found = dots.quantiles(block.levels, block.rows[-1].levels, 20)
    assert len(found) == 20
    assert found == sorted(found)
    at = dict(zip(block.levels, block.rows[-1].levels, strict=True))
    assert (found[0], found[9], found[19]) == (at[0.025], at[0.475], at[0.975])


@pytest.mark.parametrize(("n_models", "expected"), [(1, 50), (3, 50), (5, 20)])
def test_as_many_dots_are_drawn_as_the_reading_aid_says(ranges, n_models, expected):
    chosen = ranges.isel(model=slice(-n_models, None))
    figure = draw(chosen, "facility_energy", kind=KINDS["dots"])
    drawn = [line for line in points(figure) if line.get_markeredgewidth() == 0]
    assert len(drawn) == expected * n_models
    assert f"Each of the {expected} dots of a row: a chance of 1 in {expected}" in told(figure)
    one = [line for line in drawn if line.get_markerfacecolor() in (LIGHT.colour("gpt-4"), _pale("gpt-4"))]
    pale = [line for line in one if line.get_markerfacecolor() == _pale("gpt-4")]
    # Outside of the 90 % range there are 5 % of the dots on each side, to half a dot.
    assert len(pale) in (round(0.1 * expected), round(0.1 * expected) + 2)


def _pale(model):
    return LIGHT.mixed(LIGHT.colour(model), 0.35)


def test_no_dot_lies_on_another_or_leaves_its_row(ranges):
    figure = draw(ranges.isel(model=[4]), "facility_energy", kind=KINDS["dots"])
    figure.canvas.draw()
    (axes,) = figure.axes
    drawn = [line for line in points(figure) if line.get_markeredgewidth() == 0]
    places = np.array([axes.transData.transform((line.get_xdata()[0], line.get_ydata()[0])) for line in drawn])
    size = drawn[0].get_markersize() * figure.dpi / 72
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) + 1e9 * np.eye(len(places))
    assert apart.min() >= 0.75 * size
    low, high = axes.bbox.y0, axes.bbox.y1
    assert places[:, 1].min() > low
    assert places[:, 1].max() + size / 2 <= high


def test_dots_in_one_column_lie_within_a_dot_of_its_first():
    places = [0.0, 0.05, 0.09, 0.11, 0.5, 0.52]
    assert dots.stacks(places, 0.1) == [[0, 1, 2], [3], [4, 5]]


def test_the_cumulative_curve_reaches_a_share_at_its_quantile(ranges):
    (axes,) = draw(ranges.sel(model=["gpt-4"]), "facility_energy", kind=KINDS["cumulative"]).axes
    curve = max(axes.lines, key=lambda line: len(line.get_xdata()))
    x, y = np.asarray(curve.get_xdata()), np.asarray(curve.get_ydata())
    base, top = y.max(), y.min()
    at = dict(zip(((base - y) / (base - top)).round(4).tolist(), x.tolist(), strict=True))
    assert at[0.05] == pytest.approx(15)
    assert at[0.5] == pytest.approx(36)
    assert at[0.95] == pytest.approx(89)
    assert (np.diff(x) >= 0).all()
    assert (np.diff(y) <= 0).all()


def test_the_density_is_widest_where_most_of_the_draws_are_and_dark_inside_the_range(ranges):
    (axes,) = draw(ranges.sel(model=["gpt-4"]), "facility_energy", kind=KINDS["density"]).axes
    inside = max(axes.collections, key=lambda item: item.get_zorder()).get_paths()[0].vertices
    assert (inside[:, 0].min(), inside[:, 0].max()) == pytest.approx((15, 89))
    curve = next(line for line in axes.lines if len(line.get_xdata()) > 50)
    x, y = np.asarray(curve.get_xdata()), np.asarray(curve.get_ydata())
    assert 30 < x[y.argmin()] < 42


def test_bars_begin_at_zero_and_never_stand_on_a_logarithmic_axis(ranges, signed):
    (axes,) = draw(ranges, "facility_energy", kind=KINDS["bars"]).axes
    assert axes.get_xscale() == "linear"
    assert axes.get_xlim()[0] == 0
    ends = [sorted({float(x) for x in bar.get_paths()[0].vertices[:, 0]}) for bar in axes.collections]
    assert [low for low, _ in ends] == [0] * 5
    assert [high for _, high in ends] == pytest.approx([3.7, 34, 0.89, 25, 36])
    with pytest.raises(UsageError, match="zero"):
        draw(ranges, "facility_energy", kind=KINDS["bars"], scale="log")
    low, high = draw(signed, kind=KINDS["bars"]).axes[0].get_xlim()
    assert low < -3.3
    assert high > 4


def test_the_caption_of_bars_says_how_they_mislead(ranges):
    assert "Correll and Gleicher 2014" in told(draw(ranges, "facility_energy", kind=KINDS["bars"]))


@pytest.mark.parametrize("name", KINDS)
def test_what_is_not_above_zero_has_no_logarithmic_axis(signed, name):
    assert draw(signed, kind=KINDS[name]).axes[0].get_xscale() == "linear"
    with pytest.raises(UsageError, match="logarithmic"):
        draw(signed, kind=KINDS[name], scale="log")


@pytest.mark.parametrize("name", KINDS)
def test_a_point_and_what_cannot_be_computed_are_drawn_by_every_kind(hostile, name):
    page = told(draw(hostile, kind=KINDS[name]))
    assert "a point" in page
    assert "not computable: needs need_0" in page


def test_a_kind_that_there_is_not_is_answered_with_the_nearest():
    assert kind(DEFAULT) is KINDS["range"]
    with pytest.raises(UsageError, match="did you mean density"):
        kind("densty")


def test_a_marker_of_an_estimate_of_another_scope_is_pale(ranges, make_ranges):
    other = make_ranges(
        {"a": ("A", "", "")}, {"e": ("E", "GWh", True, [(1, 2, 3)])}, [("a", "e", 2.5, None), ("a", "e", 2.8, 0.9)]
    )
    marks = [line for line in points(draw(other), "D") if line.get_clip_on()]
    edges = {float(line.get_xdata()[0]): line.get_markeredgecolor() for line in marks}
    assert {value: edge for value, edge in edges.items() if not math.isnan(value)} == {2.5: LIGHT.pale, 2.8: LIGHT.ink}
