"""What compares committed results with those that the code makes sees every difference that is none of rounding."""

import shutil

import pytest
import xarray as xr

from simulate.publishing.storage import netcdf
from tests.repository.made_again import differences, other_text


@pytest.fixture
def folders(tmp_path):
    old = tmp_path / "old"
    (old / "charts").mkdir(parents=True)
    netcdf.write(
        xr.Dataset({"y": ("model", [1.0, 2.0])}, {"model": ["a", "b"]}, {"history": "wattif run"}), old / "r.nc"
    )
    (old / "r.csv").write_text("model,p50\na,3.25\n", encoding="utf-8")
    (old / "charts" / "y.svg").write_text('<path d="M 1.000001 2"/>', encoding="utf-8")
    (old / "charts" / "y.png").write_bytes(b"picture")
    shutil.copytree(old, tmp_path / "new")
    return old, tmp_path / "new"


def test_equal_folders_have_no_difference(folders):
    assert differences(*folders) == []


def test_files_of_one_side_only_are_named(folders):
    old, new = folders
    (old / "charts" / "y.png").unlink()
    (new / "r.csv").unlink()
    assert [line.partition(":")[0] for line in differences(old, new)] == ["charts/y.png", "r.csv"]


@pytest.mark.parametrize(
    ("made", "fine"),
    [
        ("energy 3.25 GWh", True),
        ("energy 3.2500000001 GWh", True),
        ("energy 3.25000001 GWh", False),
        ("energy 3.25 MWh", False),
        ("energy 3.25 GWh\nmore", False),
        ("", False),
        ("energy -3.25 GWh", False),
        ("energy 3.25 7 GWh", False),
    ],
)
def test_numbers_agree_to_1e_9_and_text_exactly(made, fine):
    assert (other_text("energy 3.25 GWh", made) == "") is fine


def test_drawings_agree_to_their_last_decimals(folders):
    _, new = folders
    for text, n in (('<path d="M 1.000002 2"/>', 0), ('<path d="M 1.00001 2"/>', 1), ('<path d="L 1.000001 2"/>', 1)):
        (new / "charts" / "y.svg").write_text(text, encoding="utf-8")
        assert len(differences(*folders)) == n


def test_pictures_are_the_same_to_the_byte(folders):
    (folders[1] / "charts" / "y.png").write_bytes(b"picturf")
    assert differences(*folders) == ["charts/y.png: another picture"]


@pytest.mark.parametrize(("factor", "n"), [(1 + 1e-10, 0), (1 + 1e-8, 1)])
def test_numbers_of_datasets_agree_to_1e_9(folders, factor, n):
    path = folders[1] / "r.nc"
    dataset = netcdf.read(path)
    netcdf.write(dataset.assign(y=dataset["y"] * factor), path)
    assert len(differences(*folders)) == n


def test_attributes_count_and_the_machine_does_not(folders):
    path = folders[1] / "r.nc"
    netcdf.write(netcdf.read(path).assign_attrs(environment="another machine"), path)
    assert differences(*folders) == []
    netcdf.write(netcdf.read(path).assign_attrs(history="wattif run --seed 1"), path)
    assert len(differences(*folders)) == 1
