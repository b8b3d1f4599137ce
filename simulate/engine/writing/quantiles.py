"""Quantile functions written as instructions: `simulate.engine.quantiles`, with tables in place of closed forms."""

from __future__ import annotations

from functools import partial

import numpy as np

from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.steps import Steps
from simulate.beliefs.families.uniform import Uniform
from simulate.engine.blocks import BLOCK
from simulate.engine.machine import arithmetic, lines, tables
from simulate.engine.pieces import Components, Exact, Moved, Rows, Window, exactly
from simulate.engine.quantiles import Function
from simulate.engine.streams import FloatArray
from simulate.engine.table import FITS, Table
from simulate.engine.tables import table as of_distribution
from simulate.engine.writing.code import Code

_MOST_GUIDES = 2**18


def draw(function: Function, tails: int, out: int, code: Code, *, nested: bool = False) -> None:
    """Instructions that write a function of a row of signed tails into another row."""
    match function:
        case Table():
            _table(function, tails, out, code)
        case Window():
            _window(function, tails, out, code, nested)
        case Moved():
            _moved(function, tails, out, code, nested)
        case Rows():
            _rows(function.values, function.cumulative, tails, out, code)
        case Components() if not nested:
            _components(function, tails, out, code)
        case partial(func=target, args=(distribution,)) if target is exactly:
            _closed_form(distribution, tails, out, code)
        case partial(func=np.full_like, keywords={"fill_value": value}):
            code.emit(arithmetic.functions, out, numbers=(float(value),), m=arithmetic.FILL)
        case _:
            _call(function, tails, out, code)


def _call(function: Function, tails: int, out: int, code: Code) -> None:
    code.emit(lines.all_exact, out, tails, exactly=function)


def _closed_form(distribution: Exact, tails: int, out: int, code: Code) -> None:
    if isinstance(distribution, Steps):
        _steps(distribution, tails, out, code)
    elif isinstance(distribution, Uniform):
        code.emit(lines.line, out, tails, numbers=(distribution.low, distribution.high), m=lines.BETWEEN)
    elif isinstance(distribution, Distribution) and _mostly_fits(table := of_distribution(distribution)):
        _table(table, tails, out, code)
    else:
        _call(partial(exactly, distribution), tails, out, code)


def _window(function: Window, tails: int, out: int, code: Code, nested: bool) -> None:
    # Through the table of the inner one, errors next to the ends of the window would be those of the whole: six times
    # what a table may err for a window that leaves out a thousandth.
    if isinstance(function.whole, Distribution) and _mostly_fits(table := of_distribution(function.whole)):
        _table(table, tails, out, code)
        return
    inside = code.row()
    code.emit(tables.window, inside, tails, numbers=(function.below, function.mass, function.above))
    draw(function.inner, inside, out, code, nested=nested)
    code.emit(lines.line, out, out, numbers=function.support, m=lines.CLIP)
    code.free.append(inside)


def _mostly_fits(table: Table) -> bool:
    """Whether fewer than one draw in a thousand falls into a cell that no cubic fits."""
    return bool((table.levels[0].block.reshape(2, -1, 32)[:, -10:] >= FITS).all())


def _table(table: Table, tails: int, out: int, code: Code) -> None:
    code.look_up(table, tails, out, partial(exactly, table.distribution))


def _moved(function: Moved, tails: int, out: int, code: Code, nested: bool) -> None:
    if function.scale < 0:
        flipped = code.row()
        code.emit(lines.line, flipped, tails, numbers=(0.0, 0.0), m=lines.FLIP)
        draw(function.inner, flipped, out, code, nested=nested)
        code.free.append(flipped)
    else:
        draw(function.inner, tails, out, code, nested=nested)
    code.emit(lines.line, out, out, numbers=(function.scale, function.shift), m=lines.MOVE)


def _steps(steps: Steps, tails: int, out: int, code: Code) -> None:
    n = steps.values.size
    first = int(np.searchsorted(steps.below, 0.0, side="right"))
    n_guides, guides = _guides(steps.below)
    data = np.concatenate([[first], steps.values, steps.below, steps.above, guides])
    code.emit(tables.steps, out, tails, numbers=data, m=n, n=n_guides)


def _rows(values: FloatArray, cumulative: FloatArray, tails: int, out: int, code: Code) -> None:
    n_guides, guides = _guides(cumulative)
    data = np.concatenate([values, cumulative, guides])
    code.emit(tables.rows, out, tails, numbers=data, m=values.size, n=n_guides)


def _guides(cumulative: FloatArray) -> tuple[int, FloatArray]:
    """Where to begin to look for a uniform, by its place among `n` equal parts of the unit interval; one to spare."""
    n_guides = min(2 * cumulative.size, _MOST_GUIDES)
    # A little before each part, so that rounding never begins too late.
    starts = np.arange(n_guides + 1) / n_guides - 1e-9
    return n_guides, np.minimum(np.searchsorted(cumulative, starts), cumulative.size - 1).astype(np.float64)


def _components(function: Components, tails: int, out: int, code: Code) -> None:
    n = len(function.functions)
    chosen, within, values, lanes = code.row(), code.row(), code.row(), code.row()
    cumulative = np.append(function.below[1:], 1.0)
    _rows(np.arange(float(n)), cumulative, tails, chosen, code)
    for number in range(n):
        share = function.below[number], function.weights[number], function.above[number]
        code.emit(tables.picked, within, tails, chosen, lanes, numbers=(*map(float, share), float(number)))
        draw(function.functions[number], within, values, code, nested=True)
        code.emit(tables.spread, out, values, 0, lanes, m=BLOCK)
    code.free += [chosen, within, values, lanes]
