"""The manual as a site: every page, every link, nothing from elsewhere, and what is made from the program."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

import simulate
from docs.site import assembly, contents, reference
from docs.site.reference import commands, families, keys
from docs.site.typesetting import typeset
from simulate.beliefs.families.table import FORMS
from simulate.commands.main import COMMANDS
from simulate.commands.schema import Kind, json_schema
from simulate.method.reading import training

ROOT = Path(__file__).resolve().parents[2]
LOADED = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src", "video": "src"}


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("source")
    assembly.assemble(folder)
    return folder


def test_every_link_of_the_assembled_pages_leads_to_a_file_of_the_site(source):
    for page in source.rglob("*.md"):
        for link in assembly.links(page.read_text(encoding="utf-8")):
            target = (page.parent / link.partition("#")[0]).resolve()
            assert target.is_file(), f"{page.relative_to(source)}: {link}"
            assert target.is_relative_to(source)


def test_every_page_stands_once_in_the_contents(source):
    index = (source / "index.md").read_text(encoding="utf-8")
    listed = [
        line for table in re.findall(r"```\{toctree\}\n(.*?)```", index, re.DOTALL) for line in table.splitlines()
    ]
    pages = [line.partition("<")[2].rstrip(">") or line for line in listed if ".md" in line]
    assert sorted(pages) == sorted({p.relative_to(source).as_posix() for p in source.rglob("*.md")} - {"index.md"})
    captions = [line.removeprefix(":caption: ") for line in listed if line.startswith(":caption:")]
    assert captions == ["Tutorial", "How-to", "Explanation", "Reference", "Project"]


def test_links_are_moved_with_their_pages():
    text = (
        "[a](../../priors/sites/us.toml#x) ![b](../../results/charts/y.svg) [c](#d) [e](https://f) [`g`](../index.md)"
    )
    assert assembly.relinked("docs/how-to/page.md", text) == (
        "[a](../priors/sites/us.toml#x) ![b](../results/charts/y.svg) [c](#d) [e](https://f) [`g`](../index.md)"
    )


def test_a_link_to_a_folder_leads_to_its_page_or_becomes_text():
    assert (
        assembly.relinked("README.md", "[priors](priors/) [tests](tests)") == "[priors](reference/catalogue.md) tests"
    )


def test_what_is_code_is_not_relinked():
    text = "```toml\nsource = [a](priors/)\n```\n"
    assert assembly.relinked("README.md", text) == text


def test_contents_are_what_the_index_lists_under_its_headings():
    index = "# Top\n[no](a.md)\n\n## One\n- [b](one/b.md#c)\n- [b again](one/b.md)\n- [c](two/c.md)\n\n## None\n[d](https://d.md)\n"
    assert contents.sections(index + "\n## Two\n[c there](two/c.md)\n") == {
        "One": {"one/b.md": "b"},
        "Two": {"two/c.md": "c there"},
    }


def test_every_command_has_its_section_with_every_option():
    page = commands.page()
    assert re.findall(r"^## wattif (\w+)$", page, re.MULTILINE) == [command.__name__ for command in COMMANDS]
    run = page.partition("## wattif run")[2].partition("\n## ")[0]
    assert all(f"`{option}" in run for option in ("--draws N", "--set NAME=PRIOR UNIT", "--sampler sobol \\| random"))
    assert "wattif run gpt-4" in run


def test_formulas_are_typeset_with_every_name_leading_to_its_section():
    text = "```formula\nfacility_energy = it_energy * pue    # route chain\ny = x\n```\n"
    shown = typeset(text, "explanation")
    assert '<a href="../reference/quantities.html#facility_energy">facility_energy</a> =' in shown
    assert '<mi><a href="../reference/quantities.html#pue">pue</a></mi>' in shown
    assert '<span class="remark">route chain</span>' in shown
    assert "<span>y =</span>" in shown
    assert "\n\n" not in shown, "a blank line would end the HTML"
    assert "```" not in shown


def test_every_family_has_its_section_with_every_example():
    page = families.page()
    assert re.findall(r"^## (\w+)$", page, re.MULTILINE) == list(FORMS)
    assert "| normal(3, 2) | -0.3 | 3.0 | 6.3 |" in page


def test_every_key_of_every_file_stands_in_a_table():
    page = keys.page()
    for kind in Kind:
        schema = json_schema(kind)
        for table in (schema, *schema["$defs"].values()):
            assert all(f"| {key} |" in page.replace("\\", "") for key in table.get("properties", {}))


def test_python_has_a_page_as_soon_as_the_package_offers_names():
    offered = getattr(simulate, "__all__", ())
    page = reference.pages().get("reference/api.md", "")
    shown = re.findall(r"^## `(\w+)`$", page, re.MULTILINE)
    assert sorted(shown) == sorted(offered)
    assert shown.index("run") < shown.index("Result") < shown.index("InputError") < shown.index("__version__")


class _Page(HTMLParser):
    """What a page loads, where it leads, and the places that it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.leads: list[str] = []
        self.places: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.places |= {values["id"]} if "id" in values else set()
        self.loads += [values[LOADED[tag]]] if LOADED.get(tag) in values else []
        self.leads += [values["href"]] if tag == "a" and "href" in values else []


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pytest.importorskip("sphinx", reason="the site is built where `make docs` was")
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "docs.site", folder / "site"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    yield {path: _Page(path.read_text(encoding="utf-8")) for path in (folder / "site").rglob("*.html")}
    shutil.rmtree(folder)


def test_every_formula_of_the_method_is_typeset(site):
    (page,) = (path for path in site if path.name == "quantities.html")
    routes = sum(len(quantity.routes) for quantity in training().values())
    assert page.read_text(encoding="utf-8").count("<math ") == routes
    assert not [path for path in site if "formula\n" in path.read_text(encoding="utf-8")]


def test_no_line_of_prose_is_lost(site, source):
    # MyST takes a line that happens to begin with a sign of per cent for a comment, unless it is told otherwise.
    (top,) = (path.parent for path in site if path.name == "genindex.html")
    checked = 0
    for page in source.rglob("*.md"):
        shown = re.sub(r"\s+", " ", site[top / page.relative_to(source).with_suffix(".html")].text)
        prose = re.sub(r"!\[[^\[\]]*\]\([^()]*\)", "", assembly.BLOCK.sub("", page.read_text(encoding="utf-8")))
        for line in prose.splitlines():
            if re.fullmatch(r"(?!\d+\. )[^-#\s:.][^`*\[\]<>|_\\{}&]{20,}", line):
                assert re.sub(r"\s+", " ", line).strip() in shown, f"{page.relative_to(source)}: {line}"
                checked += 1
    assert checked > 500


def test_pages_load_nothing_from_elsewhere(site):
    assert len(site) > 20
    for path, page in site.items():
        assert [address for address in page.loads if re.match(r"(https?:)?//", address)] == [], path
    styles = {style for path in site for style in path.parent.rglob("*.css")}
    assert not [
        style for style in styles if re.search(r"(url\(|@import)\s*['\"]?(https?:)?//", style.read_text("utf-8"))
    ]


def test_every_link_of_the_site_leads_to_a_page_and_a_place_of_it(site):
    for path, page in site.items():
        for link in {*page.leads, *page.loads}:
            file, _, place = link.partition("#")
            if re.match(r"[a-z]+:", link) or not link:
                continue
            target = (path.parent / file.partition("?")[0]).resolve() if file else path
            assert target.is_file(), f"{path.name}: {link}"
            if place and target in site and target.name != "genindex.html":
                assert place in site[target].places, f"{path.name}: {link}"
