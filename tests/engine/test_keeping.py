"""What is kept for the next run is read back whole, or not at all."""

import pytest

from simulate.beliefs.families.normal import Normal
from simulate.engine import keeping, tabulation
from simulate.engine.tables import table


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("WATTIF_CACHE_DIR", str(tmp_path))
    return tmp_path


def test_what_is_kept_is_read_back(folder):
    keeping.keep("things", "a", b"content")
    assert keeping.read("things", "a") == b"content"
    assert [path.name for path in (folder / "things").iterdir()] == ["a"]


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data[:3], lambda data: data[:-1] + b"x"])
def test_what_is_damaged_or_cut_off_counts_as_nothing(folder, damage):
    keeping.keep("things", "a", b"content")
    path = folder / "things" / "a"
    path.write_bytes(damage(path.read_bytes()))
    assert keeping.read("things", "a") == b""


def test_what_was_never_kept_is_nothing(folder):
    assert keeping.read("things", "b") == b""


def test_a_folder_that_cannot_be_written_to_keeps_nothing_and_disturbs_nobody(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("WATTIF_CACHE_DIR", str(tmp_path / "file"))
    keeping.keep("things", "a", b"content")
    assert keeping.read("things", "a") == b""


def test_a_user_without_a_home_keeps_nothing(monkeypatch):
    def homeless():
        raise RuntimeError("no home")

    monkeypatch.delenv("WATTIF_CACHE_DIR", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(keeping.Path, "home", homeless)
    keeping.keep("things", "a", b"content")
    assert keeping.read("things", "a") == b""


def test_a_table_is_made_once(folder, monkeypatch):
    """The second time nothing is built, and a damaged file is built anew."""
    distribution = Normal(3.25, 1.75)
    table.cache_clear()
    first = table(distribution)
    built = []
    monkeypatch.setattr(tabulation, "build", lambda one: built.append(one) or first)
    table.cache_clear()
    again = table(distribution)
    assert built == []
    assert (again.levels[0].cubics == first.levels[0].cubics).all()
    for path in (folder / "tables").iterdir():
        path.write_bytes(path.read_bytes()[:-8])
    table.cache_clear()
    table(distribution)
    assert built == [distribution]
