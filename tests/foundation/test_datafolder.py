import pytest

import simulate
from simulate.foundation import datafolder
from simulate.foundation.errors import RunError


def test_a_checkout_has_its_data_beside_the_package(tmp_path):
    package = tmp_path / "simulate"
    package.mkdir()
    for name in ("priors", "scenarios"):
        (tmp_path / name).mkdir()
    (tmp_path / "pyproject.toml").touch()
    assert datafolder.priors(package) == tmp_path / "priors"
    assert datafolder.scenarios(package) == tmp_path / "scenarios"


def test_a_wheel_has_its_data_inside_the_package_and_looks_nowhere_else(tmp_path):
    package = tmp_path / "simulate"
    for name in ("priors", "scenarios"):
        (package / "_data" / name).mkdir(parents=True)
        (tmp_path / name).mkdir()
    (tmp_path / "pyproject.toml").touch()
    assert datafolder.priors(package) == package / "_data" / "priors"
    assert datafolder.scenarios(package) == package / "_data" / "scenarios"


def test_a_stranger_s_folder_among_installed_packages_is_not_taken_for_ours(tmp_path):
    (tmp_path / "priors").mkdir()
    with pytest.raises(RunError, match="priors that ship with wattif are missing"):
        datafolder.priors(tmp_path / "simulate")


def test_the_running_package_finds_its_own():
    assert simulate.__file__
    assert datafolder.priors().name == "priors"
    assert datafolder.scenarios().is_dir()
