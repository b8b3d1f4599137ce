"""Processes that draw charts: they load Matplotlib while a run draws, and share out its charts.

A chart is the same bytes whichever process draws it. Threads would wait for each other: Matplotlib is Python.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from simulate.publishing.charts import worker

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulate.publishing.charts.export import Chart

MOST = 4
"""Nine charts give more of them nothing to do."""
# A copy of a process that has loaded Matplotlib takes 10 ms, another one 0.6 s. Libraries of macOS do not survive it.
_COPIES = sys.platform not in ("win32", "darwin")
_PATIENCE = 1.0
"""Seconds in which a process ends that has nothing more to do."""


class Ends(NamedTuple):
    """Where charts go to a process, and where their files come from."""

    to: IO[bytes]
    back: IO[bytes]


class Workers:
    """Some processes, idle until they are given charts, once; without any, charts are drawn here."""

    def __init__(self, n: int) -> None:
        self.processes: list[subprocess.Popen[bytes]] = []
        self.ends: list[Ends] = []
        self.drawing: Drawing | None = None
        for number in ([n] if _COPIES else [1] * n) if n and sys.executable else []:
            with contextlib.suppress(OSError):
                self._open(number)

    def _open(self, n: int) -> None:
        """Start a process that becomes n."""
        with contextlib.ExitStack() as ours, contextlib.ExitStack() as theirs:
            pipes = [_pipes(ours, theirs) for _ in range(n - 1)]
            numbers = [number for _, pair in pipes for number in pair]
            of_system: dict[str, Any] = {} if os.name == "nt" else {"process_group": 0, "pass_fds": numbers}
            process = subprocess.Popen(  # noqa: S603 -- this program itself
                # -P: a folder `simulate` in the current one is not this package.
                [sys.executable, "-P", "-m", worker.__name__, *map(str, numbers)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # Threads of a library are not in the copy of a process.
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
                **of_system,
            )
            ours.pop_all()
        self.processes.append(process)
        if process.stdin and process.stdout:
            self.ends += [Ends(process.stdin, process.stdout), *(ends for ends, _ in pipes)]

    def start(self, charts: Sequence[Chart], formats: Sequence[str]) -> Drawing:
        """Have these charts drawn."""
        self.drawing = Drawing(list(charts), list(formats))
        self.drawing.start(self.ends)
        return self.drawing

    def stop(self) -> None:
        """End the processes: they have no state, and nothing to finish unless they were given charts."""
        patience = _PATIENCE if self.drawing and self.drawing.is_over else 0.0
        for process in self.processes:
            try:
                process.wait(patience)
            except subprocess.TimeoutExpired:
                _kill(process)
        if self.drawing:
            self.drawing.wait()
        for ends in self.ends:
            _close(ends)


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
    n_feeding: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def start(self, ends: Sequence[Ends]) -> None:
        """Share out the charts to processes."""
        self.n_feeding = len(ends)
        self.threads = [threading.Thread(target=self._feed, args=(each,)) for each in ends]
        for thread in self.threads:
            thread.start()

    @property
    def is_over(self) -> bool:
        """Whether no process draws any more."""
        return not self.n_feeding

    def wait(self) -> None:
        """Until no process draws any more."""
        for thread in self.threads:
            thread.join()

    def _feed(self, ends: Ends) -> None:
        """Give a process one chart after the other until there is none left, or it fails; then it ends."""
        try:
            with contextlib.suppress(OSError, EOFError, pickle.PickleError):
                while (number := self._next()) < len(self.charts):
                    worker.send(ends.to, (self.charts[number], self.formats))
                    self._keep(number, worker.received(ends.back))
        finally:
            _close(ends)
            with self.changed:
                self.n_feeding -= 1
                self.changed.notify_all()

    def _keep(self, number: int, content: list[bytes]) -> None:
        with self.changed:
            self.done[number] = content
            self.changed.notify_all()

    def _next(self) -> int:
        with self.changed:
            self.n_given += 1
            return self.n_given - 1

    def contents(self) -> Iterator[list[bytes]]:
        """The bytes of the files of each chart, in order, as they are drawn; what no process has drawn is drawn here.

        Raises
        ------
        UsageError
            What cannot be drawn like that.
        """
        for number, chart in enumerate(self.charts):
            with self.changed:
                while number not in self.done and not self.is_over:
                    self.changed.wait()
            if number not in self.done:
                from simulate.publishing.charts import rendering  # Matplotlib: 0.4 s that processes spare this one

                self.done[number] = rendering.contents(chart, self.formats)
            yield self.done[number]


def _pipes(ours: contextlib.ExitStack, theirs: contextlib.ExitStack) -> tuple[Ends, tuple[int, int]]:
    """Our ends of two pipes, and the numbers of those of a process."""
    come, to = os.pipe()
    theirs.callback(os.close, come)
    going = ours.enter_context(os.fdopen(to, "wb"))
    back, go = os.pipe()
    theirs.callback(os.close, go)
    coming = ours.enter_context(os.fdopen(back, "rb"))
    return Ends(going, coming), (come, go)


def _close(ends: Ends) -> None:
    for end in ends:
        with contextlib.suppress(OSError):  # what could not be sent is lost with its process
            end.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process with its copies."""
    if os.name == "nt":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
