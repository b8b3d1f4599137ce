import errno
import hashlib
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray as xr

from simulate.foundation.errors import RunError
from simulate.publishing.ranges import rows
from simulate.publishing.storage import hdf5, netcdf

ROOT = Path(__file__).parents[2]


@pytest.fixture
def small(make_ranges):
    """One quantity of one model: few bytes, so that many of them can be damaged one by one."""
    return make_ranges(quantities={"y": ("Output", "day", True, [(1.0, 2.0, 3.0)])})


def test_what_is_written_is_read_back(ranges, tmp_path):
    xr.testing.assert_identical(netcdf.read(netcdf.write(ranges, tmp_path / "r.nc")), ranges)


def test_any_other_program_reads_the_same_numbers(small, tmp_path):
    netcdf.write(small, tmp_path / "r.nc")
    with xr.open_dataset(tmp_path / "r.nc", engine="h5netcdf", decode_timedelta=False) as opened:
        np.testing.assert_array_equal(opened.y.values, small.y.values)
        assert opened.y.attrs["units"] == "day"
        assert opened.attrs["title"] == small.attrs["title"]
        assert opened["all.mean"].sel(quantity="y", model="a").item() == small["y.mean"].sel(model="a").item()
        assert opened["all.interval"].dims == ("model", "quantity", "ci_bound")


def test_every_variable_has_checksums(ranges, tmp_path):
    netcdf.write(ranges, tmp_path / "r.nc")
    with h5py.File(tmp_path / "r.nc") as file:
        data = {name: item for name, item in file.items() if not name.startswith("string")}
        assert {"facility_energy", "all.mean", "all.error", "all.interval", "model", "name", "quantile"} <= set(data)
        assert [name for name, item in data.items() if not item.fletcher32] == []


def test_the_same_dataset_gives_the_same_bytes(small, tmp_path):
    first = netcdf.write(small, tmp_path / "a.nc").read_bytes()
    time.sleep(1.1)  # HDF5 keeps times in seconds, where it keeps any
    assert netcdf.write(small, tmp_path / "b.nc").read_bytes() == first


def test_a_dataset_is_not_changed_by_being_written(small, tmp_path):
    before = small.copy(deep=True)
    netcdf.write(small, tmp_path / "r.nc")
    xr.testing.assert_identical(small, before)


def test_a_flipped_bit_is_found_wherever_it_is(small, tmp_path):
    path = netcdf.write(small, tmp_path / "r.nc")
    whole = path.read_bytes()
    # The last line itself may lose its mark: then HDF5 is left to judge a content that is whole.
    sealed = len(whole) - 80
    for place in np.random.default_rng(5).integers(0, 8 * sealed, 200).tolist():
        damaged = bytearray(whole)
        damaged[place // 8] ^= 1 << place % 8
        path.write_bytes(damaged)
        with pytest.raises(RunError, match="it is not what was written"):
            netcdf.read(path)


def test_a_changed_number_or_text_is_found(small, tmp_path):
    path = netcdf.write(small, tmp_path / "r.nc")
    whole = path.read_bytes()
    for old in (np.float64(2.0).tobytes(), b"Model A", b"wattif 0.1.0", b"final run"):
        damaged = whole.replace(old, bytes([old[0] ^ 1]) + old[1:], 1)
        assert damaged != whole
        path.write_bytes(damaged)
        with pytest.raises(RunError, match="damaged"):
            netcdf.read(path)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.9])
def test_a_file_that_is_cut_off_is_refused(small, tmp_path, share):
    path = netcdf.write(small, tmp_path / "r.nc")
    whole = path.read_bytes()
    for rest in (whole[: int(share * len(whole))], whole[:-1]):
        path.write_bytes(rest)
        with pytest.raises(RunError, match="damaged"):
            netcdf.read(path)


def test_a_file_of_another_kind_or_none_is_refused(tmp_path):
    (tmp_path / "a.nc").write_text("hello")
    for name in ("a.nc", "c.nc", "."):
        with pytest.raises(RunError):
            netcdf.read(tmp_path / name)


def test_a_file_that_another_program_wrote_again_is_read(small, tmp_path):
    netcdf.storable(small).to_netcdf(tmp_path / "r.nc", engine="h5netcdf")
    xr.testing.assert_identical(netcdf.read(tmp_path / "r.nc"), small)


