"""How much of a move each cause made: known answers, and what shares must be whatever the numbers."""

import re

import numpy as np
import pytest

from simulate.analysis import attribution
from simulate.analysis.attribution import attributed
from simulate.analysis.changes import changes
from simulate.analysis.shares import LEVELS
from simulate.engine.blocks import BLOCK, REPLICATES

Z = 1.6448536269514722
"""The 95 % point of the standard normal."""


def product(head="", formula="", **priors):
    """A scenario whose y is the product of its priors, or another formula of them."""
    stated = "".join(f'[priors.{name}]\nprior = "{prior}"\n' for name, prior in priors.items())
    equals = formula or " * ".join(sorted(priors))
    return (
        f'schema = 1\nname = "Product"\nmethod = "own"\noutputs = ["y"]\n{stated}{head}'
        f'[quantities.y]\nlabel = "y"\nunit = "1"\nequals = "{equals}"\n'
    )


@pytest.fixture
def results(workshop):
    """Datasets of an old and a new text of one scenario."""

    def of(old, new, **request):
        for side, text in (("old", old), ("new", new)):
            workshop.write(f"{side}/run", text)
        return tuple(workshop.outcome(f"{side}/run", draws=65_536, **request).ranges for side in ("old", "new"))

    return of


@pytest.fixture
def moved(results):
    """How y moved between two texts, with shares."""

    def of(old, new, **request):
        found = changes(*results(old, new, **request))
        return next(item for item in attributed(found, found.moved).moved if item.quantity == "y")

    return of


def shares(item):
    """Parts by the names of their causes."""
    return {" and ".join(cause.name for cause in share.causes): share.parts for share in item.attribution.shares}


def values(parts):
    return np.array([part.value for part in parts])


def within(parts, expected, errors=5):
    """Whether parts are what they should be, by their own errors."""
    error = np.array([part.error for part in parts])
    return (np.abs(values(parts) - expected) <= errors * error + 1e-6 * np.abs(expected)).all()


def whole(item):
    """Factors, or differences, between the two results."""
    then, now = item.ends.then, item.ends.now
    return now / then if item.attribution.factors else now - then


def spread(*variances):
    return np.sqrt(sum(variances))


def of_two(at):
    """Shapley shares of two from a worth of (first is new, second is new)."""
    return tuple(
        ((at(1, 0) - at(0, 0)) + (at(1, 1) - at(0, 1))) / 2
        if first
        else ((at(0, 1) - at(0, 0)) + (at(1, 1) - at(1, 0))) / 2
        for first in (True, False)
    )


def test_shares_of_a_product_of_lognormals_are_those_of_its_logarithm(moved):
    old = product(a="lognormal(1, 1.5)", b="lognormal(2, 1.3)", c="lognormal(1, 1.2)")
    new = product(a="lognormal(3, 2.0)", b="lognormal(1, 1.6)", c="lognormal(1, 1.2)")
    item = moved(old, new)
    var_a, var_b, var_c = ((np.log(1.5) ** 2, np.log(2.0) ** 2), (np.log(1.3) ** 2, np.log(1.6) ** 2), np.log(1.2) ** 2)
    of_a, of_b = of_two(lambda one, other: spread(var_a[one], var_b[other], var_c))
    z = np.array([-Z, 0, Z])
    assert item.attribution.factors
    assert set(shares(item)) == {"a", "b"}
    assert within(shares(item)["a"], 3 * np.exp(z * of_a))
    assert within(shares(item)["b"], 0.5 * np.exp(z * of_b))


def test_shares_and_what_is_unexplained_multiply_to_the_move(moved):
    old = product(a="lognormal(1, 1.5)", b="lognormal(2, 1.3)", c="1 to 4")
    item = moved(old, product(a="lognormal(3, 2.0)", b="0.2 to 8", c="2 to 3"))
    made = np.prod([values(share.parts) for share in item.attribution.shares], axis=0)
    assert made * values(item.attribution.unexplained) == pytest.approx(whole(item), rel=1e-12)
    assert within(item.attribution.unexplained, 1)


