"""What a process does that draws charts: `python -P -m simulate.publishing.charts.worker [IN OUT ...]`.

It loads Matplotlib, then becomes as many processes as there are pairs of pipes: that of standard input and output, and
those whose numbers are given. Each draws what comes in until nothing more does.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import sys
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

_LENGTH = 8


def send(pipe: IO[bytes], message: object) -> None:
    """One message; OSError where nobody reads any more."""
    content = pickle.dumps(message)
    pipe.write(len(content).to_bytes(_LENGTH, "big") + content)
    pipe.flush()


def received(pipe: IO[bytes]) -> Any:  # noqa: ANN401 -- what the other side sent
    """The next message; EOFError where none comes any more."""
    length = pipe.read(_LENGTH)
    if len(length) < _LENGTH:
        raise EOFError
    return pickle.loads(pipe.read(int.from_bytes(length, "big")))  # noqa: S301 -- from a process of our own


def _work(pipes: Sequence[int]) -> None:
    to, sys.stdout = sys.stdout.buffer, sys.stderr
    # Nothing that is loaded ever goes: looking for what may takes a sixth of the time.
    gc.disable()
    from simulate.publishing.charts import rendering

    rendering.warm_up()
    gc.freeze()
    gc.enable()
    _multiply(pipes)
    while True:
        chart, formats = received(sys.stdin.buffer)
        send(to, rendering.contents(chart, formats))


def _multiply(pipes: Sequence[int]) -> None:
    """A copy of this process for each pair of pipes, which become its standard input and output."""
    with contextlib.suppress(OSError):  # no more processes may be made: these pipes end, and others draw
        for come, go in zip(pipes[::2], pipes[1::2], strict=True):
            if os.fork() == 0:
                os.dup2(come, 0)
                os.dup2(go, 1)
                break
    # A pipe ends where all processes that hold it have let it go.
    for pipe in pipes:
        os.close(pipe)


def _wait_for_copies() -> None:
    with contextlib.suppress(ChildProcessError, AttributeError):
        while True:
            os.wait()


if __name__ == "__main__":
    with contextlib.suppress(EOFError, BrokenPipeError):
        _work([int(number) for number in sys.argv[1:]])
    _wait_for_copies()
    # Taking Matplotlib apart takes 30 ms.
    os._exit(0)
