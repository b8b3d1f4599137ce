"""How a family is called in a prior's text: names of arguments, what they are, and what they make."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulate.beliefs.families.distribution import Distribution


class Kind(enum.Enum):
    """What an argument is."""

    NUMBER = "a number"
    NUMBERS = "a list of numbers"
    PRIOR = "a prior"
    PRIORS = "a list of priors"
    TEXT = "a text in quotes"
    TEXT_OR_NUMBERS = "a text in quotes or a list of numbers"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument by position or by name."""

    name: str
    kind: Kind = Kind.NUMBER
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """One set of arguments that makes a distribution.

    `build` takes the parameters by name. Where a way takes percentiles (`p05=...`), their number is `percentiles` and
    `build` takes them as its first argument, a dict from percent to value; where it reads a file, `reads_file`, it
    takes the folder as `folder`.
    """

    build: Callable[..., Distribution]
    parameters: tuple[Parameter, ...] = ()
    percentiles: int = 0
    reads_file: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A family as people write it; arguments by position are those of the first way."""

    name: str
    about: str
    ways: tuple[Way, ...]
    examples: tuple[str, ...]

    @property
    def usage(self) -> str:
        """All ways ready to copy: `normal(mean, sd) or normal(p05=..., p95=...)`."""
        return " or ".join(
            f"{self.name}({_arguments(way, first=position == 0)})" for position, way in enumerate(self.ways)
        )

    @property
    def names(self) -> set[str]:
        """Names of all arguments that are no percentiles."""
        return {parameter.name for way in self.ways for parameter in way.parameters}


def _arguments(way: Way, *, first: bool) -> str:
    shown = [f"p{percent:02d}=..." for percent in {2: (5, 95), 3: (5, 50, 95)}.get(way.percentiles, ())]
    for parameter in way.parameters:
        by_name = not first or way.percentiles or parameter.optional
        shown.append(f"{parameter.name}=..." if by_name else parameter.name)
    return ", ".join(shown)
