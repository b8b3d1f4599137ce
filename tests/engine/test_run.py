"""Whole runs: the same bits however they are cut, numbers that can be checked, errors that are true."""

import dataclasses
import math

import numpy as np
import pytest
from scipy import stats

from simulate.beliefs.families.beta import pert
from simulate.beliefs.families.lognormal import Lognormal
from simulate.beliefs.families.mixture import Mixture
from simulate.beliefs.families.normal import Normal
from simulate.beliefs.families.points import Choice, Point
from simulate.beliefs.families.uniform import Uniform
from simulate.engine import run as run_module
from simulate.engine.blocks import BLOCK, REPLICATES
from simulate.engine.correlation import Correlation, cholesky
from simulate.engine.model import Event, Input, Model
from simulate.engine.program import Instruction, Op, Program
from simulate.engine.quantiles import Quantile
from simulate.engine.run import run
from simulate.engine.samplers import SAMPLERS
from simulate.engine.statistics.estimates import Estimates, Summary
from simulate.engine.streams import Stream

BELIEFS = (b"hours", b"pue", b"price", b"mfu", b"route")
DISTRIBUTIONS = (
    Lognormal(1.0, 0.4),
    pert(1.05, 1.15, 1.5),
    Mixture((Normal(60.0, 5.0), Normal(110.0, 8.0)), (0.7, 0.3)),
    Normal(0.4, 0.05),
    Choice((0.0, 1.0), (0.4, 0.6)),
)
WIDENED = stats.t(15).ppf(0.975) / stats.norm.ppf(0.975)
PROBABILITIES = (0.025, 0.05, 0.5, 0.95, 0.975)


def model(correlated=True):
    """hours, pue, price, mfu and a route; energy by either route, cost, a ratio that may be infinite."""
    steps = (
        (Op.MUL, 6, (0, 1)),
        (Op.DIV, 7, (0, 3)),
        (Op.CHOOSE, 8, (4, 6, 7)),
        (Op.MUL, 9, (8, 2)),
        (Op.DIV, 10, (5, 4)),
        (Op.LOG, 11, (7,)),
    )
    program = Program(
        12, (0, 1, 2, 3, 4), ((5, 3.0),), tuple(Instruction(*step) for step in steps), (0, 1, 8, 9, 10, 11, 4, 5)
    )
    inputs = tuple(
        Input(place, Quantile(one, monotone=correlated and place in (0, 3))) for place, one in enumerate(DISTRIBUTIONS)
    )
    groups = (Correlation((0, 3), cholesky([[1.0, -0.5], [-0.5, 1.0]])),) if correlated else ()
    return Model(program, inputs, groups)


UNIT = (Uniform(0.0, 1.0),)


def small_model(distributions=UNIT, beliefs=(1,)):
    """Inputs and nothing else."""
    n = len(distributions)
    inputs = tuple(Input(belief, Quantile(one)) for belief, one in zip(beliefs, distributions, strict=True))
    return Model(Program(n, tuple(range(n)), (), (), tuple(range(n))), inputs)


def bits(result):
    """All that a run says, as bytes; objects that hold arrays are followed."""
    if isinstance(result, np.ndarray):
        return result.tobytes()
    if isinstance(result, tuple):
        return tuple(map(bits, result))
    if isinstance(result, Summary | Estimates):
        return tuple(bits(getattr(result, item.name)) for item in dataclasses.fields(result))
    return result


def asked(models, sampler="random", draws=5 * 16_384, seed=0, beliefs=BELIEFS, **more):
    return run(models, beliefs, seed=seed, draws=draws, sampler=sampler, probabilities=PROBABILITIES, **more)


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_the_same_run_gives_the_same_bits_however_it_is_cut(sampler, monkeypatch):
    def whole(**more):
        models = [model(), small_model()]
        return bits(asked(models, sampler, draws=20 * 16_384, shortest=0.9, keep=True, **more))

    wanted = whole()
    for threads in (2, 4):
        assert whole(threads=threads) == wanted
    monkeypatch.setattr(run_module, "AT_ONCE", 2)
    assert whole(threads=3) == wanted


