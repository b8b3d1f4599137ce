# ruff: noqa: ANN401, ARG001 -- Numba's own types, and arguments that it passes whether or not they are of use
"""Kernels compiled by Numba, and the machine instructions that it has no name for.

Imported only where something has to be compiled: Numba and what it brings along take half a second, a third of a warm
run. What comes out needs neither Numba nor Python.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any

import llvmlite.binding as llvm
import numba
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from simulate.engine.machine import bits

_pointer: Any = types.CPointer
_FLOATS, _INTEGERS, _COUNTS = _pointer(types.float64), _pointer(types.int64), _pointer(types.uint32)
OPERATION = types.int64(_FLOATS, _FLOATS, _FLOATS, _FLOATS, _FLOATS, types.int64, types.int64, _INTEGERS)


def compiled(function: FunctionType, symbol: str, target: Any, n_integers: int | None = None) -> bytes:
    """Object code of a kernel, with one symbol: of an operation, or of a function of so many integers.

    An operation is called in Numba's way: the address of the result, that of an exception (never raised), then the
    arguments; a function of integers as in C.
    """
    signature = OPERATION if n_integers is None else types.int64(*(types.int64,) * n_integers)
    dispatcher = _compilable(function)
    dispatcher.compile(signature)
    result = dispatcher.overloads[signature.args]
    module, inner = llvm.parse_assembly(result.library.get_llvm_str()), result.fndesc.llvm_func_name
    module.triple = target.triple
    if n_integers is not None:
        module.link_in(llvm.parse_assembly(str(_as_in_c(symbol, inner, n_integers))))
    for other in module.functions:
        if other.name == inner:
            other.name, other.linkage = (symbol, "external") if n_integers is None else (inner, "internal")
    return bytes(target.emit_object(module))


def _as_in_c(symbol: str, inner: str, n_integers: int) -> Any:
    """A function of integers that calls one of Numba's; making room for its result in Python takes 3 us a call."""
    module, integer, nothing = ir.Module(), ir.IntType(64), ir.IntType(8).as_pointer()
    given = [integer] * n_integers
    called = ir.FunctionType(ir.IntType(32), [integer.as_pointer(), nothing.as_pointer(), *given])
    function = ir.Function(module, ir.FunctionType(integer, given), symbol)
    builder: Any = ir.IRBuilder(function.append_basic_block())
    result, exception = builder.alloca(integer), builder.alloca(nothing)
    builder.call(ir.Function(module, called, inner), [result, exception, *function.args])
    builder.ret(builder.load(result))
    return module


@cache
def _compilable(function: FunctionType) -> Any:
    """A function as Numba takes it: others that it calls are compiled into it, words for bits become instructions."""
    own = {
        name: _translated(value) for name, value in function.__globals__.items() if name in function.__code__.co_names
    }
    same = FunctionType(function.__code__, own, function.__name__, function.__defaults__)
    options = {"nogil": True, "error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    compile_at_call: Any = numba.njit
    return compile_at_call(same, **options)


def _translated(value: Any) -> Any:
    if not isinstance(value, FunctionType):
        return value
    return _INTRINSICS[value] if value in _INTRINSICS else _compilable(value)


def _cast(source: Any, target: Any) -> Any:
    """An intrinsic that takes bits, or an address, for something else."""

    def typed(context: Any, value: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            wanted = context.get_value_type(signature.return_type)
            pointer = isinstance(wanted, ir.PointerType)
            return builder.inttoptr(arguments[0], wanted) if pointer else builder.bitcast(arguments[0], wanted)

        return target(source), generate

    return intrinsic(typed)


def _high_product(context: Any, a: Any, b: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        wide = [builder.zext(argument, ir.IntType(128)) for argument in arguments]
        product = builder.lshr(builder.mul(*wide), ir.Constant(ir.IntType(128), 64))
        return builder.trunc(product, ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), generate


def _invoke(
    context: Any, where: Any, out: Any, a: Any, b: Any, c: Any, numbers: Any, m: Any, n: Any, state: Any
) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        wanted = [context.get_value_type(kind) for kind in OPERATION.args]
        integer, nothing = ir.IntType(64), ir.IntType(8).as_pointer()
        way = ir.FunctionType(ir.IntType(32), [integer.as_pointer(), nothing.as_pointer(), *wanted]).as_pointer()
        passed = [
            builder.inttoptr(value, kind) if isinstance(kind, ir.PointerType) else value
            for value, kind in zip(arguments[1:], wanted, strict=True)
        ]
        result, exception = (cgutils.alloca_once(builder, kind) for kind in (integer, nothing))  # type: ignore[no-untyped-call]
        builder.call(builder.inttoptr(arguments[0], way), [result, exception, *passed])
        return builder.load(result)

    return types.int64(*(types.int64,) * 9), generate


def _four_cubics(context: Any, out: Any, cells: Any, cubics: Any, lane: Any, low: Any, high: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        values, places, table, first, *bounds = arguments
        integer, four = ir.IntType(64), ir.VectorType(ir.DoubleType(), 4)

        def mixed(a: Any, b: Any, *lanes: int) -> Any:
            return builder.shuffle_vector(a, b, ir.Constant(ir.VectorType(ir.IntType(32), 4), lanes))

        def at(start: Any, place: Any, kind: Any) -> Any:
            return builder.bitcast(builder.gep(start, [place]), kind.as_pointer())

        numbers = [builder.load(at(places, builder.add(first, integer(lane)), integer)) for lane in range(4)]
        a, b, c, d = (builder.load(at(table, number, four), align=8) for number in numbers)
        even, odd = (0, 4, 2, 6), (1, 5, 3, 7)
        rows = [mixed(*pair, *lanes) for lanes in (even, odd) for pair in ((a, b), (c, d))]
        c0, c2 = (mixed(rows[0], rows[1], *lanes) for lanes in ((0, 1, 4, 5), (2, 3, 6, 7)))
        c1, c3 = (mixed(rows[2], rows[3], *lanes) for lanes in ((0, 1, 4, 5), (2, 3, 6, 7)))
        x = builder.load(at(values, first, four), align=8)
        value = c3
        for coefficient in (c2, c1, c0):
            value = builder.fadd(builder.fmul(value, x), coefficient)
        for bound, side in zip(bounds, ("<", ">"), strict=True):
            spread = ir.Constant(four, ir.Undefined)
            for lane in range(4):
                spread = builder.insert_element(spread, bound, ir.IntType(32)(lane))
            value = builder.select(builder.fcmp_ordered(side, value, spread), spread, value)
        builder.store(value, at(values, first, four), align=8)
        return integer(0)

    return types.int64(out, cells, cubics, types.int64, types.float64, types.float64), generate


_INTRINSICS: dict[Callable[..., Any], Any] = {
    bits.as_bits: _cast(types.float64, types.int64),
    bits.as_word: _cast(types.float64, types.uint64),
    bits.as_float: _cast(types.int64, types.float64),
    bits.floats_at: _cast(types.int64, _FLOATS),
    bits.integers_at: _cast(types.int64, _INTEGERS),
    bits.counts_at: _cast(types.int64, _COUNTS),
    bits.high_product: intrinsic(_high_product),
    bits.four_cubics: intrinsic(_four_cubics),
    bits.invoke: intrinsic(_invoke),
}
