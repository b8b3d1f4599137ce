"""Draws until quantiles are known well enough, and the price of a run."""

import numpy as np
import pytest

from simulate.engine.blocks import GRAIN
from simulate.foundation.errors import RunError
from simulate.simulation import budget, precision
from tests.simulation.test_run import own


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_quantiles_are_as_near_to_the_truth_as_was_asked_for(workshop, sampler):
    """A product of lognormals is lognormal."""
    own(workshop, y="a * b", priors={"a": "lognormal(3, 1.5)", "b": "lognormal(2, 1.4)"})
    sigma = np.hypot(np.log(1.5), np.log(1.4))
    for seed in range(5):
        outcome = workshop.outcome("own", tolerance=0.002, sampler=sampler, seed=seed)
        assert outcome.reached.within(0.002)
        assert "y of own" in outcome.reached.what
        found = outcome.ranges["y"].sel(model="own", quantile=[0.05, 0.5, 0.95]).values
        wanted = 6 * np.exp(sigma * np.array([-1.6448536269514722, 0.0, 1.6448536269514722]))
        assert (np.abs(found / wanted - 1) < 3 * 0.002).all()


def test_the_result_is_that_of_a_run_with_so_many_draws(workshop):
    own(workshop, y="a * b", priors={"a": "1 to 2", "b": "3 to 4"})
    precise = workshop.outcome("own", tolerance=0.001).ranges
    plain = workshop.outcome("own", draws=precise.attrs["draws"]).ranges
    assert precise.identical(plain)


def test_what_was_reached_is_told_when_the_most_draws_do_not_suffice(workshop):
    own(workshop, y="a * b", priors={"a": "1 to 2", "b": "3 to 4"})
    outcome = workshop.outcome("own", tolerance=1e-9, max_draws=2**17, sampler="random")
    assert outcome.ranges.attrs["draws"] == 2**17
    assert not outcome.reached.within(1e-9)
    assert outcome.reached.error > 1e-9


def test_points_are_known_exactly(workshop):
    own(workshop, y="2 * 3 + 0 * a", priors={"a": "uniform(1, 2)"})
    outcome = workshop.outcome("own", tolerance=1e-6)
    assert outcome.reached.error == 0.0
    assert outcome.ranges.attrs["draws"] == precision.FIRST


def test_an_error_just_below_the_tolerance_is_not_enough():
    """Sixteen replicates know an error to a fifth: one in twenty is a third too small."""
    assert not precision.Reached(0.9e-3, "").within(1e-3)
    assert precision.Reached(0.7e-3, "").within(1e-3)


def test_attempts_grow_as_the_error_asks_and_never_wildly():
    grown = [precision.next_attempt(2**16, precision.Reached(e, ""), 1e-3, "random") for e in (0.9e-3, 3e-3, 1.0)]
    assert grown == [98_304, 1_032_192, 2**20]


def test_attempts_grow_in_steps_of_sixteen_blocks_and_no_further_than_needed():
    for error in (1.1e-3, 2e-3, 2.9e-3):
        for sampler, power in (("sobol", 1.6), ("random", 2.0)):
            grown = precision.next_attempt(2**20, precision.Reached(error, ""), 1e-3, sampler)
            assert grown % GRAIN == 0
            assert 0 <= grown - 2**20 * (error * precision.ON_TOP / 1e-3) ** power < GRAIN


def test_draws_that_do_not_fit_are_refused_before_any_is_drawn_with_the_number_that_fits(workshop, monkeypatch):
    own(workshop, y="2 * a", priors={"a": "1 to 2"})
    monkeypatch.setattr(budget, "free_memory", lambda: 1e9)
    with pytest.raises(RunError, match=r"--draws (\d+) fits") as refused:
        workshop.outcome("own", draws=10**10, keep_draws=True)
    fitting = int(str(refused.value).split("--draws ")[1].split()[0])
    assert 0.5e9 < fitting * 2 * budget.BYTES * budget.COPIES < 1e9
    monkeypatch.setattr(budget, "free_memory", lambda: 1e5)
    with pytest.raises(RunError, match="name fewer models"):
        workshop.outcome("own", draws=10**10, keep_draws=True)
    monkeypatch.setattr(budget, "free_memory", lambda: None)
    assert workshop.outcome("own", draws=16_384, keep_draws=True).draws is not None


def test_free_memory_is_what_this_machine_has():
    assert 1e7 < budget.free_memory() < 1e14
