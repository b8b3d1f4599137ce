"""Scenarios in, ranges out: what is shared, what is apart, and numbers that can be computed by hand."""

import json
import math

import numpy as np
import pytest
from scipy import stats

from simulate.foundation.errors import InputError

OWN = """
    schema = 1
    name = "Own"
    method = "own"
    outputs = ["y"]
"""


def own(workshop, name="own", *, y, priors, more="", outputs=("y",)):
    tables = "\n".join(f'[priors.{k}]\nprior = "{v}"' for k, v in priors.items())
    workshop.write(
        name,
        f'schema = 1\nname = "{name}"\nmethod = "own"\noutputs = {list(outputs)!r}\n{tables}\n'
        f'[quantities.y]\nlabel = "y"\nunit = "1"\nequals = "{y}"\n{more}\n',
    )
    return name


def test_a_product_of_lognormals_is_lognormal(workshop):
    own(workshop, y="a * b / c", priors={"a": "1 to 4", "b": "lognormal(2, 1.5)", "c": "2 to 3"})
    y = workshop.run("own", draws=2**19)["own"]["quantities"]["y"]
    z95 = stats.norm.ppf(0.95)
    sigmas = [math.log(4) / 2 / z95, math.log(1.5), math.log(1.5) / 2 / z95]
    exact = stats.lognorm(math.hypot(*sigmas), scale=2 * 2 / math.sqrt(6))
    for p, value in y["quantiles"].items():
        assert value == pytest.approx(exact.ppf(float(p)), abs=4.5 * y["error"][p])
        assert y["error"][p] / value < 0.005
    assert y["mean"] == pytest.approx(exact.mean(), abs=4.5 * y["error"]["mean"])
    assert y["sd"] == pytest.approx(exact.std(), abs=4.5 * y["error"]["sd"])


def test_a_quantity_used_twice_is_drawn_once(workshop):
    own(workshop, y="a - a", priors={"a": "normal(3, 1)"})
    y = workshop.run("own")["own"]["quantities"]["y"]
    assert (y["mean"], y["sd"]) == (0.0, 0.0)


def test_a_point_comes_out_as_it_went_in(workshop):
    own(workshop, y="a", priors={"a": "0.3"})
    quantities = workshop.run("own")["own"]["quantities"]
    for id_ in ("a", "y"):
        assert set(quantities[id_]["quantiles"].values()) == {0.3}
        assert (quantities[id_]["mean"], quantities[id_]["sd"]) == (0.3, 0.0)


def test_units_of_priors_are_converted_once(workshop):
    workshop.write(
        "energy",
        """
        schema = 1
        name = "Energy"
        method = "own"
        [priors.power]
        value = 0.3
        unit = "kW"
        [priors.days]
        value = 2
        unit = "day"
        [quantities.watts]
        unit = "W"
        equals = "power"
        [quantities.energy]
        unit = "kWh"
        equals = "power * days"
        """,
    )
    quantities = workshop.run("energy")["energy"]["quantities"]
    assert quantities["watts"]["mean"] == 300.0
    assert quantities["energy"]["mean"] == pytest.approx(14.4, rel=1e-15)


SHARED = {
    "bundles/chips/x": """
        schema = 1
        name = "Chip"
        [priors.accelerator_rated_power]
        prior = "500 to 700"
        unit = "W"
        source = "test"
        [priors.server_overhead]
        prior = "pert(1.2, 1.4, 1.6)"
        source = "test"
        [priors.effective_mfu]
        prior = "0.2 to 0.5"
        source = "test"
    """,
    "one": """
        schema = 1
        name = "One"
        uses = ["chips/x"]
        outputs = ["z"]
        [quantities.z]
        unit = "W"
        equals = "accelerator_rated_power * effective_mfu"
    """,
    "two": """
        schema = 1
        name = "Two"
        uses = ["chips/x"]
        outputs = ["z"]
        [quantities.z]
        unit = "W"
        equals = "accelerator_rated_power * effective_mfu"
    """,
}


