import errno
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from simulate.foundation.errors import RunError
from simulate.publishing.storage import files


def test_a_file_holds_exactly_what_was_written(tmp_path):
    path = files.write_bytes(tmp_path / "new" / "folder" / "a.bin", b"\x00\r\n")
    assert path.read_bytes() == b"\x00\r\n"
    assert files.write_text(tmp_path / "a.txt", "é\n\ud800").read_bytes() == "é\n?".encode()


def test_a_new_file_replaces_the_old_one_and_leaves_nothing_else(tmp_path):
    for content in (b"old", b"new"):
        files.write_bytes(tmp_path / "a", content)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"new")]


def test_a_new_file_has_the_permissions_of_any_other(tmp_path):
    files.write_bytes(tmp_path / "a", b"")
    (tmp_path / "b").touch()
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_at_any_step_keeps_the_old_file_whole(tmp_path, monkeypatch, step):
    files.write_bytes(tmp_path / "a", b"old")

    def refuse(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), refuse)
    with pytest.raises(RunError, match=r"cannot write .*a: No space left on device"):
        files.write_bytes(tmp_path / "a", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]


def test_an_interrupt_keeps_the_old_file_and_passes_on(tmp_path):
    files.write_bytes(tmp_path / "a", b"old")

    def interrupted():
        with files.replacing(tmp_path / "a") as partial:
            partial.write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_a_process_killed_in_the_middle_leaves_no_file_that_looks_whole(tmp_path):
    files.write_bytes(tmp_path / "a", b"old")
    program = f"""
        import os, signal
        from pathlib import Path
        from simulate.publishing.storage import files
        os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL)
        files.write_bytes(Path({str(tmp_path)!r}) / "a", b"new" * 100_000)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == -signal.SIGKILL
    assert (tmp_path / "a").read_bytes() == b"old"
    (remains,) = (path for path in tmp_path.iterdir() if path.name != "a")
    assert remains.name.startswith(".a.")
    assert remains.suffix == ".partial"


def test_old_remains_are_removed_and_young_ones_are_left_to_their_writer(tmp_path):
    old, young, other = (tmp_path / name for name in (".a.1-1.partial", ".a.2-2.partial", ".b.1-1.partial"))
    for path in (old, young, other):
        path.touch()
    for path in (old, other):
        os.utime(path, (time.time() - 7200,) * 2)
    files.write_bytes(tmp_path / "a", b"")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".a.2-2.partial", ".b.1-1.partial", "a"]


def test_a_name_with_marks_of_patterns_cleans_only_its_own_remains(tmp_path):
    for name in (".[ab].1-1.partial", ".a.1-1.partial"):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (0, 0))
    files.write_bytes(tmp_path / "[ab]", b"")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".a.1-1.partial", "[ab]"]


def test_a_place_that_is_no_folder_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "a").touch()
    with pytest.raises(RunError, match="cannot write"):
        files.write_bytes(tmp_path / "a" / "b", b"")
    (tmp_path / "folder").mkdir()
    with pytest.raises(RunError, match="cannot write"):
        files.write_bytes(tmp_path / "folder", b"")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "folder"]


def test_a_new_file_that_does_not_fit_leaves_its_name_free(tmp_path):
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(RunError, match="File too large"):
            files.create_text(tmp_path / "new.toml", "x" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not list(tmp_path.iterdir())
