"""Where the keys and values of a TOML text stand, found with tree-sitter; values themselves come from tomllib."""

from __future__ import annotations

import bisect
import functools
import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from simulate.foundation.errors import FieldPath

Span = tuple[int, int]
"""First byte, and the byte after the last."""


@dataclass(slots=True)
class Places:
    """Bytes at which each path of one text stands.

    A table stands at its header, at its `{`, or at the part of a dotted key that made it; the root at byte 0.
    """

    raw: bytes
    values: dict[FieldPath, Span] = field(default_factory=lambda: {(): (0, 0)})
    keys: dict[FieldPath, Span] = field(default_factory=dict)
    counts: dict[FieldPath, int] = field(default_factory=dict)  # elements so far of each array of tables
    line_starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.line_starts = [0, *(newline.end() for newline in re.finditer(rb"\n", self.raw))]

    def line_column(self, place: int) -> tuple[int, int]:
        """Line and column of a byte, both from 1, columns in characters."""
        line = bisect.bisect_right(self.line_starts, place)
        return line, len(self.raw[self.line_starts[line - 1] : place].decode()) + 1

    def source(self, path: FieldPath) -> str:
        """A value as it is written; nothing for a table with a header."""
        start, end = self.values[path]
        return self.raw[start:end].decode()

    def read_header(self, node: Node) -> None:
        """`[a.b]` or `[[a.b]]` and the pairs below it."""
        span = node.start_byte, node.start_byte
        *outer, last = [name for name, _ in _parts(node.children[1])]
        path: FieldPath = ()
        for part in outer:
            path = self.inside((*path, part))
            self.values.setdefault(path, span)
        path = (*path, last)
        if node.type == "table_array_element":
            self.keys.setdefault(path, span)
            self.values.setdefault(path, span)
            self.counts[path] = self.counts.get(path, 0) + 1
            path = self.inside(path)
        self.keys[path] = self.values[path] = span
        self.read_pairs(node, path)

    def inside(self, path: FieldPath) -> FieldPath:
        """The newest element, where a path leads to an array of tables."""
        return (*path, self.counts[path] - 1) if path in self.counts else path

    def read_pairs(self, node: Node, table: FieldPath) -> None:
        """All `key = value` directly inside a node."""
        for pair in node.named_children:
            if pair.type == "pair":
                path = table
                for name, span in _parts(pair.children[0]):
                    path = (*path, name)
                    self.keys.setdefault(path, span)
                    self.values.setdefault(path, span)
                self.read_value([node for node in pair.named_children if node.type != "comment"][-1], path)

    def read_value(self, node: Node, path: FieldPath) -> None:
        """A value and what is inside it; as deep as the text is nested, which is checked before."""
        self.values[path] = node.start_byte, node.end_byte
        if node.type == "inline_table":
            self.read_pairs(node, path)
        elif node.type == "array":
            elements = (child for child in node.named_children if child.type != "comment")
            for index, element in enumerate(elements):
                self.read_value(element, (*path, index))


@functools.lru_cache(maxsize=4)
def find(text: str) -> Places:
    """The places of a text that tomllib has read and `toml_limits` has passed."""
    # Imported here: a file without a problem needs no positions.
    import tree_sitter
    import tree_sitter_toml

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))
    # The grammar wants a line to end; TOML lets the last one do without.
    places = Places(f"{text}\n".encode())
    root = parser.parse(places.raw).root_node
    places.read_pairs(root, ())
    for node in root.named_children:
        if node.type in {"table", "table_array_element"}:
            places.read_header(node)
    return places


def inside_string(source: str, offset: int) -> int:
    """Where in a string as written (with quotes) the character number `offset` of its value stands.

    What lies beyond the end stands at the closing quote.
    """
    quotes = 3 if source[:3] in {'"""', "'''"} else 1
    escapes = source[0] == '"'
    end = len(source) - quotes
    opening = re.compile(r"\r?\n").match(source, quotes) if quotes == 3 else None
    at = opening.end() if opening else quotes
    while at < end:
        continuation = escapes and _CONTINUATION.match(source, at)
        if not continuation and offset == 0:
            return at
        at, offset = (continuation.end(), offset) if continuation else (at + _width(source, at, escapes), offset - 1)
    return end


_CONTINUATION = re.compile(r"\\[ \t]*\r?\n[ \t\r\n]*")


def _width(source: str, at: int, escapes: bool) -> int:
    if escapes and source[at] == "\\":
        return {"u": 6, "U": 10}.get(source[at + 1], 2)
    return 2 if source.startswith("\r\n", at) else 1


def _parts(key: Node) -> list[tuple[str, Span]]:
    """Names of a key, dotted or not, with their places."""
    if key.type == "dotted_key":
        return [part for child in key.named_children for part in _parts(child)]
    source = (key.text or b"").decode()
    name = tomllib.loads(f"name = {source}")["name"] if key.type == "quoted_key" else source
    return [(name, (key.start_byte, key.end_byte))]
