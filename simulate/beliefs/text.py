"""The text form of a prior: `394 to 430`, `1 + (0.10 to 0.25)`, `normal(mean=3, sd=2)`.

Which forms there are, and their arguments, stands in `families.table`; the grammar in `foundation.grammar`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from simulate.beliefs import arithmetic
from simulate.beliefs.arithmetic import start
from simulate.beliefs.families.affine import affine
from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.form import Kind
from simulate.beliefs.families.lognormal import Lognormal
from simulate.beliefs.families.parameters import written
from simulate.beliefs.families.points import Point
from simulate.beliefs.families.table import FORMS
from simulate.foundation import grammar
from simulate.foundation.errors import PriorError, TextError
from simulate.foundation.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from simulate.beliefs.families.csv_columns import Tables
    from simulate.beliefs.families.form import Form, Parameter, Way

_PERCENTILE = re.compile(r"p(?!00)([0-9]{2})", re.ASCII)
_PERCENTILES = tuple(f"p{percent:02d}" for percent in range(1, 100))
_INSTEAD = 'what is computed from priors is a quantity of its own: [quantities.NAME] equals = "..."'


def read(text: str, folder: Tables | Path | None = None) -> Distribution:
    """The distribution that a text describes; `folder` holds the files that it may name.

    Raises
    ------
    TextError
        With the offset of the character that does not fit, or of the form whose parameters make no distribution.

    """
    return _Reader(text, folder).distribution(grammar.parse(text))


def read_start(text: str, folder: Tables | Path | None = None) -> tuple[Distribution, int]:
    """The distribution at the start of a text, and the offset of the rest: 9 in `50 to 90 USD_2024/MWh`."""
    node, rest = grammar.parse_start(text)
    return _Reader(text, folder).distribution(node), rest.offset


def constant(node: grammar.Node) -> float:
    """The number that a tree of constants stands for."""
    return _Reader("", None).number(node, "this")


class _Reader:
    """Turns trees of one text into numbers and distributions."""

    def __init__(self, text: str, folder: Tables | Path | None) -> None:
        self.text = text
        self.folder = folder

    def distribution(self, node: grammar.Node) -> Distribution:
        """What a tree stands for as a distribution; a number is a point."""
        value = self.value(node)
        return value if isinstance(value, Distribution) else Point(value)

    def number(self, node: grammar.Node, what: str) -> float:
        """What a tree stands for, if it is a number."""
        value = self.value(node)
        if isinstance(value, Distribution):
            raise TextError(f"{what} must be a number, found a prior", start(node))
        return value

    def value(self, node: grammar.Node) -> float | Distribution:
        match node:
            case grammar.Number():
                return arithmetic.number(node)
            case grammar.Sign(operand=operand):
                return self._combined(0.0, "-", self.value(operand), node, operand)
            case grammar.Chain():
                result = self.value(node.first)
                for mark, operand in node.rest:
                    result = self._combined(result, mark, self.value(operand), node, operand)
                return result
            case grammar.Power(base=base, exponent=exponent):
                return self._combined(self.value(base), "**", self.value(exponent), node, exponent)
            case grammar.Range():
                return self._range(node)
            case grammar.Call():
                return self._call(node)
        raise _no_value(node)

    def _combined(
        self, left: float | Distribution, mark: str, right: float | Distribution, node: grammar.Node, at: grammar.Node
    ) -> float | Distribution:
        """`left mark right`: a number, or one distribution shifted or scaled."""
        if isinstance(left, Distribution):
            if isinstance(right, Distribution):
                raise TextError(f"a prior is one distribution, found two joined by {mark}; {_INSTEAD}", start(at))
            return self._moved(left, mark, right, node, at)
        if not isinstance(right, Distribution):
            return arithmetic.combined(mark, left, right, start(at))
        if mark in {"/", "**"}:
            raise TextError(f"a prior cannot stand on the right of {mark}; {_INSTEAD}", start(at))
        scale, shift = {"+": (1.0, left), "-": (-1.0, left), "*": (left, 0.0)}[mark]
        return self._made(start(node), lambda: affine(right, scale, shift))

    def _moved(self, prior: Distribution, mark: str, by: float, node: grammar.Node, at: grammar.Node) -> Distribution:
        if mark == "**":
            raise TextError(f"a prior cannot be raised to a power; {_INSTEAD}", start(node))
        if mark in {"+", "-"}:
            return self._made(start(node), lambda: affine(prior, 1.0, by if mark == "+" else -by))
        scale = arithmetic.combined("/", 1.0, by, start(at)) if mark == "/" else by
        return self._made(start(node), lambda: affine(prior, scale))

    def _made(self, offset: int, build: Callable[[], Distribution]) -> Distribution:
        """A distribution, or its refusal with the place of its form."""
        try:
            return build()
        except PriorError as error:
            raise TextError(str(error), offset) from None

    def _range(self, node: grammar.Range) -> Distribution:
        low = self.number(node.low, "the lower end of a range")
        high = self.number(node.high, "the upper end of a range")
        if not 0 < low < high:
            ends = (low, _as_written(node.low, low)), (high, _as_written(node.high, high))
            raise TextError(_no_lognormal(*ends), start(node))
        return self._made(start(node), lambda: Lognormal.from_percentiles({5: low, 95: high}))

    def _call(self, call: grammar.Call) -> float | Distribution:
        if call.name in arithmetic.FUNCTIONS:
            return self._function(call)
        form = FORMS.get(call.name)
        if form is None:
            hint = suggestion(call.name, (*FORMS, *arithmetic.FUNCTIONS)) or f"; known are {', '.join(FORMS)}"
            raise TextError(f"no such form: {call.name}{hint}", call.offset)
        way, given = self._matched(form, call)
        arguments = {
            parameter.name: self._argument(form, parameter, given[parameter.name])
            for parameter in way.parameters
            if parameter.name in given
        }
        if way.reads_file:
            arguments["folder"] = self.folder
        if not way.percentiles:
            return self._made(call.offset, lambda: way.build(**arguments))
        percentiles = {
            int(name[1:]): self.number(node, f"{name} of {form.name}")
            for name, node in given.items()
            if _PERCENTILE.fullmatch(name)
        }
        return self._made(call.offset, lambda: way.build(percentiles, **arguments))

    def _function(self, call: grammar.Call) -> float:
        if call.keywords:
            raise TextError(f"{call.name} takes its numbers by position", self._keyword(*call.keywords[0]))
        for node in call.positional:
            if isinstance(self.value(node), Distribution):
                raise TextError(f"{call.name} takes numbers, found a prior; {_INSTEAD}", start(node))
        return arithmetic.applied(call.name, [self.number(node, "this") for node in call.positional], call.offset)

    def _matched(self, form: Form, call: grammar.Call) -> tuple[Way, dict[str, grammar.Node]]:
        """The way that a call takes, and its arguments by name."""
        given = self._named(form, call)
        percentiles = {name for name in given if _PERCENTILE.fullmatch(name)}
        others = set(given) - percentiles
        for way in form.ways:
            required = {parameter.name for parameter in way.parameters if not parameter.optional}
            known = {parameter.name for parameter in way.parameters}
            if required <= others <= known and len(percentiles) == way.percentiles:
                return way, given
        got = ", ".join(given) or "nothing"
        raise TextError(f"{form.name} is written {form.usage}, got {got}", call.offset)

    def _named(self, form: Form, call: grammar.Call) -> dict[str, grammar.Node]:
        first = form.ways[0]
        if call.positional and first.percentiles:
            raise TextError(f"{form.name} takes its arguments by name: {form.usage}", start(call.positional[0]))
        if len(call.positional) > len(first.parameters):
            surplus = call.positional[len(first.parameters)]
            raise TextError(
                f"{form.name} takes no more than {len(first.parameters)} arguments: {form.usage}", start(surplus)
            )
        given = dict(zip((parameter.name for parameter in first.parameters), call.positional, strict=False))
        known = {*form.names, *(_PERCENTILES if any(way.percentiles for way in form.ways) else ())}
        for name, node in call.keywords:
            if name in given:
                raise TextError(f"{name} is given twice", self._keyword(name, node))
            if name not in known:
                padded = f"p0{name[1:]}" if re.fullmatch("p[1-9]", name) else name
                hint = suggestion(padded, known) or f"; it is written {form.usage}"
                raise TextError(f"{form.name} has no argument {name}{hint}", self._keyword(name, node))
            given[name] = node
        return given

    def _keyword(self, name: str, value: grammar.Node) -> int:
        """Offset of the name before an argument's value; only = ( + and space may stand between."""
        match = re.search(rf"{name}\s*=[\s(+]*$", self.text[: start(value)])
        return match.start() if match else start(value)

    def _argument(self, form: Form, parameter: Parameter, node: grammar.Node) -> Any:  # noqa: ANN401 -- any Kind
        what, kind = f"{parameter.name} of {form.name}", parameter.kind
        if isinstance(node, grammar.Text) and kind in {Kind.TEXT, Kind.TEXT_OR_NUMBERS}:
            return node.value
        if kind is Kind.NUMBER and not isinstance(node, grammar.Text | grammar.Sequence):
            return self.number(node, what)
        if kind is Kind.PRIOR and not isinstance(node, grammar.Text | grammar.Sequence):
            return self.distribution(node)
        if isinstance(node, grammar.Sequence) and kind in {Kind.NUMBERS, Kind.TEXT_OR_NUMBERS}:
            return [self.number(item, f"each of the {what}") for item in node.items]
        if isinstance(node, grammar.Sequence) and kind is Kind.PRIORS:
            return [self.distribution(item) for item in node.items]
        raise TextError(f"{what} must be {kind.value}, found {_described(node)}", start(node))


