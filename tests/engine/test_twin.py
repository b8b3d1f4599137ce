"""The compiled engine against its slow twin: the same draws, the same statistics, for any program."""

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
from simulate.beliefs.families.student_t import StudentT
from simulate.beliefs.families.trapezoidal import triangular
from simulate.beliefs.families.truncated import truncate
from simulate.beliefs.families.uniform import Loguniform, Uniform
from simulate.engine import tabulation
from simulate.engine.blocks import BLOCK, GRAIN, REPLICATES, Blocks
from simulate.engine.correlation import Correlation, cholesky
from simulate.engine.evaluation import evaluate
from simulate.engine.model import Event, Input, Model
from simulate.engine.program import ARITY, Instruction, Op, Program
from simulate.engine.quantiles import Quantile
from simulate.engine.run import run
from simulate.engine.statistics.estimates import Questions
from simulate.engine.table import EXACT as EXACT_CELL
from simulate.engine.worker import AT_ONCE, Worker
from simulate.engine.writing.preparation import prepare
from tests.engine import twin

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
"""Both take these from one table."""
EXACT = (
    Uniform(-1.0, 3.0),
    Affine(Uniform(0.0, 1.0), -3.0, 2.0),
    Choice((1.0, 2.0, 4.0), (0.5, 0.3, 0.2)),
    Empirical((3.0, 1.0, 2.0, 1.0), (0.1, 0.4, 0.3, 0.2)),
    Point(7.5),
    truncate(Choice((1.0, 2.0, 3.0), (0.2, 0.5, 0.3)), 1.5, 3.5),
)
"""Both compute these, to the last bit but one."""
CLOSED = (
    Lognormal(1.0, 0.4),
    Normal(3.0, 2.0),
    Loguniform(1.0, 1e6),
    truncate(Normal(1.3, 0.1), 1.0, 1.4),
    triangular(300.0, 350.0, 500.0),
    GAP,
)
"""Closed forms in the twin, tables in the engine."""


def straight(*distributions: Distribution, monotone=False):
    """Every input an output."""
    n = len(distributions)
    program = Program(n, tuple(range(n)), (), (), tuple(range(n)))
    inputs = tuple(Input(place, Quantile(one, monotone)) for place, one in enumerate(distributions))
    return Model(program, inputs)


def names(n):
    return tuple(b"belief %d" % number for number in range(n))


def both(model, seed=4, draws=GRAIN, **options):
    """What the engine and its twin say of one model."""
    beliefs = names(max([0, *(item.belief + 1 for item in model.inputs)]))
    ours = run([model], beliefs, seed=seed, draws=draws, keep=True, **options)
    return ours[0], twin.run([model], beliefs, seed=seed, draws=draws, **options)[0]


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
    told = tuple(slots[number] for number in outputs)
    program = Program(13, tuple(range(6)), ((6, 2.5),), tuple(Instruction(*step) for step in steps), told)
    return Model(program, tuple(Input(place, Quantile(one)) for place, one in enumerate(distributions)))


def digest(summaries):
    """Of every number that a run says."""
    found = hashlib.sha256()
    for summary in summaries:
        for part in (summary.estimates, summary.errors):
            for name in part.__slots__:
                found.update(np.ascontiguousarray(getattr(part, name)).tobytes())
        for row in (summary.n_nan, summary.n_infinite, summary.first_nonfinite, summary.draws):
            found.update(b"" if row is None else np.ascontiguousarray(row).tobytes())
    return found.hexdigest()[:16]


@pytest.mark.parametrize("sampler", ["random", "latin", "sobol"])
def test_draws_of_tables_and_steps_are_those_of_the_twin(sampler):
    ours, slow = both(straight(*TABLED, *EXACT), sampler=sampler)
    np.testing.assert_allclose(ours.draws, slow.draws, rtol=1e-12)
    ours, slow = both(straight(*EXACT[2:6]), sampler=sampler)
    np.testing.assert_array_equal(ours.draws, slow.draws)


