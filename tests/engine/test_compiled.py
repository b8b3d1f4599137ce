"""The compiled engine against its slow twin, and against itself: any threads, any order, any subset of outputs."""

import dataclasses
import hashlib
import math
import resource

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.beliefs.families.affine import Affine
from simulate.beliefs.families.beta import Beta, pert
from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.empirical import Empirical
from simulate.beliefs.families.lognormal import Lognormal
from simulate.beliefs.families.mixture import Mixture
from simulate.beliefs.families.normal import Normal
from simulate.beliefs.families.points import Choice, Point
from simulate.beliefs.families.trapezoidal import triangular
from simulate.beliefs.families.truncated import truncate
from simulate.beliefs.families.uniform import Loguniform, Uniform
from simulate.engine import tabulation
from simulate.engine.blocks import BLOCK, GRAIN, REPLICATES, Blocks
from simulate.engine.compiled.preparation import prepare
from simulate.engine.compiled.run import run
from simulate.engine.compiled.worker import Worker
from simulate.engine.correlation import Correlation, cholesky
from simulate.engine.evaluation import evaluate
from simulate.engine.model import Event, Input, Model
from simulate.engine.program import ARITY, Instruction, Op, Program
from simulate.engine.quantiles import Quantile
from simulate.engine.run import run as slow_run
from simulate.engine.statistics import Questions
from simulate.engine.table import EXACT as EXACT_CELL

DRAWS = 3 * GRAIN
PROBABILITIES = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)
GAP = Mixture((Normal(20.0, 1.0), Normal(60.0, 3.0)), (0.7, 0.3))
TABLED = (
    Beta(2.0, 5.0),
    pert(1.05, 1.15, 1.5),
    Affine(pert(1.0, 1.3, 1.8), -2.0, 7.0),
    Mixture((pert(1.0, 1.3, 1.8), Uniform(5.0, 6.0), pert(0.0, 0.1, 0.2)), (0.2, 0.5, 0.3)),
    truncate(pert(1.0, 1.3, 1.8), 1.2, 1.5),
)
"""Both engines take these from one table."""
EXACT = (
    Uniform(-1.0, 3.0),
    Affine(Uniform(0.0, 1.0), -3.0, 2.0),
    Choice((1.0, 2.0, 4.0), (0.5, 0.3, 0.2)),
    Empirical((3.0, 1.0, 2.0, 1.0), (0.1, 0.4, 0.3, 0.2)),
    Point(7.5),
    truncate(Choice((1.0, 2.0, 3.0), (0.2, 0.5, 0.3)), 1.5, 3.5),
)
"""Both engines compute these, to the last bit but one."""
CLOSED = (
    Lognormal(1.0, 0.4),
    Normal(3.0, 2.0),
    Loguniform(1.0, 1e6),
    truncate(Normal(1.3, 0.1), 1.0, 1.4),
    triangular(300.0, 350.0, 500.0),
    GAP,
)
"""Closed forms in the slow engine, tables here."""


def straight(*distributions: Distribution, monotone=False):
    """Every input an output."""
    n = len(distributions)
    program = Program(n, tuple(range(n)), (), (), tuple(range(n)))
    inputs = tuple(Input(place, Quantile(one, monotone)) for place, one in enumerate(distributions))
    return Model(program, inputs)


def names(n):
    return tuple(b"belief %d" % number for number in range(n))


def draws_of(one, model, **options):
    (summary,) = one([model], names(len(model.inputs)), seed=4, draws=GRAIN, keep=True, **options)
    return summary.draws


def footprint(outputs=(0, 1, 2, 3, 4, 5)):
    """Six inputs of all kinds, and six outputs."""
    distributions = (*CLOSED[:2], GAP, TABLED[1], EXACT[2], EXACT[0])
    steps = (
        (Op.MUL, 7, (0, 3)),
        (Op.MUL, 8, (7, 6)),
        (Op.ADD, 9, (8, 2)),
        (Op.DIV, 10, (9, 4)),
        (Op.SUB, 11, (10, 5)),
        (Op.EXP, 12, (5,)),
    )
    slots = [7, 9, 10, 11, 12, 4]
    program = Program(
        13,
        tuple(range(6)),
        ((6, 2.5),),
        tuple(Instruction(*step) for step in steps),
        tuple(slots[number] for number in outputs),
    )
    return Model(program, tuple(Input(place, Quantile(one)) for place, one in enumerate(distributions)))


