"""The block machine: a list of instructions, carried out on rows of 1,024 draws, one block after another.

An instruction is a row of eight integers: the address of an operation, then of the row that it writes, of up to three
that it reads, and of its numbers, and two integers of its own (m, n). Every operation gets these, and the state.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulate.engine.blocks import BLOCK
from simulate.engine.machine.jit import invoke, kernel

IntArray = npt.NDArray[np.int64]
Row = npt.NDArray[np.float64]
"""Floats from an address on, as operations see them."""
State = IntArray

ROW = BLOCK + 8
"""Rows are padded by 64 bytes: as powers of two they would fall on the same few lines of the cache."""

AT_BLOCK, AT_INSTRUCTION, LANES, REPLICATE, START = range(5)
EXACT = 5
"""Where numbers of lanes that need exact quantiles begin in a state."""
STATE = EXACT + BLOCK


@kernel
def work(code: IntArray, state: IntArray, where: int, stop: int) -> int:
    """Go on to a block, given the address of the state; says why it returns.

    0: done; more: for so many draws the operation just carried out wants exact quantiles.
    """
    while state[AT_BLOCK] < stop:
        while state[AT_INSTRUCTION] < code.shape[0]:
            item = code[state[AT_INSTRUCTION]]
            result = invoke(item[0], item[1], item[2], item[3], item[4], item[5], item[6], item[7], where)
            state[AT_INSTRUCTION] += 1
            if result:
                return int(result)
        state[AT_INSTRUCTION] = 0
        state[AT_BLOCK] += 1
    return 0
