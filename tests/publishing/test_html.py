import re
from html.parser import HTMLParser

import pytest

from simulate.publishing.ranges import html, rows

VOID = {"br"}
HOSTILE = '</table><script>alert(1)</script> " onload="x" \u202eevil & <b>'


class Tree(HTMLParser):
    """Elements with their paths; fails where an end tag does not match."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.texts = [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append(((*self.open, tag), dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append((tuple(self.open), data))

    def attrs(self, tag):
        return [attrs for path, attrs in self.elements if path[-1] == tag]

    def text(self, tag):
        return " ".join(data for path, data in self.texts if tag in path)


def table(ranges, quantity, **options):
    results = rows.read(ranges)
    (block,) = results.shown([quantity])
    return html.table(block, results.run, **options)


def body(ranges, quantity, **options):
    """Cells of the rows of models as people read them, blanks that only align left out."""
    text = table(ranges, quantity, **options)
    found = re.search("<tbody>(.*)</tbody>", text, re.DOTALL)[1]
    lines = [re.findall(r"<t[hd].*?>(.*?)</t[hd]>", line) for line in found.strip().splitlines()]
    return [[re.sub(r"<[^>]+>", "", re.sub("<br>", "; ", cell)).strip() for cell in line] for line in lines]


def test_a_table_holds_the_same_numbers_as_the_terminal(ranges):
    assert body(ranges, "facility_energy")[-1] == [
        *("GPT-4", "36", "15 to 89", "×5.9", "57.5", "above 81 %"),
    ]


def test_a_table_says_by_its_elements_what_its_cells_are(ranges):
    tree = Tree(table(ranges, "facility_energy", alone=True))
    assert tree.text("caption") == "Energy at the meter, GWh"
    heads = tree.attrs("th")
    assert [head["scope"] for head in heads] == ["col"] * 6 + ["row"] * 5
    paths = [path for path, _ in tree.elements]
    assert ("table", "thead", "tr", "th") in paths
    assert ("table", "tbody", "tr", "th") in paths
    assert "Scope: final run" in tree.text("tfoot")
    assert "Estimate: seed benchmark v2." in tree.text("tfoot")


def test_every_row_has_the_same_width(ranges):
    for quantity in ("facility_energy", "electricity_cost", "co2e_location"):
        for everything in (False, True):
            text = table(ranges, quantity, everything=everything)
            widths = set()
            for line in re.findall("<tr.*?</tr>", text):
                cells = Tree(line).elements[1:]
                widths.add(sum(int(a.get("colspan", 1)) for path, a in cells if path[-1] in ("td", "th")))
            assert len(widths) == 1


def test_cells_carry_the_number_that_is_not_rounded(ranges):
    cells = Tree(table(ranges, "facility_energy")).attrs("td")
    (median, bounds, span, *_) = [float(cell["data-value"]) for cell in cells if "data-value" in cell]
    assert (median, bounds) == (3.7, 4.5)
    assert span == pytest.approx(4.5 / 3.1)


def test_decimal_points_stand_under_each_other(ranges):
    medians = re.findall(r'data-value="[\d.]+">([^<]*)</td><td class="wattif-number" data-value="[\d.]+">[^<]* to',
                         table(ranges, "facility_energy"))  # fmt: skip
    assert medians[:2] == ["3.7", "34\u2008\u2007"]


def test_a_missing_range_says_what_it_needs(ranges):
    assert body(ranges, "electricity_cost")[-1] == [
        "GPT-4",
        "not computable: needs electricity_price, energy_charge",
    ]


def test_estimates_of_other_authors_than_most_are_named(make_ranges, estimate):
    ranges = make_ranges(estimates=[estimate("a", "y", 2.5, 0.8, by="Epoch"), estimate("a", "y", 1.5, 0.1, by="X & Y")])
    assert body(ranges, "y")[0][-2:] == ["2.5; 1.5", "above 80 %; below 90 % (X &amp; Y)"]
    assert "Estimate: Epoch, unless another is named." in Tree(table(ranges, "y")).text("tfoot")


def test_names_lead_to_the_addresses_given(ranges):
    tree = Tree(table(ranges, "facility_energy", links={"gpt-4": '#gpt"4'}))
    assert tree.attrs("a") == [{"href": '#gpt"4'}]


def test_models_of_several_scopes_have_a_footnote_each(make_ranges):
    ranges = make_ranges({"a": ("A", "", ""), "b": ("B", "", "")}, {"y": ("Y", "1", True, [(1, 2, 3)] * 2)})
    ranges["scope"].values[1] = "family"
    tree = Tree(table(ranges, "y"))
    assert [data for path, data in tree.texts if path[-2:] == ("th", "sup")] == ["a", "b"]
    assert re.search(r"a  ?Scope: final run .* b  ?Scope: family", tree.text("tfoot"))


def test_a_scope_that_all_models_have_is_said_once_behind_all_tables(ranges):
    assert "Scope" not in Tree(table(ranges, "facility_energy")).text("tfoot")
    assert html.fragment(ranges).count("Scope: final run") == 1


def test_what_the_quantity_counts_stands_below_it(make_ranges):
    ranges = make_ranges()
    ranges["y"].attrs["comment"] = "Direct & location-based."
    assert "Direct & location-based." in Tree(table(ranges, "y")).text("tfoot")


def test_no_label_becomes_an_element_or_an_attribute(make_ranges, estimate):
    ranges = make_ranges(
        {"a": (HOSTILE, HOSTILE, "")}, {"y": (HOSTILE, HOSTILE, True, [(1, 2, 3)])},
        [estimate("a", "y", 2.5, 0.8, by=HOSTILE)],
    )  # fmt: skip
    ranges["y"].attrs["comment"] = HOSTILE
    text = html.fragment(ranges)
    tree = Tree(text)
    assert {path[-1] for path, _ in tree.elements} == {
        *("section", "style", "div", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "bdi", "p"),
    }
    assert {name for _, attrs in tree.elements for name in attrs} <= {
        *("class", "scope", "colspan", "role", "aria-label", "tabindex", "data-quantity", "data-model", "data-value"),
    }
    assert "\u202e" not in tree.text("table")
    assert text.isascii()


def test_a_fragment_explains_the_interval_and_the_mean_once(ranges):
    text = " ".join(Tree(html.fragment(ranges)).text("div").split())
    for phrase in ("confidence interval", "The mean is", "1,048,576 draws", "catalogue 2026-11"):
        assert text.count(phrase) == 1, phrase


def test_no_style_stands_in_an_attribute(ranges):
    assert all("style" not in attrs for _, attrs in Tree(html.fragment(ranges, everything=True)).elements)