def digest(summaries):
    """Of every number that a run says."""
    found = hashlib.sha256()
    for summary in summaries:
        for part in (summary.estimates, summary.errors):
            for name in part.__slots__:
                found.update(np.ascontiguousarray(getattr(part, name)).tobytes())
        for histogram in summary.histograms:
            for name in ("keys", "counts", "least", "greatest"):
                found.update(np.ascontiguousarray(getattr(histogram, name)).tobytes())
        for row in (summary.n_nan, summary.n_infinite, summary.first_nonfinite, summary.draws):
            found.update(b"" if row is None else np.ascontiguousarray(row).tobytes())
    return found.hexdigest()[:16]


@pytest.mark.parametrize("sampler", ["random", "latin", "sobol"])
def test_draws_of_tables_and_steps_are_those_of_the_slow_engine(sampler):
    model = straight(*TABLED, *EXACT)
    np.testing.assert_allclose(
        draws_of(run, model, sampler=sampler), draws_of(slow_run, model, sampler=sampler), rtol=1e-12
    )
    steps = straight(*EXACT[2:6])
    np.testing.assert_array_equal(draws_of(run, steps, sampler=sampler), draws_of(slow_run, steps, sampler=sampler))


def test_draws_in_cells_that_no_cubic_fits_get_exact_quantiles():
    gap = dataclasses.replace(GAP, components=(Uniform(0.0, 1.0), Uniform(5.0, 6.0)))
    model = straight(gap, GAP, monotone=True)
    assert min(gap_cells(GAP), gap_cells(gap)) > 0
    np.testing.assert_array_equal(draws_of(run, model), draws_of(slow_run, model))


def gap_cells(distribution):
    return sum(np.count_nonzero(level.block == EXACT_CELL) for level in tabulation.build(distribution).levels)


def test_tables_of_closed_forms_lie_within_1e_7_of_the_tail_in_probability():
    for distribution in CLOSED[:5]:
        ours = draws_of(run, straight(distribution))[0]
        exact = draws_of(slow_run, straight(distribution))[0]
        tails = np.array([min(distribution.cdf(x), distribution.sf(x)) for x in ours[:500]])
        exact_tails = np.array([min(distribution.cdf(x), distribution.sf(x)) for x in exact[:500]])
        np.testing.assert_allclose(tails, exact_tails, rtol=1.1e-7)
        assert np.abs(ours / exact - 1).max() < 1e-5


def test_more_beliefs_than_dimensions_are_drawn_as_the_slow_engine_draws_them():
    inputs = tuple(Input(belief, Quantile(Uniform(0.0, 1.0))) for belief in (0, 1023, 1024, 1030))
    model = Model(Program(4, (0, 1, 2, 3), (), (), (0, 1, 2, 3)), inputs)
    options = {"seed": 1, "draws": GRAIN, "sampler": "sobol", "keep": True}
    (ours,), (slow,) = run([model], names(1031), **options), slow_run([model], names(1031), **options)
    np.testing.assert_array_equal(ours.draws, slow.draws)


@pytest.mark.parametrize("sampler", ["random", "sobol"])
def test_correlated_inputs_are_those_of_the_slow_engine(sampler):
    matrix = [[1.0, -0.5, 0.3], [-0.5, 1.0, 0.2], [0.3, 0.2, 1.0]]
    plain = straight(Normal(0.0, 1.0), pert(1.0, 1.3, 1.8), Choice((1.0, 2.0), (0.4, 0.6)), monotone=True)
    model = dataclasses.replace(plain, correlations=(Correlation((0, 1, 2), cholesky(matrix)),))
    ours, slow = (draws_of(one, model, sampler=sampler) for one in (run, slow_run))
    np.testing.assert_allclose(ours[:2], slow[:2], rtol=1e-6, atol=1e-7)
    assert np.count_nonzero(ours[2] != slow[2]) <= 1
    assert np.corrcoef(ours[0], ours[1])[0, 1] == pytest.approx(-0.5, abs=0.03)


