"""Programs: refused where they make no sense, and evaluated as plain Python would, one draw and one step at a time."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.engine.evaluation import evaluate
from simulate.engine.program import ARITY, Instruction, Op, Program

INF, NAN = math.inf, math.nan
VALUES = st.one_of(st.floats(-1e3, 1e3), st.sampled_from([0.0, 1.0, -1.0, 2.0, 0.5, INF, -INF, NAN, 1e-300, 1e300]))


def guarded(function, otherwise):
    """A function of `math`, and what IEEE 754 says where Python raises."""

    def call(*operands):
        try:
            return float(function(*operands))
        except (ValueError, OverflowError, ZeroDivisionError):
            return otherwise(*operands)

    return call


def odd(x):
    return x.is_integer() and x % 2 == 1


def power_of(x, y):
    if x == 0:
        return math.copysign(INF, x) if odd(y) else INF
    if x < 0 and not y.is_integer():
        return NAN
    return -INF if x < 0 and odd(y) else INF


def extreme(choose):
    return lambda *operands: NAN if any(map(math.isnan, operands)) else choose(operands)


def chosen(index, *candidates):
    return candidates[int(index)] if index in range(len(candidates)) else NAN


PYTHON = {
    Op.ADD: lambda a, b: a + b,
    Op.SUB: lambda a, b: a - b,
    Op.MUL: lambda a, b: a * b,
    Op.DIV: guarded(lambda a, b: a / b, lambda a, b: NAN if a == 0 or a != a else math.copysign(INF, a)),
    Op.POW: guarded(math.pow, power_of),
    Op.NEG: lambda a: -a,
    Op.EXP: guarded(math.exp, lambda _: INF),
    Op.LOG: guarded(math.log, lambda a: -INF if a == 0 else NAN),
    Op.LOG10: guarded(math.log10, lambda a: -INF if a == 0 else NAN),
    Op.SQRT: guarded(math.sqrt, lambda _: NAN),
    Op.ABS: abs,
    Op.MIN: extreme(min),
    Op.MAX: extreme(max),
    Op.SIN: guarded(math.sin, lambda _: NAN),
    Op.COS: guarded(math.cos, lambda _: NAN),
    Op.TAN: guarded(math.tan, lambda _: NAN),
    Op.LT: lambda a, b: float(a < b),
    Op.LE: lambda a, b: float(a <= b),
    Op.GT: lambda a, b: float(a > b),
    Op.GE: lambda a, b: float(a >= b),
    Op.EQ: lambda a, b: float(a == b),
    Op.NE: lambda a, b: float(a != b),
    Op.WHERE: lambda condition, a, b: a if condition != 0 else b,
    Op.CHOOSE: chosen,
}


@st.composite
def programs(draw):
    """A program of any shape, all of whose slots are outputs."""
    n_inputs, n_constants = draw(st.integers(0, 3)), draw(st.integers(1, 2))
    n = n_inputs + n_constants
    constants = tuple((n_inputs + place, draw(VALUES)) for place in range(n_constants))
    instructions = []
    for op in draw(st.lists(st.sampled_from(list(Op)), min_size=1, max_size=8)):
        arity = ARITY[op] or draw(st.integers(2, 4))
        instructions.append(Instruction(op, n, tuple(draw(st.integers(0, n - 1)) for _ in range(arity))))
        n += 1
    return Program(n, tuple(range(n_inputs)), constants, tuple(instructions), tuple(range(n)))


def same(found, wanted):
    if math.isnan(wanted):
        return math.isnan(found)
    return found == wanted or math.isclose(found, wanted, rel_tol=4e-15, abs_tol=1e-307)


@settings(max_examples=150, deadline=None)
@given(programs(), st.data())
def test_every_step_of_a_program_does_what_plain_python_does(program, data):
    n_draws = 3
    inputs = [[data.draw(VALUES) + 0.0 for _ in range(n_draws)] for _ in program.inputs]
    slots = evaluate(program, inputs, n_draws)
    for item in program.instructions:
        for draw in range(n_draws):
            operands = [float(slots[operand, draw]) for operand in item.operands]
            wanted = PYTHON[item.op](*operands)
            if math.isinf(wanted) and item.op in (Op.DIV, Op.POW) and 0.0 in operands:
                # The sign of a zero inside a program is not seen in its outputs.
                assert math.isinf(slots[item.out, draw])
            else:
                assert same(float(slots[item.out, draw]), wanted), (item.op, operands)


def one(op, *operands):
    """One operation on constants."""
    n = len(operands)
    program = Program(n + 1, (), tuple(enumerate(map(float, operands))), (Instruction(op, n, tuple(range(n))),), (n,))
    return float(evaluate(program, [])[0, 0])


def test_every_operation_has_a_twin_in_plain_python():
    assert set(PYTHON) == set(Op) == set(ARITY)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (one(Op.SUB, 5, 3), 2.0),
        (one(Op.DIV, 1, 4), 0.25),
        (one(Op.POW, 2, 10), 1024.0),
        (one(Op.LOG10, 1000), 3.0),
        (one(Op.MIN, 3, 1, 2), 1.0),
        (one(Op.MAX, 3, 1, 4, 2), 4.0),
        (one(Op.WHERE, 0, 1, 2), 2.0),
        (one(Op.WHERE, 1, 1, 2), 1.0),
        (one(Op.WHERE, one(Op.LE, 2, 2), 10, 20), 10.0),
        (one(Op.CHOOSE, 0, 7, 8, 9), 7.0),
        (one(Op.CHOOSE, 2, 7, 8, 9), 9.0),
    ],
)
def test_operations_on_known_numbers(found, wanted):
    assert found == wanted


def test_a_branch_that_is_not_taken_may_be_undefined():
    assert one(Op.WHERE, 1, 3, NAN) == 3.0
    assert one(Op.CHOOSE, 1, NAN, 3) == 3.0


def test_a_route_that_does_not_exist_is_not_a_number():
    assert math.isnan(one(Op.CHOOSE, 2, 7, 8))
    assert math.isnan(one(Op.CHOOSE, 0.5, 7, 8))


def test_a_zero_never_comes_out_negative():
    program = Program(2, (0,), (), (Instruction(Op.NEG, 1, (0,)),), (1,))
    assert not np.signbit(evaluate(program, [[0.0, 0.0]])).any()


def test_constants_and_inputs_can_be_outputs():
    program = Program(2, (1,), ((0, 2.5),), (), (0, 1, 0))
    assert evaluate(program, [[1.0, 2.0]]).tolist() == [[2.5, 2.5], [1.0, 2.0], [2.5, 2.5]]


def test_values_for_each_input_are_needed():
    with pytest.raises(ValueError, match="has 1 inputs, got values for 2"):
        evaluate(Program(1, (0,), (), (), (0,)), [[1.0], [2.0]])


@pytest.mark.parametrize(
    ("n_slots", "inputs", "constants", "instructions", "outputs", "message"),
    [
        (2, (0,), (), (Instruction(Op.NEG, 1, (1,)),), (1,), "slot 1 is read by neg before it is written"),
        (3, (0,), (), (Instruction(Op.ADD, 1, (0, 2)), Instruction(Op.NEG, 2, (0,))), (1,), "slot 2 is read by add"),
        (1, (0, 0), (), (), (0,), "slot 0 is written twice"),
        (2, (0,), ((0, 1.0),), (), (0,), "slot 0 is written twice"),
        (1, (0,), (), (Instruction(Op.NEG, 0, (0,)),), (0,), "slot 0 is written twice"),
        (1, (1,), (), (), (1,), "slot 1 is outside the program's 1 slots"),
        (2, (0,), (), (), (1,), "slot 1 is read by output before it is written"),
        (1, (-1,), (), (), (), "slot -1 is outside"),
    ],
)
def test_a_program_that_makes_no_sense_is_refused(n_slots, inputs, constants, instructions, outputs, message):
    with pytest.raises(ValueError, match=message):
        Program(n_slots, inputs, constants, instructions, outputs)


@pytest.mark.parametrize(
    ("op", "n_operands"), [(Op.ADD, 1), (Op.ADD, 3), (Op.EXP, 2), (Op.WHERE, 2), (Op.MIN, 1), (Op.CHOOSE, 1)]
)
def test_an_operation_takes_as_many_operands_as_it_needs(op, n_operands):
    with pytest.raises(ValueError, match=f"{op} takes"):
        Instruction(op, 9, tuple(range(n_operands)))
