"""`wattif sensitivity`: which assumption drives which output, and what disclosing it would be worth."""

from __future__ import annotations

import shutil
from typing import Annotated

import typer

from simulate.commands import options
from simulate.commands.output import put
from simulate.commands.run import check_quantities, plans_of, speaker


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
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Show which assumption drives which output, and what to ask a developer for.

    Examples:
    wattif sensitivity mistral-nemo-12b

    wattif sensitivity gpt-4 --quantity co2e_total --json
    """
    probability = options.interval(interval)
    plans = plans_of(scenario, priors, use, changes, speaker(quiet))
    check_quantities(plans, quantity or [])
    from simulate.analysis.sensitivity import study

    studies = [study(plan, quantity, probability=probability, seed=seed, points=points) for plan in plans]
    if as_json:
        from simulate.publishing import sensitivity_json

        put(sensitivity_json.text(studies, seed=seed, interval=probability))
        return
    from simulate.publishing import sensitivity_text

    width = shutil.get_terminal_size((100, 24)).columns
    put(
        sensitivity_text.text(
            studies, details=quantity or (), everything=everything, probability=probability, width=width
        )
    )
