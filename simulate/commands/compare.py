"""`wattif compare`: models beside each other, before and after, claims, and why other people's figures differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulate.commands import completion, drawing, options, output, progress, values
from simulate.commands.output import put
from simulate.commands.records import from_fields
from simulate.foundation.errors import UsageError
from simulate.foundation.listing import listed

if TYPE_CHECKING:
    from simulate.analysis.comparison import Compared
    from simulate.api.question import Question
    from simulate.beliefs.claims import Claim
    from simulate.method.plan import Plan


@dataclass(frozen=True, kw_only=True)
class Options:
    """What `wattif compare` is told."""

    scenario: options.Scenarios = None
    quantity: options.Quantities = None
    claims: Annotated[
        Path | None,
        typer.Option(
            "--claims",
            metavar="FILE",
            help="Answer the claims of a file, or of a shipped one by its name.",
            autocompletion=completion.claims,
        ),
    ] = None
    why: Annotated[
        bool, typer.Option("--why", help="Why our medians differ from other people's estimates, factor by factor.")
    ] = False
    scope: Annotated[
        str | None,
        typer.Option(
            "--scope", metavar="SCOPE", help='Models of this scope alone, e.g. "final run"; all must be of one.'
        ),
    ] = None
    draws: Annotated[
        int,
        typer.Option(
            "--draws", metavar="N", parser=values.whole(1, values.MAX_DRAWS), help="Joint draws of all models."
        ),
    ] = 2**17
    seed: options.Seed = 0
    interval: options.Interval = "0.9"
    beliefs: options.Beliefs
    to: options.To = None
    as_json: options.Json = False
    quiet: options.Quiet = False


@from_fields
def compare(asked: Options) -> None:
    """Compare models, or one scenario before and after --set: ratio with its range, who needs less, ranks, claims.

    Examples:
    wattif compare deepseek-v3 llama-3.1-405b

    wattif compare gpt-4 --set "pue=1.1 to 1.3"

    wattif compare --claims seed-benchmark

    wattif compare gpt-4 --why
    """
    probability = values.interval(asked.interval)
    drawing.check_folder(asked.to)
    say = drawing.speaker(asked.quiet)
    question = _question(asked, say)
    drawing.say_rounded(asked.draws, say)
    with drawing.compiling(say):
        with progress.shown(asked.quiet) as shown:
            drawn = question.drawn(seed=asked.seed, draws=asked.draws, progress=shown)
        with progress.counted(asked.quiet, "pair") as tell:
            found = question.answered(drawn, probability, tell)
    put(_shown(found, question.quantities, asked.as_json))
    if asked.to is not None:
        say(f"written: {', '.join(_write(found, Path(asked.to)))} in {asked.to}")


def _question(asked: Options, say: Callable[[str], None]) -> Question:
    """What is asked; UsageError where that is no comparison."""
    claims = _claims(asked.claims)
    named = drawing.plans_of(asked.scenario, asked.beliefs, say)
    drawing.check_quantities(named, asked.quantity or [])
    from simulate.api.question import Question, headline, of_scope, on_screen, subjects
    from simulate.publishing.comparison.ladder import MANY

    def before() -> Plan:
        unmoved = drawing.plans_of(asked.scenario, options.Beliefs(priors=asked.beliefs.priors), drawing.speaker(True))
        return next(plan for plan in unmoved if plan.scenario.id == given[0].scenario.id)

    given, others = of_scope(named, asked.scope)
    if others:
        say(f"--scope {asked.scope}: left out are {listed(others)}")
    moved = asked.beliefs.changes or asked.beliefs.use
    plans, ids = subjects(given, before if moved else None, alone=bool(claims) or asked.why)
    if len(plans) < 2 and not claims and not asked.why:
        needs = 'two scenarios, one with [[alternatives]], or one and --set "NAME=PRIOR", --claims FILE or --why'
        raise UsageError(f"compare: needs {needs}")
    shown = headline(plans) if asked.as_json else on_screen(plans, claims=bool(claims), why=asked.why)
    told = tuple(dict.fromkeys(asked.quantity or shown))
    neighbours = len(plans) > MANY and not asked.as_json and asked.to is None
    return Question(plans, ids, told, tuple(claims), asked.why, neighbours)


def _claims(path: Path | None) -> list[Claim]:
    if path is None:
        return []
    from simulate.beliefs import claims

    return claims.read(path)


def _shown(found: Compared, quantities: Sequence[str], as_json: bool) -> str:
    from simulate.publishing.comparison import json_text, text

    return json_text.text(found) if as_json else text.text(found, quantities=quantities, width=output.width())


def _write(found: Compared, to: Path) -> list[str]:
    from simulate.analysis import labelled
    from simulate.commands.version import origin, provenance
    from simulate.publishing.folders import comparison as folder

    return folder.write(provenance(labelled.comparison(found), found.seed), found, origin(found.seed), to)