def test_statistics_are_those_of_the_slow_engine():
    model = straight(*TABLED, *EXACT)
    asked = ((0, Op.LT, 0.3), (7, Op.LE, 2.0), (7, Op.EQ, 1.0), (7, Op.NE, 1.0), (2, Op.GE, 4.5), (0, Op.GT, 0.2))
    options = {
        "seed": 9,
        "draws": DRAWS,
        "sampler": "random",
        "probabilities": PROBABILITIES,
        "events": [[Event(*one) for one in asked]],
        "shortest": 0.9,
    }
    (ours,), (slow,) = (one([model], names(len(model.inputs)), **options) for one in (run, slow_run))
    for name in ("mean", "sd"):
        np.testing.assert_allclose(getattr(ours.estimates, name), getattr(slow.estimates, name), rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(getattr(ours.errors, name), getattr(slow.errors, name), rtol=1e-8, atol=1e-15)
    for name in ("quantiles", "shortest"):
        np.testing.assert_allclose(getattr(ours.estimates, name), getattr(slow.estimates, name), rtol=1e-12)
        np.testing.assert_allclose(getattr(ours.errors, name), getattr(slow.errors, name), rtol=1e-6, atol=1e-14)
    np.testing.assert_array_equal(ours.estimates.events, slow.estimates.events)
    for one, other in zip(ours.histograms, slow.histograms, strict=True):
        np.testing.assert_array_equal(one.keys, other.keys)
        np.testing.assert_array_equal(one.counts, other.counts)
    assert ours.n_draws == slow.n_draws == DRAWS


def test_quantiles_of_closed_forms_differ_by_less_than_1e_6_of_the_iqr():
    model = footprint()
    options = {"seed": 2, "draws": DRAWS, "sampler": "sobol", "probabilities": PROBABILITIES}
    (ours,), (slow,) = (one([model], names(6), **options) for one in (run, slow_run))
    quantiles = slow.estimates.quantiles
    iqr = np.maximum(quantiles[:, 4] - quantiles[:, 2], 1e-300)
    assert (np.abs(ours.estimates.quantiles - quantiles) / iqr[:, None]).max() < 1e-6
    np.testing.assert_allclose(ours.estimates.mean, slow.estimates.mean, rtol=1e-8)


@pytest.mark.parametrize("sampler", ["random", "latin", "sobol"])
def test_the_bits_do_not_depend_on_threads(sampler):
    options = {"seed": 0, "draws": 20 * GRAIN, "sampler": sampler, "keep": True}
    digests = {digest(run([footprint(), footprint((2, 5))], names(6), threads=n, **options)) for n in (1, 2, 4)}
    assert len(digests) == 1


def test_the_bits_do_not_depend_on_the_order_of_blocks():
    prepared = prepare([footprint()], names(6), 0, "random", 40, [Questions((0.5,))], keep=False)
    found = []
    for shuffled in (False, True):
        worker = Worker(prepared.job)
        worker.start(prepared.words(3))
        pieces = list(Blocks(3, 0, 40).pieces(worker.at_once))
        if shuffled:
            pieces = [pieces[number] for number in np.random.default_rng(1).permutation(len(pieces))]
        for piece in pieces:
            worker.add(piece)
        histograms = [worker.store.histogram(number) for number in range(6)]
        rows = [worker.tree.total(), *(getattr(one, name) for one in histograms for name in one.__slots__)]
        found.append([row.tobytes() for row in rows])
    assert found[0] == found[1]


def test_outputs_left_out_change_no_other():
    (every,) = run([footprint()], names(6), seed=5, draws=DRAWS)
    (some,) = run([footprint((4, 1))], names(6), seed=5, draws=DRAWS)
    for name in ("mean", "sd", "quantiles"):
        np.testing.assert_array_equal(getattr(some.estimates, name), getattr(every.estimates, name)[[4, 1]])
        np.testing.assert_array_equal(getattr(some.errors, name), getattr(every.errors, name)[[4, 1]])


def test_other_models_and_the_order_of_models_change_nothing():
    models = [footprint(), straight(*EXACT[:6]), footprint((3,))]
    together = run(models, names(6), seed=5, draws=GRAIN)
    apart = [run([model], names(6), seed=5, draws=GRAIN)[0] for model in models]
    turned = run(models[::-1], names(6), seed=5, draws=GRAIN)[::-1]
    assert digest(together) == digest(apart) == digest(turned)


def test_more_draws_extend_fewer():
    few, many = (run([footprint()], names(6), seed=5, draws=n, keep=True)[0].draws for n in (GRAIN, 2 * GRAIN))
    np.testing.assert_array_equal(many[:, :GRAIN], few)


def test_golden_digest_of_stream_v1():
    """Steps, uniforms and products only: no rounding of a library or a compiler lies in between."""
    summaries = run([straight(*EXACT[:6])], names(6), seed=20_241_226, draws=GRAIN, sampler="sobol", keep=True)
    assert hashlib.sha256(summaries[0].draws.tobytes()).hexdigest()[:16] == "b67d88099f1c2968"


ROUNDED = (Op.EXP, Op.LOG, Op.LOG10, Op.POW, Op.SIN, Op.COS, Op.TAN)
"""Two libraries may differ in the last digits of these."""
NUMBERS = [0.0, -0.0, 1.0, 2.0, -3.5, 1e300, math.inf, math.nan]


def instructions(slot, ops):
    """An instruction that writes a slot from any before it."""
    return st.sampled_from(ops).flatmap(
        lambda op: st.lists(st.integers(0, slot - 1), min_size=ARITY[op] or 2, max_size=ARITY[op] or 4).map(
            lambda operands: Instruction(op, slot, tuple(operands))
        )
    )


@st.composite
def programs(draw):
    """Three inputs, two constants, up to twelve exact instructions, a rounded one at the end; the last few told."""
    exact = [op for op in Op if op not in ROUNDED]
    steps = [draw(instructions(slot, exact)) for slot in range(5, 5 + draw(st.integers(0, 12)))]
    steps.append(draw(instructions(5 + len(steps), ROUNDED)))
    constants = draw(st.tuples(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS)))
    last = 4 + len(steps)
    return Program(
        last + 1, (0, 1, 2), tuple(enumerate(constants, 3)), tuple(steps), tuple(range(max(last - 4, 0), last + 1))
    )