def test_differences_sum_to_the_move_where_there_is_no_factor(moved):
    old = product(a="normal(0, 1)", b="normal(1, 2)", formula="a + b")
    item = moved(old, product(a="normal(3, 1)", b="normal(1, 4)", formula="a + b"))
    of_spread = spread(1, 16) - spread(1, 4)
    assert not item.attribution.factors
    assert within(shares(item)["a"], [3, 3, 3])
    assert within(shares(item)["b"], [-Z * of_spread, 0, Z * of_spread])
    made = np.sum([values(share.parts) for share in item.attribution.shares], axis=0)
    assert made + values(item.attribution.unexplained) == pytest.approx(whole(item), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("formula", ["a + 0 * b", "a * where(b < 0, 2, 1)", "a + b - b"])
def test_a_changed_prior_without_effect_has_a_share_of_nothing(moved, formula):
    old = product(a="1 to 4", b="1 to 2", formula=formula)
    item = moved(old, product(a="2 to 9", b="3 to 7", formula=formula))
    assert {cause.name for cause in item.causes} == {"a", "b"}
    assert [part.errors for part in shares(item)["b"]] == [0, 0, 0]
    assert values(shares(item)["b"]) == pytest.approx([1, 1, 1])
    assert values(shares(item)["a"]) == pytest.approx(whole(item), rel=1e-3)


def test_shares_are_known_to_their_errors(results):
    """Of twenty seeds not more than chance allows lie further than three errors from the exact share."""
    old = product(a="lognormal(1, 1.5)", b="lognormal(2, 1.3)")
    found = changes(*results(old, product(a="lognormal(3, 2.0)", b="lognormal(1, 1.6)")))
    of_a, _ = of_two(lambda one, other: spread(np.log([1.5, 2.0])[one] ** 2, np.log([1.3, 1.6])[other] ** 2))
    exact = 3 * np.exp(np.array([-Z, 0, Z]) * of_a)
    far, largest = 0, 0.0
    for seed in range(20):
        (item,) = attributed(found, [item for item in found.moved if item.quantity == "y"], seed=seed).moved[-1:]
        far += not within(shares(item)["a"], exact, errors=3)
        largest = max(largest, *(part.error / part.value for part in shares(item)["a"]))
    assert far <= 2
    # What 65,536 draws give for a factor; unpaired they would leave ten times as much.
    assert largest < 0.003


def test_shares_do_not_depend_on_the_order_of_the_files(moved):
    priors = {"a": "1 to 4", "b": "1 to 2", "c": "2 to 3"}
    later = {"a": "2 to 5", "b": "1 to 5", "c": "1 to 2"}
    there = moved(product(**priors), product(**later))
    back = moved(product(**dict(reversed(priors.items()))), product(**dict(reversed(later.items()))))
    assert shares(there) == shares(back)


def test_the_way_back_has_the_same_shares_the_other_way_round(moved):
    old, new = product(a="1 to 4", b="1 to 2"), product(a="2 to 9", b="1 to 5")
    there, back = shares(moved(old, new)), shares(moved(new, old))
    for name, parts in there.items():
        assert values(back[name]) == pytest.approx(1 / values(parts), rel=1e-9)


def test_a_formula_and_a_prior_have_their_shares(moved):
    old = product(a="1 to 4", b="1 to 2", formula="a * b")
    item = moved(old, product(a="2 to 8", b="1 to 2", formula="2.5 * a * b"))
    assert values(shares(item)["y"]) == pytest.approx([2.5, 2.5, 2.5], rel=1e-9)
    assert within(shares(item)["a"], [2, 2, 2])


def test_a_correlation_has_a_share_apart_from_the_priors(moved):
    pair = '[[correlations]]\nbetween = ["a", "b"]\npearson = 0.8\nwhy = "a test"\n'
    formula = "exp(a) * exp(b)"
    old = product(a="normal(0, 0.3)", b="normal(0, 0.4)", formula=formula)
    item = moved(old, product(pair, a="normal(1, 0.3)", b="normal(0, 0.4)", formula=formula))
    wider = Z * (spread(0.09, 0.16, 2 * 0.8 * 0.12) - spread(0.09, 0.16))
    assert within(shares(item)["a"], [np.e] * 3)
    assert within(shares(item)["a and b"], np.exp([-wider, 0, wider]))


def test_many_changes_are_shared_by_some_orders_and_still_sum_to_the_move(moved):
    names = "abcdfghk"
    item = moved(
        product(**dict.fromkeys(names, "lognormal(1, 1.5)")),
        product(**{name: f"lognormal({1.25 + k / 4}, {1.5 + 0.05 * k})" for k, name in enumerate(names)}),
    )
    made = np.prod([values(share.parts) for share in item.attribution.shares], axis=0)
    assert made * values(item.attribution.unexplained) == pytest.approx(whole(item), rel=1e-9)
    assert len(shares(item)) == 8
    for k, name in enumerate(names):
        assert within(shares(item)[name][1:2], [1.25 + k / 4])
    assert within(item.attribution.unexplained, 1)
    assert max(part.error for part in item.attribution.unexplained) < 0.02


def test_a_cause_alone_has_all_of_the_move_and_nothing_is_drawn(moved, monkeypatch):
    monkeypatch.setattr(attribution, "run", None)
    item = moved(product(a="1 to 4", b="1 to 2"), product(a="2 to 9", b="1 to 2"))
    assert values(shares(item)["a"]) == pytest.approx(whole(item), rel=1e-12)
    assert [part.errors for part in item.attribution.unexplained] == [0, 0, 0]


def test_what_another_program_did_is_left_unexplained_and_named(results):
    old, new = results(product(a="1 to 4", b="1 to 2"), product(a="2 to 9", b="1 to 5"))
    old["y"] = old["y"] * 2
    old = old.assign_attrs(program_version="wattif 0.0.1")
    found = changes(old, new.assign_attrs(program_version="wattif 9"))
    item = next(item for item in attributed(found, found.moved).moved if item.quantity == "y")
    assert within(item.attribution.unexplained, 0.5)
    assert all(abs(part.errors) > found.limit for part in item.attribution.unexplained)
    assert [cause.kind for cause in item.causes] == ["prior", "prior", "program"]


def test_another_program_beside_one_change_is_told_from_it(results):
    old, new = results(product(a="1 to 4", b="1 to 2"), product(a="2 to 8", b="1 to 2"))
    old["y"] = old["y"] * 4
    old = old.assign_attrs(program_version="wattif 0.0.1")
    found = changes(old, new.assign_attrs(program_version="wattif 9"))
    item = next(item for item in attributed(found, found.moved).moved if item.quantity == "y")
    assert within(shares(item)["a"], [2, 2, 2])
    assert within(item.attribution.unexplained, 0.25)


def test_other_seeds_and_samplers_are_no_cause(results):
    old, _ = results(product(a="1 to 4", b="1 to 2"), product(a="1 to 4", b="1 to 2"), seed=3, sampler="random")
    _, new = results(product(a="1 to 4", b="1 to 2"), product(a="2 to 9", b="1 to 5"))
    found = changes(old, new)
    item = next(item for item in attributed(found, found.moved).moved if item.quantity == "y")
    assert all(abs(part.errors) < found.limit for part in item.attribution.unexplained)


def test_only_what_is_wanted_gets_shares(results):
    old, new = product(a="1 to 4", b="1 to 2"), product(a="2 to 9", b="1 to 5")
    found = changes(*results(old, new))
    told = attributed(found, [item for item in found.moved if item.quantity == "a"]).moved
    assert [item.quantity for item in told if item.attribution] == ["a"]
    assert [item.quantity for item in told] == [item.quantity for item in found.moved]


def test_results_without_sources_give_names_and_say_why(results):
    old, new = results(product(a="1 to 4", b="1 to 2"), product(a="2 to 9", b="1 to 5"))
    del old.attrs["bundles"]
    found = changes(old, new)
    item = next(item for item in attributed(found, found.moved).moved if item.quantity == "y")
    assert item.attribution is None
    assert re.search("of the old result: this dataset does not hold what it was made from", item.unshared)
    assert {cause.name for cause in item.causes} == {"a", "b"}


def test_methods_in_other_units_cannot_be_mixed_and_that_is_said(moved):
    def text(unit, **priors):
        made = product(**priors).replace('"1 to', '"1 to').replace('unit = "1"', f'unit = "{unit}"')
        return made.replace("[priors.a]\n", '[priors.a]\nunit = "kWh"\n')

    item = moved(text("kWh", a="1 to 4", b="1 to 2"), text("Wh", a="2 to 9", b="1 to 5"))
    assert item.attribution is None
    assert item.unshared == "old and new cannot be mixed: y was in kWh, now in Wh"


def test_more_mixes_than_there_is_time_for_are_refused(moved, monkeypatch):
    monkeypatch.setattr(attribution, "MOST_MIXES", 3)
    item = moved(product(a="1 to 4", b="1 to 2"), product(a="2 to 9", b="1 to 5"))
    assert item.attribution is None
    assert item.unshared == "2 changes at once take more than the 3 mixes that are left to be drawn"


def test_mixes_that_give_no_numbers_are_said(moved):
    formula = "log(a - b)"
    old = product(a="uniform(4, 5)", b="uniform(1, 2)", formula=formula)
    item = moved(old, product(a="uniform(16, 17)", b="uniform(11, 12)", formula=formula))
    # Both ends are fine; the old a less the new b is negative.
    assert item.attribution is None
    assert item.unshared == "some mixes of old and new have draws that are no numbers"


def test_a_mix_that_cannot_be_correlated_is_said(moved, workshop):
    for side in ("old", "new"):
        (workshop.folder / side).mkdir()
        (workshop.folder / side / "t.csv").write_text("a\n1\n2\n")
    pair = '[[correlations]]\nbetween = ["a", "b"]\nspearman = 0.8\nwhy = "a test"\n'
    item = moved(product(pair, a="1 to 4", b="1 to 2"), product(a="empirical('t.csv', 'a')", b="3 to 4"))
    assert item.attribution is None
    assert "cannot be mixed" in item.unshared


def test_many_changes_take_as_many_mixes_as_some_orders_go_through(results):
    names = "abcdfghk"
    old, new = (product(**dict.fromkeys(names, prior)) for prior in ("lognormal(1, 1.1)", "lognormal(2, 1.2)"))
    found = changes(*results(old, new))
    told = []
    attributed(found, [item for item in found.moved if item.quantity == "y"], progress=lambda *n: told.append(n))
    assert told[-1][0] == told[-1][1] <= 2 + 16 * (len(names) - 1) < 2 ** len(names)


def test_levels_are_of_all_draws_and_of_each_replicate():
    blocks = np.repeat(np.arange(2 * REPLICATES) % REPLICATES, BLOCK)
    found = attribution._levels(blocks.astype(float))
    assert found.shape == (1 + REPLICATES, len(LEVELS))
    assert found[0, 1] == 7.5
    assert (found[1:] == np.arange(REPLICATES)[:, None]).all()


def test_what_a_move_does_not_rest_on_is_as_it_is_now(moved):
    """In the mix where p is computed already and y still uses it, p is computed from the new q."""
    head = '[quantities.z]\nlabel = "z"\nequals = "q"\n'
    old = product(head, formula="a * p", a="lognormal(1, 1.01)", p="lognormal(2, 1.01)", q="lognormal(1, 1.01)")
    head += '[quantities.p]\nlabel = "p"\nequals = "q"\n'
    item = moved(old, product(head, formula="a", a="lognormal(1, 1.01)", q="lognormal(8, 1.01)"))
    assert values(shares(item)["p"])[1] == pytest.approx(2, rel=1e-2)
    assert values(shares(item)["y"])[1] == pytest.approx(1 / 4, rel=1e-2)


def test_progress_is_told_up_to_all_mixes(results):
    found = changes(*results(product(a="1 to 4", b="1 to 2"), product(a="2 to 9", b="1 to 5")))
    told = []
    attributed(found, found.moved, progress=lambda done, wanted: told.append((done, wanted)))
    assert told[-1] == (4, 4)
    assert told == sorted(told)


def test_shares_are_of_the_quantiles_that_are_compared():
    assert LEVELS == (0.05, 0.5, 0.95)
