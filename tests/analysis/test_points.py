"""Inputs that depend on each other, carried as the normals behind them."""

import numpy as np
import pytest
from scipy import special

from simulate.analysis.points import Points
from simulate.beliefs.families.beta import pert
from simulate.beliefs.families.lognormal import Lognormal
from simulate.beliefs.families.mixture import Mixture
from simulate.beliefs.families.normal import Normal
from simulate.beliefs.families.points import Choice
from simulate.beliefs.families.truncated import truncate
from simulate.beliefs.families.uniform import Uniform
from simulate.engine.model import Input, Model
from simulate.engine.program import Program
from simulate.engine.quantiles import Quantile

FAMILIES = (
    Normal(3.0, 2.0),
    Lognormal(1.0, 0.4),
    Uniform(-1.0, 3.0),
    pert(1.0, 1.3, 1.8),
    truncate(Normal(1.3, 0.1), 1.0, 1.4),
    Mixture((Normal(20.0, 1.0), Normal(60.0, 3.0)), (0.7, 0.3)),
    Choice((1.0, 2.0, 4.0), (0.5, 0.3, 0.2)),
)


@pytest.mark.parametrize("distribution", FAMILIES, ids=lambda one: type(one).__name__)
def test_a_value_is_the_quantile_of_the_normal_behind_it(distribution):
    """To 1e-5 of its spread, in either tail."""
    program = Program(1, (0,), (), (), (0,))
    model = Model(program, (Input(0, Quantile(distribution, monotone=True)),))
    points = Points(model, program, np.empty((1, 0)), np.empty((1, 0)), ())
    normals = np.concatenate([np.random.default_rng(3).normal(size=4_000), np.linspace(-5.0, 5.0, 2_001) + 1e-4])
    found = points.quantile(0, normals)
    lower, upper = normals < 0, normals >= 0
    wanted = np.empty_like(normals)
    wanted[lower] = distribution.ppf(special.ndtr(normals[lower]))
    wanted[upper] = distribution.isf(special.ndtr(-normals[upper]))
    assert np.abs(found - wanted).max() < 1e-5 * distribution.sd