def test_draws_in_cells_that_no_cubic_fits_get_exact_quantiles():
    gap = dataclasses.replace(GAP, components=(Uniform(0.0, 1.0), Uniform(5.0, 6.0)))
    assert min(gap_cells(GAP), gap_cells(gap)) > 0
    ours, slow = both(straight(gap, GAP, monotone=True), sampler="random")
    np.testing.assert_array_equal(ours.draws, slow.draws)


def gap_cells(distribution):
    return sum(np.count_nonzero(level.block == EXACT_CELL) for level in tabulation.build(distribution).levels)


def test_tables_of_closed_forms_lie_within_1e_7_of_the_tail_in_probability():
    for distribution in CLOSED[:5]:
        ours, slow = both(straight(distribution))
        tails, exact = (
            np.array([min(distribution.cdf(x), distribution.sf(x)) for x in one.draws[0, :500]]) for one in (ours, slow)
        )
        np.testing.assert_allclose(tails, exact, rtol=1.1e-7)
        assert np.abs(ours.draws / slow.draws - 1).max() < 1e-5


def test_more_beliefs_than_dimensions_are_drawn_as_the_twin_draws_them():
    inputs = tuple(Input(belief, Quantile(Uniform(0.0, 1.0))) for belief in (0, 1023, 1024, 1030))
    ours, slow = both(Model(Program(4, (0, 1, 2, 3), (), (), (0, 1, 2, 3)), inputs), sampler="sobol")
    np.testing.assert_array_equal(ours.draws, slow.draws)


@pytest.mark.parametrize("sampler", ["random", "sobol"])
def test_correlated_inputs_are_those_of_the_twin(sampler):
    matrix = [[1.0, -0.5, 0.3], [-0.5, 1.0, 0.2], [0.3, 0.2, 1.0]]
    plain = straight(Normal(0.0, 1.0), pert(1.0, 1.3, 1.8), Choice((1.0, 2.0), (0.4, 0.6)), monotone=True)
    model = dataclasses.replace(plain, correlations=(Correlation((0, 1, 2), cholesky(matrix)),))
    ours, slow = both(model, sampler=sampler)
    np.testing.assert_allclose(ours.draws[:2], slow.draws[:2], rtol=1e-6, atol=1e-7)
    assert np.count_nonzero(ours.draws[2] != slow.draws[2]) <= 1
    assert np.corrcoef(ours.draws[0], ours.draws[1])[0, 1] == pytest.approx(-0.5, abs=0.03)


def test_statistics_are_those_of_the_twin():
    asked = ((0, Op.LT, 0.3), (7, Op.LE, 2.0), (7, Op.EQ, 1.0), (7, Op.NE, 1.0), (2, Op.GE, 4.5), (0, Op.GT, 0.2))
    options = {"probabilities": PROBABILITIES, "events": [[Event(*one) for one in asked]]}
    ours, slow = both(straight(*TABLED, *EXACT), seed=9, draws=DRAWS, sampler="random", **options)
    for name, tight in (("mean", 1e-12), ("sd", 1e-12)):
        np.testing.assert_allclose(getattr(ours.estimates, name), getattr(slow.estimates, name), rtol=tight, atol=1e-14)
        np.testing.assert_allclose(getattr(ours.errors, name), getattr(slow.errors, name), rtol=1e-4, atol=1e-14)
    iqr = slow.estimates.quantiles[:, 4] - slow.estimates.quantiles[:, 2]
    apart = np.abs(ours.estimates.quantiles - slow.estimates.quantiles)
    assert (apart <= np.maximum(0.33 * slow.errors.quantiles, 1e-12 * (1 + iqr[:, None]))).all()
    np.testing.assert_array_equal(ours.estimates.quantiles[7:10], slow.estimates.quantiles[7:10])
    np.testing.assert_allclose(ours.errors.quantiles, slow.errors.quantiles, rtol=0.15, atol=1e-14)
    np.testing.assert_array_equal(ours.estimates.events, slow.estimates.events)
    np.testing.assert_allclose(ours.errors.events, slow.errors.events, rtol=1e-4)


