"""A result folder is the old one or the new one, never a mixture."""

import re

import pytest

from simulate.foundation.errors import RunError
from simulate.publishing.folders import result as folder
from simulate.publishing.storage import netcdf


@pytest.fixture
def ranges(make_ranges):
    return make_ranges(quantities={"facility_energy": ("Energy at the meter", "GWh", True, [(3.1, 3.7, 4.5)])})


@pytest.fixture
def quick(monkeypatch):
    """Drawings only: the other formats take most of the time of a result and are tested elsewhere."""
    monkeypatch.setattr(folder, "FORMATS", ("svg",))


def contents(path):
    return {item.relative_to(path).as_posix(): item.read_bytes() for item in path.rglob("*") if item.is_file()}


def test_a_result_is_a_dataset_its_numbers_charts_and_a_report(ranges, tmp_path):
    written = folder.write(ranges, None, tmp_path / "results")
    charts = {f"charts/facility_energy.{suffix}" for suffix in ("svg", "pdf", "png", "csv")}
    assert set(contents(tmp_path / "results")) == {"ranges.nc", "ranges.csv", "report.md"} | charts
    assert written == ["ranges.nc", "ranges.csv", "report.md", "charts/ (4 files)"]
    assert netcdf.read(tmp_path / "results" / "ranges.nc").identical(ranges)
    (link,) = re.findall(r"!\[.*\]\((.*)\)", (tmp_path / "results" / "report.md").read_text(encoding="utf-8"))
    assert (tmp_path / "results" / link).is_file()


def test_draws_are_written_with_the_provenance_of_the_ranges(ranges, tmp_path, quick):
    draws = ranges[["facility_energy"]].drop_vars("quantile").rename(quantile="draw")
    assert "draws.nc" in folder.write(ranges, draws, tmp_path)
    assert netcdf.read(tmp_path / "draws.nc").attrs == ranges.attrs


def test_the_same_result_is_the_same_bytes(ranges, tmp_path, quick):
    for name in ("one", "two"):
        folder.write(ranges, None, tmp_path / name)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


@pytest.mark.parametrize("failing", ["report", "ranges_text"])
def test_a_failure_on_the_way_leaves_the_old_result_as_it_was(ranges, tmp_path, monkeypatch, quick, failing):
    folder.write(ranges, None, tmp_path)
    before = contents(tmp_path)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"simulate.publishing.folders.result.{failing}", full)
    with pytest.raises(RunError, match="No space left"):
        folder.write(ranges.assign_attrs(seed=1), None, tmp_path)
    assert contents(tmp_path) == before


def test_a_folder_that_cannot_be_made_is_said_so(ranges, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(RunError, match="cannot write to"):
        folder.write(ranges, None, tmp_path / "file" / "results")
