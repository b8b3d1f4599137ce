"""Options that several commands share, and what their values must be."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from simulate.commands import completion
from simulate.foundation.errors import UsageError
from simulate.foundation.nearest import suggestion

MAX_DRAWS = 10**10

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


def choice(words: type[StrEnum], name: str, about: str, *, default: str | bool = True) -> Any:  # noqa: ANN401 -- typer's
    """An option that takes one of these words; the nearest is named for any other, and the shell completes them."""
    return typer.Option(
        name,
        metavar="|".join(words),
        help=about,
        show_default=default,
        parser=word_of(words),
        autocompletion=completed(words),
    )


def completed(words: type[StrEnum]) -> Callable[[str], list[str]]:
    """The words that begin like what was typed."""
    return lambda incomplete: [word for word in words if word.startswith(incomplete)]


class Sampler(StrEnum):
    """How points are chosen."""

    sobol = "sobol"
    random = "random"
    latin = "latin"


class IntervalKind(StrEnum):
    """How an interval is laid."""

    equal = "equal"
    shortest = "shortest"

    @property
    def short(self) -> str:
        """As datasets call it."""
        return "hdi" if self is IntervalKind.shortest else "eti"


Scenarios = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SCENARIO",
        help="A file, a folder, or the name of a shipped scenario; none means the seed benchmark's models.",
        show_default=False,
        autocompletion=completion.scenarios,
    ),
]
Priors = Annotated[
    list[Path] | None, typer.Option("--priors", metavar="DIR", help="Folder to search for bundles first.")
]
Use = Annotated[
    list[str] | None,
    typer.Option(
        "--use",
        metavar="BUNDLE",
        help="Use one more bundle in every scenario.",
        autocompletion=completion.bundles,
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=PRIOR UNIT",
        help='What if: "pue=1.1 to 1.3"; NAME= withdraws a prior; routes.NAME=A:0.4,B:0.6; '
        "correlations.A,B=0.5; MODEL:NAME=... for one.",
        autocompletion=completion.settings,
    ),
]
Quantities = Annotated[
    list[str] | None,
    typer.Option(
        "--quantity",
        metavar="NAME",
        help="This quantity alone; may be repeated.",
        autocompletion=completion.quantities,
    ),
]
Sampling = Annotated[Sampler, choice(Sampler, "--sampler", "How draws are chosen.")]
Draws = Annotated[
    int | None,
    typer.Option(
        "--draws",
        metavar="N",
        parser=whole(1, MAX_DRAWS),
        help="Joint draws per model.",
        show_default="1,048,576",
    ),
]
Seed = Annotated[
    int, typer.Option("--seed", metavar="N", parser=whole(0, 2**64 - 1), help="The same seed gives the same bytes.")
]
Interval = Annotated[str, typer.Option("--interval", metavar="P", help="Probability of the range, 0.9 or 90%.")]
Laid = Annotated[
    IntervalKind,
    choice(IntervalKind, "--interval-kind", "Equal tails, or the shortest that holds the probability."),
]
Threads = Annotated[
    int | None,
    typer.Option(
        "--threads",
        metavar="N",
        parser=whole(1, 1024),
        help="Threads to draw with; none changes a bit.",
        show_default="all cores",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no notes; errors only.")]
To = Annotated[
    str | None, typer.Option("--to", "-o", metavar="DIR", help="Write dataset, CSV and charts to this folder.")
]


SMALLEST_TAIL = 1e-6
"""Fewer draws than a million times so many see nothing of a smaller share."""


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
