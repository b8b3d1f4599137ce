"""Bits and addresses, in words that kernels are written in.

Each is what it says in Python as well; `simulate.engine.machine.compiling` puts an instruction or two in its place.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint32]

_pointer: Callable[[Any], Any] = ctypes.POINTER


def as_bits(value: float) -> np.int64:
    """The bits of a float, as an integer."""
    return np.float64(value).view(np.int64)


def as_word(value: float) -> np.uint64:
    """The bits of a float, as an unsigned integer."""
    return np.float64(value).view(np.uint64)


def as_float(bits: int | np.int64) -> float:
    """The float that has these bits."""
    return float(np.int64(bits).view(np.float64))


def high_product(a: np.uint64, b: np.uint64) -> np.uint64:
    """Upper 64 of the 128 bits of a product of two unsigned words."""
    return np.uint64(int(a) * int(b) >> 64)


def floats_at(address: int) -> Floats:
    """Floats from an address on; there is no telling how many."""
    found: Floats = ctypes.cast(address, _pointer(ctypes.c_double))
    return found


def integers_at(address: int) -> Integers:
    """Integers at an address."""
    found: Integers = ctypes.cast(address, _pointer(ctypes.c_int64))
    return found


def counts_at(address: int) -> Counts:
    """Counts at an address."""
    found: Counts = ctypes.cast(address, _pointer(ctypes.c_uint32))
    return found


def four_cubics(out: Floats, cells: Floats, cubics: Floats, lane: int, low: float, high: float) -> int:
    """Four draws from `lane` on: places in `out` become values of the cubics that begin at `cells`, within bounds.

    Compiled, the four coefficients of a cubic are loaded at once and draws are computed side by side.
    """
    for place in range(lane, lane + 4):
        x, at = out[place], as_word(cells[place])
        c0, c1, c2, c3 = (cubics[at + np.uint64(power)] for power in range(4))
        value = ((c3 * x + c2) * x + c1) * x + c0
        out[place] = min(max(value, low), high)
    return 0


def invoke(where: int, out: int, a: int, b: int, c: int, numbers: int, m: int, n: int, state: int) -> int:
    """Call the operation at an address."""
    raise NotImplementedError("only the machine calls operations by their address")
