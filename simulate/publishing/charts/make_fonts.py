"""Writes the faces of type in fonts/ from Matplotlib's: `python -m simulate.publishing.charts.make_fonts`.

They are DejaVu Sans with the letters that labels have nearly always, without ligatures and hints, kerned by the plain
list of pairs that the font has, too. A PDF embeds the part of a font that it uses; to cut that out of all 6,000 glyphs
of DejaVu Sans takes 60 ms for each face of each file, out of these 3 ms (with OpenType's kerning 9). A test compares
what is committed with what this makes.
"""

from __future__ import annotations

import io
from pathlib import Path

import matplotlib as mpl
from fontTools import subset

FOLDER = Path(__file__).with_name("fonts")
FAMILY = "DejaVu Wattif"
FACES = {"DejaVuSans.ttf": "regular.ttf", "DejaVuSans-Bold.ttf": "bold.ttf"}
_RANGES = ((0x20, 0x7E), (0xA0, 0x17F), (0x391, 0x3C9), (0x2010, 0x2027), (0x2030, 0x203A), (0x2070, 0x209C))
_SINGLE = "€№™ΩÅ←↑→↓−√∞≈≠≤≥∙◊●"
_FAMILY_NAME, _FULL_NAME, _POSTSCRIPT_NAME = 1, 4, 6


def content(face: str) -> bytes:
    """The bytes of a reduced face of Matplotlib's DejaVu Sans under a name of its own."""
    options = subset.Options(
        legacy_kern=True, hinting=False, name_IDs=[0, 1, 2, 4, 6, 13, 14], glyph_names=True, layout_features=[]
    )
    options.drop_tables += ["FFTM", "GDEF", "GPOS", "GSUB", "MATH", "gasp"]
    with subset.load_font(Path(mpl.get_data_path()) / "fonts" / "ttf" / face, options) as font:
        cut = subset.Subsetter(options)
        wanted = [code for first, last in _RANGES for code in range(first, last + 1)]
        cut.populate(unicodes=[*wanted, *map(ord, _SINGLE)])
        cut.subset(font)
        for record in font["name"].names:
            if record.nameID in (_FAMILY_NAME, _FULL_NAME):
                record.string = str(record).replace("DejaVu Sans", FAMILY)
            elif record.nameID == _POSTSCRIPT_NAME:
                record.string = str(record).replace("DejaVuSans", FAMILY.replace(" ", ""))
        file = io.BytesIO()
        font.recalcTimestamp = False
        font.save(file)
    return file.getvalue()


if __name__ == "__main__":
    for source, name in FACES.items():
        (FOLDER / name).write_bytes(content(source))
