"""A published folder is whole, or every fault of it is named."""

import hashlib
import itertools
import os
import random
import shutil
import subprocess

import pytest

from simulate.foundation.errors import RunError
from simulate.publishing.folders import manifest
from tests.commands.conftest import FAST, TINY, in_process

MANIFEST = "MANIFEST.sha256"


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A published folder, made once."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "tiny.toml").write_text(TINY, encoding="utf-8")
    answer = in_process("run", str(folder / "tiny.toml"), *FAST, "--to", str(folder / "result"))
    assert answer.status == 0, answer.err
    answer = in_process("publish", str(folder / "result"), "--to", str(folder / "pub"))
    assert answer.status == 0, answer.err
    return folder / "pub"


@pytest.fixture
def published(original, tmp_path, monkeypatch):
    """A copy of it to be harmed."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(original, tmp_path / "pub")
    return tmp_path / "pub"


def test_a_whole_folder_says_how_many_files_it_has(wattif, published):
    n = sum(path.is_file() for path in published.rglob("*"))
    answer = wattif("verify", "pub")
    assert (answer.status, answer.out) == (0, f"{n} files, nothing changed\n")


def test_one_flipped_bit_anywhere_is_found(wattif, published):
    chance = random.Random(6)  # noqa: S311 -- a seed, so that the same bits are tried on every machine
    for path in sorted(path for path in published.rglob("*") if path.is_file()):
        content = path.read_bytes()
        places = chance.sample(range(len(content)), min(2, len(content)))
        for place in places:
            flipped = bytearray(content)
            flipped[place] ^= 1 << chance.randrange(8)
            path.write_bytes(flipped)
            answer = wattif("verify", "pub")
            assert answer.status == 1, (path, place)
            assert path.name in answer.out + answer.err
        path.write_bytes(content)
    assert wattif("verify", "pub").status == 0


def test_every_bit_of_the_manifest_counts(published):
    path = published / MANIFEST
    content = path.read_bytes()
    for place, bit in itertools.product(range(len(content)), (0, 3, 5)):
        flipped = bytearray(content)
        flipped[place] ^= 1 << bit
        path.write_bytes(flipped)
        with pytest.raises(RunError, match=MANIFEST):
            manifest.listed(published)


def test_every_fault_has_its_line(wattif, published):
    (published / "report.html").unlink()
    (published / "tables" / "ranges.csv").write_bytes((published / "tables" / "ranges.csv").read_bytes()[:-1])
    (published / "charts" / "another.svg").write_text("<svg/>", encoding="utf-8")
    (published / "empty").mkdir()
    answer = wattif("verify", "pub")
    assert answer.status == 1
    assert answer.out.splitlines() == [
        "charts/another.svg: added: not in the manifest",
        "empty/: added: an empty folder",
        "report.html: missing",
        "tables/ranges.csv: changed or cut off",
    ]


def test_a_manifest_that_is_missing_empty_or_cut_off_verifies_nothing(wattif, published):
    path = published / MANIFEST
    whole = path.read_text(encoding="utf-8")
    lines = whole.splitlines(keepends=True)
    for text in (None, "", lines[-1], "".join(lines[:-1]), "".join(lines[1:]), whole[:-1], whole + "\n", whole * 2):
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_text(text, encoding="utf-8")
        answer = wattif("verify", "pub")
        assert answer.status == 1
        assert MANIFEST in answer.err


def sealed(*lines):
    body = "".join(f"{line}\n" for line in lines)
    return f"{body}# sha256 of the lines above: {hashlib.sha256(body.encode()).hexdigest()}\n"


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a/../../secret", "./a", "a//b", "a\\b", MANIFEST])
def test_paths_that_lead_out_of_the_folder_are_refused(wattif, published, name):
    (published / MANIFEST).write_text(sealed(f"{'0' * 64}  {name}"), encoding="utf-8")
    answer = wattif("verify", "pub")
    assert answer.status == 1
    assert "no list of files of this folder" in answer.err


def test_symbolic_links_are_refused_wherever_they_lead(wattif, published, tmp_path):
    copy = tmp_path / "elsewhere.html"
    shutil.move(published / "report.html", copy)
    (published / "report.html").symlink_to(copy)
    assert wattif("verify", "pub").out == "report.html: a symbolic link, which is refused\n"
    (published / "report.html").unlink()
    shutil.move(copy, published / "report.html")
    shutil.move(published / "tables", tmp_path / "tables")
    (published / "tables").symlink_to(tmp_path / "tables")
    answer = wattif("verify", "pub")
    assert answer.status == 1
    assert "tables: a symbolic link, which is refused" in answer.out
    (published / "tables").unlink()
    shutil.move(tmp_path / "tables", published / "tables")
    shutil.move(published / MANIFEST, tmp_path / MANIFEST)
    (published / MANIFEST).symlink_to(tmp_path / MANIFEST)
    answer = wattif("verify", "pub")
    assert answer.status == 1
    assert "symbolic link" in answer.err


def test_what_is_no_file_is_named_and_never_waited_for(wattif, published):
    (published / "report.html").unlink()
    os.mkfifo(published / "report.html")
    answer = wattif("verify", "pub")
    assert (answer.status, answer.out) == (1, "report.html: neither a file nor a folder\n")


def test_a_folder_that_was_not_published_or_is_not_there(wattif, tmp_path):
    (tmp_path / "folder").mkdir()
    assert wattif("verify", "folder").status == 1
    answer = wattif("verify", "nowhere")
    assert (answer.status, answer.out) == (3, "")


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="there is no sha256sum here")
def test_sha256sum_reads_the_manifest_too(published):
    done = subprocess.run(
        ["sha256sum", "--strict", "--check", MANIFEST], cwd=published, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (published / "report.html").write_text("", encoding="utf-8")
    done = subprocess.run(["sha256sum", "--check", MANIFEST], cwd=published, capture_output=True, check=False)
    assert done.returncode == 1