@settings(max_examples=80, deadline=None)
@given(programs())
def test_any_program_gives_what_the_evaluation_gives(program):
    distributions = (Uniform(-3.0, 3.0), Choice((0.0, 1.0, 2.0), (0.3, 0.3, 0.4)), Uniform(0.0, 800.0))
    model = Model(program, tuple(Input(place, Quantile(one)) for place, one in enumerate(distributions)))
    ours, inputs = (
        run([one], names(3), seed=1, draws=GRAIN, keep=True)[0].draws for one in (model, straight(*distributions))
    )
    wanted = evaluate(program, inputs, GRAIN)
    np.testing.assert_array_equal(ours[:-1], wanted[:-1])
    np.testing.assert_allclose(ours[-1], wanted[-1], rtol=1e-13, atol=1e-307)


@pytest.mark.parametrize(
    ("op", "low", "high"),
    [(Op.EXP, -760.0, 720.0), (Op.EXP, -1.0, 1.0), (Op.LOG, 0.0, 1e-300), (Op.LOG, 0.5, 2.0), (Op.LOG, -1.0, 1e9)],
)
def test_exponentials_and_logarithms_are_right_to_the_last_digits(op, low, high):
    program = Program(2, (0,), (), (Instruction(op, 1, (0,)),), (0, 1))
    model = Model(program, (Input(0, Quantile(Uniform(low, high))),))
    (summary,) = run([model], names(1), seed=3, draws=GRAIN, keep=True)
    x, y = summary.draws
    with np.errstate(all="ignore"):
        wanted = {Op.EXP: np.exp, Op.LOG: np.log}[op](x)
    np.testing.assert_allclose(y, wanted, rtol=4 * np.finfo(float).eps, atol=1e-322)


@pytest.mark.parametrize(("op", "special"), [(Op.EXP, np.exp), (Op.LOG, np.log)])
def test_special_values_travel_as_ieee_754_says(op, special):
    values = (0.0, 5e-324, 1.0, -1.0, math.inf, -math.inf, math.nan, 1e308, -1e308)
    for value in values:
        program = Program(3, (0,), ((1, value),), (Instruction(op, 2, (1,)),), (2,))
        (summary,) = run([Model(program, (Input(0, Quantile(Point(1.0))),))], names(1), seed=3, draws=1, keep=True)
        with np.errstate(all="ignore"):
            np.testing.assert_allclose(summary.draws[0, 0], special(value), rtol=1e-15)


