"""The published page in a browser: three widths, light and dark, with scripts off, printed, and audited with axe."""

import re
import shutil
from pathlib import Path

import pytest

from tests.commands.conftest import CHAIN, FAST, TINY, drawing, in_process

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    pytest.skip(
        "no Chromium here: `apt-get install chromium` brings the one that these tests drive", allow_module_level=True
    )
sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: `make setup-dev` does that")
axe = pytest.importorskip("axe_playwright_python", reason="axe is not installed: `make setup-dev` does that")

NAME = '<script>document.title = 1</script> \u05e2\u05d1\u05e8\u05d9\u05ea "quoted" and quite a long name'
HOSTILE = TINY.replace('name = "Tiny"', f"name = '{NAME}'")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A published page of two models with sensitivity."""
    place = tmp_path_factory.mktemp("page")
    (place / "chain.toml").write_text(CHAIN, encoding="utf-8")
    (place / "hostile.toml").write_text(HOSTILE, encoding="utf-8")
    scenarios = [str(place / f"{name}.toml") for name in ("chain", "hostile")]
    with drawing("svg"):
        assert in_process("run", *scenarios, *FAST, "--sensitivity", "--to", str(place / "result")).status == 0
        assert in_process("publish", str(place / "result"), "--to", str(place / "pub")).status == 0
    return (place / "pub" / "report.html").as_uri()


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def opened(browser, address):
    """Opens the page; what it complains of or asks for is in `page.said`."""
    contexts = []

    def open_(width=1440, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: request.url == address or page.said.append(request.url))
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 820, 1440])
def test_an_audit_finds_nothing_and_the_page_never_scrolls_sideways(opened, width, scheme):
    page = opened(width, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.evaluate(Path(axe.__file__).with_name("axe.min.js").read_text(encoding="utf-8") + ";0")
    # Every rule is applied; to describe each of the 12,000 elements that pass one would take ten times as long.
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(item["id"], [node["html"][:200] for node in item["nodes"]][:3]) for item in found["violations"]] == []
    assert len(found["passes"]) > 20
    assert page.said == []


def test_the_page_is_dark_where_the_reader_wants_that_and_light_on_paper(opened):
    def ground(page):
        colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        return sum(map(int, re.findall(r"\d+", colour))) / 3

    page = opened(color_scheme="dark")
    assert ground(page) < 50
    page.emulate_media(media="print", color_scheme="dark")
    assert ground(page) == 255
    assert ground(opened(color_scheme="light")) == 255


def test_a_table_is_sorted_by_its_numbers_and_back(opened):
    page = opened()
    page.evaluate(
        """() => { const rows = [...document.querySelectorAll("table.wattif-table:not(.stack)")]
             .find(table => table.tHead && table.tBodies[0].rows.length >= 3);
             rows.id = "sorted"; }"""
    )
    names = "() => [...document.querySelectorAll('#sorted tbody th')].map(cell => cell.textContent)"
    published = page.evaluate(names)
    button = page.locator("#sorted thead button").first
    button.click()
    assert page.locator("#sorted thead th").first.get_attribute("aria-sort") == "ascending"
    ascending = page.evaluate(names)
    button.press("Enter")
    assert page.locator("#sorted thead th").first.get_attribute("aria-sort") == "descending"
    assert page.evaluate(names) == ascending[::-1] != ascending
    button.click()
    assert page.evaluate(names) == published


def test_without_scripts_everything_is_there(opened):
    page = opened(java_script_enabled=False)
    assert page.locator("button").count() == 0
    assert page.locator("#chain--chain").is_visible()
    assert page.locator("svg.chart:visible").count() >= 4


def test_a_narrow_screen_gets_a_chart_of_its_own(opened):
    narrow, wide = "figure svg.narrow", "figure .wide"
    page = opened(390)
    assert page.locator(narrow).first.is_visible()
    assert not page.locator(wide).first.is_visible()
    box = page.locator(narrow).first.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page = opened(1440)
    assert not page.locator(narrow).first.is_visible()
    assert page.locator(wide).first.is_visible()


def test_a_hostile_name_is_shown_and_does_nothing(opened):
    page = opened()
    assert page.title() != "1"
    assert page.get_by_text("<script>document.title").first.is_visible()
    assert page.locator("script").count() == 1


def test_a_foreign_script_or_style_is_refused_by_the_policy(opened):
    page = opened()
    page.evaluate(
        """() => { const script = document.createElement("script"); script.textContent = "document.title = 'taken'";
             document.body.append(script);
             const image = new Image(); image.src = "https://example.org/x.png"; document.body.append(image);
             document.body.setAttribute("style", "display: none"); }"""
    )
    assert page.title() != "taken"
    assert page.locator("h1").is_visible()
    assert sum("Content Security Policy" in text for text in page.said) >= 3


def test_it_prints_with_all_its_parts(opened, tmp_path):
    page = opened()
    page.pdf(path=tmp_path / "page.pdf")
    assert (tmp_path / "page.pdf").read_bytes()[:5] == b"%PDF-"
    page.emulate_media(media="print")
    assert not page.locator("nav.contents").is_visible()
    assert page.locator("#chain--inputs").is_visible()
    assert page.locator("figure .wide svg").first.is_visible()