SHAPES = (
    Normal(0.0, 1e-9),
    Affine(Uniform(0.0, 1.0), 1e-6, 1e9),
    Loguniform(1e-70, 1e70),
    Normal(1e-3, 5.0),
    Lognormal(0.0, 3.0),
    Affine(Lognormal(0.0, 1.0), -2.0, 3.0),
    StudentT(1.5, 0.0, 1.0),
    Mixture((Normal(1.0, 1e-7), Normal(100.0, 1e-5)), (0.3, 0.7)),
    Mixture((Point(5.0), Normal(5.0, 1.0), Point(0.0)), (0.3, 0.4, 0.3)),
    Empirical(tuple(float(number**3) for number in range(900)), (1.0 / 900,) * 900),
    Point(-0.0),
)


@pytest.mark.parametrize("distribution", SHAPES, ids=[str(one)[:60] for one in SHAPES])
def test_quantiles_of_any_shape_are_those_of_all_draws(distribution):
    """Of wide, narrow, skewed, heavy, many-valued and mixed ones: within a third of their standard error."""
    probabilities = (0.001, *PROBABILITIES, 0.999)
    ours, slow = both(straight(distribution), seed=1, draws=20 * GRAIN, probabilities=probabilities, sampler="random")
    ordered = np.sort(ours.draws[0])
    wanted = np.quantile(ordered, probabilities, method="hazen")
    allowed = 0.33 * slow.errors.quantiles[0] + 1e-6 * min(slow.estimates.sd[0], 1e6) + 1e-12 * np.abs(wanted)
    np.testing.assert_array_less(np.abs(ours.estimates.quantiles[0] - wanted), allowed + 1e-300)


@pytest.mark.parametrize("sampler", ["random", "latin", "sobol"])
def test_the_bits_do_not_depend_on_threads(sampler):
    options = {"seed": 0, "draws": 20 * GRAIN, "sampler": sampler, "keep": True}
    digests = {digest(run([footprint(), footprint((2, 5))], names(6), threads=n, **options)) for n in (1, 2, 4)}
    assert len(digests) == 1


def test_the_bits_do_not_depend_on_the_order_of_blocks():
    prepared = prepare([footprint()], names(6), 0, "random", 40, [Questions((0.5,))], keep=False, moments_only=False)
    found = []
    for shuffled in (False, True):
        worker = Worker(prepared.job)
        worker.start(prepared.words(3))
        pieces = list(Blocks(3, 0, 40).pieces(AT_ONCE))
        if shuffled:
            pieces = [pieces[number] for number in np.random.default_rng(1).permutation(len(pieces))]
        for piece in pieces:
            worker.add(piece)
        rows = (worker.tree.total(), worker.bins.counts, worker.bins.bounds, worker.bins.times, worker.bins.facts)
        found.append([row.tobytes() for row in rows])
    assert found[0] == found[1]


@pytest.mark.parametrize("sampler", ["random", "sobol"])
def test_outputs_left_out_change_no_other(sampler):
    (every,) = run([footprint()], names(6), seed=5, draws=DRAWS, sampler=sampler)
    (some,) = run([footprint((4, 1))], names(6), seed=5, draws=DRAWS, sampler=sampler)
    for name in ("mean", "sd", "quantiles"):
        np.testing.assert_array_equal(getattr(some.estimates, name), getattr(every.estimates, name)[[4, 1]])
        np.testing.assert_array_equal(getattr(some.errors, name), getattr(every.errors, name)[[4, 1]])


def test_other_models_and_the_order_of_models_change_nothing():
    models = [footprint(), straight(*EXACT[:6]), footprint((3,))]
    together = run(models, names(6), seed=5, draws=GRAIN)
    apart = [run([model], names(6), seed=5, draws=GRAIN)[0] for model in models]
    turned = run(models[::-1], names(6), seed=5, draws=GRAIN)[::-1]
    assert digest(together) == digest(apart) == digest(turned)


@pytest.mark.parametrize("sampler", ["random", "sobol"])
def test_more_draws_extend_fewer(sampler):
    few, many = (
        run([footprint()], names(6), seed=5, draws=n, keep=True, sampler=sampler)[0].draws for n in (GRAIN, 2 * GRAIN)
    )
    np.testing.assert_array_equal(many[:, :GRAIN], few)


