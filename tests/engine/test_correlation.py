"""Correlation: what is stated is what is drawn, and nothing else changes."""

import math

import numpy as np
import pytest
from scipy import special, stats

from simulate.beliefs.families.beta import pert
from simulate.beliefs.families.lognormal import Lognormal
from simulate.beliefs.families.mixture import Mixture
from simulate.beliefs.families.normal import Normal
from simulate.engine.correlation import Correlation, cholesky, nearest
from simulate.engine.machine import arithmetic, normals
from simulate.engine.model import Input, Model
from simulate.engine.program import Program
from simulate.engine.quantiles import Quantile
from simulate.engine.run import run
from simulate.foundation.errors import PriorError
from tests.engine.twin import points
from tests.engine.twin.fed import carried_out

BELIEFS = (b"a", b"b", b"c")
IMPOSSIBLE = [[1.0, 0.9, 0.9], [0.9, 1.0, -0.9], [0.9, -0.9, 1.0]]


def drawn(distributions, matrix=None, positions=None, draws=2**18, seed=0, sampler="random"):
    """Draws (input, draw) of beliefs a, b, c under a correlation matrix of normals."""
    n = len(distributions)
    program = Program(n, tuple(range(n)), (), (), tuple(range(n)))
    groups = () if matrix is None else (Correlation(positions or tuple(range(n)), cholesky(matrix)),)
    inputs = tuple(Input(place, Quantile(one, monotone=True)) for place, one in enumerate(distributions))
    return run([Model(program, inputs, groups)], BELIEFS[:n], seed=seed, draws=draws, sampler=sampler, keep=True)[
        0
    ].draws


@pytest.mark.parametrize("spearman", [-0.95, -0.4, 0.0, 0.3, 0.9])
def test_the_stated_rank_correlation_is_drawn_whatever_the_marginals(spearman):
    pearson = 2 * math.sin(math.pi / 6 * spearman)  # Pearson 1907
    mixture = Mixture((Normal(0.0, 1.0), Normal(9.0, 1.0)), (0.5, 0.5))
    rows = drawn([Lognormal(0.0, 1.0), mixture], [[1.0, pearson], [pearson, 1.0]])
    assert stats.spearmanr(rows[0], rows[1]).statistic == pytest.approx(spearman, abs=4 / np.sqrt(2**18))


def test_between_normals_the_stated_pearson_correlation_is_drawn():
    rows = drawn([Normal(5.0, 2.0), Normal(-1.0, 0.1)], [[1.0, -0.7], [-0.7, 1.0]])
    assert np.corrcoef(rows)[0, 1] == pytest.approx(-0.7, abs=4 / np.sqrt(2**18))


def test_three_inputs_have_all_three_stated_correlations():
    matrix = np.array([[1.0, 0.5, -0.3], [0.5, 1.0, 0.2], [-0.3, 0.2, 1.0]])
    rows = drawn([Normal(0.0, 1.0)] * 3, matrix)
    assert np.corrcoef(rows) == pytest.approx(matrix, abs=4 / np.sqrt(2**18))


def test_marginals_stay_what_they_are():
    distributions = [Lognormal(0.0, 1.0), pert(0.0, 1.0, 3.0)]
    rows = drawn(distributions, [[1.0, 0.9], [0.9, 1.0]])
    for row, distribution in zip(rows, distributions, strict=True):
        shares = np.array([distribution.cdf(float(x)) for x in row[::64]])
        assert stats.kstest(shares, "uniform").pvalue > 1e-4


def test_only_what_depends_on_an_earlier_input_moves():
    """The first of a group, and one that is not correlated with any before it, keep their draws bit for bit."""
    distributions = [Lognormal(0.0, 1.0), pert(0.0, 1.0, 3.0), Normal(0.0, 1.0)]
    free = drawn(distributions, draws=16_384)
    tied = drawn(distributions, [[1.0, 0.0, 0.6], [0.0, 1.0, 0.3], [0.6, 0.3, 1.0]], draws=16_384)
    assert (tied[:2] == free[:2]).all()
    assert (tied[2] != free[2]).all()


def test_the_order_of_a_group_decides_who_moves():
    distributions = [Normal(0.0, 1.0), Normal(0.0, 1.0)]
    free = drawn(distributions, draws=16_384)
    turned = drawn(distributions, [[1.0, 0.6], [0.6, 1.0]], positions=(1, 0), draws=16_384)
    assert (turned[1] == free[1]).all()
    assert (turned[0] != free[0]).all()


