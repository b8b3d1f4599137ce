"""`wattif sensitivity`: which assumption drives which output, and what disclosing it would be worth."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulate.commands import options
from simulate.commands.output import put
from simulate.commands.run import check_folder, check_quantities, plans_of, speaker

if TYPE_CHECKING:
    from simulate.analysis.sensitivity import Study


def sensitivity(
    scenario: options.Scenarios = None,
    quantity: Annotated[
        list[str] | None, typer.Option("--quantity", metavar="NAME", help="Study this quantity; may be repeated.")
    ] = None,
    points: Annotated[int, typer.Option("--draws", min=1, max=10**9, help="Points per index.")] = 2**16,
    seed: Annotated[int, typer.Option("--seed", min=0, max=2**64 - 1, help="The same seed gives the same bytes.")] = 0,
    interval: Annotated[
        str, typer.Option("--interval", metavar="P", help="Probability of the range, 0.9 or 90%.")
    ] = "0.9",
    everything: Annotated[bool, typer.Option("--all", help="Every output input by input.")] = False,
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

    wattif sensitivity gpt-4 --quantity co2e_total --json
    """
    probability = options.interval(interval)
    check_folder(to)
    say = speaker(quiet)
    plans = plans_of(scenario, priors, use, changes, say)
    check_quantities(plans, quantity or [])
    from simulate.analysis.sensitivity import study

    studies = [study(plan, quantity, probability=probability, seed=seed, points=points) for plan in plans]
    put(_shown(studies, quantity or (), everything, seed=seed, probability=probability, as_json=as_json))
    if to is not None:
        written = _write(studies, quantity or (), everything, seed=seed, probability=probability, to=Path(to))
        say(f"written: {', '.join(written)} in {to}")


def _shown(
    studies: Sequence[Study],
    details: Sequence[str],
    everything: bool,
    *,
    seed: int,
    probability: float,
    as_json: bool,
) -> str:
    if as_json:
        from simulate.publishing import sensitivity_json

        return sensitivity_json.text(studies, seed=seed, interval=probability)
    from simulate.publishing import sensitivity_text

    width = shutil.get_terminal_size((100, 24)).columns
    return sensitivity_text.text(studies, details=details, everything=everything, probability=probability, width=width)


def _write(
    studies: Sequence[Study], details: Sequence[str], everything: bool, *, seed: int, probability: float, to: Path
) -> list[str]:
    """Charts of the outputs named, of all, or of what the table shows in detail."""
    from simulate.analysis import labelled
    from simulate.commands.version import origin, provenance
    from simulate.publishing import analysis_folder, sensitivity_text

    shown = {o.quantity for study in studies for o in sensitivity_text.detailed(study, details, everything)}
    dataset = provenance(labelled.sensitivity(studies), seed)
    return analysis_folder.write_sensitivity(dataset, studies, sorted(shown), origin(seed), probability, to)
