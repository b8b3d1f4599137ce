"""Processes that draw: the same bytes as here, none left behind, and no chart lost with one that fails."""

import subprocess

import pytest

from simulate.foundation.errors import UsageError
from simulate.publishing.charts import export, rendering, workers


@pytest.fixture
def charts(ranges):
    return export.each(ranges, ["facility_energy", "accelerators", "co2e_location"])


def test_charts_are_the_same_bytes_whichever_process_draws_them(charts):
    wanted = [rendering.contents(chart, ["svg", "pdf"]) for chart in charts]
    with workers.ready(2) as ready:
        assert len(ready.processes) == 2
        assert ready.start(charts, ["svg", "pdf"]).contents() == wanted
        assert ready.start(charts[:1], ["svg"]).contents() == [wanted[0][:1]]
    assert all(process.poll() is not None for process in ready.processes)


def test_what_a_process_fails_at_is_drawn_here(charts):
    wanted = [rendering.contents(chart, ["svg"]) for chart in charts]
    with workers.ready(2) as ready:
        for process in ready.processes:
            process.kill()
        assert ready.start(charts, ["svg"]).contents() == wanted


def test_what_cannot_be_drawn_is_told_as_it_is_told_here(ranges):
    charts = export.each(ranges, ["server_power"], export.Look("dots"))
    with workers.ready(2) as ready, pytest.raises(UsageError, match="no distribution of server_power"):
        ready.start(charts, ["svg"]).contents()


def test_one_processor_and_a_machine_that_starts_none_draw_here(charts, monkeypatch):
    with workers.ready(1) as ready:
        assert ready.processes == []

    def refused(*_, **__):
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", refused)
    with workers.ready(4) as ready:
        assert ready.start(charts[:1], ["svg"]).contents() == [rendering.contents(charts[0], ["svg"])]


def test_an_error_meanwhile_ends_the_processes(monkeypatch):
    kept = []

    def fail():
        with workers.ready(2) as ready:
            kept.extend(ready.processes)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert [process.poll() for process in kept] == [-9, -9]
