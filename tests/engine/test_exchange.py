"""Sums over points that share some of their inputs, against the slow twin: the same points, the same products."""

import hashlib
from dataclasses import fields, replace

import numpy as np
import pytest

from simulate.beliefs.families.beta import pert
from simulate.beliefs.families.empirical import Empirical
from simulate.beliefs.families.lognormal import Lognormal
from simulate.beliefs.families.mixture import Mixture
from simulate.beliefs.families.normal import Normal
from simulate.beliefs.families.points import Choice, Point
from simulate.beliefs.families.uniform import Uniform
from simulate.engine.blocks import REPLICATES, Blocks
from simulate.engine.correlation import Correlation, cholesky
from simulate.engine.exchange.exchange import Exchange
from simulate.engine.machine.walking import ORDERS
from simulate.engine.model import Input, Model
from simulate.engine.program import Instruction, Op, Program
from simulate.engine.quantiles import Quantile
from tests.engine.twin import exchange as twin

OF_FACTORS = ("first", "first_scale", "total", "total_scale", "shapley")
NUMBERS = (*OF_FACTORS, "shapley_scale", "dummy")
THREE = Correlation((0, 2, 1), cholesky([[1.0, 0.5, -0.3], [0.5, 1.0, 0.2], [-0.3, 0.2, 1.0]]))
TWO = Correlation((3, 4), cholesky([[1.0, -0.6], [-0.6, 1.0]]))
INPUTS = (
    (0, Normal(3.0, 1.0)),
    (1, Uniform(1.0, 2.0)),
    (2, Normal(0.0, 0.5)),
    (3, Lognormal(0.0, 0.4)),
    (4, Choice((1.0, 2.0, 5.0), (0.5, 0.3, 0.2))),
    (5, pert(1.0, 1.1, 1.6)),
    (6, Empirical((3.0, 1.0, 2.0), (0.2, 0.3, 0.5))),
    (6, Empirical((0.5, 0.1, 0.9), (0.2, 0.3, 0.5))),
    (7, Choice((0.0, 1.0), (0.4, 0.6))),
    (8, Point(2.0)),
    (9, Choice((4.0,), (1.0,))),
)
STEPS = (
    (Op.MUL, 12, (0, 1)),
    (Op.EXP, 13, (2,)),
    (Op.MUL, 14, (13, 3)),
    (Op.ADD, 15, (12, 14)),
    (Op.CHOOSE, 16, (8, 14, 5)),
    (Op.DIV, 17, (16, 11)),
    (Op.MUL, 18, (17, 6)),
    (Op.LT, 19, (7, 4)),
    (Op.WHERE, 20, (19, 18, 10)),
    (Op.MAX, 21, (20, 9, 5)),
    (Op.POW, 22, (11, 9)),
    (Op.NEG, 23, (15,)),
)
OUTPUTS = (15, 18, 21, 5, 22, 23, 18, 7)
"""Of these one is an input, one a number, one never positive, one asked for twice."""
SEPARATE = ((0,), (1,), (2,), (3,), (4,), (5,), (6, 7), (8,))
GROUPED = {
    "each": SEPARATE,
    "two of a group": ((0, 1), (2,), (3,), (4, 5), (6, 7), (8,)),
    "across groups": ((0, 3), (1, 4, 8), (2, 5), (6, 7)),
    "whole groups": ((0, 1, 2), (3, 4), (5, 6, 7, 8)),
    "everything": (tuple(range(9)),),
}


def model(correlations=(THREE, TWO), outputs=OUTPUTS):
    correlated = {position for group in correlations for position in group.positions}
    inputs = tuple(Input(belief, Quantile(one, n in correlated)) for n, (belief, one) in enumerate(INPUTS))
    program = Program(24, tuple(range(11)), ((11, 1.5),), tuple(Instruction(*step) for step in STEPS), outputs)
    return Model(program, inputs, correlations)


def names(n):
    return tuple(b"belief %d" % number for number in range(n))


def summed(of, factors, *, n_blocks=1, seed=3, sampler="sobol", at_once=1, **which):
    """What the machine finds, so many blocks at once."""
    made = Exchange(of, names(10), factors, seed=seed, sampler=sampler, n_blocks=n_blocks, **which)
    for start in range(0, n_blocks, at_once):
        made.add(start, min(start + at_once, n_blocks))
    return made.sums()


