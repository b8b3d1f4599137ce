"""Everything that a user can get wrong, as problems with a place; a message never needs a traceback."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

FieldPath = tuple[str | int, ...]
"""Keys from the top of a file down to a value: ("priors", "pue", "prior"), ("correlations", 0, "between", 1)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where it stands and what is wanted there.

    `line` and `column` are 1-based characters, 0 while unknown; `file` is empty where no file is at fault
    (a `--set`, an option).
    """

    message: str
    path: FieldPath = ()
    file: str = ""
    line: int = 0
    column: int = 0

    @property
    def field(self) -> str:
        """The path as people write it, such as `correlations[0].between[1]`."""
        text = ""
        for part in self.path:
            text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
        return text

    def __str__(self) -> str:
        place = f"{self.line}:{self.column}" if self.line else ""
        return "  ".join(
            part for part in (place, ": ".join(part for part in (self.field, self.message) if part)) if part
        )

    def within(self, *path: str | int) -> Problem:
        """The same problem seen from a table further out."""
        return replace(self, path=(*path, *self.path))


class InputError(Exception):
    """Scenarios, bundles, priors or settings that cannot be used: exit status 3, all problems together."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(report(self.problems))


class TextError(Exception):
    """A small text (prior, expression, `--set`) that cannot be read; `offset` counts characters from its start."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.offset = offset


class PriorError(ValueError):
    """Parameters that make no distribution; the message says what would."""


class UnitError(ValueError):
    """A unit that is not known, or is of another dimension than is wanted."""


class UsageError(Exception):
    """An option that makes no sense: exit status 2."""


class RunError(Exception):
    """Something failed although the input was fine (a full disk, a refused budget): exit status 1."""


def report(problems: Iterable[Problem]) -> str:
    """All problems as people read them: one heading per file, one line per problem, in the order of the lines."""
    by_file: dict[str, list[Problem]] = {}
    for problem in problems:
        by_file.setdefault(problem.file, []).append(problem)
    lines: list[str] = []
    for file, found in by_file.items():
        if not file:
            lines += [str(problem) for problem in found]
            continue
        lines.append(f"{file}: {len(found)} problem{'s' if len(found) > 1 else ''}")
        places = [f"{problem.line}:{problem.column}" if problem.line else "" for problem in found]
        width = max(map(len, places))
        ordered = sorted(zip(places, found, strict=True), key=lambda pair: (pair[1].line, pair[1].column))
        lines += [f"  {place:{width}}  {replace(problem, line=0)!s}" for place, problem in ordered]
    return "\n".join(lines)