@pytest.fixture
def shared(workshop):
    for name, text in SHARED.items():
        workshop.write(name, text)
    return workshop


def test_one_belief_gives_one_draw_to_every_model_that_uses_it(shared):
    draws = shared.draws("one", "two")
    rated = "accelerator_rated_power"
    assert np.array_equal(draws["one"][rated], draws["two"][rated])


def test_what_varies_from_run_to_run_is_drawn_per_model(shared):
    draws = shared.draws("one", "two")
    assert abs(np.corrcoef(draws["one"]["effective_mfu"], draws["two"]["effective_mfu"])[0, 1]) < 0.03


def test_neither_order_nor_company_changes_a_draw(shared):
    runs = (("two",), ("one", "two"), ("two", "one"))
    alone, together, turned = (shared.run(*names, sampler="random") for names in runs)
    assert alone["two"] == together["two"] == turned["two"]
    assert list(together) == list(turned)


def test_another_seed_gives_other_draws_and_the_same_seed_the_same(shared):
    assert shared.run("one", seed=0) == shared.run("one", seed=0) != shared.run("one", seed=1)


def test_more_draws_extend_fewer(shared):
    few, more = shared.draws("one", draws=16_384), shared.draws("one", draws=49_152)
    assert np.array_equal(few["z"], more["z"][:16_384])


def test_a_setting_takes_over_the_draws_of_the_prior_it_replaces(shared):
    before = shared.draws("one")
    after = shared.draws("one", changes=["accelerator_rated_power=0.8 to 0.9 kW"])
    rated = "accelerator_rated_power"
    assert stats.spearmanr(before[rated], after[rated]).statistic == pytest.approx(1.0)
    assert np.quantile(after[rated], 0.05) == pytest.approx(800, rel=0.01)
    assert np.array_equal(before["effective_mfu"], after["effective_mfu"])


def test_a_setting_for_one_model_leaves_the_other_alone(shared):
    changed = shared.run("one", "two", changes=["one:effective_mfu=0.4"], sampler="random")
    assert changed["one"]["quantities"]["effective_mfu"]["sd"] == 0
    assert changed["two"] == shared.run("two", sampler="random")["two"]


def test_a_withdrawn_prior_makes_the_quantity_computed(workshop):
    own(workshop, y="2 * x", priors={"x": "1 to 2", "y": "10 to 20"})
    given = workshop.run("own")["own"]["quantities"]["y"]["quantiles"]["0.5"]
    computed = workshop.run("own", changes=["y="])["own"]["quantities"]["y"]["quantiles"]["0.5"]
    assert given == pytest.approx(math.sqrt(200), rel=0.02)
    assert computed == pytest.approx(2 * math.sqrt(2), rel=0.02)


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("enrgy=1", "no such quantity: enrgy"),
        ("nobody:z=1", "no such model here: nobody"),
        ("z=", ""),
        ("effective_mfu=normal(0.3)", "normal"),
        ("effective_mfu", "expected NAME=PRIOR UNIT"),
        ("accelerator_rated_power=3 to 4 furlongs", "furlongs"),
        ("accelerator_rated_power=3 to 4 GWh", "an energy"),
        ("routes.z=A:0.4,B", "sum to"),
        ("effective_mfu=1.5 to 2", "lies outside"),
        ("correlations.z,effective_mfu=0.5", "z has no prior here"),
        ("correlations.effective_mfu,effective_mfu=0.5", "with itself"),
        ("correlations.effective_mfu,accelerator_rated_power=1", "strictly between -1 and 1"),
        ("correlations.effective_mfu,accelerator_rated_power=x", "numbers"),
    ],
)
def test_settings_that_make_no_sense_are_refused_in_their_own_words(shared, setting, says):
    if not says:
        assert shared.plans("one", changes=[setting])
        return
    with pytest.raises(InputError) as refused:
        shared.plans("one", changes=[setting])
    assert says in str(refused.value)
    assert setting.split("=")[0] in str(refused.value)


