"""Files of charts: the same bytes on every run, each with its numbers beside it and in words inside it."""

import csv
import io
import os
import subprocess
import sys
import textwrap
import xml.etree.ElementTree as ET
from itertools import product
from pathlib import Path
from string import ascii_letters

import matplotlib as mpl
import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.ft2font import LoadFlags
from PIL import Image

from simulate.foundation.errors import UsageError
from simulate.publishing.charts import alternative, export, make_fonts, rendering
from simulate.publishing.charts.about import FORMATS
from simulate.publishing.charts.kinds.table import KINDS
from simulate.publishing.ranges import rows

SVG = "{http://www.w3.org/2000/svg}"


def chart(dataset, **look):
    return export.each(dataset, None, export.Look(**look))[0]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_the_same_bytes_each_time_whatever_the_readers_settings(one, name, kind):
    (first,) = rendering.contents(chart(one, kind=kind), [name])
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.hashsalt": None, "savefig.dpi": 30}):
        assert rendering.contents(chart(one, kind=kind), [name]) == [first]
    assert b"wattif 0.1.0" in first
    assert b"CreationDate" not in first
    assert b"dc:date" not in first


def test_a_format_does_not_depend_on_which_others_were_written_before(one):
    together = rendering.contents(chart(one), FORMATS)
    assert [rendering.contents(chart(one), [name])[0] for name in FORMATS] == together
    assert rendering.contents(chart(one), FORMATS[::-1]) == together[::-1]


def test_a_file_is_the_same_in_another_process_and_needs_no_global_state(one, tmp_path):
    one.to_netcdf(tmp_path / "one.nc", engine="h5netcdf")
    program = f"""
        import sys
        import xarray as xr
        from pathlib import Path
        from simulate.publishing.charts import export
        folder = Path({str(tmp_path)!r})
        export.write(xr.open_dataset(folder / "one.nc", engine="h5netcdf"), folder / "there", formats=["svg"])
        assert "matplotlib.pyplot" not in sys.modules
    """
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], cwd=root, env=environment, check=True)
    export.write(one, tmp_path / "here", formats=["svg"])
    assert (tmp_path / "here" / "e.svg").read_bytes() == (tmp_path / "there" / "e.svg").read_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_labels_make_a_well_formed_drawing(hostile, kind):
    (drawing,) = rendering.contents(chart(hostile, kind=kind), ["svg"])
    root = ET.fromstring(drawing)  # noqa: S314 -- our own bytes
    title, described = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert "<meter>" in str(title.text)
    assert "<b>&|`x`</b>" in str(described.text)
    assert b"<script" not in drawing


@pytest.mark.parametrize("name", ["pdf", "png"])
def test_hostile_labels_do_no_harm_to_other_formats(hostile, name):
    (content,) = rendering.contents(chart(hostile), [name])
    assert content.startswith((b"%PDF", b"\x89PNG"))
    assert len(content) > 10_000


def test_a_chart_is_told_in_words_with_every_number_of_its_rows(graded):
    block = next(b for b in rows.read(graded).blocks if b.quantity == "co2e_location")
    told = alternative.text([block], rows.read(graded).run, KINDS["range"]).splitlines()
    assert told[0] == (
        "Ranges: CO2e of electricity, location-based, direct, ktCO2e, of 5 models, newest first; "
        "medians with 90 % ranges."
    )
    assert told[1] == "DeepSeek V3, median 2.1, range 1.0 to 3.1 (grade a)."
    assert told[2] == "Llama 3.1 405B, median 12.6, range 9.7 to 16.0 (grade b); disclosed: 8.93, below 88 %."
    assert told[3] == "Mistral NeMo 12B, median 0.30, range 0.14 to 0.65 (grade b); seed benchmark v2: 1.63, above all."
    assert len(told) == 6


def test_the_words_say_what_is_a_point_and_what_cannot_be_computed(ranges):
    results = rows.read(ranges)
    told = alternative.text(results.blocks, results.run, KINDS["dots"])
    assert "Accelerators: DeepSeek V3, median 2,048, a point." in told
    assert "Electricity cost, thousand USD_2024: GPT-4, not computable: needs electricity_price, energy_charge." in told
    assert told.startswith("Quantile dots: 5 quantities, of 5 models")


def test_every_format_holds_the_words_for_those_who_do_not_see_it(graded, tmp_path):
    item = export.each(graded, ["facility_energy"])[0]
    svg, pdf, png = rendering.contents(item, FORMATS)
    root = ET.fromstring(svg)  # noqa: S314 -- our own bytes
    assert root.attrib["role"] == "img"
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert " ".join(str(root.find(f"{SVG}desc").text).split()) == " ".join(item.description.split())
    assert Image.open(io.BytesIO(png)).text["Description"] == item.description
    assert b"/Subject (Ranges: Energy at the meter, GWh, of 5 models" in pdf