def test_both_tails_keep_their_digits():
    """From normals back to tails: also where the probability above is 1e-15."""
    z = np.concatenate([np.linspace(-8.1, 8.1, 1000), [0.0, 1e-300]])

    def write(code, row):
        halves, exponentials, tails = code.row(), code.row(), code.row()
        code.emit(normals.half_squares, halves, row)
        code.emit(arithmetic.exponentials, exponentials, halves)
        code.emit(normals.normal_tails, tails, row, exponentials, numbers=normals.TAIL)
        return tails

    assert carried_out(write, z) == pytest.approx(points.tails_of_normals(z), rel=1e-12, abs=0)


def test_the_coefficients_of_the_tail_are_those_of_its_chebyshev_interpolation():
    def place(z):
        return (z - 4.0) / (z + 4.0)

    def scaled_tail(x):
        return 0.5 * special.erfcx(4.0 * (1.0 + x) / (1.0 - x) / math.sqrt(2.0))

    chebyshev = np.polynomial.Chebyshev.interpolate(scaled_tail, normals.DEGREE, [-1.0, place(9.0)])
    made = chebyshev.convert(kind=np.polynomial.Polynomial).coef[::-1]
    assert pytest.approx(made, rel=1e-6, abs=1e-13) == normals.TAIL


def test_a_matrix_that_no_variables_can_have_is_refused_with_its_smallest_eigenvalue():
    with pytest.raises(PriorError, match=r"smallest eigenvalue of the matrix is -0\.8"):
        cholesky(IMPOSSIBLE)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([[1.0, 1.0], [1.0, 1.0]], "smallest eigenvalue"),
        ([[1.0, 0.5], [0.4, 1.0]], "symmetric"),
        ([[2.0, 0.5], [0.5, 1.0]], "symmetric, with ones"),
        ([[1.0, float("nan")], [float("nan"), 1.0]], "symmetric"),
        ([[1.0, 0.5]], "square"),
    ],
)
def test_what_is_no_correlation_matrix_is_refused(matrix, message):
    with pytest.raises(PriorError, match=message):
        cholesky(matrix)


def test_the_nearest_possible_matrix_is_highams():
    """Higham (2002), section 4: the tridiagonal example, to the digits printed there."""
    wanted = np.array([[1.0, 0.7607, 0.1573], [0.7607, 1.0, 0.7607], [0.1573, 0.7607, 1.0]])
    found = nearest([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 1.0]], smallest=0.0)
    assert found == pytest.approx(wanted, abs=5e-5)


def test_the_nearest_possible_matrix_can_be_used_and_a_possible_one_is_its_own():
    assert (cholesky(nearest(IMPOSSIBLE)) @ cholesky(nearest(IMPOSSIBLE)).T).diagonal() == pytest.approx(1.0)
    possible = np.array([[1.0, 0.5], [0.5, 1.0]])
    assert nearest(possible) == pytest.approx(possible, abs=1e-12)


@pytest.mark.parametrize("factor", [np.eye(3), np.array([[1.0, 0.1], [0.0, 1.0]]), np.array([[1.0, 0.0], [0.5, 0.5]])])
def test_a_factor_that_would_change_marginals_is_refused(factor):
    with pytest.raises(ValueError, match="factor"):
        Correlation((0, 1), factor)


def test_a_model_refuses_groups_that_make_no_sense():
    program = Program(2, (0, 1), (), (), ())
    rises = Quantile(Normal(0.0, 1.0), monotone=True)
    inputs = (Input(0, rises), Input(1, rises))
    pair = Correlation((0, 1), cholesky([[1.0, 0.5], [0.5, 1.0]]))
    with pytest.raises(ValueError, match="two correlations"):
        Model(program, inputs, (pair, pair))
    with pytest.raises(ValueError, match="must be monotone"):
        Model(program, (inputs[0], Input(1, Quantile(Normal(0.0, 1.0)))), (pair,))
    with pytest.raises(ValueError, match="names input 2"):
        Model(program, inputs, (Correlation((0, 2), pair.factor),))
    with pytest.raises(ValueError, match="different beliefs"):
        Model(program, (inputs[0], inputs[0]), (pair,))
