"""How kernels are compiled, and the three machine instructions that Numba has no name for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

F = TypeVar("F", bound=Callable[..., Any])

# One set of options for all kernels: Numba's cache on disk takes no notice of some of them.
_OPTIONS = {"nogil": True, "error_model": "numpy"}


def kernel(function: F) -> F:
    """A function compiled at its first call, without the interpreter's lock; kept on disk where that can be written."""
    try:
        return cast(F, numba.njit(cache=True, **_OPTIONS)(function))
    except RuntimeError:  # no folder for a cache can be written to
        return cast(F, numba.njit(**_OPTIONS)(function))


def _as_bits(context: Any, value: Any) -> Any:  # noqa: ANN401, ARG001 -- Numba's own types
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401, ARG001
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), generate


def _as_float(context: Any, value: Any) -> Any:  # noqa: ANN401, ARG001
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401, ARG001
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), generate


def _high_product(context: Any, a: Any, b: Any) -> Any:  # noqa: ANN401, ARG001
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401, ARG001
        wide = [builder.zext(argument, ir.IntType(128)) for argument in arguments]
        product = builder.mul(*wide)
        return builder.trunc(builder.lshr(product, ir.Constant(ir.IntType(128), 64)), ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), generate


as_bits = intrinsic(_as_bits)
"""The bits of a float, as an integer."""
as_float = intrinsic(_as_float)
"""The float that has these bits."""
high_product = intrinsic(_high_product)
"""Upper 64 of the 128 bits of a product of two unsigned words."""