def test_a_correlation_can_be_set_and_withdrawn(workshop):
    more = '[[correlations]]\nbetween = ["a", "b"]\nspearman = 0.5'
    own(workshop, y="a + b", priors={"a": "normal(0, 1)", "b": "normal(0, 1)"}, more=more)

    def variance(*changes):
        return workshop.run("own", draws=2**16, changes=changes)["own"]["quantities"]["y"]["sd"] ** 2

    assert variance() == pytest.approx(2 + 4 * math.sin(math.pi / 12), rel=1e-3)
    assert variance("correlations.b,a=-0.5") == pytest.approx(2 - 4 * math.sin(math.pi / 12), rel=1e-3)
    assert variance("correlations.a,b=") == pytest.approx(2, rel=1e-3)
    assert variance("own:correlations.a,b=0") == pytest.approx(2, rel=1e-3)


def test_weighed_routes_split_the_draws_by_their_weights(workshop):
    own(
        workshop,
        y="v",
        priors={"a": "1", "b": "2", "v": "3"},
        more='[quantities.v]\nunit = "1"\nroutes.low = "a"\nroutes.high = "b"\n'
        "[routes]\nv = { low = 0.3, high = 0.5, given = 0.2 }",
    )
    values, counts = np.unique(workshop.draws("own", draws=2**17)["y"], return_counts=True)
    assert list(values) == [1, 2, 3]
    assert counts / counts.sum() == pytest.approx([0.3, 0.5, 0.2], abs=0.006)


def test_a_prescribed_route_leaves_the_prior_undrawn(workshop):
    more = '[quantities.v]\nunit = "1"\nroutes.double = "2 * a"\n[routes]\nv = "double"'
    own(workshop, y="v", priors={"a": "1 to 2", "v": "100"}, more=more)
    plan = workshop.plans("own")[0]
    assert plan.unused == ("v",)
    assert workshop.run("own")["own"]["quantities"]["v"]["quantiles"]["0.95"] < 5


def test_priors_on_one_file_share_their_row(workshop):
    (workshop.folder / "sites.csv").write_text("site,ci,price\na,100,9\nb,200,8\nc,300,7\n", encoding="utf-8")
    priors = {"ci": "empirical('sites.csv', 'ci')", "price": "empirical('sites.csv', 'price')"}
    own(workshop, y="ci * price", priors=priors)
    assert set(np.unique(workshop.draws("own")["y"])) == {900.0, 1600.0, 2100.0}


@pytest.mark.parametrize("rho", [-0.7, 0.5])
def test_a_rank_correlation_comes_out_as_stated_and_leaves_the_marginals(workshop, rho):
    more = f'[[correlations]]\nbetween = ["a", "b"]\nspearman = {rho}'
    priors = {"a": "1 to 9", "b": "pert(0, 1, 5)", "c": "uniform(0, 1)"}
    own(workshop, y="a + b + c", priors=priors, more=more)
    draws = workshop.draws("own", draws=2**17)
    assert stats.spearmanr(draws["a"], draws["b"]).statistic == pytest.approx(rho, abs=0.012)
    pert = stats.beta(1 + 4 * 0.2, 1 + 4 * 0.8, scale=5)
    assert stats.kstest(draws["b"], pert.cdf).pvalue > 1e-3
    assert abs(stats.spearmanr(draws["a"], draws["c"]).statistic) < 0.012


def test_pearson_between_normals_is_exact_and_refused_elsewhere(workshop):
    more = '[[correlations]]\nbetween = ["a", "b"]\npearson = 0.6'
    own(workshop, y="a + b", priors={"a": "normal(0, 1)", "b": "normal(5, 2)"}, more=more)
    y = workshop.run("own", draws=2**17)["own"]["quantities"]["y"]
    assert y["sd"] == pytest.approx(math.sqrt(1 + 4 + 2 * 0.6 * 2), abs=4 * y["error"]["sd"])
    own(workshop, "other", y="a + b", priors={"a": "1 to 2", "b": "normal(5, 2)"}, more=more)
    with pytest.raises(InputError, match="only for two normals"):
        workshop.plans("other")


