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


@contextmanager
def shown(quiet: bool) -> Iterator[Shown | None]:
    """A function that is told how many draws are done and wanted; nothing where nobody watches."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    line = _Line()
    try:
        yield line
    finally:
        line.clear()


class _Line:
    """Draws, share, rate, time left and numerical error so far, written over itself."""

    def __init__(self) -> None:
        self.start = self.last = time.monotonic()
        self.width = 0

    def __call__(self, done: int, wanted: int, error: float) -> None:
        now = time.monotonic()
        if now - self.start < PATIENCE or (now - self.last < _EVERY and done < wanted):
            return
        self.last = now
        rate = done / (now - self.start)
        left = (wanted - done) / rate
        known = "" if math.isnan(error) else f", medians known to {100 * error:.1g} %"
        share = f"{done:,} of {wanted:,} draws ({done / wanted:.0%})"
        self._write(f"{share}, {rate / 1e6:.2g} million/s, {_clock(left)} left{known}")

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


def _clock(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60:02} s" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60:02} min"
