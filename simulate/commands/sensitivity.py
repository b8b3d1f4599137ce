"""`wattif sensitivity`: which assumption drives which output, and what disclosing it would be worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulate.commands import drawing, options, output, progress, values
from simulate.commands.output import put
from simulate.commands.records import from_fields

if TYPE_CHECKING:
    from simulate.analysis.further import Asked, Further
    from simulate.analysis.sensitivity import Study
    from simulate.method.plan import Plan


@dataclass(frozen=True, kw_only=True)
class Options:
    """What `wattif sensitivity` is told."""

    scenario: options.Scenarios = None
    quantity: options.Quantities = None
    points: Annotated[
        int | None,
        typer.Option(
            "--draws",
            metavar="N",
            parser=values.whole(1, 10**9),
            help="Points per index.",
            show_default="65,536, more where errors are large",
        ),
    ] = None
    seed: options.Seed = 0
    interval: options.Interval = "0.9"
    everything: Annotated[bool, typer.Option("--all", help="Every output input by input.")] = False
    pairs: Annotated[bool, typer.Option("--pairs", help="What pairs of inputs do together: second order.")] = False
    pawn: Annotated[bool, typer.Option("--pawn", help="Distances of whole distributions, tails included.")] = False
    threshold: Annotated[
        list[str] | None,
        typer.Option(
            "--threshold", metavar="TEXT", help='What decides "facility_energy > 10 GWh", and break-even points.'
        ),
    ] = None
    power: Annotated[
        list[float] | None,
        typer.Option("--power", metavar="X", min=0.1, max=10, help="Each prior to a power: 0.5 wider, 2 narrower."),
    ] = None
    beliefs: options.Beliefs
    to: options.To = None
    as_json: options.Json = False
    quiet: options.Quiet = False


@from_fields
def sensitivity(asked: Options) -> None:
    """Show which assumption drives which output, and what to ask a developer for.

    Examples:
    wattif sensitivity mistral-nemo-12b

    wattif sensitivity gpt-4 --quantity co2e_total

    wattif sensitivity gpt-4 --to drivers
    """
    probability = values.interval(asked.interval)
    drawing.check_folder(asked.to)
    say = drawing.speaker(asked.quiet)
    plans = drawing.plans_of(asked.scenario, asked.beliefs, say)
    drawing.check_quantities(plans, asked.quantity or [])
    further = _besides(asked, plans)
    drawing.say_rounded(asked.points, say)
    with progress.counted(asked.quiet, "model") as tell, drawing.compiling(say):
        studies = _studies(plans, asked, probability, tell)
        more = _further(plans, studies, asked, further)
    put(_shown(studies, more, asked))
    if asked.to is not None:
        say(f"written: {', '.join(_write(studies, asked, Path(asked.to)))} in {asked.to}")


def _besides(asked: Options, plans: list[Plan]) -> Asked:
    """What is asked besides indices and disclosure; UsageError for a threshold that no model can be held against."""
    from simulate.analysis.further import Asked
    from simulate.simulation.questions import check_thresholds, threshold

    thresholds = tuple(threshold(text) for text in asked.threshold or ())
    check_thresholds(plans, thresholds)
    return Asked(asked.pairs, asked.pawn, thresholds, tuple(asked.power or ()))


def _studies(plans: Sequence[Plan], asked: Options, probability: float, tell: progress.Counted | None) -> list[Study]:
    """One study after another, telling how far they are."""
    from simulate.analysis.sensitivity import study

    found: list[Study] = []

    def share(done: float) -> None:
        if tell is not None:
            tell(len(found) + done, len(plans))

    for plan in plans:
        found.append(
            study(plan, asked.quantity, probability=probability, seed=asked.seed, points=asked.points, progress=share)
        )
        share(0.0)
    return found


def _further(plans: Sequence[Plan], studies: Sequence[Study], asked: Options, besides: Asked) -> list[Further]:
    """What is asked for besides, of the outputs that are shown in detail."""
    if not besides.anything:
        return []
    from simulate.analysis.further import further
    from simulate.publishing.sensitivity.text import detailed

    probability = values.interval(asked.interval)
    return [
        further(
            plan,
            study,
            [output.quantity for output in detailed(study, asked.quantity or (), asked.everything)],
            besides,
            probability=probability,
            seed=asked.seed,
            points=asked.points,
        )
        for plan, study in zip(plans, studies, strict=True)
    ]


def _shown(studies: Sequence[Study], more: Sequence[Further], asked: Options) -> str:
    from simulate.publishing.sensitivity import json_text, text

    probability = values.interval(asked.interval)
    if asked.as_json:
        return json_text.text(studies, more, seed=asked.seed, interval=probability)
    details, width = asked.quantity or (), output.width()
    return text.text(studies, more, details=details, everything=asked.everything, probability=probability, width=width)


def _write(studies: Sequence[Study], asked: Options, to: Path) -> list[str]:
    """Charts of the outputs named, of all, or of what the table shows in detail."""
    from simulate.analysis import labelled
    from simulate.commands.version import origin, provenance
    from simulate.publishing.folders import sensitivity as folder
    from simulate.publishing.sensitivity.text import detailed

    shown = {o.quantity for study in studies for o in detailed(study, asked.quantity or (), asked.everything)}
    dataset = provenance(labelled.sensitivity(studies), asked.seed)
    return folder.write(dataset, studies, sorted(shown), origin(asked.seed), values.interval(asked.interval), to)
