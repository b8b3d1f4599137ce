"""Formulas as mathematics: what a `formula` block of a page has as text, the site shows as MathML, without scripts."""

from __future__ import annotations

import posixpath
import re
from html import escape

from simulate.method.reading import training
from simulate.publishing.catalogue.mathml import mathml

QUANTITIES = "reference/quantities.html"
"""Where the names of quantities lead to."""
_BLOCK = re.compile(r"^```formula\n(.*?)^```[ ]*$", re.MULTILINE | re.DOTALL)


def typeset(text: str, folder: str) -> str:
    """The text of a page that lies in a folder of the site, its formulas as HTML, each with its remark beside it."""
    to = posixpath.relpath(QUANTITIES, folder or ".")
    return _BLOCK.sub(lambda block: "\n".join(_line(line, to) for line in block[1].splitlines()), text)


def _line(line: str, to: str) -> str:
    """One formula: its name, the expression below it where both have no room, its remark.

    An expression that is wider than the page scrolls by itself; its links take the keyboard through it.
    """
    formula, _, remark = line.partition("#")
    name, _, expression = (part.strip() for part in formula.partition("="))
    address = f'<a href="{to}#{name}">{name}</a>' if name in training() else name
    shown = mathml(expression, lambda name: f"{to}#{name}" if name in training() else "")
    told = f'<span class="remark">{escape(remark.strip())}</span>' if remark else ""
    return f'<div class="formula"><span>{address} =</span><span class="expression">{shown}</span>{told}</div>'
