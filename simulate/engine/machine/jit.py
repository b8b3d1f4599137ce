# ruff: noqa: ANN401, ARG001 -- Numba's own types, and arguments that it passes whether or not they are of use
"""How kernels are compiled, and the machine instructions that Numba has no name for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from typing import Any, TypeVar, cast

import numba
from llvmlite import ir
from numba import types
from numba.core import event
from numba.extending import intrinsic

F = TypeVar("F", bound=Callable[..., Any])

_pointer: Any = types.CPointer
_FLOATS, _INTEGERS = _pointer(types.float64), _pointer(types.int64)
_SIGNATURE = types.int64(_FLOATS, _FLOATS, _FLOATS, _FLOATS, _FLOATS, types.int64, types.int64, _INTEGERS)
# One set of options for all kernels: Numba's cache on disk takes no notice of some of them.
_OPTIONS = {"nogil": True, "error_model": "numpy"}


def kernel(function: F) -> F:
    """A function compiled at its first call, without the interpreter's lock; kept on disk where that can be written."""
    return _compiled(function, **_OPTIONS)


def operation(function: F) -> F:
    """A kernel that only the block machine calls: by its address, so that it is compiled by itself, and if needed.

    Called as any other function of Numba's it would be compiled anew inside each caller: 20 s for all instead of 5 s.
    """
    return _compiled(function, **_OPTIONS, no_cpython_wrapper=True)


def _compiled(function: F, **options: Any) -> F:
    try:
        return cast(F, numba.njit(cache=True, **options)(function))
    except RuntimeError:  # no folder for a cache can be written to
        return cast(F, numba.njit(**options)(function))


class _Teller(event.Listener):
    """Tells at the first compilation that nothing on disk spares."""

    def __init__(self, tell: Callable[[], object]) -> None:
        self.waiting = [tell]

    def on_start(self, event: Any) -> None:  # noqa: ARG002 -- which function it is does not matter
        """A function is about to be compiled."""
        if self.waiting:
            self.waiting.pop()()

    def on_end(self, event: Any) -> None:
        """It has been."""


def telling(tell: Callable[[], object]) -> AbstractContextManager[None]:
    """Have something done before anything is compiled; where all is on disk it is never done."""
    return cast(AbstractContextManager[None], event.install_listener("numba:compile", _Teller(tell)))


@cache
def address(of: Any) -> int:
    """Where an operation begins in memory; compiles it or takes it from the cache."""
    of.compile(_SIGNATURE)
    result = of.overloads[_SIGNATURE.args]
    return int(result.library.get_pointer_to_function(result.fndesc.llvm_cfunc_wrapper_name))


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
        wanted = [context.get_value_type(kind) for kind in _SIGNATURE.args]
        pointer = ir.FunctionType(ir.IntType(64), wanted).as_pointer()
        passed = [
            builder.inttoptr(value, kind) if isinstance(kind, ir.PointerType) else value
            for value, kind in zip(arguments[1:], wanted, strict=True)
        ]
        return builder.call(builder.inttoptr(arguments[0], pointer), passed)

    return types.int64(*(types.int64,) * 9), generate


as_bits = _cast(types.float64, types.int64)
"""The bits of a float, as an integer."""
as_word = _cast(types.float64, types.uint64)
"""The bits of a float, as an unsigned integer."""
as_float = _cast(types.int64, types.float64)
"""The float that has these bits."""
integers_at = _cast(types.int64, _INTEGERS)
"""Integers at an address."""
counts_at = _cast(types.int64, _pointer(types.uint32))
"""Counts at an address."""
high_product: Any = intrinsic(_high_product)
"""Upper 64 of the 128 bits of a product of two unsigned words."""
invoke: Any = intrinsic(_invoke)
"""Call the operation at an address."""
