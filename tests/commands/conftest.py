"""The command line, in process where only the answer matters and as a program of its own where the process does."""

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from typer.main import get_command

from simulate.commands import run as run_command
from simulate.commands.main import app, status
from simulate.publishing.charts import workers
from simulate.publishing.folders import publication
from simulate.publishing.folders import result as folder_of_a_run

WATTIF = Path(sys.executable).parent / "wattif"
FAST = ("--draws", "16384")

TINY = """
schema = 1
name = "Tiny"
method = "own"
outputs = ["y"]
[priors.a]
prior = "1 to 4"
[priors.b]
prior = "uniform(0, 1)"
[quantities.y]
label = "Sum"
unit = "1"
equals = "a + b"
"""
"""A run that takes milliseconds, for whatever does not depend on the built-in method."""

CHAIN = """
schema = 1
name = "Chain"
[priors.accelerators]
value = 1024
[priors.accelerator_hours]
prior = "normal(1e6, 1e4)"
unit = "h"
[priors.system_power]
prior = "250 to 350"
unit = "W"
[priors.network_storage_share]
value = 0.05
[priors.pue]
prior = "1 + (0.10 to 0.25)"
[priors.electricity_price]
prior = "50 to 90"
unit = "USD_2024/MWh"
[priors.availability]
value = 1
[[estimates]]
quantity = "facility_energy"
value = 400
unit = "MWh"
by = "somebody"
[[estimates]]
quantity = "accelerators"
value = 1024
by = "somebody"
"""
"""The built-in method with few priors: energy and electricity can be computed, the other headline quantities not."""


@dataclass(frozen=True)
class Answer:
    """What a command said and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def model(self):
        return self.json["models"][0]


# Typer builds all commands from their signatures at every call: 20 ms, and the tests call a thousand times.
program = partial(get_command(app), prog_name="wattif")


def in_process(*arguments):
    """The command as `main` runs it, without the start of an interpreter; sys.argv is what provenance reads."""
    out, err = io.StringIO(), io.StringIO()
    before = sys.argv
    sys.argv = ["wattif", *map(str, arguments)]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = status(program)
    finally:
        sys.argv = before
    return Answer(code, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def drawing(*formats):
    """Results and publications have their charts in these formats alone: most of their time is charts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_command, "_begun", lambda *_: None)  # nothing is drawn ahead, in all formats
        patch.setattr(folder_of_a_run, "FORMATS", formats)
        patch.setattr(publication, "FORMATS", formats)
        yield


def as_program(*arguments, **options):
    """The installed command in a process of its own."""
    environment = {**os.environ, "COLUMNS": "100", **options.pop("env", {})}
    done = subprocess.run(
        [WATTIF, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        check=False,
        **options,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def wattif(monkeypatch, tmp_path):
    """The command, in an empty folder of the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    # This process has Matplotlib already; others would load it once more for every test that writes charts.
    monkeypatch.setattr(workers, "MOST", 0)
    return in_process


@pytest.fixture(scope="session")
def stock(tmp_path_factory):
    """Results that were made, by the command line and the files that they came from; and where they lie."""
    return {}, tmp_path_factory.mktemp("stock")


@pytest.fixture
def result(wattif, stock):
    """Runs scenarios into a folder, without drawings; the same line with the same files once, then it is copied."""

    def run(folder, *scenarios, options=()):
        made, place = stock
        line = ("run", *scenarios, *FAST, "--to", folder, "--quiet", *options)
        files = sorted(path for path in Path().rglob("*") if path.suffix in {".toml", ".csv"})
        key = line, *((path, path.read_bytes()) for path in files)
        if key not in made:
            with drawing():
                answer = wattif(*line)
            assert answer.status == 0, answer.err
            made[key] = shutil.copytree(folder, place / str(len(made)))
        else:
            shutil.copytree(made[key], folder)
        return folder

    return run


@pytest.fixture
def write(tmp_path):
    """Writes a file into the folder of the test."""

    def written(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).encode())
        return path

    return written


@pytest.fixture
def tiny(write):
    return write("tiny.toml", TINY)


@pytest.fixture
def chain(write):
    return write("chain.toml", CHAIN)


def quick(command):
    """The command line with the fewest draws, where it draws and does not say how many; `out` is drawn already."""
    if "--draws" in command or "--tolerance" in command:
        return command
    return re.sub(r"^wattif (run|chart(?! out)|calibrate|compare)\b", r"\g<0> --draws 16384", command)


def tree(folder):
    """Every file below a folder, to see that nothing was written."""
    return sorted(str(path.relative_to(folder)) for path in Path(folder).rglob("*"))
