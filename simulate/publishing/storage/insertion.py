"""A generated text between its markers in a document that people write.

`python -m simulate.publishing.storage.insertion NAME TEXT DOCUMENT` puts the file TEXT between `<!-- NAME -->` and
`<!-- end of NAME -->` of DOCUMENT; `make results` does so with the summary of the calibration.
"""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path

from simulate.publishing.storage.files import write_text

_WIDTH = 120


def inserted(document: str, name: str, text: str) -> str:
    """The document with the text between the markers of that name.

    Raises
    ------
    ValueError
        The document does not have both markers, once each.
    """
    first, last = f"<!-- {name} -->", f"<!-- end of {name} -->"
    if document.count(first) != 1 or document.count(last) != 1:
        raise ValueError(f"expected {first} and {last} once each")
    before, _, rest = document.partition(first)
    return f"{before}{first}\n\n{wrapped(text).strip()}\n\n{last}{rest.partition(last)[2]}"


def between(document: str, name: str) -> str:
    """What stands between the markers."""
    found = re.search(rf"<!-- {re.escape(name)} -->\n(.*)<!-- end of {re.escape(name)} -->", document, re.DOTALL)
    return found[1].strip() + "\n" if found else ""


def wrapped(text: str) -> str:
    """Paragraphs and items in lines as long as the rest of the document; tables and blocks of code as they are."""
    lines, code = [], False
    for line in text.splitlines():
        code ^= line.startswith("```")
        lines.append(line if code or line.startswith(("|", "```")) else _wrapped(line))
    return "\n".join(lines) + "\n"


def _wrapped(line: str) -> str:
    indent = "  " if line.startswith("- ") else ""
    return textwrap.fill(line, _WIDTH, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False)


if __name__ == "__main__":
    _, _name, _text, _document = sys.argv
    _path = Path(_document)
    write_text(_path, inserted(_path.read_text("utf-8"), _name, Path(_text).read_text("utf-8")))
