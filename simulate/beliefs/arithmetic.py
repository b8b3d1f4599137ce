"""Constant arithmetic in the text of a prior: `0.34/2`, `sqrt(3)`, `2**-3`."""

from __future__ import annotations

import math
import operator
import re
import sys
from typing import TYPE_CHECKING

from simulate.foundation import grammar
from simulate.foundation.errors import TextError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_OPERATORS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    # Not `**`, which makes complex numbers of negative ones.
    "**": math.pow,
}
_OF_ONE: dict[str, Callable[[float], float]] = {
    "exp": math.exp,
    "log": math.log,
    "log10": math.log10,
    "sqrt": math.sqrt,
    "abs": abs,
}
_OF_SEVERAL: dict[str, Callable[[Sequence[float]], float]] = {"min": min, "max": max}

FUNCTIONS = (*_OF_ONE, *_OF_SEVERAL)
"""Functions that may stand where a number may."""


def start(node: grammar.Node) -> int:
    """Offset of the first character of a tree; operators remember where the operator stands."""
    match node:
        case grammar.Power(base=first) | grammar.Range(low=first) | grammar.Comparison(left=first):
            return start(first)
        case grammar.Chain(first=first):
            return start(first)
    return node.offset


def number(node: grammar.Number) -> float:
    """The value of a number as written; one that a double cannot hold with all its digits is refused."""
    digits = re.split("[eE]", node.text)[0]
    vanished = node.value == 0 and re.search("[1-9]", digits)
    if vanished or 0 < node.value < sys.float_info.min:
        raise _too_small(node.text, node.offset)
    return node.value


def combined(mark: str, left: float, right: float, offset: int) -> float:
    """`left mark right`; `offset` is where a fault is seen."""
    text = f"{left:g} {mark} {right:g}"
    if mark == "/" and right == 0:
        raise TextError("division by zero", offset)
    try:
        result = _OPERATORS[mark](left, right)
    except ValueError:
        raise TextError(f"{text} is no real number", offset) from None
    except OverflowError:
        result = math.inf
    vanished = result == 0 and mark != "-" and mark != "+" and left != 0 and not (mark == "*" and right == 0)
    return _held(text, result, offset, vanished=vanished)


def applied(name: str, values: Sequence[float], offset: int) -> float:
    """A function of numbers."""
    text = f"{name}({', '.join(f'{value:g}' for value in values)})"
    if name in _OF_SEVERAL and values:
        return _OF_SEVERAL[name](values)
    if len(values) != 1:
        raise TextError(f"{name} takes {'numbers' if name in _OF_SEVERAL else 'one number'}, got {text}", offset)
    try:
        result = _OF_ONE[name](values[0])
    except ValueError:
        raise TextError(f"{text} is no real number", offset) from None
    except OverflowError:
        result = math.inf
    return _held(text, result, offset, vanished=result == 0 and name == "exp")


def _held(text: str, result: float, offset: int, *, vanished: bool) -> float:
    if not math.isfinite(result):
        raise TextError(f"{text} is larger than any number can be (1.8e308)", offset)
    if vanished or 0 < abs(result) < sys.float_info.min:
        raise _too_small(text, offset)
    return result


def _too_small(text: str, offset: int) -> TextError:
    return TextError(f"{text} is smaller than a number can be with all its digits (2.2e-308)", offset)
