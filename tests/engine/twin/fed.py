"""Values of one output put before the kernels that count, without anything that draws them."""

import numpy as np

from simulate.engine.blocks import BLOCK, Blocks
from simulate.engine.loaded import Linkable
from simulate.engine.statistics.pilot import Pilot
from simulate.engine.worker import Job, Worker
from simulate.engine.writing.code import Code, Output


def fed(values, pilot_draws=None):
    """A worker that has seen these values (whole blocks); its pilot saw the first four blocks, or what it is given."""
    first = values[: 4 * BLOCK] if pilot_draws is None else pilot_draws
    code = Code()
    row = code.row()
    code.steps.append(Output(0, row))
    worker = Worker(Job(Linkable.of(code), 0, 1, Pilot.of(np.asarray(first)[None]), ((),)))
    worker.start(np.empty(0, dtype=np.uint64))
    for number, block in enumerate(np.asarray(values).reshape(-1, BLOCK)):
        worker.rows[row, :BLOCK] = block
        worker.add(Blocks(0, number, number + 1))
    return worker


def carried_out(write, values):
    """What instructions make of a row of values; `write(code, row)` emits them and gives the row of the result."""
    code = Code()
    row = code.row()
    code.steps.append(Output(0, write(code, row)))
    kept = np.empty((1, 16 * BLOCK))
    worker = Worker(Job(Linkable.of(code), 0, 1, kept=kept))
    worker.start(np.empty(0, dtype=np.uint64))
    worker.rows[row, :BLOCK] = np.resize(values, BLOCK)
    worker.add(Blocks(0, 0, 1))
    return kept[0, : len(values)]