def test_draws_that_are_not_finite_are_counted_with_the_first():
    steps = tuple(Instruction(*step) for step in ((Op.LOG, 3, (0,)), (Op.DIV, 4, (0, 1)), (Op.SUB, 5, (4, 4))))
    inputs = (Input(0, Quantile(Uniform(-0.01, 1.0))), Input(1, Quantile(Choice((0.0, 1.0), (0.1, 0.9)))))
    model = Model(Program(6, (0, 1), ((2, 0.0),), steps, (3, 4, 5, 0)), inputs)
    options = {"seed": 1, "draws": DRAWS, "keep": True, "events": [[Event(0, Op.LT, 0.0), Event(3, Op.LT, 0.0)]]}
    (ours,), (slow,) = (one([model], names(2), **options) for one in (run, slow_run))
    for name in ("n_nan", "n_infinite", "first_nonfinite"):
        np.testing.assert_array_equal(getattr(ours, name), getattr(slow, name))
    assert ours.n_nan[0] > 0
    assert ours.n_infinite[1] > 0
    np.testing.assert_allclose(ours.estimates.quantiles, slow.estimates.quantiles, rtol=1e-12)
    np.testing.assert_array_equal(np.isnan(ours.estimates.mean), [True, True, True, False])
    np.testing.assert_array_equal(ours.estimates.events, slow.estimates.events)


@pytest.mark.parametrize(
    "distribution",
    [
        Normal(0.0, 1e-9),
        Affine(Uniform(0.0, 1.0), 1e-6, 1e9),
        Loguniform(1e-200, 1e200),
        Normal(1e-3, 5.0),
        Point(-0.0),
    ],
)
def test_quantities_over_many_decades_and_such_as_hardly_vary_fall_into_the_same_bins(distribution):
    (ours,), (slow,) = (
        one([straight(distribution)], names(1), seed=1, draws=DRAWS, keep=True) for one in (run, slow_run)
    )
    iqr = slow.estimates.quantiles[0, 3] - slow.estimates.quantiles[0, 1]
    np.testing.assert_allclose(ours.estimates.quantiles, slow.estimates.quantiles, rtol=1e-7, atol=1e-6 * iqr)
    values = np.sort(ours.draws[0])
    histogram = ours.histograms[0]
    assert histogram.counts.sum() == DRAWS
    assert (histogram.least[0], histogram.greatest[-1]) == (values[0], values[-1])
    starts = np.concatenate([[0], np.cumsum(histogram.counts)[:-1]])
    np.testing.assert_array_equal(histogram.least, values[starts])
    np.testing.assert_array_equal(histogram.greatest, values[np.cumsum(histogram.counts) - 1])


def test_memory_does_not_grow_with_draws():
    run([footprint()], names(6), seed=1, draws=2**20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run([footprint()], names(6), seed=1, draws=2**22)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8 * 1024


def test_progress_ends_with_all_draws_whatever_the_threads():
    told = []
    for threads in (1, 3):
        told.clear()
        run([footprint()], names(6), seed=1, draws=DRAWS, threads=threads, progress=lambda *now: told.append(now))
        assert told == sorted(told)
        assert told[-1] == (DRAWS, DRAWS)


def test_what_progress_raises_stops_all_threads():
    def stop(done, wanted):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([footprint()], names(6), seed=1, draws=DRAWS, threads=2, progress=stop)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"sampler": "halton"}, "no sampler 'halton'"),
        ({"beliefs": names(5)}, "drawn from belief 5"),
        ({"beliefs": (b"x",) * 6}, "same identity"),
        ({"seed": -1}, "a seed is"),
        ({"threads": 0}, "at least one thread"),
        ({"events": [[Event(6, Op.LT, 1.0)]]}, "output 6"),
    ],
)
def test_what_cannot_be_run_is_refused(changed, message):
    options = {"beliefs": names(6), "seed": 1, "draws": 1, **changed}
    with pytest.raises(ValueError, match=message):
        run([footprint()], **options)


def test_blocks_and_replicates_are_what_kernels_take_them_for():
    assert (BLOCK, REPLICATES) == (1_024, 16)
