"""Two models as one: its draws are the ratios of theirs."""

import numpy as np
import pytest

from simulate.analysis.joining import joined
from simulate.api import selection
from simulate.engine.run import run
from simulate.simulation.models import assemble

QUANTITIES = ("facility_energy", "co2e_location", "water_total")


def draws(models, identities):
    kept = run(models, identities, seed=3, draws=16_384, sampler="random", probabilities=(0.5,), keep=True)
    return [item.draws for item in kept]


def both(plans, quantities):
    assembled = assemble(plans, lambda _: quantities)
    return assembled, joined(*assembled.models, assembled.identities, [(n, n) for n in range(len(quantities))])


@pytest.mark.parametrize(
    "names",
    [("deepseek-v3", "gpt-4"), ("gpt-4", "grok-3"), ("mistral-nemo-12b", "qwen3-235b"), ("palm-540b", "glam")],
    ids="/".join,
)
def test_the_draws_of_both_as_one_are_the_ratios_of_their_joint_draws(names):
    plans = selection.plans(selection.scenarios(list(names), selection.library(None)))
    assembled, one = both(plans, QUANTITIES)
    first, second = draws(assembled.models, assembled.identities)
    (ratios,) = draws([one.model], one.identities)
    assert ratios == pytest.approx(first / second, rel=1e-9)
    beliefs = [{item.belief for item in model.inputs} for model in assembled.models]
    of_theirs = sum(len(model.inputs) for model in assembled.models)
    assert of_theirs - len(one.model.inputs) >= len(beliefs[0] & beliefs[1]), "what both believe is one input"


def test_a_belief_that_both_have_with_another_distribution_is_all_but_the_same_where_it_is_correlated(workshop):
    text = """
    schema = 1
    name = "Case"
    method = "own"
    outputs = ["y"]
    [priors.s]
    prior = "normal(0, 1)"
    [priors.p]
    prior = "normal(0, 1)"
    [[correlations]]
    between = ["s", "p"]
    pearson = 0.5
    [quantities.y]
    label = "y"
    unit = "1"
    equals = "exp(s + p)"
    """
    workshop.write("case", text)
    plans = workshop.plans("case")[0], workshop.plans("case", changes=["s=normal(0, 2)"])[0]
    assembled, one = both(plans, ("y",))
    first, second = draws(assembled.models, assembled.identities)
    (ratios,) = draws([one.model], one.identities)
    assert np.corrcoef(np.log(ratios[0]), np.log(first[0] / second[0]))[0, 1] > 0.99999
    assert len(one.identities) == len(assembled.identities) + 1
