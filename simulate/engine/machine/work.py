"""The block machine: a list of instructions, carried out on rows of 1,024 draws, one block after another.

An instruction is a row of eight integers: the address of an operation, then of the row that it writes, of up to three
that it reads, and of its numbers, and two integers of its own (m, n). Every operation gets these, and the state.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulate.engine.blocks import BLOCK
from simulate.engine.machine.bits import integers_at, invoke
from simulate.engine.machine.loading import Kernel

IntArray = npt.NDArray[np.int64]
Row = npt.NDArray[np.float64]
"""Floats from an address on, as operations see them."""
State = IntArray

ROW = BLOCK + 8
"""Rows are padded by 64 bytes: as powers of two they would fall on the same few lines of the cache."""

AT_BLOCK, AT_INSTRUCTION, LANES, REPLICATE, START, KEPT_FROM = range(6)
EXACT = 6
"""Where numbers of lanes that need exact quantiles begin in a state."""
STATE = EXACT + BLOCK
LINE = 64
"""Bytes of an instruction."""


def _work(code_at: int, n_lines: int, state_at: int, stop: int) -> int:
    state = integers_at(state_at)
    while state[AT_BLOCK] < stop:
        while state[AT_INSTRUCTION] < n_lines:
            item = integers_at(code_at + LINE * state[AT_INSTRUCTION])
            result = invoke(item[0], item[1], item[2], item[3], item[4], item[5], item[6], item[7], state_at)
            state[AT_INSTRUCTION] += 1
            if result:
                return result
        state[AT_INSTRUCTION] = 0
        state[AT_BLOCK] += 1
    return 0


work = Kernel(_work)
"""Go on with some code, given the number of its lines and a state, up to a block; says why it returns.

0: done; more: for so many draws the operation just carried out wants exact quantiles.
"""
