"""Charts as parts of a page: no style attributes, which a strict content-security policy refuses, and no id twice.

Letters are outlines that many charts share; they are kept once, in a sheet of symbols.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from simulate.publishing.charts.page import MARGIN, TITLE, TITLE_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping

_POINTS = 72
"""Units of a drawing per inch."""
_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_GLYPH = re.compile(r"[A-Za-z]+[A-Za-z-]*-[0-9a-f]+")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_LEFT_OUT = {f"{_SVG}metadata", f"{_SVG}title", f"{_SVG}desc", f"{_SVG}style"}


def inline(charts: Mapping[str, bytes], labels: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Charts by name as `<svg>` elements that say what they show, and the sheet of the letters that they use."""
    glyphs: dict[str, ET.Element] = {}
    elements = {
        name: _element(content, f"c{k}-", labels[name], glyphs) for k, (name, content) in enumerate(charts.items())
    }
    sheet = ET.Element("svg", {"class": "letters", "width": "0", "height": "0", "aria-hidden": "true"})
    defs = ET.SubElement(sheet, "defs")
    defs.extend(glyphs[name] for name in sorted(glyphs))
    return elements, ET.tostring(sheet, encoding="unicode")


def _element(content: bytes, prefix: str, label: str, glyphs: dict[str, ET.Element]) -> str:
    # Parsed is only what this program drew a moment ago.
    drawn = ET.fromstring(content)  # noqa: S314
    box = _without_title(drawn)
    _gather(drawn, glyphs)
    for element in drawn.iter():
        _rewrite(element, prefix, glyphs)
    _forget_names(drawn)
    root = ET.Element("svg", {"class": "chart", "role": "img", "aria-label": label, "viewBox": box})
    # What the style sheet of the file says of all elements.
    root.attrib |= {"stroke-linejoin": "round", "stroke-linecap": "butt"}
    root.extend(list(drawn))
    return ET.tostring(root, encoding="unicode")


def _without_title(drawn: ET.Element) -> str:
    """The part of the drawing that a page shows below its own heading: without margins and lines of the title."""
    parents = [(parent, child) for parent in drawn.iter() for child in parent]
    titles = [(parent, child) for parent, child in parents if child.attrib.get("id", "").startswith(TITLE_NAME)]
    for parent, child in titles:
        parent.remove(child)
    left, top, width, height = (float(number) for number in drawn.attrib["viewBox"].split())
    margin, above = MARGIN * _POINTS, (MARGIN + len(titles) * TITLE) * _POINTS if titles else 0.0
    box = (left + margin, top + above, width - 2 * margin, height - above - margin / 2)
    return " ".join(f"{number:g}" for number in box)


def _gather(parent: ET.Element, glyphs: dict[str, ET.Element]) -> None:
    """Takes letters, titles, styles and empty definitions out of a tree."""
    for child in list(parent):
        _gather(child, glyphs)
        id_ = child.attrib.get("id", "")
        if child.tag == f"{_SVG}path" and parent.tag == f"{_SVG}defs" and _GLYPH.fullmatch(id_):
            letter = ET.Element("path", {"id": id_, "d": " ".join(child.attrib.get("d", "").split())})
            if "transform" in child.attrib:
                letter.set("transform", child.attrib["transform"])
            glyphs[id_] = letter
            parent.remove(child)
        elif child.tag in _LEFT_OUT or (child.tag == f"{_SVG}defs" and not len(child)):
            parent.remove(child)


def _rewrite(element: ET.Element, prefix: str, glyphs: Mapping[str, ET.Element]) -> None:
    element.tag = element.tag.removeprefix(_SVG)
    element.text = element.tail = None
    attributes: dict[str, str] = {}
    for name, value in element.attrib.items():
        if name == "style":
            attributes |= _declared(value)
        elif name == _LINK:
            target = value.removeprefix("#")
            attributes["href"] = value if target in glyphs else f"#{prefix}{target}"
        elif name == "id":
            attributes["id"] = f"{prefix}{value}"
        elif name == "d":
            attributes["d"] = " ".join(value.split())
        else:
            attributes[name] = value
    element.attrib.clear()
    element.attrib.update({name: _REFERENCE.sub(rf"url(#{prefix}\1)", value) for name, value in attributes.items()})


def _forget_names(drawn: ET.Element) -> None:
    """Ids that nothing refers to."""
    values = [value for element in drawn.iter() for name, value in element.attrib.items() if name != "id"]
    referred = {name for value in values for name in _REFERENCE.findall(value)} | {
        v[1:] for v in values if v[:1] == "#"
    }
    for element in drawn.iter():
        if element.attrib.get("id", "") not in referred:
            element.attrib.pop("id", None)


def _declared(style: str) -> dict[str, str]:
    """Declarations as presentation attributes, which mean the same: matplotlib's are all properties of SVG."""
    pairs = (part.partition(":") for part in style.split(";") if part.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}