def test_a_pdf_embeds_its_type_as_outlines_that_can_be_searched(one):
    (pdf,) = rendering.contents(chart(one), ["pdf"])
    assert b"/Subtype /Type3" not in pdf
    assert pdf.count(b"/FontFile2") == 2
    assert b"DejaVuWattif-Bold" in pdf


@pytest.mark.parametrize(("source", "name"), make_fonts.FACES.items())
def test_the_letters_of_charts_are_those_of_matplotlibs_font(source, name):
    whole = TTFont(Path(mpl.get_data_path()) / "fonts" / "ttf" / source)
    cut = TTFont(make_fonts.FOLDER / name)
    letters = cut.getBestCmap()
    assert set(map(ord, "AZaz09éßŁσ–—…’€₂²×−≤")) <= set(letters)
    for letter in letters:
        drawn = []
        for font in (whole, cut):
            pen = DecomposingRecordingPen(font.getGlyphSet())
            glyph = font.getBestCmap()[letter]
            font.getGlyphSet()[glyph].draw(pen)
            drawn.append((font["hmtx"][glyph][0], pen.value))
        assert drawn[0] == drawn[1], chr(letter)
    assert "GSUB" not in cut
    assert len(letters) < 600


@pytest.mark.parametrize(("source", "name"), make_fonts.FACES.items())
def test_the_letters_of_charts_are_kerned_as_in_matplotlibs_font(source, name):
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    fonts = [font_manager.get_font([path]) for path in (folder / source, make_fonts.FOLDER / name)]
    kerned = set()
    for font in fonts:
        font.set_size(12.0, 72)
    for pair in map("".join, product(ascii_letters + " .,-’", repeat=2)):
        whole, cut = ([item.x for item in font._layout(pair, LoadFlags.NO_HINTING)] for font in fonts)
        if len(whole) == 2:  # no ligature
            assert cut == whole, pair
            kerned |= {pair} if fonts[1]._layout(pair, LoadFlags.NO_HINTING)[1].prev_kern else set()
    assert {"AV", "To", "Ty", "F."} <= kerned


def test_the_plotted_numbers_stand_beside_the_chart(graded, tmp_path):
    written = export.write(graded, tmp_path, quantities=["electricity_cost", "co2e_location"], formats=["svg"])
    assert [path.name for path in written] == [
        "electricity_cost.svg",
        "electricity_cost.csv",
        "co2e_location.svg",
        "co2e_location.csv",
    ]
    table = list(csv.DictReader(io.StringIO((tmp_path / "co2e_location.csv").read_text())))
    row = next(row for row in table if row["model"] == "mistral-nemo-12b" and row["mark"] == "range")
    assert (row["unit"], row["grade"], row["quantity"]) == ("ktCO2e", "b", "co2e_location")
    assert [float(row[name]) for name in ("lower", "median", "upper")] == pytest.approx([0.14, 0.3, 0.65])
    estimate = next(row for row in table if row["mark"] == "estimate")
    assert (estimate["by"], float(estimate["share_of_draws_below"])) == ("seed benchmark v2", 1.0)
    assert float(estimate["value"]) == pytest.approx(1.6284)
    disclosed = next(row for row in table if row["mark"] == "disclosed")
    assert (disclosed["model"], float(disclosed["value"])) == ("llama-3.1-405b", pytest.approx(8.93))
    assert {row["mark"] for row in table} == {"range", "estimate", "disclosed"}


@pytest.mark.parametrize("kind", [name for name, one in KINDS.items() if one.shape])
def test_the_numbers_of_a_distribution_are_its_quantiles(ranges, kind):
    item = export.each(ranges, ["facility_energy"], export.Look(kind))[0]
    table = [row for row in csv.DictReader(io.StringIO(item.numbers)) if row["mark"] == "level"]
    own = {float(row["share_of_draws_below"]): float(row["value"]) for row in table if row["model"] == "gpt-4"}
    assert own[0.05] == pytest.approx(15)
    assert len(own) == ranges.sizes["level"]


def test_the_name_of_a_file_says_what_is_unusual_of_its_look(one):
    assert chart(one).name == "e"
    assert chart(one, kind="dots", scale="linear", theme="dark").name == "e-dots-linear-dark"
    assert export.together(one, None, export.Look("bars")).name == "a-bars"


@pytest.mark.parametrize(("option", "value"), [("formats", ["gif"]), ("quantities", ["energy"])])
def test_what_there_is_not_is_an_error_of_usage_and_writes_nothing(one, tmp_path, option, value):
    with pytest.raises(UsageError):
        export.write(one, tmp_path, **{option: value})
    with pytest.raises(UsageError):
        export.write(one, tmp_path, look=export.Look("pie"))
    assert list(tmp_path.iterdir()) == []