def check(of, factors, tolerance, **options):
    """Whether the sums are those of the twin, where an output depends on a factor; elsewhere its products are 0."""
    settings = {"n_blocks": 1, "seed": 3, "sampler": "sobol", **options}
    ours, slow = summed(of, factors, **settings), twin.sums(of, names(10), factors, **settings)
    n = len(ours.logged)
    known = [*range(n), *(n + np.flatnonzero(ours.logged))]
    size = slow.shapley_scale[known].sum(axis=-1, keepdims=True) + 1e-6
    for name in NUMBERS:
        found, wanted = getattr(ours, name)[..., known, :], getattr(slow, name)[..., known, :]
        if name.endswith("_scale") and name in OF_FACTORS:
            wanted = np.where(found == 0.0, 0.0, wanted)
        assert np.abs((found - wanted) / size).max() < tolerance, name
    np.testing.assert_allclose(ours.mean[known], slow.mean[known], rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(ours.span, slow.span, rtol=1e-6)
    return ours


# A sampler does not see how its points are exchanged, nor an exchange whose points they are.
@pytest.mark.parametrize(
    ("grouping", "sampler"), [*((name, "sobol") for name in GROUPED), ("across groups", "random"), ("each", "latin")]
)
def test_sums_are_those_of_the_twin(grouping, sampler):
    check(model(), GROUPED[grouping], 1e-12, sampler=sampler)


def test_shapley_effects_alone_are_those_found_beside_indices():
    both, alone = (summed(model(), GROUPED["across groups"], indices=indices) for indices in (True, False))
    for name in ("shapley", "shapley_scale", "dummy", "mean", "span", "logged"):
        np.testing.assert_array_equal(getattr(alone, name), getattr(both, name))
    assert not alone.first_scale.any()
    assert not alone.total_scale.any()


def test_sums_of_independent_inputs_are_those_of_the_twin():
    check(model(()), SEPARATE, 1e-12, n_blocks=2)


def test_sums_of_families_that_the_machine_has_tables_of_agree_as_their_quantiles_do():
    gap = Mixture((Normal(20.0, 1.0), Normal(60.0, 3.0)), (0.7, 0.3))
    inputs = list(model(()).inputs)
    inputs[0] = Input(0, Quantile(gap))
    check(replace(model(()), inputs=tuple(inputs)), SEPARATE, 1e-8)


def test_a_factor_on_which_nothing_depends_has_no_sums_at_all():
    sums = summed(model((), outputs=(15,)), SEPARATE)
    for name in OF_FACTORS:
        assert not getattr(sums, name)[4:].any()
        assert getattr(sums, name)[:4, 0].all()


def test_shares_of_all_factors_add_up_to_the_variance_in_every_replicate():
    for factors in GROUPED.values():
        sums = summed(model(), factors)
        np.testing.assert_allclose(sums.shapley.sum(axis=0), sums.shapley_scale, rtol=1e-12, atol=1e-9)


def test_only_outputs_that_are_positive_at_every_point_have_a_logarithm():
    sums = summed(model(), SEPARATE)
    assert sums.logged.tolist() == [False, True, True, True, True, False, True, True]
    assert not sums.first[:, len(OUTPUTS) + 5].any()
    rare = Program(3, (0,), ((1, 11.0),), (Instruction(Op.ADD, 2, (0, 1)),), (2,))
    once_in_200_000 = Model(rare, (Input(0, Quantile(Normal(-6.6, 1.0))),))
    assert summed(once_in_200_000, ((0,),)).logged.tolist() == [True]
    late = summed(once_in_200_000, ((0,),), n_blocks=64, at_once=16)
    assert late.logged.tolist() == [False]
    assert not late.total[:, 1].any()


def test_an_output_twice_has_the_same_sums_and_a_number_has_none():
    sums = summed(model(), SEPARATE)
    for name in NUMBERS:
        found = getattr(sums, name)
        np.testing.assert_array_equal(found[..., 1, :], found[..., 6, :])
        assert not found[..., 4, :].any()


def test_sums_without_shapley_effects_are_the_same_sums():
    every, fewer = (summed(model(), SEPARATE, shapley=shapley) for shapley in (True, False))
    for name in ("first", "first_scale", "total", "total_scale"):
        np.testing.assert_array_equal(getattr(every, name), getattr(fewer, name))
    assert not fewer.shapley.any()


def test_more_blocks_take_no_more_memory():
    few, many = (
        Exchange(model(), names(10), SEPARATE, seed=0, sampler="sobol", n_blocks=n, shapley=True) for n in (1, 10_000)
    )
    assert few.machine.rows.shape == many.machine.rows.shape


def test_every_factor_comes_once_in_every_order_and_is_as_often_first_as_last():
    made = Exchange(model(), names(10), SEPARATE, seed=0, sampler="sobol", n_blocks=1, shapley=True)
    n = len(SEPARATE)
    counts = np.zeros((n, n))
    for replicate in range(REPLICATES):
        made.machine.add(made._words(replicate), Blocks(replicate, 0, 1), walk=True)
        orders = made.task.walk.orders
        assert (np.sort(orders, axis=0) == np.arange(n)[:, None]).all()
        np.testing.assert_array_equal(orders[:, 1::2], orders[::-1, ::2])
        counts += [np.bincount(row.astype(int), minlength=n) for row in orders]
    wanted = REPLICATES * ORDERS / n
    np.testing.assert_array_equal(counts, counts[::-1])
    assert ((counts[: n // 2] - wanted) ** 2 / wanted).sum() < 60


def test_bits_of_a_seed_stay_what_they_are():
    found = hashlib.sha256()
    sums = summed(model(()), GROUPED["two of a group"], n_blocks=3, seed=7)
    for item in fields(sums):
        found.update(np.ascontiguousarray(getattr(sums, item.name)).tobytes())
    assert found.hexdigest()[:16] == "c49c274bb808e36c"
