"""Every form that ranges are printed in says the same, and none takes a label for markup."""

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from simulate.commands.run import Format
from simulate.foundation.errors import UsageError
from simulate.publishing.ranges import prefixes, rows, words
from simulate.publishing.ranges.formats import FORMATS, Shown

FOR_READERS = sorted(set(FORMATS) - {"csv", "json"})
HOSTILE = {
    "specials": r"a_b & c % d $e$ # {g} ~ ^ \h",
    "element": "</td><script>alert(1)</script><img src=x onerror=y>",
    "pipes": "x | y || `z | ` | ---",
    "lines": "x\n\n# heading\n| a |\r\n- item\n===",
    "right to left": "\u202eevil\u2066 שלום \u200f(1)",
    "link": "[x](javascript:1) ![i](//x) <https://x> https://x",
    "formula": "=cmd|' /C calc'!A0",
    "terminal": "\x1b]0;x\x07\x1b[2J\x9b1m",
    "start": "1. - + * ``` > x",
}


class Texts(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.data = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.data.append(data)


def plain(name, text):
    """What a reader sees, blanks and signs as in a terminal."""
    if name == "markdown":
        text = MarkdownIt("commonmark").enable("table").render(text)
    if name in ("html", "markdown"):
        text = " ".join(Texts(text).data)
    if name == "latex":
        text = re.sub(r"\\phantom\{[^}]*\}", "", text).replace(r"$\times$", "x").replace("$-$", "-")
        text = text.replace("\\%", "%").replace("\\_", "_")
    return " ".join(text.replace("×", "x").replace("\u2212", "-").split())


def texts(block, *, apart):
    """The words of each row, in the unit of the block or in that which suits the row."""
    for part in [replace(block, rows=(row,)) for row in block.rows] if apart else [block]:
        readable = prefixes.readable(part)
        yield from (words.of(row, readable.unit) for row in readable.rows)


def test_the_command_offers_every_format_and_no_other():
    assert [form.value for form in Format] == list(FORMATS)


@pytest.mark.parametrize("name", FOR_READERS)
def test_every_format_for_readers_shows_the_same_digits(ranges, name):
    shown = plain(name, FORMATS[name](ranges, Shown(width=200)))
    for block in rows.read(ranges).shown():
        for told in texts(block, apart=name == "sentences"):
            assert told.name in shown
            assert told.missing in shown
            bounds = () if told.range == words.POINT else told.bounds
            for part in (told.median, *bounds, *([told.span] if name != "sentences" else [])):
                assert re.search(rf"(?<![\w.,]){re.escape(part)}(?![\w,]|\.\d)", shown), (block.quantity, part)


def test_data_for_programs_is_not_rounded_and_the_same_in_both(ranges):
    told = json.loads(FORMATS["json"](ranges, Shown()))
    lines = list(csv.DictReader(io.StringIO(FORMATS["csv"](ranges, Shown()))))
    models = {model["id"]: model["quantities"] for model in told["models"]}
    for line in lines:
        numbers = models[line["model"]][line["quantity"]]
        if numbers is None:
            assert line["p50"] == ""
        else:
            assert float(line["p50"]) == numbers["quantiles"]["0.5"]
            assert float(line["p95"]) == numbers["quantiles"]["0.95"]
            assert float(line["mean"]) == numbers["mean"]
    assert len(lines) == 25


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_shows_the_quantities_that_are_named_and_refuses_others(ranges, name):
    alone = FORMATS[name](ranges, Shown(["server_power"]))
    assert ("Energy at the meter" in alone or "facility_energy" in alone) == (name == "json")
    if name != "json":
        with pytest.raises(UsageError, match="did you mean facility_energy"):
            FORMATS[name](ranges, Shown(["facility_enery"]))


@pytest.mark.parametrize("name", ["text", "markdown", "latex", "html"])
def test_tables_say_once_what_the_mean_is_for_and_what_the_interval_means(ranges, name):
    shown = plain(name, FORMATS[name](ranges, Shown()))
    for phrase in ("credible interval", "use it to add or average", "Scope: final run", "catalogue 2026-11"):
        assert phrase in shown
    assert shown.count("use it to add or average") == shown.count("credible interval") == 1


@pytest.mark.parametrize("name", ["text", "markdown", "latex", "html"])
def test_tables_say_what_a_quantity_counts_and_have_its_unit_in_their_heading(make_ranges, name):
    ranges = make_ranges(quantities={"y": ("Emissions", "tCO2e", True, [(1, 2, 3)])})
    ranges["y"].attrs["comment"] = "Location-based."
    shown = plain(name, FORMATS[name](ranges, Shown()))
    assert "Emissions, tCO2e" in shown
    assert "ocation-based" in shown


@pytest.mark.parametrize("label", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", FORMATS)
def test_a_hostile_label_is_text_in_every_format(make_ranges, estimate, name, label):
    ranges = make_ranges(
        {"a": (label, label, ""), "b": ("B", "", "")},
        {"y": (label, label, True, [(1, 2, 3), None])},
        [estimate("a", "y", 2.5, 0.8, by=label)],
        {"b": {"y": [label]}},
    )
    ranges["y"].attrs |= {"comment": label, "sentence": label + " {model} {range}"}
    text = FORMATS[name](ranges, Shown(everything=True, width=300))
    assert not [c for c in text if (ord(c) < 32 and c != "\n") or c in "\x7f\x9b\u202e\u2066\u200f"]
    if name == "markdown":
        page = MarkdownIt("commonmark").enable("table").render(text)
        allowed = {"h2", "table", "thead", "tbody", "tr", "th", "td", "p", "ul", "li"}
        assert set(Texts(page).tags) <= allowed
        assert page.count("<table>") == page.count("</table>") == 1
        assert page.count("<tr>") == 3
        assert page.count("<h2>") == 2
    if name == "html":
        assert not set(Texts(text).tags) & {"script", "img", "a"}
    if name == "csv":
        lines = list(csv.reader(io.StringIO(text)))
        assert len({len(line) for line in lines}) == 1
        assert not [cell for line in lines[1:] for cell in line if cell.startswith(("=", "@"))]
    if name == "json":
        assert text.isascii()
        json.loads(text)
    if name == "sentences":
        assert len(text.splitlines()) == 3


@pytest.mark.parametrize("label", ["specials", "pipes", "link", "start"])
def test_markdown_and_html_show_a_hostile_label_as_it_is(make_ranges, label):
    ranges = make_ranges({"a": (HOSTILE[label], "", "")})
    for name in ("markdown", "html"):
        assert " ".join(HOSTILE[label].split()) in plain(name, FORMATS[name](ranges, Shown()))