def _described(node: grammar.Node) -> str:
    match node:
        case grammar.Text():
            return "a text in quotes"
        case grammar.Sequence():
            return "a list"
        case grammar.Comparison():
            return f"a comparison ({node.mark})"
        case grammar.Range() | grammar.Call():
            return "a single prior"
        case grammar.Name():
            return f"the name {node.name}"
    return "a number"


def _no_value(node: grammar.Node) -> TextError:
    """What is said of a tree that is neither a number nor a prior."""
    if not isinstance(node, grammar.Name):
        return TextError(f"expected a number or a prior, found {_described(node)}", node.offset)
    if node.name in FORMS:
        return TextError(f"{node.name} needs its arguments: {FORMS[node.name].usage}", node.offset)
    return TextError(f"numbers must be finite numbers in digits, found the name {node.name}", node.offset)


def _as_written(node: grammar.Node, value: float) -> str:
    match node:
        case grammar.Number():
            return node.text
        case grammar.Sign(operand=grammar.Number(text=text)):
            return f"-{text}"
    return written(value)


def _no_lognormal(low: tuple[float, str], high: tuple[float, str]) -> str:
    """Why a range is no lognormal, and what would fit, ready to copy."""
    got = f"lognormal needs 0 < p05 < p95, got p05 = {low[1]} and p95 = {high[1]}"
    if low[0] == high[0]:
        return f"{got}; for a single number write value = {low[1]}"
    (least, a), (_, b) = sorted((low, high))
    swapped = f"{a} to {b}, " if least > 0 else ""
    return f"{got}; write {swapped}normal(p05={a}, p95={b}) or uniform({a}, {b})"
