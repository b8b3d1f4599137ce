"""Expressions as MathML: fractions, roots and powers as on paper, and every name a link to where it is explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.foundation import grammar
from simulate.publishing.wording.typeset import MINUS, TIMES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SIGNS = {"*": TIMES, "+": "+", "-": MINUS, "<": "&lt;", "<=": "≤", ">": "&gt;", ">=": "≥", "==": "=", "!=": "≠"}
_FUNCTIONS = {"log": "<mi>ln</mi>", "log10": "<msub><mi>log</mi><mn>10</mn></msub>"}
"""Functions that are not printed by the name that expressions have for them."""
_APPLIED = "<mo>&#x2061;</mo>"
"""The invisible sign between a function and its argument, which readers aloud need."""


def mathml(expression: str, address: Callable[[str], str]) -> str:
    """An expression as a `math` element; `address` says where a name leads to, nowhere if that is empty.

    A product becomes one fraction, however its factors and divisors follow each other; parentheses stand where the
    printed order of operations needs them.

    Raises
    ------
    TextError
        The text is no expression at all.
    """
    return f'<math display="block">{_Writer(address).written(grammar.parse(expression))}</math>'


@dataclass(frozen=True, slots=True)
class _Writer:
    address: Callable[[str], str]

    def name(self, name: str) -> str:
        address = self.address(name)
        return f'<mi><a href="{address}">{name}</a></mi>' if address else f"<mi>{name}</mi>"

    def written(self, node: grammar.Node) -> str:
        match node:
            case grammar.Number(text=text):
                return _number(text)
            case grammar.Name(name):
                return self.name(name)
            case grammar.Sign(operand):
                return _row(_operator("-"), self.factor(operand))
            case grammar.Chain(first, rest):
                return self._sum(first, rest) if _additive(node) else self._product(first, rest)
            case grammar.Power(base, exponent):
                return f"<msup>{self._base(base)}{_row(self.written(exponent))}</msup>"
            case grammar.Comparison(left, mark, right):
                return _row(self.term(left), _operator(mark), self.term(right))
            case grammar.Call(name, positional):
                return self._call(name, positional)
        raise TypeError(f"no part of an expression: {node}")

    def term(self, node: grammar.Node) -> str:
        """A node with others beside it: cases have a brace that opens and none that closes."""
        return _fenced(self.written(node)) if _called(node) == "where" else self.written(node)

    def factor(self, node: grammar.Node) -> str:
        """A node beside a sign of multiplication or subtraction: in parentheses where it binds less tightly."""
        loose = _additive(node) or isinstance(node, grammar.Sign)
        return _fenced(self.written(node)) if loose else self.term(node)

    def _sum(self, first: grammar.Node, rest: Sequence[tuple[str, grammar.Node]]) -> str:
        return _row(self.term(first), *(_operator(mark) + self.factor(item) for mark, item in rest))

    def _product(self, first: grammar.Node, rest: Sequence[tuple[str, grammar.Node]]) -> str:
        above = self._factors([first, *(item for mark, item in rest if mark == "*")])
        below = [item for mark, item in rest if mark == "/"]
        return f"<mfrac>{above}{self._factors(below)}</mfrac>" if below else above

    def _factors(self, nodes: Sequence[grammar.Node]) -> str:
        if len(nodes) == 1:
            return _row(self.written(nodes[0]))
        return _row(_operator("*").join(map(self.factor, nodes)))

    def _base(self, node: grammar.Node) -> str:
        whole = isinstance(node, grammar.Name) or _called(node) not in ("", "where")
        short = isinstance(node, grammar.Number) and "e" not in node.text.lower()
        return self.written(node) if whole or short else _fenced(self.written(node))

    def _call(self, name: str, arguments: Sequence[grammar.Node]) -> str:
        if name == "where":
            told = [self.written(argument) for argument in arguments]
            cases = (_case(told[1], f"<mtext>if&#xa0;</mtext>{told[0]}"), _case(told[2], "<mtext>otherwise</mtext>"))
            return _row(f"<mo>{{</mo><mtable>{''.join(cases)}</mtable>")
        told = [self.term(argument) for argument in arguments]
        if name == "sqrt":
            return f"<msqrt>{told[0]}</msqrt>"
        if name == "abs":
            return _fenced(told[0], "|", "|")
        return _row(_FUNCTIONS.get(name, f"<mi>{name}</mi>"), _APPLIED, _fenced("<mo>,</mo>".join(told)))


def _additive(node: grammar.Node) -> bool:
    return isinstance(node, grammar.Chain) and node.rest[0][0] in "+-"


def _called(node: grammar.Node) -> str:
    return node.name if isinstance(node, grammar.Call) else ""


def _row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


def _fenced(inside: str, opening: str = "(", closing: str = ")") -> str:
    return _row(f"<mo>{opening}</mo>{inside}<mo>{closing}</mo>")


def _operator(mark: str) -> str:
    return f"<mo>{_SIGNS[mark]}</mo>"


def _case(value: str, condition: str) -> str:
    return f"<mtr><mtd>{value}</mtd><mtd>{condition}</mtd></mtr>"


def _number(text: str) -> str:
    """A number as it was written, powers of ten raised."""
    digits, _, power = text.replace("_", "").lower().partition("e")
    if not power:
        return f"<mn>{digits}</mn>"
    sign = _operator("-") if power.startswith("-") else ""
    raised = _row(f"{sign}<mn>{power.lstrip('+-')}</mn>")
    return _row(f"<mn>{digits}</mn>{_operator('*')}<msup><mn>10</mn>{raised}</msup>")
