"""What a TOML text may hold at most, found out in one pass over its characters before any parser sees it.

Parsers recurse: 1,000 open brackets end tomllib with a RecursionError, and 20,000 dotted parts keep it busy for
seconds. What follows neither recurses nor looks back.
"""

from __future__ import annotations

import re

from simulate.foundation.errors import TextError

MAX_BYTES = 1 << 20
MAX_DEPTH = 16
MAX_KEYS = 10_000

# Control characters, marks that reorder text on a screen, line separators that editors do not show, surrogates.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_TOKEN = re.compile(
    r'''\#[^\n]*+
      | """(?:[^"\\]++|\\.|"(?!""))*+(?:"{3,5}|\Z)
      | \'\'\'(?:[^']++|'(?!\'\'))*+(?:'{3,5}|\Z)
      | "(?:[^"\\\n]++|\\[^\n])*+"?
      | '[^'\n]*+'?
      | (?P<mark>[][{}=.,\n])''',
    re.VERBOSE | re.DOTALL,
)


def check(text: str) -> None:
    """TextError at the first character that goes beyond a limit; text that is no TOML may pass."""
    if found := FORBIDDEN.search(text):
        raise TextError(forbidden(found.group()), found.start())
    _Counter().count(text)


def forbidden(character: str) -> str:
    """The message about a character that no text may hold."""
    return f"the control character U+{ord(character):04X} may not stand here"


class _Counter:
    """Follows a text mark by mark: how many keys so far, and how deep the present one lies."""

    def __init__(self) -> None:
        self.keys = 0
        self.header = 0  # parts of the present table's name
        self.level = 0
        self.place = "start"  # of a line; or "header", "key", "value"
        self.open: list[tuple[str, int]] = []  # brackets of the present value, with the level around them

    def count(self, text: str) -> None:
        for match in _TOKEN.finditer(text):
            mark = match["mark"]
            if mark:
                self.read(mark)
            if self.level > MAX_DEPTH:
                raise TextError(f"keys, tables and arrays are nested deeper than {MAX_DEPTH}", match.start())
            if self.keys > MAX_KEYS:
                raise TextError(f"more than {MAX_KEYS:,} keys", match.start())

    def read(self, mark: str) -> None:
        if mark == "\n":
            self.newline()
        elif self.place == "value":
            self.value(mark)
        elif mark == "[":
            self.level = self.level + 1 if self.place == "header" else 1
            self.place = "header"
        elif mark == "." and self.place == "header":
            self.level += 1
        elif mark == ".":
            self.key()
            self.level += 1
        elif mark == "=":
            self.key()
            self.keys += 1
            self.place = "value"
        elif mark == "}":
            self.close()

    def newline(self) -> None:
        if self.open:
            return
        if self.place == "header":
            self.keys += 1
            self.header = self.level
        self.place, self.level = "start", self.header

    def key(self) -> None:
        if self.place == "start":
            self.place, self.level = "key", self.header + 1

    def value(self, mark: str) -> None:
        if mark in "[{":
            self.open.append((mark, self.level))
            self.level += 1
            self.place = "key" if mark == "{" else "value"
        elif mark in "]}":
            self.close()
        elif mark == "," and self.open and self.open[-1][0] == "{":
            self.place, self.level = "key", self.open[-1][1] + 1

    def close(self) -> None:
        if self.open:
            self.level = self.open.pop()[1]
        self.place = "value"