@pytest.mark.parametrize("sampler", ["random", "latin"])
def test_no_result_depends_on_other_models_their_order_or_that_of_the_beliefs(sampler):
    first, second = (bits(one) for one in asked([model(), small_model()], sampler))
    assert bits(asked([small_model(), model()], sampler)) == (second, first)
    assert bits(asked([model()], sampler)) == (first,)
    turned = BELIEFS[::-1]
    moved = dataclasses.replace(
        model(), inputs=tuple(dataclasses.replace(item, belief=4 - item.belief) for item in model().inputs)
    )
    assert bits(asked([moved], sampler, beliefs=turned)) == (first,)


def test_no_result_depends_on_which_outputs_are_asked_for():
    whole = asked([model()])[0]
    few = dataclasses.replace(model(), program=dataclasses.replace(model().program, outputs=(9, 0)))
    part = asked([few])[0]
    for name in ("mean", "sd", "quantiles"):
        for kind in ("estimates", "errors"):
            found, wanted = (getattr(getattr(one, kind), name) for one in (part, whole))
            assert found.tobytes() == wanted[[3, 0]].tobytes()


def test_levels_are_quantiles_of_all_draws_and_change_nothing_else():
    plain, more = asked([model()])[0], asked([model()], levels=(0.9, 0.05, 0.001, 0.5))[0]
    assert plain.levels.shape == (8, 0)
    assert more.levels[:, [1, 3]].tobytes() == more.estimates.quantiles[:, [1, 2]].tobytes()
    assert bits(dataclasses.replace(more, levels=plain.levels)) == bits(plain)
    finite = np.isfinite(more.levels[:, 2])
    assert (more.levels[finite, 2] <= more.levels[finite, 1]).all()


def test_levels_of_what_takes_few_values_are_these_values_and_where_they_are_infinite_there_is_none():
    levels = (0.1, 0.39, 0.41, 0.9)
    summary = asked([model()], "sobol", levels=levels)[0]
    assert summary.levels[6].tolist() == [0.0, 0.0, 1.0, 1.0]
    assert summary.levels[7].tolist() == [3.0] * 4
    assert summary.levels[4].tolist()[:3] == [3.0] * 3
    assert math.isnan(summary.levels[4, 3])


def test_more_draws_extend_fewer():
    fewer, more = (asked([model()], draws=n, keep=True)[0] for n in (2 * 16_384, 5 * 16_384))
    assert fewer.draws.shape == (8, 2 * 16_384)
    assert (more.draws[:, : 2 * 16_384] == fewer.draws).all()


def test_draws_are_rounded_up_and_progress_counts_them():
    seen = []
    summary = asked([small_model()], draws=16_385, progress=lambda done, total, _: seen.append((done, total)))[0]
    assert summary.n_draws == 32_768
    assert seen[-1] == (32_768, 32_768)
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})


def test_a_uniform_prior_shows_the_stream_itself():
    """Draw i, from the definition of the streams and nothing else of the engine."""
    draws = asked([small_model()], draws=16_384, keep=True, seed=7)[0].draws[0]
    words = np.random.Philox(key=Stream(7, BELIEFS[1]).key(), counter=2**256 - 1).random_raw(16_384)
    assert draws == pytest.approx(((words >> 11) + 0.5) * 2.0**-53, rel=1e-15)


def test_one_belief_is_one_draw_for_every_input_and_model_that_uses_it():
    """Whatever distribution each of them puts on it."""
    twice = small_model((Uniform(0.0, 1.0), Uniform(0.0, 1.0), Normal(0.0, 1.0)), (1, 1, 1))
    first, second = asked([twice, small_model((Uniform(0.0, 10.0),))], draws=16_384, keep=True)
    assert (first.draws[0] == first.draws[1]).all()
    assert stats.norm.cdf(first.draws[2]) == pytest.approx(first.draws[0], rel=1e-7)
    assert second.draws[0] == pytest.approx(10.0 * first.draws[0], rel=1e-14)


