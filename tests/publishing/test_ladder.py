"""Many models: a line for each, from least to most."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text

from simulate.analysis.comparison import compared
from simulate.analysis.together import together
from simulate.publishing.charts import rank_ranges
from simulate.publishing.charts.saving import Origin
from simulate.publishing.comparison import ladder, text

MODEL = """
schema = 1
name = "Model {name}"
method = "own"
outputs = ["{output}"]
[priors.x]
prior = "{prior}"
unit = "MWh"
quality = "measured"
[quantities.{output}]
label = "Energy"
unit = "MWh"
equals = "x"
"""
PRIORS = {
    "a": "100 to 200",
    "b": "1 to 2",
    "c": "3 to 5",
    "d": "3.1 to 5.1",
    "e": "10 to 20",
    "f": "40 to 50",
    "g": "7",
}
"""Only c and d overlap."""


@pytest.fixture
def found(workshop):
    for name, prior in PRIORS.items():
        workshop.write(name, MODEL.format(name=name.upper(), prior=prior, output="energy"))
    workshop.write("h", MODEL.format(name="H", prior="1 to 2", output="heat"))
    plans = workshop.plans(*PRIORS, "h")
    return compared(together(plans, ("energy",), draws=16_384), ("energy",), neighbours=True)


def test_models_stand_from_least_to_most_each_over_the_one_above(found):
    assert ladder.order(found, "energy") == ["b", "c", "d", "g", "e", "f", "a"]
    steps = [(pair.a, pair.b) for pair in ladder.steps(found, "energy")]
    assert steps == [("c", "b"), ("d", "c"), ("g", "d"), ("e", "g"), ("f", "e"), ("a", "f")]
    assert all(pair.ratio[0.5] >= 0.99 for pair in ladder.steps(found, "energy"))


def test_a_line_has_median_rank_ratio_grade_and_how_sure_the_step_is(found):
    lines = text.text(found, quantities=("energy",), width=100).splitlines()
    assert lines[0] == "Energy, MWh: 7 models, from least to most"
    cells = {line.split()[1]: line.split() for line in lines[2:9]}
    assert " ".join(cells["B"]) == "Model B 1.4 1"
    assert " ".join(cells["D"][3:6]) == "2 to 3"
    assert cells["D"][-2:] != ["above", "99.9"]
    assert " ".join(cells["A"]).endswith("a above 99.9 %")
    assert " ".join(cells["G"]).startswith("Model G 7 4 ")


def test_what_is_left_out_is_said_with_where_it_is(found):
    said = " ".join(text.text(found, quantities=("energy",), width=100).split())
    assert "Not computable, so left out: Model H." in said
    assert "Left out: the other 15 of 21 pairs" in said
    assert "--json prints all of them, --to DIR writes them" in said


def test_six_models_are_shown_pair_by_pair(workshop):
    names = list(PRIORS)[:6]
    for name in names:
        workshop.write(name, MODEL.format(name=name.upper(), prior=PRIORS[name], output="energy"))
    few = compared(together(workshop.plans(*names), ("energy",), draws=16_384), ("energy",))
    shown = text.text(few, quantities=("energy",), width=100)
    assert shown.count("Model A / ") + shown.count(" / Model A") == 5
    assert "probability of each rank" in shown
    assert "Left out" not in shown


@pytest.mark.parametrize(
    ("shares", "probability", "wanted"),
    [
        ((1.0, 0.0, 0.0), 0.9, (1, 1)),
        ((0.05, 0.9, 0.05), 0.9, (1, 2)),
        ((0.04, 0.92, 0.04), 0.9, (2, 2)),
        ((0.25, 0.25, 0.25, 0.25), 0.5, (1, 3)),
        ((0.2, 0.2, 0.2, 0.4), 0.0, (3, 3)),
    ],
)
def test_a_range_of_ranks_leaves_the_tails_out(shares, probability, wanted):
    assert ladder.rank_range(shares, probability) == wanted


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=20).filter(sum), st.floats(0.01, 0.99))
def test_a_range_of_ranks_holds_its_probability(weights, probability):
    shares = [weight / sum(weights) for weight in weights]
    low, high = ladder.rank_range(shares, probability)
    assert 1 <= low <= high <= len(shares)
    assert sum(shares[low - 1 : high]) >= probability - 1e-6


def test_the_chart_of_ranks_has_a_row_for_every_model_in_that_order(found):
    figure = rank_ranges.chart(found, "energy", Origin("wattif", "2026-11", "CC BY 4.0", 0))
    told = [item.get_text() for item in figure.findobj(Text)]
    names = [name for name in told if name.startswith("Model ")]
    assert names == [f"Model {id_.upper()}" for id_ in ladder.order(found, "energy")]
    dots = [line.get_xdata()[0] for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert dots == sorted(dots)
    assert set(dots) <= set(range(1, 8))
