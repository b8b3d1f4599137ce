"""Options that several commands share, each with its help, and those that always go together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from simulate.commands import completion
from simulate.commands.values import MAX_DRAWS, completed, whole, word_of


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
        help="A file, a folder, or the name of a shipped scenario; none means DeepSeek V3, GPT-4, Llama 3.1 405B, "
        "Mistral NeMo and Nemotron-4.",
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


@dataclass(frozen=True, kw_only=True)
class Beliefs:
    """What is believed instead of what the files of scenarios say."""

    changes: Set = None
    priors: Priors = None
    use: Use = None


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """How ranges are drawn, and which."""

    draws: Draws = None
    seed: Seed = 0
    sampler: Sampling = Sampler.sobol
    interval: Interval = "0.9"
    interval_kind: Laid = IntervalKind.equal
