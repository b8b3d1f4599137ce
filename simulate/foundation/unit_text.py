"""The text form of a unit.

- unit: factors with `*`, `·`, `/`, `per` or nothing between them, from left to right (a/b c is (a/b) c);
- factor: a word, 1 or a unit in brackets, then perhaps an exponent;
- exponent: `m2`, `m**2`, `m^2`, `m²`, `s-1`, `s**-1`, `s⁻¹`, always a whole number.
"""

from __future__ import annotations

import functools
import re

from simulate.foundation.dimensions import DIMENSIONLESS, Unit, shortened
from simulate.foundation.errors import UnitError
from simulate.foundation.unit_table import is_known, look_up

MAX_CHARACTERS = 200
MAX_EXPONENT = 9
MAX_DEPTH = 8

_TOKEN = re.compile(
    r"""[ \t]*(?:
        (?P<per>per(?![A-Za-z0-9_μΩ°]))
      | (?P<word>[A-Za-zμΩ°€£¥$][A-Za-z0-9_μΩ°$]*|[%‰])
      | (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
      | (?P<exponent>(?:\*\*|\^)[ ]*[+-]?\d+|[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|(?<=[\w%°)])-\d+)
      | (?P<mark>[*·/()])
    )""",
    re.VERBOSE,
)
_PLAIN = str.maketrans({"µ": "μ", "\u2126": "Ω", "⋅": "·", "×": "·", "−": "-"})
_SUPERSCRIPTS = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")


@functools.lru_cache(maxsize=1024)
def read(text: str) -> Unit:
    """The unit that a text names, with that text; UnitError says what to write instead where that can be told."""
    if len(text) > MAX_CHARACTERS:
        raise UnitError(f"a unit of more than {MAX_CHARACTERS} characters")
    if not text.strip(" \t"):
        raise UnitError('a unit is empty: write "1" for a pure number')
    reader = _Reader(text.translate(_PLAIN))
    unit = reader.product(0)
    if reader.kind != "end":
        raise reader.unexpected()
    return Unit(text.strip(" \t"), unit.factor, unit.dimension)


class _Reader:
    """Recursive descent over the words of a unit text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.end = 0
        self.advance()

    def advance(self) -> None:
        match = _TOKEN.match(self.text, self.end)
        self.kind, self.word = "end", ""
        if match:
            self.end, self.kind = match.end(), str(match.lastgroup)
            self.word = match[self.kind]
        elif rest := self.text[self.end :].strip(" \t"):
            self.kind, self.word = "unknown", rest[0]

    def unexpected(self) -> UnitError:
        found = "the end" if self.kind == "end" else repr(self.word)
        return UnitError(f"unit {self.text!r}: a unit is expected where {found} stands")

    def product(self, depth: int) -> Unit:
        if depth > MAX_DEPTH:
            raise UnitError(f"a unit with brackets nested deeper than {MAX_DEPTH}")
        unit = self.factor(depth)
        while self.kind != "end" and self.word != ")":
            divide = self.kind == "per" or self.word == "/"
            if divide or self.word in {"*", "·"}:
                self.advance()
            other = self.factor(depth)
            unit = unit / other if divide else unit * other
        return unit

    def factor(self, depth: int) -> Unit:
        unit = self.atom(depth)
        if self.kind == "exponent":
            unit **= _exponent(self.word.translate(_SUPERSCRIPTS).lstrip("*^ "))
            self.advance()
        return unit

    def atom(self, depth: int) -> Unit:
        kind, word = self.kind, self.word
        if word == "(":
            self.advance()
            unit = self.product(depth + 1)
            if self.word != ")":
                raise UnitError(f"unit {self.text!r}: a bracket is not closed")
        elif kind == "number" and word == "1":
            unit = DIMENSIONLESS
        elif kind == "number":
            raise UnitError(f"unit {self.text!r}: the number {word} belongs into the value")
        elif kind == "word":
            unit = _word(word)
        else:
            raise self.unexpected()
        self.advance()
        return unit


def _word(word: str) -> Unit:
    """A name, or a name and its power: m2 is two metres' product, gCO2e and USD_2024 are names."""
    match = re.fullmatch(r"(.*\D)(\d+)", word)
    if match and not is_known(word) and is_known(match[1]):
        return look_up(match[1]) ** _exponent(match[2])
    return look_up(word)


def _exponent(digits: str) -> int:
    if len(digits) > 3 or abs(int(digits)) > MAX_EXPONENT:
        raise UnitError(f"exponents of a unit reach to {MAX_EXPONENT}, not {shortened(digits)}")
    return int(digits)
