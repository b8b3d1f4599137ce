"""A second process that compiles what takes longest, while the first compiles what it needs first.

On a machine that has kept nothing yet, a run compiles some thirty kernels one after another. What the other process has
kept by the time it is needed is only loaded; where it cannot start or keep anything, nothing is lost.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys

from simulate.engine.machine import arithmetic, crossing, uniforms, walking
from simulate.engine.machine.loading import Kernel, ready
from simulate.engine.statistics import counted, ranking

LONGEST = (
    ranking.quantiles,
    counted.clear,
    counted.add,
    ranking.pieces_of,
    walking.conditioned,
    walking.credited,
    crossing.paired,
    walking.shuffled,
    walking.followed,
    uniforms.philox,
    arithmetic.logarithms,
    uniforms.tails,
    walking.taken,
)
"""In the order in which they are compiled: what takes long and is needed late comes first."""


def start() -> None:
    """Begin to compile beside this process, which ends the other with itself."""
    if (os.cpu_count() or 1) < 2 or not sys.executable:
        return
    command = [sys.executable, "-m", __name__]
    nothing = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 -- this very program
            command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )
    except OSError:
        return
    atexit.register(_end, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def main() -> None:
    """Compile and keep them."""
    for one in LONGEST:
        if isinstance(one, Kernel):
            one.ready()
        else:
            ready(one)


if __name__ == "__main__":
    main()
