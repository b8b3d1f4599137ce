"""Processes that draw: the same bytes as here, none left behind, and no chart lost with one that fails."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulate.foundation.errors import UsageError
from simulate.publishing.charts import export, rendering, worker, workers


@pytest.fixture
def charts(ranges):
    return export.each(ranges, ["facility_energy", "accelerators", "co2e_location"])


@pytest.fixture(params=[True, False], ids=["copies", "no copies"])
def copies(request, monkeypatch):
    """Whether one process becomes several, as the system allows it or not."""
    if request.param and not hasattr(os, "fork"):
        pytest.skip("this system copies no processes")
    monkeypatch.setattr(workers, "_COPIES", request.param)
    return request.param


def of_group(leader):
    """Processes of a group that still run."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, group = entry.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(group) == leader and state != "Z":
            found.append(int(entry.parent.name))
    return found


def until(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_charts_are_the_same_bytes_whichever_process_draws_them(charts, copies):
    wanted = [rendering.contents(chart, ["svg", "pdf"]) for chart in charts]
    with workers.ready(2) as ready:
        assert (len(ready.processes), len(ready.ends)) == (1 if copies else 2, 2)
        drawing = ready.start(charts, ["svg", "pdf"])
        drawing.wait()
        assert len(drawing.done) == len(charts)
        assert list(drawing.contents()) == wanted
    assert [process.poll() for process in ready.processes] == [0] * len(ready.processes)


def test_what_is_drawn_is_handed_over_while_others_are_drawn(charts):
    with workers.ready(2) as ready:
        drawing = ready.start(charts * 5, ["svg"])
        next(drawing.contents())
        assert not drawing.is_over


def test_what_a_process_fails_at_is_drawn_here(charts, copies):
    wanted = [rendering.contents(chart, ["svg"]) for chart in charts]
    with workers.ready(2) as ready:
        for process in ready.processes:
            process.kill()
        assert list(ready.start(charts, ["svg"]).contents()) == wanted


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_copy_that_is_killed_takes_no_chart_with_it_and_leaves_nothing_behind(charts):
    wanted = [rendering.contents(chart, ["svg"]) for chart in charts]
    with workers.ready(3) as ready:
        (leader,) = ready.processes
        until(lambda: len(of_group(leader.pid)) == 3)
        os.kill(next(process for process in of_group(leader.pid) if process != leader.pid), signal.SIGKILL)
        assert list(ready.start(charts, ["svg"]).contents()) == wanted
    assert of_group(leader.pid) == []


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_copies_go_with_a_run_that_is_killed():
    program = "import time; from simulate.publishing.charts import workers\n"
    program += "with workers.ready(3) as ready:\n    print(ready.processes[0].pid, flush=True)\n    time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as run:
        leader = int(run.stdout.readline())
        until(lambda: len(of_group(leader)) == 3)
        run.kill()
    until(lambda: of_group(leader) == [])


def test_what_cannot_be_drawn_is_told_as_it_is_told_here(ranges):
    charts = export.each(ranges, ["server_power"], export.Look("dots"))
    with workers.ready(2) as ready, pytest.raises(UsageError, match="no distribution of server_power"):
        list(ready.start(charts, ["svg"]).contents())


def test_one_processor_and_a_machine_that_starts_none_draw_here(charts, monkeypatch):
    with workers.ready(1) as ready:
        assert ready.processes == []

    def refused(*_, **__):
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", refused)
    with workers.ready(4) as ready:
        assert ready.ends == []
        assert list(ready.start(charts[:1], ["svg"]).contents()) == [rendering.contents(charts[0], ["svg"])]


def test_an_error_meanwhile_ends_the_processes(copies):
    kept = []

    def fail():
        with workers.ready(2) as ready:
            kept.extend(ready.processes)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert [process.poll() for process in kept] == [-9] * len(kept)


def test_an_error_while_they_draw_ends_the_processes_at_once(charts):
    def fail():
        with workers.ready(2) as ready:
            drawing = ready.start(charts * 20, ["svg", "pdf", "png"])
            kept.append(ready)
            until(lambda: drawing.done)
            raise KeyboardInterrupt

    kept = []
    with pytest.raises(KeyboardInterrupt):
        fail()
    assert kept[0].drawing.is_over
    assert len(kept[0].drawing.done) < 60
    assert kept[0].processes[0].poll() == -9


def test_more_processes_than_the_system_gives_are_done_without(monkeypatch):
    def refused():
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refused, raising=False)
    come, go = os.pipe()
    worker._multiply([come, go])
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(come)
