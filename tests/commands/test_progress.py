"""The line of progress: nothing for short work, for pipes or when quiet; gone when all is done."""

import io
from types import SimpleNamespace

import pytest

from simulate.commands import progress


class Terminal(io.StringIO):
    """A stream that claims to be watched."""

    def isatty(self):
        return True


@pytest.fixture
def watched(monkeypatch):
    """What stands on the terminal, and a clock that is set by hand."""
    stream, clock = Terminal(), [100.0]
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=stream))
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    return stream, clock


def test_models_are_counted_with_the_time_that_is_left(watched):
    stream, clock = watched
    with progress.counted(False, "model") as tell:
        clock[0] += 1.9
        tell(0.5, 100)
        assert stream.getvalue() == ""
        clock[0] += 2.1
        tell(2.5, 100)
        assert stream.getvalue() == "\rmodel 3 of 100 (2%), 2 min 36 s left"
        clock[0] += 0.06
        tell(3.0, 100)
        clock[0] += 0.06
        tell(4.0, 100)
    lines = stream.getvalue().split("\r")
    assert len(lines) == 5
    assert lines[2].startswith("model 5 of 100")
    assert lines[3].strip() == lines[4] == ""


def test_the_last_of_all_is_told_even_at_once(watched):
    stream, clock = watched
    with progress.counted(False, "pair") as tell:
        clock[0] += 4.0
        tell(9, 10)
        tell(10, 10)
        assert stream.getvalue().split("\r")[2].startswith("pair 10 of 10 (100%), 0 s left")


def test_draws_are_told_with_their_rate_and_error(watched):
    stream, clock = watched
    with progress.shown(False) as tell:
        clock[0] += 4.0
        tell(8_000_000, 80_000_000, float("nan"))
        assert stream.getvalue() == "\r8,000,000 of 80,000,000 draws (10%), 2 million/s, 36 s left"
        clock[0] += 4.0
        tell(16_000_000, 80_000_000, 0.0012)
        assert stream.getvalue().endswith("32 s left, medians known to 0.1 %")


@pytest.mark.parametrize("lines", [progress.shown, lambda quiet: progress.counted(quiet, "model")])
def test_nobody_is_told_who_is_quiet_or_a_pipe(watched, monkeypatch, lines):
    with lines(True) as tell:
        assert tell is None
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=io.StringIO()))
    with lines(False) as tell:
        assert tell is None
