"""Indices against closed forms from outside, and against the two libraries that are asked for them elsewhere."""

import numpy as np
import pytest

from simulate.analysis.factors import subject
from simulate.analysis.indices import indices

PI = 3.141592653589793
ISHIGAMI = ("sin(x1) + 7 * sin(x2)**2 + 0.1 * x3**4 * sin(x1)", [f"uniform(-{PI}, {PI})"] * 3)
G = ("(abs(4*x1 - 2) + 0)/1 * (abs(4*x2 - 2) + 1)/2 * (abs(4*x3 - 2) + 4.5)/5.5", ["uniform(0, 1)"] * 3)
LOGNORMALS = ("x1 * x2 * x3", [f"lognormal(1, {np.exp(s):.17g})" for s in (0.1, 0.3, 0.5)])
# Closed forms: Saltelli et al. 2008; Owen 2014; for correlated linear Gaussian: full first order, independent total.
CASES = {
    "ishigami": (
        *ISHIGAMI,
        [],
        [0.31390519114781146, 0.4424111447900409, 0.0],
        [0.5575888552099592, 0.4424111447900409, 0.24368366406214773],
        [0.4357470231788853, 0.4424111447900409, 0.12184183203107386],
    ),
    "g function": (
        *G,
        [],
        [0.7240691489361702, 0.18101728723404256, 0.02393617021276596],
        [0.7930518617021277, 0.2440159574468085, 0.034574468085106384],
        [0.758449689716312, 0.21240580673758863, 0.029144503546099296],
    ),
    "product of lognormals": (
        *LOGNORMALS,
        [],
        [0.023982212695554384, 0.22472339846246375, 0.6777556927067477],
        [0.03369375194300276, 0.29145053664374987, 0.7490358811397129],
        [0.028731070054073632, 0.25798005528790185, 0.7132888746580254],
    ),
    "two correlated normals": (
        "x1 + x2",
        ["normal(0, 1)", "normal(0, 2)"],
        [("x1", "x2", 0.5)],
        [0.5714285714285714, 0.8928571428571429],
        [0.10714285714285714, 0.42857142857142855],
        [0.3392857142857143, 0.6607142857142857],
    ),
    "three normals, two correlated": (
        "x1 + x2 + x3",
        ["normal(0, 1)", "normal(0, 1)", "normal(0, 2)"],
        [("x2", "x3", 0.5)],
        [0.125, 0.5, 0.78125],
        [0.125, 0.09375, 0.375],
        [0.125, 0.296875, 0.578125],
    ),
}


def scenario(expression, priors, correlations=(), kind="pearson"):
    text = 'schema = 1\nname = "Case"\nmethod = "own"\noutputs = ["y"]\n'
    text += "".join(f'[priors.x{k}]\nprior = "{prior}"\n' for k, prior in enumerate(priors, 1))
    text += "".join(f'[[correlations]]\nbetween = ["{a}", "{b}"]\n{kind} = {r}\n' for a, b, r in correlations)
    return f'{text}[quantities.y]\nlabel = "y"\nunit = "1"\nequals = "{expression}"\n'


@pytest.fixture
def found(workshop):
    def of(expression, priors, correlations=(), **options):
        workshop.write("case", scenario(expression, priors, correlations))
        return indices(subject(workshop.plans("case")[0]), **options)

    return of


def within(index, wanted, floor=1e-4):
    """Whether all values of the first output lie within three stated errors of what is known."""
    return np.all(np.abs(index.value[:, 0] - wanted) <= 3 * index.error[:, 0] + floor)


@pytest.mark.parametrize("sampler", ["sobol", "random"])
@pytest.mark.parametrize("case", CASES)
def test_indices_lie_within_three_stated_errors_of_closed_forms(found, case, sampler):
    expression, priors, correlations, first, total, shapley = CASES[case]
    result = found(expression, priors, correlations, sampler=sampler)
    assert within(result.first, first)
    assert within(result.total, total)
    assert within(result.shapley, shapley)


def test_errors_with_quasi_random_points_are_at_most_half_a_percent(found):
    for expression, priors, correlations, *_ in CASES.values():
        result = found(expression, priors, correlations)
        assert max(result.first.error[:, 0].max(), result.total.error[:, 0].max()) < 0.005


