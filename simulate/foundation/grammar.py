"""The one grammar of wattif's small texts: priors (`1 + (0.10 to 0.25)`) and expressions (`it_energy * pue`).

    range   = sum ["to" sum]
    compare = range [("<" | "<=" | ">" | ">=" | "==" | "!=") range]
    sum     = product {("+" | "-") product}
    product = unary {("*" | "/") unary}
    unary   = ("+" | "-") unary | power
    power   = atom ["**" unary]
    atom    = number | text | name | name "(" [argument {"," argument}] ")" | "(" compare ")" | "[" list "]"

Numbers are those of TOML. What a tree means is decided by its reader: `beliefs.text` and `method.expression`.
Nothing is ever handed to Python's own parser or to `eval`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from simulate.foundation.errors import TextError

MAX_CHARACTERS = 10_000
MAX_DEPTH = 100

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      | (?P<number>(?:0|[1-9](?:_?[0-9])*)(?:\.[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?)
      | (?P<name>[A-Za-z][A-Za-z0-9_]*)
      | (?P<text>"[^"\\\n]*"|'[^'\n]*')
      | (?P<mark>\*\*|<=|>=|==|!=|[-+*/()\[\],=<>])""",
    re.VERBOSE,
)
_LEVELS = (("<", "<=", ">", ">=", "==", "!="), ("to",), ("+", "-"), ("*", "/"))
_COMPARE, _RANGE = 0, 1
"""Operators by how tightly they bind, loosest first; `**` and signs belong to their operand."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text; `kind` is number, name, text, mark or end."""

    kind: str
    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: float
    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted text, without its quotes."""

    value: str
    offset: int


@dataclass(frozen=True, slots=True)
class Name:
    """A name that stands for a value."""

    name: str
    offset: int


@dataclass(frozen=True, slots=True)
class Sign:
    """A leading minus."""

    operand: Node
    offset: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Operators of one precedence from left to right: `a + b - c` is first a, rest ((+, b), (-, c)).

    One node however long the chain, so that a sum of two hundred terms is as shallow as a sum of two.
    """

    first: Node
    rest: tuple[tuple[str, Node], ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Power:
    """`base ** exponent`."""

    base: Node
    exponent: Node
    offset: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left < right` and the like."""

    left: Node
    mark: str
    right: Node
    offset: int


@dataclass(frozen=True, slots=True)
class Range:
    """`low to high`."""

    low: Node
    high: Node
    offset: int


@dataclass(frozen=True, slots=True)
class Call:
    """`name(positional, ..., keyword=value, ...)`."""

    name: str
    positional: tuple[Node, ...]
    keywords: tuple[tuple[str, Node], ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """`[a, b, c]`."""

    items: tuple[Node, ...]
    offset: int


Node = Number | Text | Name | Sign | Chain | Power | Comparison | Range | Call | Sequence


def parse(text: str) -> Node:
    """The tree of a whole text.

    Raises
    ------
    TextError
        With the offset of the first character that does not fit.
    """
    node, end = parse_start(text)
    if end.kind != "end":
        raise _unexpected(end)
    return node


def parse_start(text: str) -> tuple[Node, Token]:
    """The tree of the longest beginning of a text, and the token after it: in `50 to 90 MWh` that is `MWh`."""
    if len(text) > MAX_CHARACTERS:
        raise TextError(f"longer than {MAX_CHARACTERS:,} characters", MAX_CHARACTERS)
    parser = _Parser(text)
    node = parser.expression()
    return node, parser.token


class _Parser:
    """Recursive descent; reads one token ahead and no further, so what follows a text need not be of this grammar."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.depth = 0
        self.token = self._read(0)

    def _read(self, start: int) -> Token:
        while start < len(self.text):
            match = _TOKEN.match(self.text, start)
            if match is None:
                return Token("unknown", self.text[start], start)
            if match.lastgroup != "space":
                return Token(str(match.lastgroup), match.group(), start)
            start = match.end()
        return Token("end", "", len(self.text))

    def _next(self) -> Token:
        token, self.token = self.token, self._read(self.token.offset + len(self.token.text))
        return token

    def _is(self, *marks: str) -> bool:
        return self.token.kind == "mark" and self.token.text in marks

    def _expect(self, mark: str) -> None:
        if not self._is(mark):
            raise _unexpected(self.token, f"a {mark!r}")
        self._next()

    def _deeper(self, by: int) -> None:
        self.depth += by
        if self.depth > MAX_DEPTH:
            raise TextError(f"nested deeper than {MAX_DEPTH}", self.token.offset)

    def expression(self, level: int = 0) -> Node:
        """Operators of a level and all that bind tighter: precedence climbing, two to five frames per bracket."""
        left = self.operand()
        tightest = len(_LEVELS)
        while (found := self._level()) is not None and level <= found < tightest:
            mark = self.token
            if found == _COMPARE:
                left, tightest = self._comparison(left), found
            elif found == _RANGE:
                self._next()
                left, tightest = Range(left, self.expression(found + 1), mark.offset), found
            else:
                left, tightest = self._chain(left, found), found + 1
        return left

    def _level(self) -> int | None:
        """How loosely the operator ahead binds; None where there is none."""
        if self.token.kind == "name":
            return _RANGE if self.token.text == "to" else None
        if self.token.kind != "mark":
            return None
        return next((level for level, marks in enumerate(_LEVELS) if self.token.text in marks), None)

    def _comparison(self, left: Node) -> Node:
        mark = self._next()
        right = self.expression(_COMPARE + 1)
        if self._is(*_LEVELS[_COMPARE]):
            raise TextError("comparisons cannot be chained; nest where(...) instead", self.token.offset)
        return Comparison(left, mark.text, right, mark.offset)

    def _chain(self, first: Node, level: int) -> Node:
        rest: list[tuple[str, Node]] = []
        while self._is(*_LEVELS[level]):
            mark = self._next().text
            rest.append((mark, self.expression(level + 1)))
        return Chain(first, tuple(rest), first.offset)

    def operand(self) -> Node:
        """Signs, an atom, and a power of it: `-x ** 2` is the negative of a square."""
        signs: list[Token] = []
        while self._is("+", "-"):
            self._deeper(1)
            signs.append(self._next())
        node = self.atom()
        if self._is("**"):
            self._deeper(1)
            offset = self._next().offset
            node = Power(node, self.operand(), offset)
            self._deeper(-1)
        for sign in reversed(signs):
            node = Sign(node, sign.offset) if sign.text == "-" else node
        self._deeper(-len(signs))
        return node

    def atom(self) -> Node:
        token = self.token
        if token.kind == "number":
            return _number(self._next())
        if token.kind == "text":
            self._next()
            return Text(token.text[1:-1], token.offset)
        if token.kind == "name" and token.text != "to":
            self._next()
            return self._call(token) if self._is("(") else Name(token.text, token.offset)
        if self._is("(", "["):
            return self._bracket()
        raise _unexpected(token, "a number or a name")

    def _bracket(self) -> Node:
        opening = self._next()
        self._deeper(1)
        if opening.text == "(":
            inner = self.expression()
            self._deeper(-1)
            self._expect(")")
            return inner
        items: list[Node] = []
        while not self._is("]"):
            items.append(self.expression())
            if not self._is("]"):
                self._expect(",")
        self._deeper(-1)
        self._expect("]")
        return Sequence(tuple(items), opening.offset)

    def _call(self, name: Token) -> Node:
        self._next()
        self._deeper(1)
        positional: list[Node] = []
        keywords: list[tuple[str, Node]] = []
        while not self._is(")"):
            start = self.token
            value = self.expression()
            if isinstance(value, Name) and self._is("="):
                self._next()
                if any(value.name == known for known, _ in keywords):
                    raise TextError(f"{value.name} is given twice", start.offset)
                keywords.append((value.name, self.expression()))
            elif keywords:
                raise TextError("an argument by position cannot follow one by name", start.offset)
            else:
                positional.append(value)
            if not self._is(")"):
                self._expect(",")
        self._deeper(-1)
        self._expect(")")
        return Call(name.text, tuple(positional), tuple(keywords), name.offset)


def _number(token: Token) -> Number:
    value = float(token.text.replace("_", ""))
    if math.isinf(value):
        raise TextError(f"{token.text} is larger than any number can be (1.8e308)", token.offset)
    return Number(value, token.text, token.offset)


def _unexpected(token: Token, wanted: str = "") -> TextError:
    found = "the end" if token.kind == "end" else repr(token.text)
    return TextError(f"expected {wanted}, found {found}" if wanted else f"unexpected {found}", token.offset)
