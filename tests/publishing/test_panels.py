"""Small multiples: a panel per quantity, the same models in the same order in each."""

import pytest

from simulate.foundation.errors import UsageError
from simulate.publishing.charts import export, rendering
from simulate.publishing.charts.kinds.table import KINDS
from tests.publishing.drawn import texts, told


def figure(dataset, quantities=None, *, everything=False, **look):
    return rendering.figure(export.together(dataset, quantities, export.Look(**look), everything=everything))


@pytest.mark.parametrize("kind", KINDS)
def test_every_headline_quantity_has_a_panel_with_its_unit(ranges, kind):
    drawn = figure(ranges, kind=kind)
    assert len(drawn.axes) == 4
    page = told(drawn)
    for title in ("Accelerators", "Energy at the meter, GWh", "Electricity cost, thousand USD₂₀₂₄", "ktCO₂e"):
        assert title in page
    assert "Mean power" not in page


def test_all_quantities_or_those_that_are_named_in_that_order(ranges):
    assert len(figure(ranges, everything=True).axes) == 5
    named = figure(ranges, ["server_power", "accelerators"])
    titles = [text for text in texts(named) if text.get_text().startswith(("Mean power", "Accelerators"))]
    assert [text.get_text().split(",")[0] for text in sorted(titles, key=lambda text: text.get_window_extent().x0)] == [
        "Mean power per accelerator at the server",
        "Accelerators",
    ]


def test_models_stand_at_the_same_heights_in_the_panels_of_a_line_and_are_named_once(ranges):
    drawn = figure(ranges)
    names = [text.get_text() for text in texts(drawn)]
    assert names.count("GPT-4") == 2
    first, second, *_ = drawn.axes
    assert first.get_ylim() == second.get_ylim()
    assert first.get_position().y0 == second.get_position().y0
    named = {text.get_text(): text.xy[1] for text in first.texts}
    medians = {float(line.get_xdata()[0]): line.get_ydata()[0] for line in second.lines if line.get_zorder() == 6}
    assert medians == {3.7: named["DeepSeek V3"], 34: named["Llama 3.1 405B"], 0.89: named["Mistral NeMo 12B"],
                       25: named["Nemotron-4 340B"], 36: named["GPT-4"]}  # fmt: skip


def test_of_one_model_the_title_is_its_name_and_rows_have_none(ranges):
    drawn = figure(ranges.sel(model=["gpt-4"]))
    assert [text.get_text() for text in texts(drawn)].count("GPT-4") == 1
    (title,) = (text for text in texts(drawn) if text.get_text() == "GPT-4")
    assert title.get_size() == max(text.get_size() for text in texts(drawn))


def test_a_model_that_a_quantity_lacks_leaves_its_row_empty(ranges):
    lacking = ranges.copy(deep=True)
    for name in ("", ".error", ".mean", ".sd", ".mean_error", ".sd_error", ".interval", ".levels"):
        lacking[f"accelerators{name}"][1] = float("nan")
    drawn = figure(lacking, ["accelerators", "facility_energy"])
    dots = [[line for line in axes.lines if line.get_zorder() == 6] for axes in drawn.axes]
    assert [len(of_panel) for of_panel in dots] == [4, 5]
    rows = [sorted(float(line.get_ydata()[0]) for line in of_panel) for of_panel in dots]
    assert set(rows[0]) < set(rows[1])


def test_estimates_are_marked_in_panels_with_where_they_fall(ranges):
    page = told(figure(ranges))
    assert "57.5, above 81 %" in page
    assert "seed benchmark v2 (diamond)" in page
    assert "seed benchmark v2: 57.5" not in page


def test_the_unit_is_never_cut(make_ranges):
    long = make_ranges(quantities={"e": ("A label that goes on and on " * 5, "GWh", True, [(1.0, 2.0, 3.0)])})
    assert any(text.get_text().endswith("…, GWh") for text in texts(figure(long)))


def test_a_page_that_no_reader_opens_is_refused_with_what_to_do(many):
    for k in range(30):
        many = many.assign({name.replace("e", f"q{k}", 1): many[name] for name in many.data_vars if name[0] == "e"})
    with pytest.raises(UsageError, match="name fewer"):
        figure(many, everything=True)
