"""What is studied on request, against closed forms."""

import numpy as np
import pytest
from scipy.stats import norm

from simulate.analysis.draws import joint
from simulate.analysis.factors import subject
from simulate.analysis.indices import indices
from simulate.analysis.interactions import pairs, targets
from simulate.analysis.tails import break_even, pawn, power_scaled
from simulate.simulation.questions import threshold

PI = 3.141592653589793
HEAD = 'schema = 1\nname = "Case"\nmethod = "own"\noutputs = ["y"]\n'


@pytest.fixture
def made(workshop):
    def of(priors, equals, correlation=""):
        text = HEAD + "".join(f"[priors.{name}]\nprior = '{prior}'\n" for name, prior in priors.items())
        workshop.write("case", f'{text}{correlation}\n[quantities.y]\nlabel = "y"\nunit = "1"\nequals = "{equals}"\n')
        return subject(workshop.plans("case")[0])

    return of


def pair_of(case, first, second, log=False):
    found = pairs(case, indices(case, shapley=False), 0, log=log)
    return next(item for item in found if {item.first, item.second} == {first, second})


def test_the_interaction_of_ishigamis_first_and_third_input_is_known(made):
    uniform = f"uniform(-{PI}, {PI})"
    case = made(dict.fromkeys(("x1", "x2", "x3"), uniform), "sin(x1) + 7 * sin(x2)**2 + 0.1 * x3**4 * sin(x1)")
    pair = pair_of(case, "x1", "x3")
    assert pair.interaction == pytest.approx(0.24368366406214773, abs=3 * pair.interaction_error + 1e-4)
    assert abs(pair_of(case, "x1", "x2").interaction) < 3 * pair_of(case, "x1", "x2").interaction_error + 1e-4


def test_a_product_of_centred_normals_is_interaction_alone(made):
    pair = pair_of(made({"a": "normal(0, 1)", "b": "normal(0, 1)"}, "a * b"), "a", "b")
    assert pair.interaction == pytest.approx(1.0, abs=3 * pair.interaction_error + 1e-4)


def test_what_two_correlated_inputs_tell_twice_is_negative(made):
    correlated = '[[correlations]]\nbetween = ["a", "b"]\npearson = 0.5'
    pair = pair_of(made({"a": "normal(0, 1)", "b": "normal(0, 1)"}, "a + b", correlated), "a", "b")
    assert pair.closed == pytest.approx(1.0, abs=1e-6)
    assert pair.interaction == pytest.approx(1 - 2 * 0.75, abs=0.01)


def test_a_threshold_has_the_probability_and_the_indices_of_its_event(made):
    case = made({"a": "normal(0, 1)", "b": "normal(0, 1)"}, "a + b")
    (target,) = targets(case, [threshold("y > 0")])
    # P(A given a) is Phi(a): its variance is 1/12, against 1/4 of the event.
    assert target.probability == pytest.approx(0.5, abs=0.005)
    assert target.first.value == pytest.approx([1 / 3, 1 / 3], abs=0.01)
    assert target.shapley.value == pytest.approx([0.5, 0.5], abs=0.02)


def test_break_even_is_where_the_median_passes_the_threshold(made):
    draws = joint(made({"a": "normal(10, 1)", "b": "normal(0, 0.1)"}, "2 * a + b"))
    by_name = {item.name: item for item in break_even(draws, 0, 21.0)}
    assert by_name["a"].value == pytest.approx(10.5, abs=0.03)
    assert by_name["a"].share_below == pytest.approx(norm.cdf(0.5), abs=0.01)
    assert by_name["b"].value is None


def test_pawn_knows_what_matters_and_where_the_noise_is(made):
    draws = joint(made({"a": "normal(0, 1)", "b": "normal(0, 0.2)", "c": "normal(0, 1)"}, "a + b + 0 * c"))
    by_name = {item.name: item for item in pawn(draws, 0)}
    assert by_name["a"].median > by_name["b"].median > 0
    assert by_name["c"].largest < 1.6 * by_name["c"].floor
    assert by_name["a"].floor < 0.05


@pytest.mark.parametrize("power", [0.5, 2.0])
def test_a_normal_prior_to_a_power_is_a_normal_prior(made, power):
    draws = joint(made({"a": "normal(3, 1)", "b": "normal(0, 0.001)"}, "a + b"))
    (scaled,) = [item for item in power_scaled(draws, 0, power, 0.9) if item.name == "a"]
    assert scaled.median == pytest.approx(3.0, abs=0.02)
    assert scaled.upper - scaled.lower == pytest.approx(2 * 1.6448536 / np.sqrt(power), rel=0.03)
    assert 0.3 * 65_536 < scaled.effective < 65_536