def test_statistics_are_those_of_the_draws():
    summary = asked([model()], keep=True)[0]
    draws, estimates = summary.draws, summary.estimates
    finite = [0, 1, 2, 3, 5, 6, 7]
    assert estimates.mean[finite] == pytest.approx(draws[finite].mean(axis=1), rel=1e-12)
    assert estimates.sd[finite] == pytest.approx(draws[finite].std(axis=1), rel=1e-12, abs=0)
    wanted = np.quantile(draws[finite], PROBABILITIES, axis=1, method="hazen").T
    assert estimates.quantiles[finite] == pytest.approx(wanted, rel=1e-3)


def test_errors_come_from_the_sixteen_replicates():
    summary = asked([model()], keep=True)[0]
    replicates = summary.draws.reshape(8, -1, REPLICATES, BLOCK).transpose(2, 0, 1, 3).reshape(REPLICATES, 8, -1)
    for row in (0, 2, 3, 5):
        means, sds = replicates[:, row].mean(axis=1), replicates[:, row].std(axis=1)
        assert summary.errors.mean[row] == pytest.approx(means.std(ddof=1) / 4 * WIDENED, rel=1e-4)
        assert summary.errors.sd[row] == pytest.approx(sds.std(ddof=1) / 4 * WIDENED, rel=1e-4)
        quantiles = np.quantile(replicates[:, row], PROBABILITIES, axis=1, method="hazen")
        assert summary.errors.quantiles[row] == pytest.approx(quantiles.std(axis=1, ddof=1) / 4 * WIDENED, rel=0.05)


def test_points_and_choices_are_exact_through_to_the_quantiles():
    estimates, errors = (getattr(asked([model()])[0], kind) for kind in ("estimates", "errors"))
    assert (estimates.mean[7], estimates.sd[7], *estimates.quantiles[7]) == (3.0, 0.0, *[3.0] * 5)
    assert (errors.mean[7], errors.sd[7], *errors.quantiles[7]) == (0.0, 0.0, *[0.0] * 5)
    assert estimates.quantiles[6].tolist() == [0.0, 0.0, 1.0, 1.0, 1.0]
    point = asked([small_model((Point(0.1),))])[0]
    assert (point.estimates.mean[0], point.estimates.sd[0], *point.estimates.quantiles[0]) == (0.1, 0.0, *[0.1] * 5)


def test_an_infinite_draw_is_counted_and_leaves_neither_mean_nor_sd():
    """Output 4 is 3 / route: infinite on route 0, in 40 % of draws."""
    summary = asked([model()], keep=True)[0]
    infinite = np.isinf(summary.draws[4])
    assert summary.n_infinite.tolist() == [0, 0, 0, 0, infinite.sum(), 0, 0, 0]
    assert not summary.n_nan.any()
    assert summary.first_nonfinite.tolist() == [-1, -1, -1, -1, np.argmax(infinite), -1, -1, -1]
    assert math.isnan(summary.estimates.mean[4])
    assert math.isnan(summary.estimates.sd[4])
    assert summary.estimates.quantiles[4].tolist() == pytest.approx([3.0, 3.0, 3.0, math.nan, math.nan], nan_ok=True)


def test_one_nan_among_all_draws_makes_every_statistic_of_its_output_unknown():
    """The logarithm of a number that is negative in two draws of 81,920."""
    program = Program(2, (0,), (), (Instruction(Op.LOG, 1, (0,)),), (1, 0))
    low = 2.5e-5
    rare = Model(program, (Input(0, Quantile(Uniform(-low, 1.0 - low))),))
    events = [Event(0, Op.LT, 0.0), Event(1, Op.LT, 0.0)]
    summary = asked([rare], keep=True, events=[events], shortest=0.9)[0]
    bad = np.flatnonzero(np.isnan(summary.draws[0]))
    assert 0 < bad.size < 10
    assert summary.n_nan.tolist() == [bad.size, 0]
    assert summary.first_nonfinite.tolist() == [bad[0], -1]
    for kind in (summary.estimates, summary.errors):
        everything = [kind.mean[0], kind.sd[0], *kind.quantiles[0], kind.events[0], *kind.shortest[0]]
        assert np.isnan(everything).all()
        assert np.isfinite([kind.mean[1], kind.sd[1], *kind.quantiles[1], kind.events[1], *kind.shortest[1]]).all()


