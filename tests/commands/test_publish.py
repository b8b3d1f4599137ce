"""A folder fit for publication: what is in it, that it holds together, and that nothing half-written verifies."""

import csv
import errno
import json
import re
import shutil

import pytest
import yaml

from simulate.publishing.folders import manifest, publication
from simulate.publishing.folders import result as folder_of_a_run
from simulate.publishing.storage import files, netcdf
from tests.commands.conftest import CHAIN, FAST, TINY, drawing, in_process

SOURCED = CHAIN.replace(
    'prior = "50 to 90"\nunit = "USD_2024/MWh"',
    'prior = "50 to 90"\nunit = "USD_2024/MWh"\nquality = "third-party"\nwhy = "Two tariffs."\n'
    'source = ["A tariff, 100 % of it, https://example.org/a_b?c=1&d=2#e", "Another {tariff"]',
)
HOSTILE = TINY.replace(
    'name = "Tiny"', "name = '<script>alert(1)</script> \"quoted\" & \u05e2\u05d1\u05e8\u05d9\u05ea ](x) $a$'"
).replace(
    'prior = "1 to 4"',
    "prior = '1 to 4'\nsource = '<img src=x onerror=alert(2)> } % _ # ~ ^ & $'\nwhy = '</script>'",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two scenarios, run with sensitivity and published, once."""
    place = tmp_path_factory.mktemp("publication")
    (place / "chain.toml").write_text(SOURCED, encoding="utf-8")
    (place / "hostile.toml").write_text(HOSTILE, encoding="utf-8")
    scenarios = [str(place / f"{name}.toml") for name in ("chain", "hostile")]
    with drawing():
        answer = in_process("run", *scenarios, *FAST, "--sensitivity", "--to", str(place / "result"))
    assert answer.status == 0, answer.err
    answer = in_process("publish", str(place / "result"), "--to", str(place / "pub"), "--author", 'Jane "J" Doe')
    assert answer.status == 0, answer.err
    return place / "pub"


@pytest.fixture
def page(folder):
    return (folder / "report.html").read_text(encoding="utf-8")


def test_everything_is_there_and_the_folder_verifies(wattif, folder):
    expected = """
        README.md report.html ranges.nc method.md provenance.json CITATION.cff MANIFEST.sha256 tables/ranges.csv
        tables/ranges.json tables/ranges.md tables/ranges.tex tables/ranges.html tables/sentences.txt
        charts/facility_energy.svg charts/facility_energy.pdf charts/facility_energy.png charts/facility_energy.csv
        charts/sensitivity/chain/tornado.svg charts/sensitivity/chain/inputs.pdf inputs/scenarios/chain.toml
        inputs/scenarios/hostile.toml inputs/method.toml sources/sources.md sources/sources.bib
    """
    assert [name for name in expected.split() if not (folder / name).is_file()] == []
    assert wattif("verify", str(folder)).status == 0


def test_the_published_dataset_is_the_one_that_was_given_and_reproduces(wattif, folder):
    assert (folder / "ranges.nc").read_bytes() == (folder.parent / "result" / "ranges.nc").read_bytes()
    assert wattif("reproduce", str(folder)).out.startswith("identical")


def test_the_published_inputs_give_the_same_numbers_to_anybody_who_runs_them(wattif, folder):
    scenarios = str(folder / "inputs" / "scenarios")
    with drawing():
        assert wattif("run", scenarios, *FAST, "--to", "again").status == 0
    answer = wattif("diff", str(folder), "again", "--json")
    assert (answer.json["moved"], answer.json["compared"] > 10) == ([], True)


def test_every_source_has_one_entry_with_a_key_that_stays_and_balanced_braces(folder):
    text = (folder / "sources" / "sources.bib").read_text(encoding="utf-8")
    keys = re.findall(r"^@misc\{([a-z0-9-]+),$", text, re.MULTILINE)
    assert len(keys) == len(set(keys)) == 3
    assert text.count("{") == text.count("}")
    for entry in text.split("\n\n"):
        depth = 0
        for character in entry.strip():
            depth += (character == "{") - (character == "}")
            assert depth >= 0
        assert depth == 0
    assert r"\url{https://example.org/a\_b?c=1\&d=2\#e}" in text
    assert r"100 \% of it" in text
    assert r"Another \textbraceleft{}tariff" in text
    assert "author" not in text
    assert "year" not in text
    assert "prior electricity" in text.replace(r"\_", " ")


def test_the_bibliography_says_what_rests_on_each_source(folder):
    text = (folder / "sources" / "sources.md").read_text(encoding="utf-8")
    assert "- prior electricity_price of chain, for Chain" in text
    assert "<img" not in text.replace(r"\<img", "")


def test_the_method_has_every_formula_that_was_used_those_of_own_methods_too(folder):
    text = (folder / "method.md").read_text(encoding="utf-8")
    assert "- `facility_energy = it_energy * pue`, route chain" in text
    assert "- `y = a + b`" in text
    assert "metered" not in text


def test_provenance_tells_program_packages_draws_and_hashes(folder):
    told = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    assert (told["draws"], told["seed"], told["sampler"]) == (16384, 0, "sobol")
    assert told["program_version"].startswith("wattif ")
    assert {"python", "numpy", "numba", "machine"} <= set(told["environment"])
    stated = manifest.listed(folder)
    assert told["sha256"]["ranges.nc"] == stated["ranges.nc"]
    assert told["sha256"]["scenarios/chain.toml"] == stated["inputs/scenarios/chain.toml"]


def test_the_citation_is_yaml_of_the_citation_file_format(folder):
    told = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(told)
    assert told["authors"] == [{"name": 'Jane "J" Doe'}]
    assert (told["type"], told["license"], told["cff-version"]) == ("dataset", "CC-BY-4.0", "1.2.0")


def test_tables_hold_what_run_prints(wattif, folder):
    assert wattif("run", str(folder / "inputs" / "scenarios" / "chain.toml"), *FAST, "--json").status == 0
    told = json.loads((folder / "tables" / "ranges.json").read_text(encoding="utf-8"))
    rows = list(csv.DictReader((folder / "tables" / "ranges.csv").read_text(encoding="utf-8").splitlines()))
    energy = next(row for row in rows if (row["model"], row["quantity"]) == ("chain", "facility_energy"))
    model = next(model for model in told["models"] if model["id"] == "chain")
    assert float(energy["p50"]) == model["quantities"]["facility_energy"]["quantiles"]["0.5"]


def test_labels_of_others_can_do_no_harm_on_the_page(page):
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<bdi>&lt;script&gt;" in page
    assert page.count("<script>") == page.count("</script>") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_page_asks_for_nothing_from_elsewhere_and_allows_nothing(page):
    assert re.findall(r"""(?:src|srcset|action|data|poster)=["'][^"']*""", page) == []
    assert [link for link in re.findall(r'href="([^"]*)"', page) if re.match(r"\w+:|//", link)] == []
    assert re.findall(r"<[^>]* style=", page) == []
    assert re.findall(r"<[^>]* on\w+=", page) == []
    assert "default-src &#39;none&#39;" in page
    assert "unsafe" not in page


def test_every_link_on_the_page_leads_somewhere(folder, page):
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    for target in re.findall(r'href="([^"]*)"', page):
        if target.startswith("#"):
            assert target[1:] in ids, target
        else:
            assert (folder / target).exists(), target
    for reference in re.findall(r"url\(#([^)]*)\)", page):
        assert reference in ids


def test_the_page_has_inputs_chain_sensitivity_and_value_of_disclosure_of_every_model(page):
    for model in ("chain", "hostile"):
        for part in ("ranges", "inputs", "chain", "sensitivity", "disclosure"):
            assert f'id="{model}--{part}"' in page
    assert 'href="#chain--it_energy">it_energy</a> * <a href="#chain--pue">pue</a>' in page
    assert 'href="#hostile--a">a</a> + <a href="#hostile--b">b</a>' in page
    assert "Two tariffs." in page


def test_the_same_result_is_published_to_the_same_bytes(wattif, folder, tmp_path):
    wattif("publish", str(folder.parent / "result"), "--to", "again", "--author", 'Jane "J" Doe')
    assert (tmp_path / "again" / manifest.NAME).read_bytes() == (folder / manifest.NAME).read_bytes()


def test_publishing_anew_replaces_the_old_publication_whole(wattif, tiny, result, folder, tmp_path):
    shutil.copytree(folder, tmp_path / "pub")
    result("result", "tiny.toml")
    answer = wattif("publish", "result", "--to", "pub")
    assert answer.status == 0, answer.err
    assert not (tmp_path / "pub" / "charts" / "facility_energy.svg").exists()
    assert not (tmp_path / "pub" / "charts" / "sensitivity").exists()
    assert wattif("verify", "pub").status == 0


def test_files_of_others_are_neither_overwritten_nor_left_among_ours(wattif, tiny, result, tmp_path):
    result("result", "tiny.toml")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("years of work", encoding="utf-8")
    answer = wattif("publish", "result", "--to", "mine")
    assert (answer.status, "thesis.tex" in answer.err) == (1, True)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.tex"]
    assert wattif("publish", "result", "--to", "result").status == 1


@pytest.mark.parametrize("written", [0, 9])
def test_a_disk_that_fills_leaves_nothing_that_verifies(wattif, tiny, result, tmp_path, monkeypatch, written):
    result("result", "tiny.toml")
    left = iter([True] * written)
    whole = files.write_bytes

    def full(path, content):
        if not next(left, False):
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole(path, content)

    monkeypatch.setattr(publication, "write_bytes", full)
    monkeypatch.setattr(files, "write_bytes", full)
    answer = wattif("publish", "result", "--to", "pub")
    assert (answer.status, "No space left" in answer.err) == (1, True)
    assert list((tmp_path / "pub").iterdir()) == []
    assert wattif("verify", "pub").status == 1


@pytest.mark.parametrize("moved", [0, 10])
def test_a_crash_while_files_take_their_places_leaves_nothing_that_verifies(
    wattif, tiny, result, folder, tmp_path, monkeypatch, moved
):
    result("result", "tiny.toml")
    shutil.copytree(folder, tmp_path / "pub")
    left = iter([True] * moved)
    replace = folder_of_a_run.Path.replace

    def killed(self, target):
        # Files of the stage that go to their places; those that are written into it are renamed too.
        leaving = files.SUFFIX in str(self.parent) and files.SUFFIX not in str(target)
        if leaving and not next(left, False):
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(folder_of_a_run.Path, "replace", killed)
    assert wattif("publish", "result", "--to", "pub").status == 130
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert wattif("verify", "pub").status == 1
    assert wattif("publish", "result", "--to", "new").status == 0


def test_a_result_without_its_texts_is_published_with_what_it_has(wattif, tiny, result, tmp_path):
    result("result", "tiny.toml")
    path = tmp_path / "result" / "ranges.nc"
    dataset = netcdf.read(path)
    for name in ("bundles", "tables", "command_line", "method"):
        dataset.attrs.pop(name)
    netcdf.write(dataset, path)
    answer = wattif("publish", "result", "--to", "pub")
    assert answer.status == 0
    assert "does not keep what it was made from" in answer.err
    assert "its formulas cannot be shown" in (tmp_path / "pub" / "report.html").read_text(encoding="utf-8")
    assert wattif("verify", "pub").status == 0


@pytest.mark.parametrize("name", ["../../evil", "/evil", "a/../../evil"])
def test_a_dataset_that_names_files_elsewhere_is_refused(wattif, tiny, result, tmp_path, name):
    result("result", "tiny.toml")
    path = tmp_path / "result" / "ranges.nc"
    dataset = netcdf.read(path)
    dataset.attrs["bundles"] = json.dumps({name: "x = 1"})
    netcdf.write(dataset, path)
    answer = wattif("publish", "result", "--to", "pub")
    assert (answer.status, "leads out of the folder" in answer.err) == (1, True)
    assert list((tmp_path / "pub").iterdir()) == []


def test_a_damaged_dataset_is_not_published(wattif, tiny, result, tmp_path):
    result("result", "tiny.toml")
    path = tmp_path / "result" / "ranges.nc"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)
    answer = wattif("publish", "result", "--to", "pub")
    assert (answer.status, "damaged" in answer.err) == (1, True)
    assert not (tmp_path / "pub").exists()
