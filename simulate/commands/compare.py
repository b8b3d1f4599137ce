"""`wattif compare`: models beside each other, before and after, claims, and why other people's figures differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulate.api.pairings import before_and_after, under_alternatives
from simulate.commands import completion, options, output, progress
from simulate.commands.drawing import check_folder, check_quantities, compiling, plans_of, say_rounded, speaker
from simulate.commands.options import MAX_DRAWS
from simulate.commands.output import put
from simulate.foundation.errors import UsageError

if TYPE_CHECKING:
    from simulate.analysis.claims import Answer
    from simulate.analysis.comparison import Compared, Together
    from simulate.analysis.waterfall import Waterfall
    from simulate.beliefs.claims import Claim
    from simulate.method.plan import Plan

ENERGY = "facility_energy"


def compare(
    scenario: options.Scenarios = None,
    quantity: options.Quantities = None,
    claims: Annotated[
        Path | None,
        typer.Option(
            "--claims",
            metavar="FILE",
            help="Answer the claims of a file, or of a shipped one by its name.",
            autocompletion=completion.claims,
        ),
    ] = None,
    why: Annotated[
        bool, typer.Option("--why", help="Why our medians differ from other people's estimates, factor by factor.")
    ] = False,
    draws: Annotated[
        int, typer.Option("--draws", metavar="N", parser=options.whole(1, MAX_DRAWS), help="Joint draws of all models.")
    ] = 2**17,
    seed: options.Seed = 0,
    interval: options.Interval = "0.9",
    changes: options.Set = None,
    priors: options.Priors = None,
    use: options.Use = None,
    to: options.To = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Compare models, or one scenario before and after --set: ratio with its range, who needs less, ranks, claims.

    Examples:
    wattif compare deepseek-v3 llama-3.1-405b

    wattif compare gpt-4 --set "pue=1.1 to 1.3"

    wattif compare --claims seed-benchmark

    wattif compare gpt-4 --why
    """
    probability = options.interval(interval)
    check_folder(to)
    say = speaker(quiet)
    stated = _claims(claims)
    plans = plans_of(scenario, priors, use, changes, say)
    check_quantities(plans, quantity or [])
    ids = [plan.scenario.id for plan in plans]
    if len(plans) == 1 and (changes or use):
        (before,) = plans_of(scenario, priors, None, None, speaker(True))
        plans, ids = before_and_after(before, *plans)
    elif len(plans) == 1 and not (stated or why):
        plans, ids = under_alternatives(plans[0])
    _check_number(plans, stated, why)
    from simulate.analysis.comparison import check_scopes

    check_scopes(plans)
    told = _quantities(plans, quantity, stated, why, as_json)
    say_rounded(draws, say)
    with compiling(say):
        drawn = _drawn(plans, ids, told, stated, seed=seed, draws=draws, quiet=quiet)
    everything = _told(drawn, told, stated, why=why, seed=seed, probability=probability, quiet=quiet)
    put(everything.text(told, seed=seed, probability=probability, as_json=as_json))
    if to is not None:
        say(f"written: {', '.join(everything.write(Path(to), seed, probability))} in {to}")


def _claims(path: Path | None) -> list[Claim]:
    if path is None:
        return []
    from simulate.beliefs import claims

    return claims.read(path)


def _check_number(plans: Sequence[Plan], stated: Sequence[Claim], why: bool) -> None:
    if len(plans) < 2 and not stated and not why:
        needs = 'two scenarios, one with [[alternatives]], or one and --set "NAME=PRIOR", --claims FILE or --why'
        raise UsageError(f"compare: needs {needs}")


def _quantities(
    plans: Sequence[Plan], named: Sequence[str] | None, stated: Sequence[Claim], why: bool, as_json: bool
) -> tuple[str, ...]:
    """What pairs are told of: what is named, else what all are asked for; on a screen energy alone for many models.

    Beside claims or reasons there are no pairs unless they are asked for.
    """
    if named:
        return tuple(dict.fromkeys(named))
    if not as_json and (stated or (why and len(plans) == 1)):
        return ()
    common = [name for name in plans[0].outputs if all(name in plan.quantities for plan in plans)]
    if as_json or len(plans) == 2:
        return tuple(common)
    return tuple([name for name in common if name == ENERGY] or common[:1])


def _drawn(
    plans: Sequence[Plan],
    ids: Sequence[str],
    told: Sequence[str],
    stated: Sequence[Claim],
    *,
    seed: int,
    draws: int,
    quiet: bool,
) -> Together:
    from simulate.analysis.claims import needed
    from simulate.analysis.comparison import together

    also = needed(stated, plans)
    with progress.shown(quiet) as shown:
        return together(plans, told, ids=ids, seed=seed, draws=draws, also=also, progress=shown)


@dataclass(frozen=True)
class _Told:
    """All that is told of a comparison."""

    found: Compared
    answered: Sequence[Answer]
    reasons: Sequence[Waterfall]

    def text(self, quantities: Sequence[str], *, seed: int, probability: float, as_json: bool) -> str:
        """As JSON or for readers."""
        parts = (self.found, self.answered, self.reasons)
        if as_json:
            from simulate.publishing.comparison import json_text as comparison_json

            return comparison_json.text(*parts, seed=seed, interval=probability)
        from simulate.publishing.comparison import text as comparison_text

        width = output.width()
        return comparison_text.text(*parts, quantities=quantities, probability=probability, width=width)

    def write(self, to: Path, seed: int, probability: float) -> list[str]:
        """As files; their names."""
        from simulate.analysis import labelled
        from simulate.commands.version import origin, provenance
        from simulate.publishing.folders import analysis as analysis_folder

        parts = (self.found, self.answered, self.reasons)
        dataset = provenance(labelled.comparison(*parts), seed)
        return analysis_folder.write_comparison(dataset, *parts, origin(seed), probability, to)


def _told(
    drawn: Together,
    told: Sequence[str],
    stated: Sequence[Claim],
    *,
    why: bool,
    seed: int,
    probability: float,
    quiet: bool,
) -> _Told:
    from simulate.analysis.claims import answers
    from simulate.analysis.comparison import compared
    from simulate.analysis.waterfall import waterfalls

    reasons = [item for plan in drawn.plans for item in waterfalls(plan, seed)] if why else []
    with progress.counted(quiet, "pair") as tell:
        return _Told(compared(drawn, told, probability, tell), answers(stated, drawn), reasons)
