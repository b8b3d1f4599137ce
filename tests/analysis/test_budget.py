"""Uncertainty budgets: the law of propagation is exact for linear models."""

import numpy as np
import pytest

from simulate.analysis.budget import budgets
from simulate.analysis.factors import subject

HEAD = 'schema = 1\nname = "Budget"\nmethod = "own"\noutputs = ["y"]\n'


@pytest.fixture
def made(workshop):
    def of(priors, equals, correlation=""):
        text = HEAD + "".join(f'[priors.{name}]\nprior = "{prior}"\n' for name, prior in priors.items())
        workshop.write("case", f'{text}{correlation}\n[quantities.y]\nlabel = "y"\nunit = "1"\nequals = "{equals}"\n')
        return budgets(subject(workshop.plans("case")[0]), 0.95)

    return of


def test_a_linear_budget_is_what_the_draws_say(made):
    (budget,) = made({"a": "normal(1, 2)", "b": "uniform(-3, 3)"}, "3 * a - b")
    by_name = {line.name: line for line in budget.lines}
    assert by_name["a"].c == pytest.approx(3.0)
    assert by_name["b"].u == pytest.approx(np.sqrt(3))
    assert budget.combined == pytest.approx(np.sqrt(36 + 3))
    assert budget.sd == pytest.approx(budget.combined, rel=0.01)
    assert by_name["a"].share == pytest.approx(36 / 39)


def test_correlations_enter_by_the_cross_terms(made):
    correlated = '[[correlations]]\nbetween = ["a", "b"]\npearson = 0.5'
    (budget,) = made({"a": "normal(0, 1)", "b": "normal(0, 2)"}, "a + b", correlated)
    assert budget.combined == pytest.approx(np.sqrt(7))
    assert sum(line.share for line in budget.lines) == pytest.approx(1.0)


def test_the_shortest_range_is_no_longer_than_the_equal_tailed_one(made):
    (budget,) = made({"a": "exponential(1)"}, "a * 1")
    lengths = [high - low for low, high in (budget.shortest, budget.equal_tailed)]
    assert lengths[0] < lengths[1]


def test_an_input_that_is_a_row_of_a_table_has_no_slope_and_so_no_budget(made, workshop):
    (workshop.folder / "t.csv").write_text("a\n1\n2\n")
    assert made({"a": "empirical('t.csv', 'a')", "b": "normal(0, 1)"}, "a + b") == []


@pytest.mark.parametrize("size", ["1e300", "1e-300"])
def test_a_budget_has_the_same_shares_however_large_or_small_its_numbers_are(made, size):
    (budget,) = made({"a": f"{size} * normal(1, 0.2)", "b": f"{size} * normal(1, 0.1)"}, "a + b")
    assert [line.share for line in budget.lines] == pytest.approx([0.8, 0.2])
    assert budget.combined == pytest.approx(np.sqrt(0.05) * float(size))
