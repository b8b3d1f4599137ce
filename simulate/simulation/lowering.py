"""A plan becomes a program over numbered slots: from here on there are no names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from simulate.engine.program import Instruction, Op, Program
from simulate.method.formula import Apply, Formula, Load, Push
from simulate.method.plan import Plan, Step, given_slot


@dataclass
class _Slots:
    """Slots handed out so far, and what has been written into them."""

    names: dict[str, int] = field(default_factory=dict)
    constants: dict[float, int] = field(default_factory=dict)
    instructions: list[Instruction] = field(default_factory=list)
    n: int = 0

    def new(self) -> int:
        self.n += 1
        return self.n - 1

    def constant(self, value: float) -> int:
        if value not in self.constants:
            self.constants[value] = self.new()
        return self.constants[value]

    def apply(self, operation: Op, operands: Sequence[int]) -> int:
        out = self.new()
        self.instructions.append(Instruction(operation, out, tuple(operands)))
        return out


def lower(plan: Plan, inputs: Sequence[str], choices: Sequence[str], outputs: Sequence[str]) -> Program:
    """The program of a plan.

    `inputs` are the slots of its priors in the order of their draws, `choices` the quantities whose route is drawn
    (their draws are the number of the route and follow those of the priors), `outputs` the quantities to keep.
    """
    slots = _Slots()
    drawn = [slots.new() for _ in (*inputs, *choices)]
    slots.names = dict(zip(inputs, drawn, strict=False))
    picks = dict(zip(choices, drawn[len(inputs) :], strict=True))
    for step in plan.steps:
        slots.names[step.quantity.id] = _step(step, picks, slots)
    return Program(
        n_slots=slots.n,
        inputs=tuple(drawn),
        constants=tuple((slot, value) for value, slot in slots.constants.items()),
        instructions=tuple(slots.instructions),
        outputs=tuple(slots.names[name] for name in outputs),
    )


def lower_formula(formula: Formula) -> Program:
    """The program of one formula; its inputs are the formula's names, in their order."""
    slots = _Slots()
    drawn = [slots.new() for _ in formula.names]
    slots.names = dict(zip(formula.names, drawn, strict=True))
    result = _formula(formula, slots)
    constants = tuple((slot, value) for value, slot in slots.constants.items())
    return Program(slots.n, tuple(drawn), constants, tuple(slots.instructions), (result,))


def _step(step: Step, picks: dict[str, int], slots: _Slots) -> int:
    results = [
        _formula(formula, slots) if formula else slots.names[given_slot(step.quantity.id)] for formula in step.formulas
    ]
    return slots.apply(Op.CHOOSE, (picks[step.quantity.id], *results)) if step.weighed else results[0]


def _formula(formula: Formula, slots: _Slots) -> int:
    stack: list[int] = []
    for item in formula.code:
        match item:
            case Push(value):
                stack.append(slots.constant(value))
            case Load(name):
                stack.append(slots.names[name])
            case Apply(operation, arity):
                operands = stack[-arity:]
                del stack[-arity:]
                stack.append(slots.apply(Op(operation), operands))
    return stack[0]
