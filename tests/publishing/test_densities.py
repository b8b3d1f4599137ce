"""Densities of priors: known shapes, and charts that show them with what the sources found."""

import csv
import io
import itertools
import math

import numpy as np
import pytest
from matplotlib.text import Text

from simulate.beliefs import text
from simulate.beliefs.families.table import FORMS
from simulate.beliefs.library import Library
from simulate.foundation.errors import UsageError
from simulate.method import catalogue
from simulate.publishing.charts import densities, density, style
from simulate.publishing.charts.theme import LIGHT

LIBRARY = Library()
EXAMPLES = [example for form in FORMS.values() for example in form.examples]


def stated(name):
    return catalogue.statements(LIBRARY, name)


def area(curve, *, log):
    positions = np.log10(curve.x) if log else curve.x
    return np.trapezoid(curve.height, positions)


@pytest.mark.parametrize("example", [e for e in EXAMPLES if not e.startswith(("empirical", "choice", "mixture"))])
def test_the_area_under_a_density_is_the_probability_that_it_shows(example):
    distribution = text.read(example)
    low, high = density.ends(distribution)
    shown = distribution.cdf(high) - distribution.cdf(low)
    for log in (False, True) if low > 0 else (False,):
        # Narrow spikes at an end of the support (arcsine, beta below one) lose what half a cell holds of them.
        assert area(density.curve(distribution, log=log), log=log) == pytest.approx(shown, abs=0.02)


def test_a_uniform_density_is_flat_with_upright_ends():
    curve = density.curve(text.read("uniform(2, 6)"), log=False)
    assert curve.height[1:-1] == pytest.approx(0.25)
    assert (curve.height[0], curve.height[-1]) == (0, 0)
    assert curve.x[0] == curve.x[1] == pytest.approx(2 + 4 * density.TAIL)


def test_a_lognormal_density_per_decade_is_a_bell_around_its_median():
    distribution = text.read("10 to 1000")
    curve = density.curve(distribution, log=True)
    sigma = math.log10(1000 / 10) / (2 * 1.6448536269514722)
    assert curve.at(100) == pytest.approx(1 / (sigma * math.sqrt(2 * math.pi)), rel=1e-3)
    assert curve.x[curve.height.argmax()] == pytest.approx(100, rel=0.02)


def test_an_axis_is_logarithmic_where_the_ends_are_a_factor_of_five_apart_and_positive():
    assert density.is_wide(1, 5)
    assert not density.is_wide(1, 4.9)
    assert not density.is_wide(0, 4)
    assert not density.is_wide(-1, 100)


NAMES = ["accelerators/h100", "servers/hgx-8", "sites/us", "sites/world", "training/mixture-of-experts-blackwell",
         "pue", "peak_flops", "grid_intensity", "rental_price", "embodied_server"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_two_texts_overlap_and_none_leaves_the_page(name):
    figure = densities.densities_chart(stated(name), name)
    figure.canvas.draw()
    shown = [item for item in figure.findobj(Text) if item.get_text().strip() and item.get_visible()]
    boxes = [(item.get_text(), item.get_window_extent()) for item in shown]
    page = figure.bbox
    assert [told for told, box in boxes if box.x0 < 0 or box.y0 < 0 or box.x1 > page.x1 or box.y1 > page.y1] == []
    inner = [(told, box.x0, box.x1, box.y0 + 0.1 * box.height, box.y1 - 0.1 * box.height) for told, box in boxes]
    overlapping = [
        (a[0], b[0])
        for a, b in itertools.combinations(inner, 2)
        if min(a[2], b[2]) - max(a[1], b[1]) > 1 and min(a[4], b[4]) - max(a[3], b[3]) > 1
    ]
    assert overlapping == []


def test_a_chart_says_what_its_marks_mean_and_where_its_numbers_are_from():
    figure = densities.densities_chart(stated("accelerators/h100"), "accelerators/h100", program="wattif 9")
    told = " ".join(item.get_text() for item in figure.findobj(Text))
    for words in ("NVIDIA H100 SXM5 80 GB", "middle 90 %", "Diamonds", "Exact: Rated power of one accelerator 700 W",
                  "989.4 TFLOP/s", "1.9 to 4.1", "USD₂₀₂₄/h", "third-party, 2025", "wattif 9, catalogue 20",
                  "CC BY 4.0"):  # fmt: skip
        assert words in told, words


def test_evidence_is_marked_at_what_the_sources_found():
    figure = densities.densities_chart(stated("servers/hgx-8"), "servers/hgx-8")
    diamonds = {float(line.get_xdata()[0]) for axes in figure.axes for line in axes.lines if line.get_marker() == "D"}
    assert {0.70, 0.75, 0.76, 1.43, 2500, 5700} <= diamonds


def test_an_axis_shows_all_densities_and_all_evidence():
    for name in NAMES:
        chart = densities._Chart.of(stated(name), name)
        for row in chart.rows:
            ends = [end * row.factor for span in row.statement.evidence for end in span]
            ends += [value * row.factor for value in row.statement.quantiles()]
            assert all(row.scale.low <= end <= row.scale.high for end in ends), name


def test_all_rows_of_a_quantity_are_in_one_unit_on_one_axis():
    chart = densities._Chart.of(stated("peak_flops"), "peak_flops")
    assert {row.scale for row in chart.rows} == {chart.common}
    values = {row.statement.bundle.name: list(row.atoms) for row in chart.rows if row.atoms}
    assert values["accelerators/v100"] == pytest.approx([125])
    assert values["accelerators/b200"] == pytest.approx([2250])


def test_the_numbers_of_a_chart_stand_beside_it_and_files_are_the_same_bytes_again(tmp_path):
    name = "accelerators/a100-40gb"
    first = densities.write(stated(name), name, tmp_path / "one", program="wattif 0")
    second = densities.write(stated(name), name, tmp_path / "two", program="wattif 0")
    assert [path.name for path in first] == [f"accelerators-a100-40gb.{kind}" for kind in ("svg", "pdf", "png", "csv")]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    rows = list(csv.DictReader(io.StringIO(first[-1].read_text("utf-8"))))
    found = {(row["quantity"], row["mark"]): float(row["low"]) for row in rows if row["mark"].startswith("p")}
    assert found["embodied_accelerator", "p05"] == pytest.approx(80)
    assert found["embodied_accelerator", "p95"] == pytest.approx(260)
    spans = [
        (row["low"], row["high"]) for row in rows if (row["quantity"], row["mark"]) == ("rental_price", "evidence")
    ]
    assert ("1.1", "4.1") in spans


def test_what_is_exact_throughout_has_no_chart_and_a_format_must_be_one(tmp_path):
    exact = [item for item in stated("accelerators/h100") if item.exact]
    assert densities.write(exact, "accelerators/h100", tmp_path, program="wattif 0") == []
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UsageError, match="no such format: bmp"):
        densities.write(stated("pue"), "pue", tmp_path, program="wattif 0", formats=["bmp"])


def test_a_lighter_colour_is_so_much_of_it_on_paper():
    assert LIGHT.mixed("#000000", 0.0) == style.PAPER
    assert LIGHT.mixed("#123456", 1.0) == "#123456"
    assert LIGHT.mixed("#000000", 0.5) in {"#7f7f7f", "#808080"}
