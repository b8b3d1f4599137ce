"""Folders for what is being written: gone with their process, whatever ends it."""

import os
import subprocess
import sys
import time

import pytest

from simulate.publishing.storage import stages

fcntl = pytest.importorskip("fcntl")  # elsewhere there are no such locks

KILLED = """
import os, signal, sys
from pathlib import Path
from simulate.publishing.storage import stages
with stages.opened(Path(sys.argv[1])) as stage:
    (stage / "charts").mkdir()
    (stage / "charts" / "half.svg").write_text("<svg")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def remains(tmp_path):
    """What a killed process leaves."""
    subprocess.run([sys.executable, "-c", KILLED, tmp_path], check=False, timeout=60)
    (left,) = tmp_path.iterdir()
    assert (left / "charts" / "half.svg").exists()
    return left


def test_a_stage_is_gone_after_its_block_and_after_an_error_in_it(tmp_path):
    with stages.opened(tmp_path) as stage:
        (stage / "a").write_text("x")
        assert stage.parent == tmp_path
    with pytest.raises(KeyboardInterrupt), stages.opened(tmp_path):
        raise KeyboardInterrupt
    assert not list(tmp_path.iterdir())


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path, remains):
    with stages.opened(tmp_path):
        assert not remains.exists()


def test_the_stage_of_a_process_that_still_writes_is_left_to_it(tmp_path):
    with stages.opened(tmp_path) as first:
        an_hour_ago = time.time() - 4000
        os.utime(first, (an_hour_ago, an_hour_ago))
        with stages.opened(tmp_path) as second:
            assert first.exists()
            assert second != first
        assert first.exists()


def test_without_locks_age_tells_what_is_abandoned(tmp_path, remains, monkeypatch):
    def refused(*_):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", refused)
    with stages.opened(tmp_path):
        assert remains.exists()
    an_hour_ago = time.time() - 4000
    os.utime(remains, (an_hour_ago, an_hour_ago))
    with stages.opened(tmp_path):
        assert not remains.exists()


def test_nothing_of_anybody_else_is_taken_for_remains(tmp_path):
    (tmp_path / ".mine.partial").mkdir()
    (tmp_path / "12345678.partial").mkdir()
    (tmp_path / ".12345678.partial").write_text("a file")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".abcdefgh.partial").symlink_to(tmp_path / "elsewhere")
    before = sorted(tmp_path.iterdir())
    with stages.opened(tmp_path):
        pass
    assert sorted(tmp_path.iterdir()) == before
