"""A result folder is the old one or the new one, never a mixture."""

import pytest

from simulate.foundation.errors import RunError
from simulate.publishing import folder


def contents(path):
    return {item.relative_to(path).as_posix(): item.read_bytes() for item in path.rglob("*") if item.is_file()}


def test_a_result_is_a_dataset_its_numbers_charts_and_a_report(ranges, tmp_path):
    written = folder.write(ranges, None, tmp_path / "results")
    found = contents(tmp_path / "results")
    assert {"ranges.nc", "ranges.csv", "report.md", "charts/facility_energy.svg"} <= set(found)
    assert written[:3] == ["ranges.nc", "ranges.csv", "report.md"]
    assert not [name for name in found if "partial" in name]


def test_the_same_result_is_the_same_bytes(ranges, tmp_path):
    for name in ("one", "two"):
        folder.write(ranges, None, tmp_path / name)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


@pytest.mark.parametrize("failing", ["report", "csv_text.ranges_text"])
def test_a_failure_on_the_way_leaves_the_old_result_as_it_was(ranges, tmp_path, monkeypatch, failing):
    folder.write(ranges, None, tmp_path)
    before = contents(tmp_path)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"simulate.publishing.folder.{failing}", full)
    with pytest.raises(RunError, match="No space left"):
        folder.write(ranges.assign_attrs(seed=1), None, tmp_path)
    assert contents(tmp_path) == before


def test_a_folder_that_cannot_be_made_is_said_so(ranges, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(RunError, match="cannot write to"):
        folder.write(ranges, None, tmp_path / "file" / "results")