def test_stated_errors_are_neither_too_small_nor_too_large(found):
    expression, priors, correlations, first, *_ = CASES["three normals, two correlated"]
    scores = []
    for seed in range(12):
        result = found(expression, priors, correlations, seed=seed, points=16_384, sampler="random")
        scores += list((result.first.value[:, 0] - first) / result.first.error[:, 0])
    assert 0.6 < np.std(scores) < 1.6


def test_shapley_effects_add_up_to_one(found):
    for expression, priors, correlations, *_ in CASES.values():
        assert found(expression, priors, correlations).shapley.value[:, 0].sum() == pytest.approx(1.0, abs=1e-9)


def test_an_input_without_influence_has_none_exactly(found):
    result = found("x1 + 0 * x2", ["normal(0, 1)", "normal(0, 1)"])
    assert result.first.value[1, 0] == result.total.value[1, 0] == result.shapley.value[1, 0] == 0.0


def test_a_correlated_input_without_influence_of_its_own_explains_what_it_tells_of_the_other(found):
    result = found("x1 + 0 * x2", ["normal(0, 1)", "normal(0, 1)"], [("x1", "x2", 0.6)])
    assert within(result.first, [1.0, 0.36])
    assert within(result.total, [0.64, 0.0])
    assert within(result.shapley, [0.82, 0.18])


def test_the_logarithm_of_a_product_is_shared_out_by_the_variances_of_logs(found):
    result = found(*LOGNORMALS)
    wanted = np.array([0.01, 0.09, 0.25]) / 0.35
    assert result.logged == (True,)
    for index in (result.first, result.total):
        assert np.abs(index.value[:, 1] - wanted).max() < 5e-4
    assert np.abs(result.shapley.value[:, 1] - wanted).max() < 0.01


def test_a_product_of_centred_normals_is_all_interaction_and_has_no_logarithm(found):
    result = found("x1 * x2", ["normal(0, 1)"] * 2)
    assert within(result.first, [0.0, 0.0])
    assert within(result.total, [1.0, 1.0])
    assert result.logged == (False,)


def test_a_point_has_no_indices_and_a_constant_output_has_zeros(found):
    result = found("x1 * 0 + x2", ["normal(0, 1)", "choice([2], [1])"])
    assert [factor.name for factor in result.factors] == ["x1"]
    assert result.total.value[0, 0] == 0.0


def test_more_points_use_no_more_memory_and_less_error(found):
    few, many = (found(*ISHIGAMI, sampler="random", points=n) for n in (2**14, 2**18))
    assert many.points == 2**18
    assert many.total.error[:, 0].max() < few.total.error[:, 0].max()


def test_salib_finds_the_same_indices(found):
    from SALib.analyze import sobol as analyse
    from SALib.sample import sobol as sample

    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-PI, PI]] * 3}
    points = sample.sample(problem, 8192, calc_second_order=False, seed=1)
    x1, x2, x3 = points.T
    y = np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)
    theirs = analyse.analyze(problem, y, calc_second_order=False, seed=1)
    ours = found(*ISHIGAMI)
    assert np.abs(ours.first.value[:, 0] - theirs["S1"]).max() < 0.01
    assert np.abs(ours.total.value[:, 0] - theirs["ST"]).max() < 0.01


def test_openturns_finds_the_same_indices(found):
    openturns = pytest.importorskip("openturns")
    openturns.RandomGenerator.SetSeed(1)
    inputs = openturns.JointDistribution([openturns.Uniform(-PI, PI)] * 3)
    model = openturns.SymbolicFunction(["x1", "x2", "x3"], ["sin(x1) + 7 * sin(x2)^2 + 0.1 * x3^4 * sin(x1)"])
    theirs = openturns.SaltelliSensitivityAlgorithm(inputs, 20_000, model, False)
    ours = found(*ISHIGAMI)
    assert np.abs(ours.first.value[:, 0] - list(theirs.getFirstOrderIndices())).max() < 0.05
    assert np.abs(ours.total.value[:, 0] - list(theirs.getTotalOrderIndices())).max() < 0.05
