"""What the values of options must be: numbers, words, probabilities as people write them."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

import typer

from simulate.foundation.errors import UsageError
from simulate.foundation.nearest import suggestion

MAX_DRAWS = 10**10
SMALLEST_TAIL = 1e-6
"""Fewer draws than a million times so many see nothing of a smaller share."""

Word = TypeVar("Word", bound=StrEnum)


def word_of(words: type[Word]) -> Callable[[str], Word]:
    """Reads one of these words; typer.BadParameter with the nearest for any other."""

    def read(text: str) -> Word:
        if text in list(words):
            return words(text)
        hint = suggestion(text, [word.value for word in words])
        raise typer.BadParameter(f"expected {', '.join(words)}, got {text!r}{hint}")

    return read


def whole(least: int, most: int) -> Callable[[str | int], int]:
    """Reads a whole number between bounds, plain or as 1_000_000; typer.BadParameter for anything else."""

    def read(text: str | int) -> int:
        try:
            number = int(text)
        except ValueError:
            raise typer.BadParameter(f"expected a whole number, got {text!r}") from None
        if not least <= number <= most:
            raise typer.BadParameter(f"expected {least:,} to {most:,}, got {number:,}")
        return number

    return read


def completed(words: type[StrEnum]) -> Callable[[str], list[str]]:
    """The words that begin like what was typed."""
    return lambda incomplete: [word for word in words if word.startswith(incomplete)]


def threads(asked: int | None) -> int:
    """How many threads to draw with: as many as this process may use cores, unless told otherwise."""
    from simulate.simulation import budget

    return budget.cores() if asked is None else asked


def tolerance(text: str) -> float:
    """A relative error from `0.1%` or `0.001`.

    Raises
    ------
    UsageError
        Not strictly between 0 and 1.
    """
    value = _share(text)
    if value is None or not 0.0 < value < 1.0:
        raise UsageError(f"--tolerance: expected a relative error like 0.1% or 0.001, got {text!r}")
    return value


def _share(text: str) -> float | None:
    """A share from plain digits, with or without a percent sign."""
    digits = text.strip().removesuffix("%").strip()
    plain = digits.replace(".", "", 1)
    if not (plain.isascii() and plain.isdigit()):
        return None
    return float(digits) / 100 if text.strip().endswith("%") else float(digits)


def interval(text: str) -> float:
    """A probability from `0.9` or `90%`.

    Raises
    ------
    UsageError
        Not strictly between 0 and 1.
    """
    value = _share(text)
    if value is None:
        raise UsageError(f"--interval: expected a probability like 0.9 or 90%, got {text!r}")
    if not SMALLEST_TAIL <= value <= 1 - SMALLEST_TAIL:
        hint = f"; did you mean {text.strip()}%?" if 1 < value < 100 and "%" not in text else ""
        limits = f"between {SMALLEST_TAIL:f} and {1 - SMALLEST_TAIL}"
        raise UsageError(f"--interval: expected a probability {limits}, got {text!r}{hint}")
    return float(f"{value:.12g}")
