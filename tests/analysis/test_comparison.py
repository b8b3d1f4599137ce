"""Comparisons against closed forms: what is shared cancels."""

import numpy as np
import pytest

from simulate.analysis.claims import answers, needed
from simulate.analysis.comparison import compared
from simulate.analysis.probability import probability_of
from simulate.analysis.together import check_scopes, together
from simulate.analysis.waterfall import waterfalls
from simulate.beliefs import claims
from simulate.foundation.errors import InputError

BUNDLE = """
schema = 1
name = "Chip"
[priors.server_power_fraction]
prior = "0.6 to 0.8"
source = "here"
"""


def model(name, hours, scope="final run"):
    return f"""
    schema = 1
    name = "{name}"
    scope = "{scope}"
    uses = ["x/chip"]
    [priors]
    accelerators = {{ value = 8 }}
    accelerator_hours = {{ prior = "{hours}", unit = "h" }}
    server_rated_power = {{ value = 8, unit = "kW" }}
    accelerators_per_server = {{ value = 8 }}
    network_storage_share = {{ value = 0 }}
    pue = {{ value = 1 }}
    """


@pytest.fixture
def drawn(workshop):
    def of(*hours, scopes=("final run",) * 3, **options):
        workshop.write("bundles/x/chip", BUNDLE)
        names = "abc"[: len(hours)]
        for name, text, scope in zip(names, hours, scopes, strict=False):
            workshop.write(name, model(name.upper(), text, scope))
        plans = workshop.plans(*names)
        check_scopes(plans)
        return together(plans, ("facility_energy", "server_power_fraction"), **options)

    return of


def test_what_two_models_share_cancels_in_their_ratio(drawn):
    found = compared(drawn("lognormal(1e6, 1.1)", "lognormal(2e6, 1.2)"), ("facility_energy",))
    (pair,) = found.pairs
    spread = np.hypot(np.log(1.1), np.log(1.2))
    for level, z in ((0.05, -1.6448536), (0.5, 0.0), (0.95, 1.6448536)):
        wanted = 0.5 * np.exp(spread * z)
        assert pair.ratio[level] == pytest.approx(wanted, abs=4 * pair.ratio_error[level])
    assert [item.quantity for item in found.shared] == ["server_power_fraction"]
    assert found.separate == {"a": ("accelerator_hours",), "b": ("accelerator_hours",)}


def test_the_probability_of_needing_less_is_that_of_the_difference(drawn):
    (pair,) = compared(drawn("lognormal(1e6, 1.1)", "lognormal(1.1e6, 1.2)"), ("facility_energy",)).pairs
    from scipy.stats import norm

    wanted = norm.cdf(np.log(1.1) / np.hypot(np.log(1.1), np.log(1.2)))
    assert pair.p_less == pytest.approx(wanted, abs=4 * pair.p_less_error)
    assert 0 < pair.p_less_error < 0.005


def test_a_probability_is_no_surer_than_the_draws_can_show():
    assert probability_of(np.zeros(16_384, dtype=bool)) == (1 / 16_384, 1 / 16_384)
    assert probability_of(np.ones(16_384, dtype=bool))[0] == 1 - 1 / 16_384
    assert probability_of(np.ones(16_384, dtype=bool), certain=True) == (1.0, 0.0)


def test_the_same_beliefs_are_equal_and_rank_alike(drawn):
    together_ = drawn("lognormal(1e6, 1.1)", "lognormal(2e6, 1.2)")
    (pair,) = compared(together_, ("server_power_fraction",)).pairs
    assert pair.p_equal == 1.0
    assert pair.p_less == 0.0
    assert pair.rests_on == {}, "where everything cancels there is nothing to rest on"


def test_ranks_of_all_models_add_up_to_one_both_ways(drawn):
    found = compared(drawn("lognormal(1e6, 1.5)", "lognormal(1.1e6, 1.5)", "lognormal(5e6, 1.1)"), ("facility_energy",))
    table = np.array(list(found.ranks["facility_energy"].values()))
    assert table.sum(axis=0) == pytest.approx(1.0)
    assert table.sum(axis=1) == pytest.approx(1.0)
    assert table[2, 2] > 0.95


def test_scopes_that_differ_are_refused(drawn):
    with pytest.raises(InputError, match="scope"):
        drawn("1e6 to 2e6", "1e6 to 2e6", scopes=("final run", "family"))


def claim_file(workshop, *says):
    text = 'schema = 1\nname = "c"\n' + "".join(f'[[claims]]\ntext = "t"\nby = "b"\nsays = "{item}"\n' for item in says)
    return claims.read(workshop.write("claims", text))


def test_claims_are_answered_with_units_and_across_models(drawn, workshop):
    found = claim_file(
        workshop,
        "facility_energy['a'] <= 0.5 * facility_energy['b']",
        "facility_energy['a'] > '1 MWh'",
        "accelerators['a'] == accelerators['b']",
    )
    pair = drawn("lognormal(1e6, 1.1)", "lognormal(2e6, 1.2)", also={"a": ["accelerators"], "b": ["accelerators"]})
    half, more, same = answers(found, pair)
    assert half.probability == pytest.approx(0.5, abs=0.01)
    assert more.probability > 0.999
    assert (same.probability, same.error) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("says", "message"),
    [
        ("facility_energy['a'] < facility_energy['q']", "no such model here: q"),
        ("facility_enrgy['a'] < 1", "did you mean facility_energy"),
        ("facility_energy['a'] < pue['b']", "expected a comparison"),
        ("facility_energy['a'] * 2", "expected a comparison"),
        ("__import__('os')", "expected a comparison"),
    ],
)
def test_a_claim_that_cannot_be_answered_says_why(drawn, workshop, says, message):
    pair = drawn("lognormal(1e6, 1.1)", "lognormal(2e6, 1.2)")
    with pytest.raises(InputError, match=message):
        needed(claim_file(workshop, says), pair.plans)


def test_the_factors_of_a_waterfall_multiply_to_the_whole():
    from simulate.api import selection

    plans = selection.plans(selection.scenarios(None, selection.library(None)))
    made = [item for plan in plans for item in waterfalls(plan)]
    assert len(made) > 10
    for item in made:
        whole = np.prod([bar.factor for bar in item.bars])
        assert whole == pytest.approx(item.ours / item.theirs, rel=1e-9)


def test_a_product_is_explained_factor_by_factor():
    from simulate.api import selection

    plans = selection.plans(selection.scenarios(["gpt-4"], selection.library(None)))
    cost = next(item for item in waterfalls(plans[0]) if item.quantity == "electricity_cost")
    for bar in cost.bars:
        if bar.theirs is not None:
            assert bar.factor == pytest.approx(bar.ours / bar.theirs, rel=1e-9)
