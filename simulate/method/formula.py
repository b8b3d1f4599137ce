"""Expressions become formulas: allow-listed, checked for dimensions, with every unit conversion written out.

A formula is a short program for a stack machine, so that nothing that follows has to recurse: `it_energy * pue` is
Load it_energy, Load pue, Apply mul 2. Values enter in the declared unit of their quantity and leave in the unit wanted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from simulate.foundation import grammar, units
from simulate.foundation.errors import TextError, UnitError
from simulate.foundation.nearest import suggestion
from simulate.foundation.units import DIMENSIONLESS, Unit

MAX_EXPONENT = 64
MATHEMATICAL = ("exp", "log", "log10", "sqrt", "sin", "cos", "tan")
FUNCTIONS = (*MATHEMATICAL, "abs", "min", "max", "where")
RESERVED = frozenset(
    {*FUNCTIONS, "to", "pi", "e", "inf", "nan", "infinity", "true", "false", "none", "True", "False", "None", "lambda"}
)
"""Names that a quantity cannot have, because a reader would take them for something else."""
_ARITHMETIC = {"+": "add", "-": "sub", "*": "mul", "/": "div"}
_COMPARING = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}
_MARKS = {"add": "+", "sub": "-", **{name: mark for mark, name in _COMPARING.items()}}


@dataclass(frozen=True, slots=True)
class Push:
    """Put a constant on the stack."""

    value: float


@dataclass(frozen=True, slots=True)
class Load:
    """Put the value of a quantity on the stack, in its declared unit."""

    name: str


@dataclass(frozen=True, slots=True)
class Apply:
    """Replace the topmost `arity` values by the result of an operation on them, first pushed first."""

    operation: str
    arity: int


Code = tuple[Push | Load | Apply, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """A checked expression; `names` are its ingredients in order of appearance."""

    text: str
    code: Code
    names: tuple[str, ...]


@lru_cache(maxsize=4096)
def _tree(text: str) -> grammar.Node:
    return grammar.parse(text)


def names(text: str) -> tuple[str, ...]:
    """Names that an expression uses, in order of appearance.

    Raises
    ------
    TextError
        The text is no expression at all.
    """
    found: dict[str, None] = {}
    pending: list[grammar.Node] = [_tree(text)]
    while pending:
        node = pending.pop()
        if isinstance(node, grammar.Name):
            found[node.name] = None
        pending.extend(reversed(_children(node)))
    return tuple(found)


def _children(node: grammar.Node) -> list[grammar.Node]:
    match node:
        case grammar.Sign(operand):
            return [operand]
        case grammar.Chain(first, rest):
            return [first, *(item for _, item in rest)]
        case grammar.Power(base, exponent):
            return [base, exponent]
        case grammar.Comparison(left, _, right) | grammar.Range(left, right):
            return [left, right]
        case grammar.Call(_, positional, keywords):
            return [*positional, *(value for _, value in keywords)]
        case grammar.Sequence(items):
            return list(items)
    return []


def single_number(text: str) -> float | None:
    """The value of an expression that is one number, which stands in the declared unit of its quantity; else None."""
    node = _tree(text)
    if isinstance(node, grammar.Sign) and isinstance(node.operand, grammar.Number):
        return -node.operand.value
    return node.value if isinstance(node, grammar.Number) else None


def formula(text: str, unit_of: Callable[[str], Unit | None], wanted: Unit, known: Callable[[], list[str]]) -> Formula:
    """The formula of an expression that gives `wanted`.

    Raises
    ------
    TextError
        An unknown name or function, units that do not fit; with the offset of the culprit.
    """
    used = names(text)
    constant = single_number(text)
    if constant is not None:
        return Formula(text, (Push(constant),), ())
    try:
        result = _Compiler(unit_of, known).compile(_tree(text))
    except UnitError as error:
        raise TextError(str(error)) from None
    if result.zero or result.unit.dimension == wanted.dimension:
        return Formula(text, (*result.code, *_rescale(result.unit, wanted, result.zero)), used)
    found, needed = units.dimension_name(result.unit), units.dimension_name(wanted)
    raise TextError(f"this gives {found}, the quantity is declared in {wanted.text}, {needed}", 0)


@dataclass(frozen=True, slots=True)
class _Term:
    """Code that leaves one value on the stack, and the unit of that value; a literal 0 fits any unit."""

    code: Code
    unit: Unit
    zero: bool = False
    constant: float | None = None


def _rescale(found: Unit, wanted: Unit, zero: bool = False) -> Code:
    if zero:
        return ()
    ratio = units.ratio(found, wanted)
    if ratio == 1:
        return ()
    # Division by an exact integer rounds once, multiplication by its inexact reciprocal twice.
    if ratio.numerator == 1:
        return (Push(float(ratio.denominator)), Apply("div", 2))
    return (Push(float(ratio)), Apply("mul", 2))


class _Compiler:
    def __init__(self, unit_of: Callable[[str], Unit | None], known: Callable[[], list[str]]) -> None:
        self.unit_of = unit_of
        self.known = known

    def compile(self, node: grammar.Node) -> _Term:
        match node:
            case grammar.Number(value):
                return _Term((Push(value),), DIMENSIONLESS, zero=value == 0, constant=value)
            case grammar.Name(name, offset):
                return self._name(name, offset)
            case grammar.Sign(operand):
                term = self.compile(operand)
                constant = None if term.constant is None else -term.constant
                return _Term((*term.code, Apply("neg", 1)), term.unit, term.zero, constant)
            case grammar.Chain(first, rest):
                additive = rest[0][0] in "+-"
                return self._sum(first, rest) if additive else self._product(first, rest)
            case grammar.Power(base, exponent, offset):
                return self._power(self.compile(base), self.compile(exponent), offset)
            case grammar.Call(name, positional, keywords, offset):
                return self._call(name, positional, keywords, offset)
            case grammar.Comparison(offset=offset):
                raise TextError("a comparison stands only as the condition of where(condition, a, b)", offset)
            case grammar.Text(offset=offset):
                raise TextError("an expression holds no text", offset)
            case grammar.Sequence(offset=offset):
                raise TextError("an expression holds no lists", offset)
            case grammar.Range(offset=offset):
                raise TextError("`to` makes a prior; an expression computes with quantities that have one", offset)

    def _name(self, name: str, offset: int) -> _Term:
        unit = self.unit_of(name)
        if unit is None:
            raise TextError(f"no such quantity: {name}{suggestion(name, self.known())}", offset)
        return _Term((Load(name),), unit)

    def _sum(self, first: grammar.Node, rest: tuple[tuple[str, grammar.Node], ...]) -> _Term:
        terms = [self.compile(first), *(self.compile(item) for _, item in rest)]
        offsets = [first.offset, *(item.offset for _, item in rest)]
        fitted, unit = _alike(terms, offsets, "added")
        code = list(fitted[0])
        for (mark, _), operand in zip(rest, fitted[1:], strict=True):
            code += [*operand, Apply(_ARITHMETIC[mark], 2)]
        return _Term(tuple(code), unit)

    def _product(self, first: grammar.Node, rest: tuple[tuple[str, grammar.Node], ...]) -> _Term:
        term = self.compile(first)
        code, unit, constant = list(term.code), term.unit, term.constant
        for mark, item in rest:
            factor = self.compile(item)
            unit = unit * factor.unit if mark == "*" else unit / factor.unit
            code += [*factor.code, Apply(_ARITHMETIC[mark], 2)]
            constant = _folded(constant, mark, factor.constant)
        return _Term(tuple(code), unit, constant=constant)

    def _power(self, base: _Term, exponent: _Term, offset: int) -> _Term:
        if exponent.unit.dimension != DIMENSIONLESS.dimension:
            raise TextError(f"an exponent is a pure number, not {units.dimension_name(exponent.unit)}", offset)
        if exponent.constant is not None and abs(exponent.constant) > MAX_EXPONENT:
            raise TextError(f"exponents go up to {MAX_EXPONENT}", offset)
        exponent_code = (*exponent.code, *_rescale(exponent.unit, DIMENSIONLESS))
        if base.unit.dimension == DIMENSIONLESS.dimension:
            base_code = (*base.code, *_rescale(base.unit, DIMENSIONLESS))
            return _Term((*base_code, *exponent_code, Apply("pow", 2)), DIMENSIONLESS)
        if exponent.constant is None:
            raise TextError(f"{units.dimension_name(base.unit)} can only be raised to a constant power", offset)
        power = Fraction(repr(exponent.constant)).limit_denominator(64)
        return _Term((*base.code, *exponent_code, Apply("pow", 2)), base.unit**power)

    def _call(
        self,
        name: str,
        positional: tuple[grammar.Node, ...],
        keywords: tuple[tuple[str, grammar.Node], ...],
        offset: int,
    ) -> _Term:
        if name not in FUNCTIONS:
            hint = suggestion(name, FUNCTIONS) or f"; known are {', '.join(FUNCTIONS)}"
            raise TextError(f"no such function: {name}{hint}", offset)
        if keywords:
            raise TextError(f"{name} takes its arguments by position", keywords[0][1].offset)
        if name == "where":
            return self._where(positional, offset)
        if name in {"min", "max"}:
            return self._extreme(name, positional, offset)
        if len(positional) != 1:
            raise TextError(f"{name} takes one argument, got {len(positional)}", offset)
        return self._function(name, self.compile(positional[0]), offset)

    def _function(self, name: str, term: _Term, offset: int) -> _Term:
        if name == "abs":
            return _Term((*term.code, Apply("abs", 1)), term.unit, term.zero)
        if name == "sqrt":
            return _Term((*term.code, Apply("sqrt", 1)), term.unit ** Fraction(1, 2))
        if term.unit.dimension != DIMENSIONLESS.dimension:
            raise TextError(f"{name} takes a pure number, not {units.dimension_name(term.unit)}", offset)
        return _Term((*term.code, *_rescale(term.unit, DIMENSIONLESS), Apply(name, 1)), DIMENSIONLESS)

    def _extreme(self, name: str, nodes: tuple[grammar.Node, ...], offset: int) -> _Term:
        if len(nodes) < 2:
            raise TextError(f"{name} takes two or more arguments", offset)
        fitted, unit = _alike([self.compile(node) for node in nodes], [node.offset for node in nodes], "compared")
        code = list(fitted[0])
        for operand in fitted[1:]:
            code += [*operand, Apply(name, 2)]
        return _Term(tuple(code), unit)

    def _where(self, nodes: tuple[grammar.Node, ...], offset: int) -> _Term:
        if len(nodes) != 3 or not isinstance(nodes[0], grammar.Comparison):
            raise TextError("where takes a comparison and two values: where(a < b, x, y)", offset)
        condition = nodes[0]
        sides, _ = _alike(
            [self.compile(condition.left), self.compile(condition.right)],
            [condition.left.offset, condition.right.offset],
            "compared",
        )
        values, unit = _alike(
            [self.compile(node) for node in nodes[1:]], [node.offset for node in nodes[1:]], "alternatives"
        )
        code = (*sides[0], *sides[1], Apply(_COMPARING[condition.mark], 2), *values[0], *values[1], Apply("where", 3))
        return _Term(code, unit)


def _folded(left: float | None, mark: str, right: float | None) -> float | None:
    """The constant that a product of constants is, so that `x ** (1 / 2)` has a constant exponent."""
    if left is None or right is None or (mark == "/" and right == 0):
        return None
    return left * right if mark == "*" else left / right


def _alike(terms: list[_Term], offsets: list[int], doing: str) -> tuple[list[Code], Unit]:
    """The terms in the unit of the first that has one, and that unit; a literal 0 fits any."""
    unit = next((term.unit for term in terms if not term.zero), DIMENSIONLESS)
    fitted: list[Code] = []
    for term, offset in zip(terms, offsets, strict=True):
        try:
            fitted.append((*term.code, *_rescale(term.unit, unit, term.zero)))
        except UnitError:
            first, other = units.dimension_name(unit), units.dimension_name(term.unit)
            raise TextError(f"{first} and {other} cannot be {doing}", offset) from None
    return fitted, unit
