"""One line of progress for what takes longer than two seconds."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 2.0
"""Seconds before a line is worth reading."""
_EVERY = 0.1

Shown = Callable[[int, int, float], None]
Counted = Callable[[float, int], None]


@contextmanager
def shown(quiet: bool) -> Iterator[Shown | None]:
    """A function that is told how many draws are done and wanted; nothing where nobody watches."""
    with _line(quiet) as line:
        yield None if line is None else line.draws


@contextmanager
def counted(quiet: bool, what: str) -> Iterator[Counted | None]:
    """A function that is told how many things are done, the one under way in part, and how many there are."""
    with _line(quiet) as line:
        yield None if line is None else lambda done, wanted: line.things(done, wanted, what)


@contextmanager
def _line(quiet: bool) -> Iterator[_Line | None]:
    if quiet or not sys.stderr.isatty():
        yield None
        return
    line = _Line()
    try:
        yield line
    finally:
        line.clear()


class _Line:
    """Share, time left and what else is known so far, written over itself."""

    def __init__(self) -> None:
        self.start = self.last = time.monotonic()
        self.width = 0

    def draws(self, done: int, wanted: int, error: float) -> None:
        """Draws, rate and numerical error."""
        if self._waits(done >= wanted):
            return
        rate = done / (self.last - self.start)
        left = (wanted - done) / rate
        known = "" if math.isnan(error) else f", medians known to {100 * error:.1g} %"
        share = f"{done:,} of {wanted:,} draws ({done / wanted:.0%})"
        self._write(f"{share}, {rate / 1e6:.2g} million/s, {clock(left)} left{known}")

    def things(self, done: float, wanted: int, what: str) -> None:
        """Which thing is under way."""
        if done <= 0 or self._waits(done >= wanted):
            return
        left = (self.last - self.start) * (wanted - done) / done
        number = min(int(done) + 1, wanted)
        self._write(f"{what} {number:,} of {wanted:,} ({done / wanted:.0%}), {clock(left)} left")

    def _waits(self, ends: bool) -> bool:
        """Whether it is too early for another line."""
        now = time.monotonic()
        if now - self.start < PATIENCE or (now - self.last < _EVERY and not ends):
            return True
        self.last = now
        return False

    def clear(self) -> None:
        """Leave the line as if nothing had been there."""
        if self.width:
            self._write("")
            sys.stderr.write("\r")
            sys.stderr.flush()

    def _write(self, text: str) -> None:
        sys.stderr.write("\r" + text.ljust(self.width))
        sys.stderr.flush()
        self.width = len(text)


def clock(seconds: float) -> str:
    """A time as people say it: `12 s`, `3 min 05 s`, `2 h 10 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60:02} s" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60:02} min"