def test_probabilities_of_events_are_counted_exactly():
    median = float(Lognormal(1.0, 0.4).median)
    events = [Event(0, Op.LE, median), Event(0, Op.GT, median), Event(6, Op.EQ, 1.0), Event(6, Op.GE, 0.0)]
    events += [Event(0, Op.LT, 0.0), Event(6, Op.NE, 0.0)]
    summary = asked([model()], keep=True, events=[events])[0]
    below = summary.draws[0] <= median
    route = summary.draws[6] == 1.0
    assert summary.estimates.events.tolist() == [below.mean(), 1 - below.mean(), route.mean(), 1.0, 0.0, route.mean()]
    shares = below.reshape(-1, REPLICATES, BLOCK).mean(axis=(0, 2))
    assert summary.errors.events[0] == pytest.approx(shares.std(ddof=1) / 4 * WIDENED, rel=1e-4)
    assert summary.errors.events[3:5].tolist() == [0.0, 0.0]


def test_the_shortest_interval_comes_with_its_error():
    summary = asked([small_model((Lognormal(0.0, 1.0),))], shortest=0.9, draws=2**18)[0]
    low, high = summary.estimates.shortest[0]
    assert stats.lognorm.cdf(high, 1.0) - stats.lognorm.cdf(low, 1.0) == pytest.approx(0.9, abs=3e-3)
    assert stats.lognorm.pdf(high, 1.0) == pytest.approx(stats.lognorm.pdf(low, 1.0), rel=0.2)
    assert (summary.errors.shortest > 0).all()
    assert asked([model()])[0].estimates.shortest.shape == (8, 0)


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_means_sds_and_quantiles_are_right_within_their_errors(sampler):
    """x + y of two uniforms: triangular, all of it known."""
    program = Program(3, (0, 1), (), (Instruction(Op.ADD, 2, (0, 1)),), (2,))
    total = Model(program, tuple(Input(place, Quantile(Uniform(0.0, 1.0))) for place in (0, 1)))
    truth = stats.triang(0.5, 0.0, 2.0)
    wanted = np.array([truth.mean(), truth.std(), *truth.ppf(PROBABILITIES)])
    covered, n_seeds = np.zeros(wanted.size), 80
    for seed in range(n_seeds):
        summary = asked([total], sampler, draws=16_384, seed=seed)[0]
        found, error = (
            np.concatenate([kind.mean, kind.sd, kind.quantiles[0]]) for kind in (summary.estimates, summary.errors)
        )
        covered += np.abs(found - wanted) <= 1.96 * error
    assert (covered / n_seeds >= 0.86).all(), covered / n_seeds
    assert (covered / n_seeds).mean() <= 0.99


def test_latin_hypercubes_know_the_mean_of_a_sum_better():
    random, latin = (asked([small_model()], sampler)[0].errors.mean[0] for sampler in ("random", "latin"))
    assert latin < random / 100


def test_a_run_without_models_inputs_or_outputs_says_nothing_and_does_not_fail():
    assert asked([]) == ()
    constant = Model(Program(1, (), ((0, 2.0),), (), (0,)), ())
    assert asked([constant], beliefs=())[0].estimates.mean.tolist() == [2.0]
    silent = Model(Program(1, (), ((0, 2.0),), (), ()), ())
    assert asked([silent])[0].estimates.quantiles.shape == (0, 5)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sampler": "lucky"}, "no sampler 'lucky'"),
        ({"beliefs": (b"a", b"b", b"c", b"d", b"a")}, "same identity"),
        ({"beliefs": BELIEFS[:4]}, "belief 4, the run has 4"),
        ({"seed": -1}, "a seed is"),
        ({"draws": 0}, "at least one draw"),
        ({"events": [[Event(8, Op.LT, 1.0)]]}, "asks for output 8, the model has 8"),
        ({"shortest": 1.0}, "between 0 and 1"),
    ],
)
def test_what_cannot_be_run_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        asked([model()], **changes)


def test_an_event_compares():
    with pytest.raises(ValueError, match="an event compares, got add"):
        Event(0, Op.ADD, 1.0)