STATISTICS = {"sobol": "df3b60a5ad294d5c", "random": "23ba9a8856ce4c64", "latin": "d34efbc8e7c26d45"}
GOLDEN = {"sobol": "9cd8fd0ba89073fd", "random": "886ab40877d6b277", "latin": "7d4804bf5d6402c0"}


@pytest.mark.parametrize("sampler", GOLDEN)
def test_draws_and_statistics_of_stream_v1_never_change(sampler):
    """Steps, uniforms and products only: no rounding of a library or a compiler lies in between."""
    (summary,) = run([straight(*EXACT[:6])], names(6), seed=20_241_226, draws=GRAIN, sampler=sampler, keep=True)
    assert hashlib.sha256(summary.draws.tobytes()).hexdigest()[:16] == GOLDEN[sampler]
    assert digest([summary]) == STATISTICS[sampler]


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
    told = tuple(range(max(last - 4, 0), last + 1))
    return Program(last + 1, (0, 1, 2), tuple(enumerate(constants, 3)), tuple(steps), told)


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
    """Drawn, so that the kernel sees them and not the linker."""
    values = (0.0, 5e-324, 1.0, -1.0, math.inf, -math.inf, math.nan, 1e308, -1e308)
    steps = [Instruction(Op.CHOOSE, 10, (0, *range(1, 10))), Instruction(op, 11, (10,))]
    program = Program(12, (0,), tuple(enumerate(values, 1)), tuple(steps), (10, 11))
    which = Choice(tuple(float(number) for number in range(9)), (1 / 9,) * 9)
    (summary,) = run([Model(program, (Input(0, Quantile(which)),))], names(1), seed=3, draws=1, keep=True)
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(summary.draws[1], special(summary.draws[0]), rtol=1e-15)
    assert len(np.unique(summary.draws[0])) == len(values)


def test_draws_that_are_not_finite_are_counted_with_the_first():
    steps = tuple(Instruction(*step) for step in ((Op.LOG, 3, (0,)), (Op.DIV, 4, (0, 1)), (Op.SUB, 5, (4, 4))))
    inputs = (Input(0, Quantile(Uniform(-0.01, 1.0))), Input(1, Quantile(Choice((0.0, 1.0), (0.1, 0.9)))))
    model = Model(Program(6, (0, 1), ((2, 0.0),), steps, (3, 4, 5, 0)), inputs)
    ours, slow = both(model, seed=1, draws=DRAWS, events=[[Event(0, Op.LT, 0.0), Event(3, Op.LT, 0.0)]])
    nan, infinite = np.isnan(slow.draws), np.isinf(slow.draws)
    np.testing.assert_array_equal(ours.n_nan, nan.sum(axis=1))
    np.testing.assert_array_equal(ours.n_infinite, infinite.sum(axis=1))
    odd = nan | infinite
    np.testing.assert_array_equal(ours.first_nonfinite, np.where(odd.any(axis=1), odd.argmax(axis=1), -1))
    assert ours.n_nan[0] > 0
    assert ours.n_infinite[1] > 0
    np.testing.assert_array_equal(np.isnan(ours.estimates.mean), [True, True, True, False])
    np.testing.assert_array_equal(np.isnan(ours.estimates.events), [True, False])
    assert ours.estimates.quantiles[1, :4] == pytest.approx(np.sort(slow.draws[1])[_ranks(4)], rel=5e-3)


def _ranks(n):
    return (np.array([0.05, 0.25, 0.5, 0.75])[:n] * DRAWS).astype(int)


def test_what_models_share_and_what_is_constant_is_not_computed_twice():
    prepared = prepare(
        [footprint(), footprint((1, 0))],
        names(6),
        0,
        "sobol",
        1,
        [Questions((0.5,))] * 2,
        keep=False,
        moments_only=True,
    )
    assert prepared.places[1] == (prepared.places[0][1], prepared.places[0][0])
    constant = Program(4, (0,), ((1, 2.0), (2, 3.0)), (Instruction(Op.POW, 3, (1, 2)),), (3, 0))
    model = Model(constant, (Input(0, Quantile(Point(5.0))),))
    ours, _ = both(model)
    assert ours.estimates.quantiles.tolist() == [[8.0] * 5, [5.0] * 5]
    assert (
        prepare([model], names(1), 0, "sobol", 1, [Questions((0.5,))], keep=False, moments_only=True).job.n_outputs == 0
    )


