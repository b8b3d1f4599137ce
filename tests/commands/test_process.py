"""The installed command as a process: start, pipes, signals, full disks, environments."""

import itertools
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulate.commands import entry
from simulate.commands.entry import INTERRUPTED
from simulate.commands.main import FAILED, USAGE
from tests.commands.conftest import FAST, TINY, WATTIF, as_program, tree

ENDLESS = {"run": "9000000000", "sensitivity": "900000000"}
"""Draws that take hours, by command."""
HEAVY = ("numpy", "scipy", "numba", "xarray", "matplotlib", "pint", "h5netcdf", "h5py", "pandas")
IMPORTS = """
import sys
from simulate.commands.main import app, status
sys.argv = ["wattif", *{arguments!r}]
code = status(app)
print(code, sorted({heavy!r} & set(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["run", "--help"],
        ["check"],
        ["priors"],
        ["priors", "--help"],
        ["calibrate", "--help"],
        ["--version"],
        ["schema"],
    ],
    ids=" ".join,
)
def test_what_must_start_quickly_loads_nothing_heavy(arguments):
    program = IMPORTS.format(arguments=arguments, heavy=set(HEAVY))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr.splitlines()[-1] == "0 []"


def test_stdout_is_data_and_stderr_is_talk(tmp_path, tiny):
    answer = as_program("run", "--json", tiny, "--draws", "1000", cwd=tmp_path)
    assert answer.status == 0
    assert json.loads(answer.out)["draws"] == 16_384
    assert answer.err == "--draws: 1,000 rounded up to 16,384, a multiple of 16,384\n"
    assert tree(tmp_path) == ["tiny.toml"]


def test_processes_agree_byte_for_byte(tmp_path, tiny):
    one = as_program("run", "--json", tiny, *FAST, env={"PYTHONHASHSEED": "1", "NUMBA_NUM_THREADS": "1"})
    two = as_program(
        "run", "--json", tiny, *FAST, env={"PYTHONHASHSEED": "2", "LC_ALL": "C", "TZ": "Asia/Kathmandu"}, cwd=tmp_path
    )
    assert one.out == two.out != ""


def test_no_colours_without_a_terminal_or_with_no_color(tiny):
    assert "\x1b" not in as_program("run", tiny, *FAST).out
    assert "\x1b" not in as_program("run", "--bogus", env={"NO_COLOR": "1"}).err


@pytest.mark.parametrize("no_color", ["", "1"])
def test_colours_and_a_bar_are_for_terminals_that_want_them(tmp_path, tiny, no_color):
    pty = pytest.importorskip("pty")
    main, other = pty.openpty()
    environment = {**os.environ, "NO_COLOR": no_color, "TERM": "xterm", "COLUMNS": "100"}
    done = subprocess.Popen([WATTIF, "run", tiny, *FAST], stdout=other, stderr=subprocess.PIPE, env=environment)
    os.close(other)
    shown = b""
    while True:
        try:
            part = os.read(main, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
    assert done.wait(60) == 0
    done.stderr.close()
    os.close(main)
    assert (b"\x1b" in shown) == (no_color == "")


def test_a_reader_that_goes_away_is_no_error(tiny):
    command = subprocess.Popen([WATTIF, "run", "--json", tiny, *FAST], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    command.stdout.close()
    assert command.stderr.read() == b""
    command.stderr.close()
    assert command.wait(60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--json", "tiny.toml", *FAST),
        ("check", "tiny.toml"),
        ("explain", "tiny.toml"),
        ("schema",),
        ("--version",),
    ],
    ids=lambda a: a[0],
)
def test_a_full_disk_behind_stdout_is_a_failure_in_words(tmp_path, tiny, arguments):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [WATTIF, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, cwd=tmp_path, timeout=60, check=False
        )
    assert done.returncode == FAILED
    assert "Traceback" not in done.stderr
    assert "No space left" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("room", [8_000, 20_000, 100_000])
def test_a_file_that_does_not_fit_leaves_nothing_half_written(tmp_path, tiny, room):
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    done = subprocess.run(
        [WATTIF, "run", tiny, *FAST, "--threads", "1", "--to", "out", "--save-draws"],
        preexec_fn=limit,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=120,
        check=False,
    )
    assert done.returncode == FAILED, done.stderr
    assert "Traceback" not in done.stderr
    assert "mistake in wattif" not in done.stderr
    left = tree(tmp_path)
    assert not [name for name in left if name.endswith("draws.nc") or "tmp" in name]


def test_a_folder_that_cannot_be_written_is_a_failure_in_words(tmp_path, tiny):
    (tmp_path / "file").write_text("x")
    answer = as_program("run", tiny, *FAST, "--to", tmp_path / "file" / "out")
    assert answer.status == FAILED
    assert "Traceback" not in answer.err
    assert "mistake" not in answer.err
    assert str(tmp_path / "file") in answer.err


def test_a_signal_ends_a_command_without_half_of_a_file(tmp_path):
    cases = [
        (*case, tmp_path / str(n)) for n, case in enumerate(itertools.product(ENDLESS, (signal.SIGINT, signal.SIGTERM)))
    ]
    started = []
    try:
        # All at once: three seconds of computing are then enough for all of them.
        for name, _, folder in cases:
            folder.mkdir()
            (folder / "tiny.toml").write_text(TINY)
            started.append(started_in(folder, name, "tiny.toml", "--draws", ENDLESS[name]))
        time.sleep(3)
        assert [command.poll() for command in started] == [None] * len(cases)
        for command, (_, sent, _) in zip(started, cases, strict=True):
            command.send_signal(sent)
        ends = [command.communicate(timeout=60) for command in started]
    finally:
        for command in started:
            command.kill()
            command.communicate()
    for command, (out, err), (name, sent, folder) in zip(started, ends, cases, strict=True):
        assert out == "", name
        assert "Traceback" not in err, name
        assert command.returncode in ((INTERRUPTED,) if sent == signal.SIGINT else (-sent, 128 + sent)), (name, err)
        assert tree(folder) == ["tiny.toml"], name


def started_in(folder, *arguments):
    return subprocess.Popen(
        [WATTIF, *arguments, "--to", "out"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        # A shell lets what it starts in the background ignore interrupts, and the tests may be such a job themselves.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 -- no threads here
    )


def test_an_interrupt_while_the_program_loads_is_no_traceback(monkeypatch, capsys):
    class Loading:
        def __getattr__(self, name):
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "simulate.commands.main", Loading())
    with pytest.raises(SystemExit) as end:
        entry.main()
    assert end.value.code == INTERRUPTED
    assert capsys.readouterr().err == "interrupted\n"


def test_closed_streams_and_a_bare_environment_do_no_harm(tmp_path, tiny):
    done = subprocess.run(
        [WATTIF, "run", "--json", tiny, *FAST],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env={"LANG": "C"},
        cwd=tmp_path,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["schema"] == 1


def test_output_that_was_closed_before_the_start_is_wanted_by_nobody(tmp_path, tiny):
    command = f'"{WATTIF}" run "{tiny}" --quiet --draws 16384 --to out'
    for closed in (">&-", "2>&-", ">&- 2>&-"):
        done = subprocess.run(["sh", "-c", f"{command} {closed}"], cwd=tmp_path, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        assert (tmp_path / "out" / "ranges.nc").exists()
        shutil.rmtree(tmp_path / "out")


@pytest.mark.parametrize("extra", [(), ("--json",)], ids=["table", "json"])
def test_names_outside_ascii_print_in_any_locale(tmp_path, write, extra):
    path = write("names.toml", TINY.replace('"Tiny"', '"Größe 模型"'))
    bare = {"PYTHONUTF8": "0", "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    answer = as_program("run", path, *FAST, *extra, env=bare, encoding="utf-8", errors="replace")
    assert answer.status == 0, answer.err


def test_a_file_whose_name_looks_like_an_option_can_be_given_after_two_dashes(tmp_path):
    (tmp_path / "--help.toml").write_text(TINY)
    answer = as_program("check", "--", "--help.toml", cwd=tmp_path)
    assert answer.status in (0, 3)
    assert "Traceback" not in answer.err


def test_an_unknown_command_is_a_matter_of_usage():
    answer = as_program("rum")
    assert (answer.status, answer.out) == (USAGE, "")
    assert "rum" in answer.err


def test_version_names_program_and_catalogue():
    assert as_program("--version").out.startswith("wattif ")
    assert "catalogue" in as_program("--version").out