def test_an_impossible_matrix_is_refused_with_its_smallest_eigenvalue(workshop):
    pairs = [("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9)]
    more = "\n".join(f'[[correlations]]\nbetween = ["{x}", "{y}"]\nspearman = {rho}' for x, y, rho in pairs)
    own(workshop, y="a + b + c", priors=dict.fromkeys("abc", "normal(0, 1)"), more=more)
    with pytest.raises(InputError, match=r"smallest eigenvalue -0\.\d+"):
        workshop.outcome("own")


def test_a_correlation_of_one_model_moves_no_draw_of_another(shared):
    before = shared.draws("two", sampler="random")
    shared.write(
        "one",
        SHARED["one"] + '\n[[correlations]]\nbetween = ["accelerator_rated_power", "effective_mfu"]\nspearman = 0.8\n',
    )
    after = shared.draws("one", "two", sampler="random")
    for name, values in before.items():
        assert np.array_equal(values, after["two"][name])
    rated = "accelerator_rated_power"
    assert np.array_equal(after["one"][rated], before[rated])
    assert stats.spearmanr(after["one"][rated], after["one"]["effective_mfu"]).statistic == pytest.approx(0.8, abs=0.02)


def test_a_scenario_that_correlates_two_shared_beliefs_makes_the_second_its_own(shared):
    pair = 'between = ["accelerator_rated_power", "server_overhead"]\nspearman = 0.5'
    more = '\n[quantities.w]\nunit = "W"\nequals = "accelerator_rated_power * server_overhead"\n'
    for name in ("one", "two"):
        shared.write(name, SHARED[name].replace('["z"]', '["z", "w"]') + more)
    shared.write("one", SHARED["one"].replace('["z"]', '["z", "w"]') + more + f"\n[[correlations]]\n{pair}\n")
    draws = shared.draws("one", "two")
    assert np.array_equal(draws["one"]["accelerator_rated_power"], draws["two"]["accelerator_rated_power"])
    assert not np.array_equal(draws["one"]["server_overhead"], draws["two"]["server_overhead"])
    assert any("draws it for itself" in text for text in shared.run("one", "two")["one"]["warnings"])


def test_two_shared_beliefs_correlated_in_their_bundle_stay_shared(shared):
    pair = '\n[[correlations]]\nbetween = ["accelerator_rated_power", "server_overhead"]\nspearman = 0.5\n'
    shared.write("bundles/chips/x", SHARED["bundles/chips/x"] + pair)
    more = '\n[quantities.w]\nunit = "W"\nequals = "accelerator_rated_power * server_overhead"\n'
    for name in ("one", "two"):
        shared.write(name, SHARED[name].replace('["z"]', '["z", "w"]') + more)
    draws = shared.draws("one", "two")
    assert np.array_equal(draws["one"]["server_overhead"], draws["two"]["server_overhead"])
    rated = draws["one"]["accelerator_rated_power"]
    assert stats.spearmanr(rated, draws["one"]["server_overhead"]).statistic == pytest.approx(0.5, abs=0.02)


def test_draws_that_are_no_numbers_are_counted_and_named(workshop):
    own(workshop, y="log(a)", priors={"a": "normal(1, 1)"})
    model = workshop.run("own")["own"]
    y = model["quantities"]["y"]
    assert y["mean"] is None
    assert y["quantiles"]["0.5"] is None
    assert any(text.startswith("y: ") and "undefined" in text and "first is draw" in text for text in model["warnings"])


def test_latin_hypercubes_know_the_mean_better(shared):
    plain, latin = shared.run("one", sampler="random")["one"], shared.run("one", sampler="latin")["one"]
    assert latin["quantities"]["z"]["error"]["mean"] < plain["quantities"]["z"]["error"]["mean"] / 3


def test_estimates_know_what_share_of_draws_lies_below_them(workshop):
    estimates = """
    [[estimates]]
    quantity = "y"
    value = 0.75
    by = "somebody"
    [[estimates]]
    quantity = "y"
    value = 0.5
    scope = "family"
    by = "somebody else"
    """
    own(workshop, y="a", priors={"a": "uniform(0, 1)"}, more=estimates.replace("    ", ""))
    first, second = workshop.run("own")["own"]["estimates"]
    assert first["percentile"] == pytest.approx(0.75, abs=0.01)
    assert second["percentile"] is None


def test_what_was_disclosed_is_told_in_the_unit_of_the_quantity_with_its_share_of_draws(workshop):
    disclosed = """
    [[disclosed]]
    quantity = "y"
    value = 75
    unit = "%"
    kind = "measured"
    scope = "final run"
    [[disclosed]]
    quantity = "y"
    value = 0.5
    kind = "measured"
    scope = "family"
    """
    own(workshop, y="a", priors={"a": "uniform(0, 1)"}, more=disclosed.replace("    ", ""))
    first, second = json.loads(workshop.outcome("own").ranges.attrs["disclosed"])
    assert (first["value"], first["unit"], first["kind"]) == (0.75, "1", "measured")
    assert first["percentile"] == pytest.approx(0.75, abs=0.001)
    assert second["percentile"] is None


def test_the_distribution_is_kept_of_what_is_asked_for_and_of_what_is_to_be_drawn(workshop):
    own(workshop, y="a", priors={"a": "uniform(0, 1)", "b": "1 to 2"}, more='[quantities.z]\nunit = "1"\nequals = "b"')
    ranges = workshop.outcome("own", draws=2**17).ranges
    assert [name for name in ranges.data_vars if name.endswith(".levels")] == ["y.levels"]
    assert ranges["y.levels"].dims == ("model", "level")
    assert ranges["y.levels"].values[0] == pytest.approx(ranges["level"].values, abs=1e-4)
    more = workshop.outcome("own", drawn=("z",)).ranges
    assert [name for name in more.data_vars if name.endswith(".levels")] == ["y.levels", "z.levels"]


def test_the_bounds_of_any_interval_are_among_the_quantiles(workshop):
    own(workshop, y="a", priors={"a": "uniform(0, 1)"})
    for interval, keys in ((0.9, ("0.05", "0.95")), (0.95, ("0.025", "0.975")), (0.5, ("0.25", "0.75"))):
        quantiles = workshop.run("own", interval=interval)["own"]["quantities"]["y"]["quantiles"]
        assert set(quantiles) == {"0.05", "0.25", "0.5", "0.75", "0.95", *keys}


def test_the_shortest_interval_of_an_exponential_starts_at_zero(workshop):
    own(workshop, y="a", priors={"a": "exponential(1)"})
    ranges = workshop.outcome("own", interval_kind="hdi", draws=2**18).ranges
    low, high = ranges["y.interval"].values[0]
    assert low < 0.01
    assert high == pytest.approx(-math.log(0.1), rel=0.02)
    assert ranges["y.interval"].attrs["ci_kind"] == "hdi"


def test_draws_that_are_no_numbers_are_named_with_the_first_and_its_inputs(workshop):
    more = '[priors.c]\nprior = "1 to 2"\n[quantities.z]\nunit = "1"\nequals = "2 * c"'
    own(workshop, y="log(a) + b", priors={"a": "normal(3, 1)", "b": "uniform(0, 1)"}, more=more)
    for sampler in ("random", "sobol", "latin"):
        kept = workshop.draws("own", sampler=sampler)
        first = int(np.argmax(~np.isfinite(kept["y"])))
        (said,) = [text for text in workshop.run("own", sampler=sampler)["own"]["warnings"] if text.startswith("y: ")]
        assert f"the first is draw {first}, with a = {kept['a'][first]:.6g}, b = {kept['b'][first]:.6g}" in said
        assert "c = " not in said
