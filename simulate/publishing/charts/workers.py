"""Processes that draw charts: they load Matplotlib while a run draws, and share out its charts.

A chart is the same bytes whichever process draws it. Threads would wait for each other: Matplotlib is Python.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulate.publishing.charts.export import Chart

MOST = 4
"""A process takes 0.9 s to be ready; nine charts give more of them nothing to do."""
_LENGTH = 8


class Workers:
    """Some processes, idle until they are given charts; without any, charts are drawn here."""

    def __init__(self, n: int) -> None:
        self.processes: list[subprocess.Popen[bytes]] = []
        # -P: a folder `simulate` in the current one is not this package. A group of their own: Ctrl-C is not for them.
        command = [sys.executable, "-P", "-m", "simulate.publishing.charts.workers"]
        own_group: dict[str, Any] = {} if os.name == "nt" else {"process_group": 0}
        for _ in range(n if sys.executable else 0):
            with contextlib.suppress(OSError):
                self.processes.append(
                    subprocess.Popen(  # noqa: S603 -- this program itself
                        command,
                        stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE,
                        stderr=subprocess.DEVNULL,
                        **own_group,
                    )
                )

    def start(self, charts: Sequence[Chart], formats: Sequence[str]) -> Drawing:
        """Have these charts drawn."""
        drawing = Drawing(list(charts), list(formats))
        drawing.threads = [threading.Thread(target=drawing.feed, args=(process,)) for process in self.processes]
        for thread in drawing.threads:
            thread.start()
        return drawing

    def stop(self) -> None:
        """End the processes: they have no state, and nothing to finish."""
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.communicate()


@contextlib.contextmanager
def ready(n: int) -> Iterator[Workers]:
    """Processes that get ready while the block does something else; gone when it ends."""
    workers = Workers(min(n, MOST) if n > 1 else 0)
    try:
        yield workers
    finally:
        workers.stop()


@dataclass(slots=True, eq=False)
class Drawing:
    """Charts that are being drawn, a thread for each process that draws."""

    charts: list[Chart]
    formats: list[str]
    threads: list[threading.Thread] = field(default_factory=list)
    done: dict[int, list[bytes]] = field(default_factory=dict)
    n_given: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def feed(self, process: subprocess.Popen[bytes]) -> None:
        """Give a process one chart after the other until there is none left, or it fails."""
        if process.stdin is None or process.stdout is None:
            return
        with contextlib.suppress(OSError, EOFError, pickle.PickleError):
            while (number := self._next()) < len(self.charts):
                _send(process.stdin, (self.charts[number], self.formats))
                self.done[number] = _received(process.stdout)

    def _next(self) -> int:
        with self.lock:
            self.n_given += 1
            return self.n_given - 1

    def contents(self) -> list[list[bytes]]:
        """The bytes of the files of each chart, in order; what no process has drawn is drawn here.

        Raises
        ------
        UsageError
            What cannot be drawn like that.
        """
        for thread in self.threads:
            thread.join()
        if len(self.done) < len(self.charts):
            from simulate.publishing.charts import rendering  # Matplotlib: 0.4 s that processes spare this one

            for number, chart in enumerate(self.charts):
                if number not in self.done:
                    self.done[number] = rendering.contents(chart, self.formats)
        return [self.done[number] for number in range(len(self.charts))]


def _send(pipe: IO[bytes], message: object) -> None:
    content = pickle.dumps(message)
    pipe.write(len(content).to_bytes(_LENGTH, "big") + content)
    pipe.flush()


def _received(pipe: IO[bytes]) -> Any:  # noqa: ANN401 -- what the other side sent
    length = pipe.read(_LENGTH)
    if len(length) < _LENGTH:
        raise EOFError
    return pickle.loads(pipe.read(int.from_bytes(length, "big")))  # noqa: S301 -- from a process of our own


def _work() -> None:
    """Draw what comes in until nothing more does."""
    to, sys.stdout = sys.stdout.buffer, sys.stderr
    from simulate.publishing.charts import rendering

    rendering.warm_up()
    while True:
        chart, formats = _received(sys.stdin.buffer)
        _send(to, rendering.contents(chart, formats))


if __name__ == "__main__":
    with contextlib.suppress(EOFError, BrokenPipeError):
        _work()