def test_the_last_line_is_a_checksum_that_anyone_can_compute(small, tmp_path):
    whole = netcdf.write(small, tmp_path / "r.nc").read_bytes()
    content, seal = whole[:-80], whole[-80:]
    assert seal == b"\nwattif sha256 " + hashlib.sha256(content).hexdigest().encode() + b"\n"


def test_what_netcdf_cannot_hold_is_made_storable(tmp_path):
    attrs = {
        "nul": "a\0b", "surrogate": "x\ud800", "long": "é" * 70_000, "a/b": 1, "yes": True, "none": None, "empty": "",
        "nested": {"a": [1, 2]}, "list": ["x", "y"], "big": 2**64 - 1, "number": np.float64(0.5), "bidi": "\u202e",
    }  # fmt: skip
    names = np.array(["", "x\0y", "\ud800z"], dtype=object)
    data = {"q/r": ("model", [1.0, np.nan, -0.0], {"units": "h", "flag": np.bool_(True)})}
    read = netcdf.read(netcdf.write(xr.Dataset(data, {"name": ("model", names)}, attrs), tmp_path / "r.nc"))
    assert read.attrs == {
        "nul": "ab", "surrogate": "x?", "long": "é" * 70_000, "a_b": 1, "yes": 1, "empty": "",
        "nested": '{"a": [1, 2]}', "list": '["x", "y"]', "big": str(2**64 - 1), "number": 0.5, "bidi": "\u202e",
    }  # fmt: skip
    assert read.name.values.tolist() == ["", "xy", "?z"]
    assert read["q_r"].attrs == {"units": "h", "flag": 1}
    np.testing.assert_array_equal(read["q_r"].values, [1.0, np.nan, -0.0])


def test_a_dataset_of_no_models_or_empty_labels_is_written_too(make_ranges, tmp_path):
    ranges = make_ranges({"a": ("", "", ""), "b": ("", "", "")}, {"y": ("Y", "1", True, [(1, 2, 3), None])})
    xr.testing.assert_identical(netcdf.read(netcdf.write(ranges, tmp_path / "r.nc")), ranges)
    assert rows.read(ranges).models[1].name == "b"


def test_draws_are_written_as_they_are(tmp_path):
    values = np.random.default_rng(1).lognormal(size=(2, 40_000))
    draws = xr.Dataset({"y": (("model", "draw"), values, {"units": "1"})}, {"model": ["a", "b"]})
    xr.testing.assert_identical(netcdf.read(netcdf.write(draws, tmp_path / "draws.nc")), draws)


def test_one_refused_write_is_enough_even_if_the_disk_takes_the_rest(small, tmp_path, monkeypatch):
    path = netcdf.write(small, tmp_path / "r.nc")
    before = path.read_bytes()

    class Hiccup(hdf5.Disk):
        def write(self, content):
            if self.refusal is None and len(content) > 100:
                self.refusal = OSError(errno.EIO, os.strerror(errno.EIO))
            return self.file.write(content)

    monkeypatch.setattr(hdf5, "Disk", Hiccup)
    with pytest.raises(RunError, match=r"cannot write .*Input/output error"):
        netcdf.write(small.assign_attrs(title="another"), path)
    assert path.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="limits of Unix")
def test_a_full_disk_leaves_the_old_file_and_a_sentence(small, tmp_path):
    path = netcdf.write(small, tmp_path / "r.nc")
    before = path.read_bytes()
    program = f"""
        import resource, signal, sys
        import numpy as np, xarray as xr
        from pathlib import Path
        from simulate.foundation.errors import RunError
        from simulate.publishing.storage import netcdf
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        draws = xr.Dataset({{"y": ("draw", np.arange(100_000.0))}})
        try:
            netcdf.write(draws, Path({str(path)!r}))
        except RunError as error:
            print(error)
            sys.exit(7)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 7, done.stderr
    assert done.stdout.startswith(f"cannot write {path}: ")
    assert done.stdout.count("\n") == 1
    assert [item.name for item in tmp_path.iterdir()] == ["r.nc"]
    assert path.read_bytes() == before
