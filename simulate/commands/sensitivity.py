"""`wattif sensitivity`: which assumption drives which output, and what disclosing it would be worth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulate.commands import options, output, progress
from simulate.commands.drawing import check_folder, check_quantities, compiling, plans_of, say_rounded, speaker
from simulate.commands.output import put

if TYPE_CHECKING:
    from simulate.analysis.further import Asked, Further
    from simulate.analysis.sensitivity import Study
    from simulate.method.plan import Plan


def sensitivity(
    scenario: options.Scenarios = None,
    quantity: options.Quantities = None,
    points: Annotated[
        int | None,
        typer.Option(
            "--draws",
            metavar="N",
            parser=options.whole(1, 10**9),
            help="Points per index.",
            show_default="65,536, more where errors are large",
        ),
    ] = None,
    seed: options.Seed = 0,
    interval: options.Interval = "0.9",
    everything: Annotated[bool, typer.Option("--all", help="Every output input by input.")] = False,
    pairs: Annotated[bool, typer.Option("--pairs", help="What pairs of inputs do together: second order.")] = False,
    pawn: Annotated[bool, typer.Option("--pawn", help="Distances of whole distributions, tails included.")] = False,
    threshold: Annotated[
        list[str] | None,
        typer.Option(
            "--threshold", metavar="TEXT", help='What decides "facility_energy > 10 GWh", and break-even points.'
        ),
    ] = None,
    power: Annotated[
        list[float] | None,
        typer.Option("--power", metavar="X", min=0.1, max=10, help="Each prior to a power: 0.5 wider, 2 narrower."),
    ] = None,
    changes: options.Set = None,
    priors: options.Priors = None,
    use: options.Use = None,
    to: options.To = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Show which assumption drives which output, and what to ask a developer for.

    Examples:
    wattif sensitivity mistral-nemo-12b

    wattif sensitivity gpt-4 --quantity co2e_total

    wattif sensitivity gpt-4 --to drivers
    """
    probability = options.interval(interval)
    check_folder(to)
    say = speaker(quiet)
    plans = plans_of(scenario, priors, use, changes, say)
    check_quantities(plans, quantity or [])
    from simulate.analysis.further import Asked
    from simulate.simulation.questions import check_thresholds
    from simulate.simulation.questions import threshold as read_threshold

    asked = Asked(pairs, pawn, tuple(read_threshold(text) for text in threshold or ()), tuple(power or ()))
    check_thresholds(plans, asked.thresholds)
    say_rounded(points, say)
    shown = quantity or ()
    with progress.counted(quiet, "model") as tell, compiling(say):
        studies = _studies(plans, quantity, tell, probability=probability, seed=seed, points=points)
        more = _further(plans, studies, shown, everything, asked, probability=probability, seed=seed, points=points)
    put(_shown(studies, more, shown, everything, seed=seed, probability=probability, as_json=as_json))
    if to is not None:
        written = _write(studies, shown, everything, seed=seed, probability=probability, to=Path(to))
        say(f"written: {', '.join(written)} in {to}")


def _studies(
    plans: Sequence[Plan],
    quantities: Sequence[str] | None,
    tell: progress.Counted | None,
    *,
    probability: float,
    seed: int,
    points: int | None,
) -> list[Study]:
    """One study after another, telling how far they are."""
    from simulate.analysis.sensitivity import study

    found: list[Study] = []

    def share(done: float) -> None:
        if tell is not None:
            tell(len(found) + done, len(plans))

    for plan in plans:
        found.append(study(plan, quantities, probability=probability, seed=seed, points=points, progress=share))
        share(0.0)
    return found


def _further(
    plans: Sequence[Plan],
    studies: Sequence[Study],
    details: Sequence[str],
    everything: bool,
    asked: Asked,
    *,
    probability: float,
    seed: int,
    points: int | None,
) -> list[Further]:
    """What is asked for besides, of the outputs that are shown in detail."""
    if not asked.anything:
        return []
    from simulate.analysis.further import further
    from simulate.publishing.sensitivity.text import detailed

    return [
        further(
            plan,
            study,
            [output.quantity for output in detailed(study, details, everything)],
            asked,
            probability=probability,
            seed=seed,
            points=points,
        )
        for plan, study in zip(plans, studies, strict=True)
    ]


def _shown(
    studies: Sequence[Study],
    more: Sequence[Further],
    details: Sequence[str],
    everything: bool,
    *,
    seed: int,
    probability: float,
    as_json: bool,
) -> str:
    if as_json:
        from simulate.publishing.sensitivity import json_text as sensitivity_json

        return sensitivity_json.text(studies, more, seed=seed, interval=probability)
    from simulate.publishing.sensitivity import text as sensitivity_text

    width = output.width()
    return sensitivity_text.text(
        studies, more, details=details, everything=everything, probability=probability, width=width
    )


def _write(
    studies: Sequence[Study], details: Sequence[str], everything: bool, *, seed: int, probability: float, to: Path
) -> list[str]:
    """Charts of the outputs named, of all, or of what the table shows in detail."""
    from simulate.analysis import labelled
    from simulate.commands.version import origin, provenance
    from simulate.publishing.folders import analysis as analysis_folder
    from simulate.publishing.sensitivity import text as sensitivity_text

    shown = {o.quantity for study in studies for o in sensitivity_text.detailed(study, details, everything)}
    dataset = provenance(labelled.sensitivity(studies), seed)
    return analysis_folder.write_sensitivity(dataset, studies, sorted(shown), origin(seed), probability, to)
