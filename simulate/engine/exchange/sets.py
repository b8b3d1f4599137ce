"""A model written once for one set of points, every result in a row of its own; other sets lie at equal distances.

What an instruction reads and writes at another set is found by adding a distance to the numbers of its rows, so that
outputs for exchanged inputs need no program of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulate.engine.correlation import Correlation
from simulate.engine.inputs import Inputs
from simulate.engine.machine import lines
from simulate.engine.machine.work import IntArray
from simulate.engine.model import Model
from simulate.engine.quantiles import Function
from simulate.engine.statistics.selection import Place
from simulate.engine.streams import FloatArray
from simulate.engine.writing import inputs as written
from simulate.engine.writing.code import BINS, Code, Instruction, Output
from simulate.engine.writing.linking import Linked, linked
from simulate.engine.writing.programs import Writer

A, B, FIRST, SECOND = range(4)
"""Both sets, and what is computed with inputs exchanged."""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Inputs that depend on each other: matrix of their normals, rows of normals, rows and functions of the values.

    A member of which nothing depends has no row of values.
    """

    matrix: FloatArray
    positions: tuple[int, ...]
    normals: range
    values: tuple[int | None, ...]
    functions: tuple[Function, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Sets:
    """The first set: instructions of its inputs, and of the program; rows of inputs by position, and of outputs.

    `places` says for every output of the model which of these it is, or the number that it always is. Rows in `shared`
    are the same for all sets.
    """

    code: Code
    draws: tuple[Instruction, ...]
    program: tuple[Instruction, ...]
    inputs: dict[int, int]
    outputs: tuple[int, ...]
    places: tuple[Place, ...]
    groups: tuple[Group, ...]
    beliefs: tuple[int, ...]

    @classmethod
    def of(cls, model: Model, sampler: str, n_blocks: int) -> Sets:
        """The points and outputs of a model."""
        alone = replace(model, correlations=())
        inputs, code = Inputs.of([alone]), Code()
        link = linked([alone], inputs)
        wanted = _wanted(link)
        writer = written.Writer(inputs, sampler, n_blocks, code, frozenset(wanted))
        groups = _groups(model, inputs.rows_of[0], wanted, writer)
        for row in wanted:
            writer.row(row)
        rows = dict(writer.written)
        draws = _instructions(code.steps)
        code.reuse, n_draws = False, len(code.steps)
        Writer(link.program, code, dict(zip(link.program.inputs, link.rows, strict=True)), writer).write()
        outputs = _outputs(code, n_draws, frozenset(rows.values()))
        positions = {p: rows[row] for p, row in enumerate(inputs.rows_of[0]) if isinstance(row, int) and row in rows}
        program = _instructions(code.steps[n_draws:])
        return cls(code, draws, program, positions, outputs, link.places[0], groups, tuple(writer.beliefs))

    @property
    def size(self) -> int:
        """Rows from one set to the next."""
        return self.code.n_rows

    @property
    def moved(self) -> IntArray:
        """By how much each row moves from one set to the next: not at all where it is the same for all."""
        distances = np.full(self.size, self.size)
        distances[: BINS + 1] = 0
        distances[list(self.code.constants.values())] = 0
        return distances

    def draws_of(self, which: int, words: int) -> tuple[Instruction, ...]:
        """The instructions that draw a set, whose beliefs have their words from a place on."""
        by = which * self.moved
        return tuple(
            replace(
                one,
                out=one.out + int(by[one.out]),
                a=one.a + int(by[one.a]),
                b=one.b + int(by[one.b]),
                c=one.c + int(by[one.c]),
                words=None if one.words is None else one.words + words,
            )
            for one in self.draws
        )


def _instructions(steps: Sequence[Instruction | Output]) -> tuple[Instruction, ...]:
    return tuple(step for step in steps if isinstance(step, Instruction))


def _wanted(link: Linked) -> list[int]:
    """Rows of inputs that outputs need."""
    read = {slot for item in link.program.instructions for slot in item.operands} | set(link.program.outputs)
    return [row for slot, row in zip(link.program.inputs, link.rows, strict=True) if slot in read]


def _groups(
    model: Model, rows: Sequence[int | float], wanted: Collection[int], writer: written.Writer
) -> tuple[Group, ...]:
    """The inputs that depend on each other, written, where outputs need any of them."""
    used = [group for group in model.correlations if any(rows[position] in wanted for position in group.positions)]
    normals = [writer.code.rows(len(group.positions)) for group in used]
    return tuple(_group(model, group, rows, wanted, own, writer) for group, own in zip(used, normals, strict=True))


def _group(
    model: Model,
    group: Correlation,
    rows: Sequence[int | float],
    wanted: Collection[int],
    normals: range,
    writer: written.Writer,
) -> Group:
    code, factor = writer.code, group.factor
    members = [model.inputs[position] for position in group.positions]
    plain = [code.row() for _ in members]
    writer.normals([item.belief for item in members], plain)
    for number, normal in enumerate(normals):
        written.combine(zip(plain, factor[number, : number + 1], strict=False), normal, code)
    code.free += plain
    values: list[int | None] = []
    for item, position, normal in zip(members, group.positions, normals, strict=True):
        row = rows[position]
        values.append(code.row() if row in wanted else None)
        if isinstance(row, int) and (out := values[-1]) is not None:
            written.draw_normal(item.quantile.function, normal, out, code)
            writer.written[row] = out
    functions = tuple(item.quantile.function for item in members)
    return Group(factor @ factor.T, group.positions, normals, tuple(values), functions)


def _outputs(code: Code, n_draws: int, inputs: frozenset[int]) -> tuple[int, ...]:
    """Rows of outputs in their order; an input that is one is copied, so that it can be told from what it was."""
    found = {step.number: step.row for step in code.steps[n_draws:] if isinstance(step, Output)}
    for number, row in found.items():
        if row in inputs:
            found[number] = code.row()
            code.emit(lines.line, found[number], row, numbers=(1.0, 0.0), m=lines.MOVE)
    return tuple(found[number] for number in sorted(found))