def test_heavy_tails_are_told_from_merely_skewed_ones():
    """Cauchy: no mean. Two degrees of freedom: no sd. Three, and lognormals: both."""
    shapes = (StudentT(1.0, 0.0, 1.0), StudentT(2.0, 0.0, 1.0), StudentT(4.0, 0.0, 1.0), *CLOSED[:3], Lognormal(0, 1.5))
    for sampler in ("sobol", "random"):
        for seed in range(3):
            (summary,) = run([straight(*shapes)], names(7), seed=seed, draws=2**20, sampler=sampler, threads=2)
            assert summary.heavy_mean.tolist() == [True, *[False] * 6]
            assert summary.heavy_sd.tolist() == [True, True, *[False] * 5]


def test_moments_alone_are_the_same_moments():
    (every,), (some,) = (run([footprint()], names(6), seed=5, draws=DRAWS, moments_only=few) for few in (False, True))
    for name in ("mean", "sd"):
        np.testing.assert_array_equal(getattr(some.estimates, name), getattr(every.estimates, name))
        np.testing.assert_array_equal(getattr(some.errors, name), getattr(every.errors, name))
    assert np.isnan(some.estimates.quantiles).all()


def test_memory_does_not_grow_with_draws():
    run([footprint()], names(6), seed=1, draws=2**20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run([footprint()], names(6), seed=1, draws=2**22)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8 * 1024


def test_progress_ends_with_all_draws_whatever_the_threads():
    told = []
    for threads in (1, 3):
        told.clear()
        run([footprint()], names(6), seed=1, draws=DRAWS, threads=threads, progress=lambda *now: told.append(now[:2]))
        assert told == sorted(told)
        assert told[-1] == (DRAWS, DRAWS)


def test_what_progress_raises_stops_all_threads():
    def stop(done, wanted, error):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        run([footprint()], names(6), seed=1, draws=DRAWS, threads=2, progress=stop)


@pytest.mark.parametrize("threads", [1, 2])
def test_an_interrupted_run_says_what_its_finished_replicates_say(threads):
    def interrupt(done, wanted, error):
        if done >= wanted // 2:
            raise KeyboardInterrupt

    draws = 64 * GRAIN
    options = {"seed": 1, "draws": draws, "threads": threads, "progress": interrupt}
    (summary,) = run([footprint()], names(6), interruptible=True, **options)
    (whole,) = run([footprint()], names(6), seed=1, draws=draws)
    assert draws / 4 <= summary.n_draws <= draws / 2
    assert summary.n_draws % (draws // REPLICATES) == 0
    assert (np.abs(summary.estimates.mean - whole.estimates.mean) < 6 * summary.errors.mean + 1e-12).all()
    with pytest.raises(KeyboardInterrupt):
        run([footprint()], names(6), **{**options, "progress": lambda *_: interrupt(1, 1, 0.0)}, interruptible=True)


def test_a_run_that_nobody_expects_to_be_interrupted_says_nothing_when_it_is():
    def interrupt(done, wanted, error):
        if done >= wanted // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([footprint()], names(6), seed=1, draws=64 * GRAIN, keep=True, progress=interrupt)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"sampler": "halton"}, "no sampler 'halton'"),
        ({"beliefs": names(5)}, "drawn from belief 5"),
        ({"beliefs": (b"x",) * 6}, "same identity"),
        ({"seed": -1}, "a seed is"),
        ({"threads": 0}, "at least one thread"),
        ({"draws": 2**37}, "at most 68,719,476,736 draws"),
        ({"events": [[Event(6, Op.LT, 1.0)]]}, "output 6"),
    ],
)
def test_what_cannot_be_run_is_refused(changed, message):
    options = {"beliefs": names(6), "seed": 1, "draws": 1, **changed}
    with pytest.raises(ValueError, match=message):
        run([footprint()], **options)


def test_blocks_and_replicates_are_what_kernels_take_them_for():
    assert (BLOCK, REPLICATES) == (1_024, 16)
